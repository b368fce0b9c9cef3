"""What an organization sets about its pages: how they look and what its customers may do."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.analysis.logos import make_logo
from app.domain.accent import read_colour
from app.domain.errors import InvalidField, InvalidFields, NotFound
from app.domain.events import EventType
from app.domain.return_proof import ReturningProof
from app.domain.return_url import UrlRefused, check_redirect_url
from app.extensions import now, settings
from app.models import AuditEntry, Logo, Organization
from app.services.event_listeners import listening
from app.services.transaction import reading, transaction

#: Settings by their column, with their name on the wire.
WIRE_NAMES = {
    "name": "name",
    "accent": "accent",
    "support_contact": "supportContact",
    "privacy_url": "privacyUrl",
    "biometric_consent": "biometricConsent",
    "selfie_alternative": "selfieAlternative",
    "faces_kept_days": "facesKeptDays",
    "erasure_allowed": "erasureAllowed",
    "signed_return": "signedReturn",
    "link_extension": "linkExtension",
    "link_renewal": "linkRenewal",
    "returning_customer_proof": "returningCustomerProof",
    "handoff_match": "handoffMatch",
    "capture": "capture",
    "image_policy": "imagePolicy",
}

MAX_FACES_KEPT_DAYS = 1095


def find_settings(organization_id: str) -> Organization:
    """Return an organization with its settings; raises NotFound."""
    with reading() as session:
        found = session.get(Organization, organization_id)
    if found is None:
        raise NotFound
    return found


def change_settings(
    organization_id: str, changes: Mapping[str, Any], *, actor: str
) -> Organization:
    """Set the columns that `changes` names and return the organization.

    Raises NotFound, and InvalidFields naming every value that cannot be.
    """
    with transaction() as session:
        organization = _lock(session, organization_id)
        invalid = list(_check(session, organization, changes))
        if invalid:
            raise InvalidFields(invalid)
        before = {WIRE_NAMES[name]: getattr(organization, name) for name in changes}
        for name, value in changes.items():
            setattr(organization, name, _clean(name, value))
        after = {WIRE_NAMES[name]: getattr(organization, name) for name in changes}
        if before != after:
            _audit(session, organization, "settings-changed", actor, before=before, after=after)
    return organization


def set_logo(organization_id: str, data: bytes, *, actor: str) -> Organization:
    """Show a logo from now on; raises NotFound, and the UnreadableFile family for what is none."""
    find_settings(organization_id)
    shown = make_logo(data)
    with transaction() as session:
        organization = _lock(session, organization_id)
        row = session.get(Logo, organization_id) or Logo(organization_id=organization_id)
        row.sha256, row.media_type, row.data = shown.sha256, shown.media_type, shown.data
        session.add(row)
        organization.logo_sha256 = shown.sha256
        organization.logo_width, organization.logo_height = shown.width, shown.height
        _audit(session, organization, "logo-set", actor, sha256=shown.sha256)
    return organization


def remove_logo(organization_id: str, *, actor: str) -> Organization:
    """Show no logo any more; raises NotFound."""
    with transaction() as session:
        organization = _lock(session, organization_id)
        row = session.get(Logo, organization_id)
        if row is not None:
            session.delete(row)
            organization.logo_sha256 = None
            organization.logo_width = organization.logo_height = None
            _audit(session, organization, "logo-removed", actor)
    return organization


def read_logo(sha256: str) -> Logo | None:
    """Return a logo by the hash in its address, or None."""
    with reading() as session:
        return session.scalars(select(Logo).where(Logo.sha256 == sha256).limit(1)).one_or_none()


def _check(
    session: Session, organization: Organization, changes: Mapping[str, Any]
) -> Iterator[InvalidField]:
    for name, value in changes.items():
        reason = _reason(session, organization, name, value)
        if reason is not None:
            yield InvalidField(WIRE_NAMES[name], reason)


def _reason(session: Session, organization: Organization, name: str, value: Any) -> str | None:
    """Return why a value cannot be, None for a good one."""
    reason = None
    if name == "name" and not str(value or "").strip():
        reason = "must not be empty"
    elif name == "faces_kept_days" and not 0 <= value <= MAX_FACES_KEPT_DAYS:
        reason = f"must be 0 to {MAX_FACES_KEPT_DAYS}"
    elif name == "signed_return" and value and organization.return_secret is None:
        reason = "needs a return secret: make one first"
    elif name == "returning_customer_proof" and value == ReturningProof.CODE:
        if not listening(session, organization.id, EventType.CODE_REQUESTED):
            reason = f"needs a webhook whose filter names {EventType.CODE_REQUESTED}"
    elif name in {"accent", "privacy_url"} and value:
        try:
            _clean(name, value)
        except (ValueError, UrlRefused) as error:
            reason = str(error)
    return reason


def _clean(name: str, value: Any) -> Any:
    if name == "accent" and value:
        return read_colour(value)
    if name == "privacy_url" and value:
        return check_redirect_url(value, is_sandbox=settings().is_sandbox)
    return value.strip() or None if isinstance(value, str) else value


def _lock(session: Session, organization_id: str) -> Organization:
    organization = session.scalars(
        select(Organization)
        .where(Organization.id == organization_id)
        .with_for_update(key_share=True)
    ).one_or_none()
    if organization is None:
        raise NotFound
    return organization


def _audit(
    session: Session, organization: Organization, event: str, actor: str, **data: Any
) -> None:
    session.add(
        AuditEntry(
            organization_id=organization.id,
            at=now(),
            actor=actor,
            event=event,
            subject_id=organization.id,
            data=data or None,
        )
    )
