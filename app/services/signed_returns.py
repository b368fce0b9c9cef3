"""The signed return: what a landing page needs to trust a redirect without asking us.

While a new secret is brought in, both sign: a landing page accepts whichever it knows. The secret
is shown when it is made and never again.
"""

import hmac
import secrets
from datetime import timedelta

from sqlalchemy import select

from app.adapters.secret_box import SecretBox, SecretUnreadable
from app.domain.errors import NotFound, ServiceUnavailable
from app.domain.return_url import return_text
from app.domain.statuses import ReturnInfo
from app.extensions import now, settings
from app.models import AuditEntry, KycRequest, Organization
from app.services.transaction import reading, transaction

#: How long the secret before goes on signing beside a new one.
OVERLAP = timedelta(hours=24)

_COLUMNS = ("return_secret", "previous_return_secret")


def signed_parameters(kyc_request_id: str, info: ReturnInfo) -> dict[str, str]:
    """Return the parameters of a signed return, `signature` last; raises NotFound."""
    with reading() as session:
        kyc_request = session.get(KycRequest, kyc_request_id)
    if kyc_request is None:
        raise NotFound
    parameters = {
        "info": info.value,
        "request": kyc_request.id,
        "revision": str(kyc_request.revision),
        "time": str(int(now().timestamp())),
    }
    text = return_text(parameters).encode()
    signatures = [
        hmac.new(secret.encode(), text, "sha256").hexdigest()
        for secret in _secrets_of(kyc_request.organization)
    ]
    return {**parameters, "signature": ".".join(f"v1-{each}" for each in signatures)}


def make_return_secret(organization_id: str, *, actor: str) -> str:
    """Return a fresh secret; the one before signs beside it for a day. Raises NotFound."""
    text = f"ret_{secrets.token_urlsafe(32)}"
    with transaction() as session:
        organization = session.scalars(
            select(Organization).where(Organization.id == organization_id).with_for_update()
        ).one_or_none()
        if organization is None:
            raise NotFound
        organization.previous_return_secret = organization.return_secret
        organization.previous_return_secret_until = now() + OVERLAP
        organization.return_secret = _box().seal(text, context=organization_id)
        session.add(
            AuditEntry(
                organization_id=organization_id,
                at=now(),
                actor=actor,
                event="return-secret-made",
                subject_id=organization_id,
            )
        )
    return text


def reseal_return_secrets() -> int:
    """Seal every secret with the newest key that is not yet; return how many were."""
    box, resealed = _box(), 0
    with transaction() as session:
        for organization in session.scalars(select(Organization)).all():
            for column in _COLUMNS:
                sealed = getattr(organization, column)
                if sealed and not box.is_sealed_with_newest(sealed, context=organization.id):
                    text = _open(organization.id, sealed)
                    if text is not None:
                        setattr(organization, column, box.seal(text, context=organization.id))
                        resealed += 1
    return resealed


def _secrets_of(organization: Organization) -> list[str]:
    sealed = [organization.return_secret]
    until = organization.previous_return_secret_until
    if until is not None and now() < until:
        sealed.append(organization.previous_return_secret)
    opened = [_open(organization.id, each) for each in sealed if each]
    found = [each for each in opened if each is not None]
    if not found:
        # A return that claims to be signed and is not would be worse than one that waits.
        raise ServiceUnavailable("return secret")
    return found


def _open(organization_id: str, sealed: str) -> str | None:
    try:
        return _box().open(sealed, context=organization_id)
    except SecretUnreadable:
        return None


def _box() -> SecretBox:
    return SecretBox(settings().secret_keys, purpose="return-secret")
