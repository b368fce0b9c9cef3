"""Sessions at the desk: begun by a key or a link, ended by time, by hand, or with the key."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.adapters.tokens import digest, new_id, new_secret
from app.domain.errors import NotPermitted
from app.domain.review import Reviewer
from app.domain.staff import IDLE, LONGEST, SESSIONS_KEPT_FOR, Staff, can_review
from app.extensions import now
from app.models import ApiKey, AuditEntry, StaffLink, StaffSession
from app.services.organizations import is_usable
from app.services.transaction import reading, transaction

#: Seen again after this long, a session's last sign of life is written down; not at each page.
_TOUCH_AFTER = timedelta(minutes=1)


def begin_by_key(key: ApiKey) -> str:
    """Begin a session for who holds a key; return its secret, which only the browser keeps.

    Raises NotPermitted for a key that may not review.
    """
    if not can_review(frozenset(key.permissions)):
        raise NotPermitted
    with transaction() as session:
        row = StaffSession(
            organization_id=key.organization_id,
            api_key_id=key.id,
            reviewer_id=key.id,
            reviewer_name=key.label or None,
            permissions=[],
        )
        return _begin(session, row, actor=f"key:{key.id}")


def begin_by_link(session: Session, link: StaffLink) -> str:
    """Begin a session for whom a link names, in the caller's transaction; return its secret."""
    row = StaffSession(
        organization_id=link.organization_id,
        reviewer_id=link.reviewer_id,
        reviewer_name=link.reviewer_name,
        permissions=list(link.permissions),
    )
    return _begin(session, row, actor=f"reviewer:{link.reviewer_id}")


def find_staff(secret: str, *, address: str) -> Staff | None:
    """Return who is signed in with a secret, or None.

    Nobody is when the time is over, when the session was ended, or when its key was revoked, may
    not be used from this address or may no longer review.
    """
    with reading() as session:
        row = session.scalars(
            select(StaffSession).where(
                StaffSession.secret_hash == digest(secret), StaffSession.ended_at.is_(None)
            )
        ).one_or_none()
        if row is None or _is_over(row, now()):
            return None
        staff = _staff(row)
        last_seen_at = row.last_seen_at
        key = row.api_key
        if key is not None and not is_usable(key, address=address):
            return None
    if not can_review(staff.permissions):
        return None
    if now() - last_seen_at > _TOUCH_AFTER:
        _touch(secret)
    return staff


def end_session(secret: str) -> None:
    """Sign out; an unknown session is ended already."""
    with transaction() as session:
        row = _find(session, secret)
        if row is not None and row.ended_at is None:
            row.ended_at = now()
            _audit(session, row, "signed-out", _staff(row).reviewer.actor)


def end_sessions_of(organization_id: str, reviewer_id: str) -> int:
    """Sign a person out wherever they are signed in; return how many sessions ended."""
    with transaction() as session:
        rows = session.scalars(
            select(StaffSession).where(
                StaffSession.organization_id == organization_id,
                StaffSession.reviewer_id == reviewer_id,
                StaffSession.ended_at.is_(None),
            )
        ).all()
        ended = [row for row in rows if not _is_over(row, now())]
        for row in ended:
            row.ended_at = now()
            _audit(session, row, "signed-out", "operator")
    return len(ended)


def forget_sessions() -> int:
    """Delete sessions that are over for a year, ended or not; return how many."""
    with transaction() as session:
        forgotten = session.scalars(
            delete(StaffSession)
            .where(StaffSession.created_at <= now() - LONGEST - SESSIONS_KEPT_FOR)
            .returning(StaffSession.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(forgotten)


def _begin(session: Session, row: StaffSession, *, actor: str) -> str:
    secret = new_secret()
    row.id = new_id("staff")
    row.secret_hash = digest(secret)
    row.created_at = row.last_seen_at = now()
    session.add(row)
    session.flush()
    _audit(session, row, "signed-in", actor)
    return secret


def _staff(row: StaffSession) -> Staff:
    key = row.api_key
    actor = f"reviewer:{row.reviewer_id}" if key is None else f"key:{key.id}"
    return Staff(
        organization_id=row.organization_id,
        organization_name=row.organization.name,
        reviewer=Reviewer(row.reviewer_id, row.reviewer_name, actor),
        permissions=frozenset(row.permissions if key is None else key.permissions),
    )


def _is_over(row: StaffSession, moment: datetime) -> bool:
    return moment - row.last_seen_at >= IDLE or moment - row.created_at >= LONGEST


def _touch(secret: str) -> None:
    with transaction() as session:
        row = _find(session, secret)
        if row is not None:
            row.last_seen_at = now()


def _find(session: Session, secret: str) -> StaffSession | None:
    return session.scalars(
        select(StaffSession).where(StaffSession.secret_hash == digest(secret))
    ).one_or_none()


def _audit(session: Session, row: StaffSession, event: str, actor: str) -> None:
    session.add(
        AuditEntry(
            organization_id=row.organization_id,
            at=now(),
            actor=actor,
            event=event,
            subject_id=row.id,
        )
    )
