"""Organizations and their API keys."""

import hmac
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.tokens import digest, new_api_key, new_id
from app.domain.egress import unwrapped
from app.domain.errors import NotFound
from app.extensions import now, settings
from app.models import ApiKey, AuditEntry, Organization
from app.services.transaction import reading, transaction

DEMO_ORGANIZATION_ID = "org_demo"
DEMO_ORGANIZATION_NAME = "Harbour Street Shop"

#: How long a key that was rolled works beside its successor, at most.
MAX_OVERLAP = timedelta(hours=24)

#: Characters of a key shown to tell it from others: the prefix and the last four.
_HINT_TAIL = 4


def create_organization(name: str) -> Organization:
    """Create an organization and return it."""
    with transaction() as session:
        return _add_organization(session, new_id("org"), name)


def list_organizations() -> Sequence[Organization]:
    """Return every organization, oldest first."""
    with reading() as session:
        return session.scalars(select(Organization).order_by(Organization.created_at)).all()


def create_api_key(
    organization_id: str,
    *,
    label: str = "",
    permissions: Sequence[str] = ("*",),
    allowed_networks: Sequence[str] | None = None,
    plaintext: str | None = None,
) -> tuple[ApiKey, str]:
    """Create a key and return its row and its text, which is shown this once and never kept.

    `permissions` are operation ids or `*`. Raises NotFound for an unknown organization, ValueError
    for a network that is none.
    """
    networks = None if allowed_networks is None else [str(ip_network(n)) for n in allowed_networks]
    is_sandbox = settings().is_sandbox
    text = plaintext or new_api_key(is_sandbox=is_sandbox)
    with transaction() as session:
        if session.get(Organization, organization_id) is None:
            raise NotFound
        key = _new_key(organization_id, text, label, is_sandbox)
        key.permissions, key.allowed_networks = list(permissions), networks
        session.add(key)
        _audit(session, organization_id, key.id, "api-key-created")
    return key, text


def roll_api_key(key_id: str, *, overlap: timedelta = MAX_OVERLAP) -> tuple[ApiKey, str]:
    """Make a key in place of another, with the same rights; the old one works on for `overlap`.

    Return the new row and its text, which is shown this once. Raises NotFound for a key that is
    unknown or works no more, ValueError for an overlap of more than 24 hours.
    """
    if not timedelta() <= overlap <= MAX_OVERLAP:
        raise ValueError("an overlap is 0 to 24 hours")
    with transaction() as session:
        old = session.scalars(
            select(ApiKey).where(ApiKey.id == key_id).with_for_update()
        ).one_or_none()
        if old is None or not old.works_at(now()):
            raise NotFound
        text = new_api_key(is_sandbox=old.is_sandbox)
        key = _new_key(old.organization_id, text, old.label, old.is_sandbox)
        key.permissions, key.allowed_networks = old.permissions, old.allowed_networks
        session.add(key)
        until = now() + overlap
        # Rolling twice must not lengthen the life of what was to end sooner.
        old.expires_at = min(old.expires_at or until, until)
        _audit(session, key.organization_id, key.id, "api-key-created")
        _audit(session, key.organization_id, old.id, "api-key-rolled")
    return key, text


def revoke_api_key(key_id: str) -> None:
    """Revoke a key at once; revoking it again changes nothing. Raises NotFound."""
    with transaction() as session:
        key = session.get(ApiKey, key_id)
        if key is None:
            raise NotFound
        if key.revoked_at is None:
            key.revoked_at = now()
            _audit(session, key.organization_id, key.id, "api-key-revoked")


def list_api_keys(organization_id: str) -> Sequence[ApiKey]:
    """Return an organization's keys, oldest first, revoked ones included."""
    with reading() as session:
        return session.scalars(
            select(ApiKey)
            .where(ApiKey.organization_id == organization_id)
            .order_by(ApiKey.created_at)
        ).all()


def authenticate_key(plaintext: str, *, address: str) -> ApiKey | None:
    """Return the key that `plaintext` is, or None: unknown, revoked, or not from this address."""
    hashed = digest(plaintext)
    with reading() as session:
        key = session.scalars(select(ApiKey).where(ApiKey.key_hash == hashed)).one_or_none()
    if key is None or not hmac.compare_digest(key.key_hash, hashed):
        return None
    return key if is_usable(key, address=address) else None


def is_usable(key: ApiKey, *, address: str) -> bool:
    """Tell whether a key is good here and now: it works still, and is allowed from this address."""
    if not key.works_at(now()) or key.is_sandbox is not settings().is_sandbox:
        return False
    return _is_allowed(key.allowed_networks, address)


def ensure_demo_organization() -> Organization:
    """Return the sandbox's demo organization with its stable key, creating both at the first start.

    Raises NotFound outside the sandbox.
    """
    plaintext = settings().demo_api_key
    if plaintext is None:
        raise NotFound
    with transaction() as session:
        found = session.get(Organization, DEMO_ORGANIZATION_ID)
        organization = found or _add_organization(
            session, DEMO_ORGANIZATION_ID, DEMO_ORGANIZATION_NAME
        )
        known = session.scalars(select(ApiKey.id).where(ApiKey.key_hash == digest(plaintext)))
        is_known = known.first() is not None
    if not is_known:
        create_api_key(DEMO_ORGANIZATION_ID, label="demo", plaintext=plaintext)
    return organization


def _new_key(organization_id: str, text: str, label: str, is_sandbox: bool) -> ApiKey:
    return ApiKey(
        id=new_id("key"),
        organization_id=organization_id,
        key_hash=digest(text),
        hint=f"{text[: text.rindex('_') + 1]}…{text[-_HINT_TAIL:]}",
        label=label,
        is_sandbox=is_sandbox,
        created_at=now(),
    )


def _add_organization(session: Session, organization_id: str, name: str) -> Organization:
    organization = Organization(
        id=organization_id, name=name, redirect_origins=[], created_at=now()
    )
    session.add(organization)
    _audit(session, organization_id, organization_id, "organization-created")
    return organization


def _is_allowed(networks: Sequence[str] | None, address: str) -> bool:
    if networks is None:
        return True
    try:
        caller = unwrapped(ip_address(address))
    except ValueError:
        return False
    return any(caller in ip_network(network) for network in networks)


def _audit(session: Session, organization_id: str, subject_id: str, event: str) -> None:
    session.add(
        AuditEntry(
            organization_id=organization_id,
            at=now(),
            actor="operator",
            event=event,
            subject_id=subject_id,
        )
    )
