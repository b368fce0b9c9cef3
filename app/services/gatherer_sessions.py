"""Sessions in the gatherer: begun by pressing Start, never by opening the link."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.tokens import digest, new_id, new_secret
from app.domain.user_agents import browser_family, system_family
from app.extensions import now
from app.models import GathererSession
from app.services.transaction import reading, transaction

#: Seen again after this long, a session's last sign of life is written down; not at each page.
_TOUCH_AFTER = timedelta(minutes=5)


def add_session(
    session: Session, kyc_request_id: str, *, user_agent: str
) -> tuple[GathererSession, str]:
    """Begin a session in the caller's transaction; return its row and its secret."""
    secret = new_secret()
    row = GathererSession(
        id=new_id("sess"),
        kyc_request_id=kyc_request_id,
        secret_hash=digest(secret),
        created_at=now(),
        last_seen_at=now(),
        browser=browser_family(user_agent),
        system=system_family(user_agent),
    )
    session.add(row)
    session.flush()
    return row, secret


def find_session(secret: str, kyc_request_id: str) -> GathererSession | None:
    """Return the session that may work on this request, or None: unknown, ended, or another's."""
    with reading() as session:
        found = session.scalars(
            select(GathererSession).where(
                GathererSession.secret_hash == digest(secret),
                GathererSession.kyc_request_id == kyc_request_id,
                GathererSession.ended_at.is_(None),
            )
        ).one_or_none()
        if found is not None:
            session.expunge(found)
    if found is not None and now() - found.last_seen_at > _TOUCH_AFTER:
        _touch(found.id)
    return found


def note_language(device: GathererSession, language: str) -> None:
    """Note the language of a session's page, where it is another than before.

    Reviewers are shown what the customer will read, in the language they will read it in.
    """
    if device.language == language:
        return
    with transaction() as session:
        found = session.get(GathererSession, device.id)
        if found is not None:
            found.language = language


def is_session_open(session_id: str) -> bool:
    """Tell whether a session has not ended."""
    with reading() as session:
        found = session.get(GathererSession, session_id)
        return found is not None and found.ended_at is None


def end_session(secret: str) -> None:
    """End a session; an unknown one is ended already."""
    with transaction() as session:
        found = session.scalars(
            select(GathererSession).where(GathererSession.secret_hash == digest(secret))
        ).one_or_none()
        if found is not None:
            found.ended_at = now()


def _touch(session_id: str) -> None:
    with transaction() as session:
        found = session.get(GathererSession, session_id)
        if found is not None:
            found.last_seen_at = now()
