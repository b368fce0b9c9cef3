"""Sessions in the gatherer: begun by pressing Start, never by opening the link."""

from datetime import timedelta

from sqlalchemy import select

from app.adapters.tokens import digest, new_id, new_secret
from app.extensions import now
from app.models import GathererSession, KycRequest
from app.services.transaction import reading, transaction

#: Seen again after this long, a session's last sign of life is written down; not at each page.
_TOUCH_AFTER = timedelta(minutes=5)


def start_session(kyc_request_id: str) -> str:
    """Begin a session for a request and return its secret, which only the browser keeps."""
    secret = new_secret()
    with transaction() as session:
        session.add(
            GathererSession(
                id=new_id("sess"),
                kyc_request_id=kyc_request_id,
                secret_hash=digest(secret),
                created_at=now(),
                last_seen_at=now(),
            )
        )
    return secret


def find_session(secret: str, kyc_request_id: str) -> KycRequest | None:
    """Return the request that this session may work on, or None: unknown, ended, or another's."""
    with reading() as session:
        found = session.scalars(
            select(GathererSession).where(
                GathererSession.secret_hash == digest(secret),
                GathererSession.kyc_request_id == kyc_request_id,
                GathererSession.ended_at.is_(None),
            )
        ).one_or_none()
        kyc_request = session.get(KycRequest, kyc_request_id) if found is not None else None
    if found is not None and now() - found.last_seen_at > _TOUCH_AFTER:
        _touch(found.id)
    return kyc_request


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
