"""Links by which staff sign in: signed, for one person, for minutes, and used once."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import delete, select

from app.adapters.tokens import new_id
from app.domain.errors import LinkExpired, LinkInvalid, NotFound, NotPermitted
from app.domain.staff import LINK_LIFE, LINKS_KEPT_FOR, REVIEWER_PERMISSIONS, can_review
from app.extensions import now, settings
from app.models import AuditEntry, Organization, StaffLink
from app.services.staff_sessions import begin_by_link
from app.services.transaction import reading, transaction

#: One salt per purpose: a token made for anything else never signs anybody in.
_SALT = "kyc-staff-link-v1"
_MAX_TOKEN_CHARACTERS = 512
_SIGNER = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


def make_staff_link(
    organization_id: str,
    reviewer: str,
    *,
    permissions: Sequence[str] = REVIEWER_PERMISSIONS,
    actor: str = "operator",
) -> str:
    """Return the address by which `reviewer` signs in once, within 15 minutes.

    Raises NotFound for an unknown organization, NotPermitted for permissions that open no desk,
    ValueError for a name that cannot be.
    """
    name = " ".join(reviewer.split())
    if not name or len(name) > 255 or not name.isprintable():
        raise ValueError("a reviewer's name holds 1 to 255 printable characters")
    if not can_review(frozenset(permissions)):
        raise NotPermitted
    with transaction() as session:
        if session.get(Organization, organization_id) is None:
            raise NotFound
        link = StaffLink(
            id=new_id("link"),
            organization_id=organization_id,
            reviewer_id=reviewer_id(name),
            reviewer_name=name,
            permissions=list(permissions),
            created_at=now(),
            expires_at=now() + LINK_LIFE,
        )
        session.add(link)
        session.add(
            AuditEntry(
                organization_id=organization_id,
                at=now(),
                actor=actor,
                event="staff-link-created",
                subject_id=link.id,
            )
        )
    return f"{settings().base_url}/review/link?token={_serializer().dumps(link.id)}"


def reviewer_id(name: str) -> str:
    """Return the id of a person: the same name has the same one, whatever link they came by."""
    readable = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:24]
    told_apart = hashlib.sha256(name.encode()).hexdigest()[:8]
    return "-".join(filter(None, ("staff", readable, told_apart)))


def read_staff_link(token: str) -> StaffLink:
    """Return the link that `token` is, still unused; raises LinkInvalid or LinkExpired."""
    with reading() as session:
        link = session.get(StaffLink, _verify(token))
    _check(link, now())
    assert link is not None  # noqa: S101 - `_check` has raised otherwise.
    return link


def use_staff_link(token: str) -> str:
    """Sign in by a link, once; return the session's secret. Raises LinkInvalid or LinkExpired."""
    link_id = _verify(token)
    with transaction() as session:
        # Of two presses at once the second waits here, and finds the link used.
        link = session.scalars(
            select(StaffLink).where(StaffLink.id == link_id).with_for_update(of=StaffLink)
        ).one_or_none()
        _check(link, now())
        assert link is not None  # noqa: S101 - `_check` has raised otherwise.
        link.used_at = now()
        return begin_by_link(session, link)


def forget_links() -> int:
    """Delete links that are over for a day, used or not; return how many."""
    with transaction() as session:
        forgotten = session.scalars(
            delete(StaffLink)
            .where(StaffLink.expires_at <= now() - LINKS_KEPT_FOR)
            .returning(StaffLink.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(forgotten)


def _check(link: StaffLink | None, moment: datetime) -> None:
    if link is None or link.used_at is not None:
        raise LinkInvalid
    if moment >= link.expires_at:
        raise LinkExpired(link.id)


def _verify(token: str) -> str:
    if len(token) > _MAX_TOKEN_CHARACTERS:
        raise LinkInvalid
    try:
        link_id: Any = _serializer().loads(token)
    except BadData as error:
        raise LinkInvalid from error
    if not isinstance(link_id, str):
        raise LinkInvalid
    return link_id


def _serializer() -> URLSafeSerializer:
    # The list runs from the oldest key to the newest: the last signs, all of them verify.
    return URLSafeSerializer(list(settings().secret_keys), salt=_SALT, signer_kwargs=_SIGNER)
