"""Credentials: what we log in with at webhook receivers, each for one host."""

import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from structlog import get_logger

from app.adapters.secret_box import SecretBox, SecretUnreadable
from app.adapters.tokens import new_id
from app.adapters.webhook_sender import Login
from app.domain.commands import PostCredential
from app.domain.errors import InvalidField, InvalidFields, NotFound
from app.domain.statuses import CredentialStatus
from app.domain.webhook_endpoints import check_credential, host_of
from app.extensions import now, settings
from app.models import AuditEntry, WebhookCredential
from app.services.transaction import once_more_when_stale, reading, transaction

log = get_logger()


class CredentialDeactivated(Exception):
    """A credential that was deactivated logs in nowhere."""


def create_credential(
    organization_id: str, command: PostCredential, *, actor: str
) -> WebhookCredential:
    """Keep a credential; its password is never shown again. Raises InvalidFields."""
    invalid = list(check_credential(command))
    if invalid:
        raise InvalidFields(invalid)
    credential_id = new_id("cred")
    secret = json.dumps([command.username, command.password])
    with transaction() as session:
        credential = WebhookCredential(
            id=credential_id,
            organization_id=organization_id,
            host=command.host.lower(),
            auth_type=command.auth_type,
            status=command.status,
            deactivated_at=_deactivated_at(command.status),
            secret=_box().seal(secret, context=credential_id),
            revision=1,
            created_at=now(),
            updated_at=now(),
        )
        session.add(credential)
        session.flush()
        _audit(session, credential, "credential-created", actor)
    return credential


@once_more_when_stale
def switch_credential(
    organization_id: str, credential_id: str, status: str, *, actor: str
) -> WebhookCredential:
    """Activate or deactivate a credential; what it is already changes nothing. Raises NotFound."""
    with transaction() as session:
        credential = _find(session, organization_id, credential_id)
        if credential.status != status:
            credential.status = status
            credential.deactivated_at = _deactivated_at(status)
            _audit(session, credential, f"credential-{status}", actor)
    return credential


def find_credential(organization_id: str, credential_id: str) -> WebhookCredential:
    """Return a credential; raises NotFound, also for another organization's."""
    with reading() as session:
        return _find(session, organization_id, credential_id)


def refusals(
    organization_id: str, credential_id: str, url: str, *, is_kept: bool
) -> Iterator[InvalidField]:
    """Yield why an endpoint at `url` cannot use a credential.

    One that it has already may be deactivated: the endpoint can be changed even so.
    """
    try:
        credential = find_credential(organization_id, credential_id)
    except NotFound:
        yield InvalidField("credentialHash", "is not a credential of this organization")
        return
    # A password goes to the host it was given for and nowhere else.
    if credential.host != host_of(url):
        message = f"belongs to the host {credential.host}, and the URL leads elsewhere"
        yield InvalidField("credentialHash", message)
    if credential.status != CredentialStatus.ACTIVE.value and not is_kept:
        yield InvalidField("credentialHash", "is a credential that is deactivated")


def login_of(session: Session, credential_id: str | None) -> Login | None:
    """Return what to log in with, None where nothing is asked for.

    Raises SecretUnreadable, CredentialDeactivated.
    """
    if credential_id is None:
        return None
    credential = session.get_one(WebhookCredential, credential_id)
    if credential.status != CredentialStatus.ACTIVE.value:
        raise CredentialDeactivated(credential_id)
    username, password = json.loads(_box().open(credential.secret, context=credential_id))
    return Login(credential.auth_type, username, password)


def username_of(credential: WebhookCredential) -> str | None:
    """Return the user name to show; None where no key opens the credential any more."""
    try:
        username: str = json.loads(_box().open(credential.secret, context=credential.id))[0]
    except SecretUnreadable:
        return None
    return username


def reseal() -> int:
    """Seal every credential with the newest key that is not yet; return how many changed."""
    box, resealed = _box(), 0
    with transaction() as session:
        for credential in session.scalars(select(WebhookCredential)).all():
            if box.is_sealed_with_newest(credential.secret, context=credential.id):
                continue
            try:
                secret = box.open(credential.secret, context=credential.id)
            except SecretUnreadable:
                log.error("webhook.credential_unreadable", credential_id=credential.id)
                continue
            # Not through the row: what is sealed stays the same, so no revision grows.
            session.execute(
                update(WebhookCredential)
                .where(WebhookCredential.id == credential.id)
                .values(secret=box.seal(secret, context=credential.id))
                .execution_options(synchronize_session=False)
            )
            resealed += 1
    return resealed


def _find(session: Session, organization_id: str, credential_id: str) -> WebhookCredential:
    credential = session.get(WebhookCredential, credential_id)
    if credential is None or credential.organization_id != organization_id:
        raise NotFound
    return credential


def _deactivated_at(status: str) -> datetime | None:
    return now() if status == CredentialStatus.DEACTIVATED else None


def _box() -> SecretBox:
    return SecretBox(settings().secret_keys, purpose="webhook-credential")


def _audit(session: Session, credential: WebhookCredential, event: str, actor: str) -> None:
    session.add(
        AuditEntry(
            organization_id=credential.organization_id,
            at=now(),
            actor=actor,
            event=event,
            subject_id=credential.id,
        )
    )
