"""Webhook endpoints: where an organization hears of events."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from structlog import get_logger

from app.adapters.secret_box import SecretUnreadable
from app.adapters.tokens import new_id
from app.domain.commands import PostWebhook, WebhookHeader
from app.domain.errors import InvalidField, InvalidFields, NotFound, StaleRevision
from app.domain.statuses import EndpointStatus
from app.domain.webhook_endpoints import (
    LONGEST_OVERLAP_SECONDS,
    MAX_ACTIVE_ENDPOINTS,
    check_endpoint,
)
from app.extensions import now, settings
from app.models import AuditEntry, Organization, WebhookEndpoint
from app.services import webhook_credentials
from app.services.transaction import once_more_when_stale, reading, transaction
from app.services.webhook_deliveries import end_waiting, secret_box

log = get_logger()

#: Bytes of a signing secret; Standard Webhooks asks for 24 to 64.
_SECRET_BYTES = 32


def create_endpoint(
    organization_id: str,
    command: PostWebhook,
    *,
    actor: str = "operator",
    own_id: str | None = None,
) -> tuple[WebhookEndpoint, str]:
    """Create an endpoint and return it with its signing secret, which is shown this once.

    `own_id` is what the organization calls it. Raises InvalidFields naming every value that cannot
    be.
    """
    check(organization_id, command)
    secret = new_secret()
    with transaction() as session:
        if command.status == EndpointStatus.ACTIVE:
            _check_number(session, organization_id)
        endpoint = _add_endpoint(session, organization_id, command, secret, own_id=own_id)
        _audit(session, endpoint, "webhook-created", actor)
    return endpoint, secret


@once_more_when_stale
def put_endpoint(
    organization_id: str, endpoint_id: str, command: PostWebhook, *, actor: str
) -> tuple[WebhookEndpoint, str | None]:
    """Replace an endpoint, or create it under this id; the secret is returned when it is new.

    Raises InvalidFields, and NotFound for an id whose endpoint was deleted.
    """
    with reading() as session:
        is_new = session.scalars(_named(organization_id, endpoint_id)).one_or_none() is None
    if is_new:
        return create_endpoint(organization_id, command, actor=actor, own_id=endpoint_id)
    return _change(organization_id, endpoint_id, lambda _: command, actor=actor), None


def amend_endpoint(
    organization_id: str, endpoint_id: str, changes: Mapping[str, Any], *, actor: str
) -> WebhookEndpoint:
    """Change some values of an endpoint: fields of PostWebhook. Raises InvalidFields, NotFound."""
    return _change(
        organization_id, endpoint_id, lambda endpoint: _amended(endpoint, changes), actor=actor
    )


@once_more_when_stale
def rotate_secret(
    organization_id: str, endpoint_id: str, *, overlap: timedelta, actor: str
) -> tuple[str, datetime]:
    """Return a fresh signing secret, and until when the one before signs beside it.

    A secret before that one ends at once: there are never more than two. Raises NotFound.
    """
    overlap = min(overlap, timedelta(seconds=LONGEST_OVERLAP_SECONDS))
    secret = new_secret()
    with transaction() as session:
        endpoint = _find(session, organization_id, endpoint_id)
        endpoint.previous_secret = endpoint.secret
        endpoint.previous_secret_until = until = now() + overlap
        endpoint.secret = secret_box().seal(secret, context=endpoint.id)
        _audit(session, endpoint, "webhook-secret-rotated", actor)
    return secret, until


def check(
    organization_id: str, command: PostWebhook, *, kept_credential_id: str | None = None
) -> None:
    """Raise InvalidFields when there is anything wrong with an endpoint."""
    invalid = list(
        check_endpoint(
            command,
            is_sandbox=settings().is_sandbox,
            opened=settings().egress_allowed_networks,
        )
    )
    if command.credential_id is not None:
        invalid += webhook_credentials.refusals(
            organization_id,
            command.credential_id,
            command.url,
            is_kept=command.credential_id == kept_credential_id,
        )
    if invalid:
        raise InvalidFields(invalid)


def new_secret() -> str:
    """Return a fresh signing secret as Standard Webhooks writes it."""
    return f"whsec_{b64encode(token_bytes(_SECRET_BYTES)).decode()}"


def list_endpoints(organization_id: str) -> Sequence[WebhookEndpoint]:
    """Return an organization's endpoints, oldest first, without deleted ones."""
    with reading() as session:
        return session.scalars(
            select(WebhookEndpoint)
            .where(
                WebhookEndpoint.organization_id == organization_id,
                WebhookEndpoint.deleted_at.is_(None),
            )
            .order_by(WebhookEndpoint.created_at, WebhookEndpoint.id)
        ).all()


def find_endpoint(organization_id: str, endpoint_id: str) -> WebhookEndpoint:
    """Return an endpoint; raises NotFound, also for another organization's or a deleted one."""
    with reading() as session:
        return _find(session, organization_id, endpoint_id)


def delete_endpoint(organization_id: str, endpoint_id: str, *, actor: str = "operator") -> None:
    """Delete an endpoint with its secrets, and end what was still to be sent there.

    Raises NotFound.
    """
    with transaction() as session:
        endpoint = _find(session, organization_id, endpoint_id)
        endpoint.deleted_at = now()
        endpoint.status = EndpointStatus.INACTIVE.value
        endpoint.secret = ""
        endpoint.previous_secret = None
        _audit(session, endpoint, "webhook-deleted", actor)
    # In a transaction of its own: a delivery under way locks its row first and the endpoint after.
    end_waiting(endpoint.id, "endpoint-deleted")


def reseal_secrets() -> int:
    """Seal every secret with the newest key that is not yet; return how many rows changed.

    Afterwards an older key can be taken from the list. One that no key opens is left as it is. A
    signing secret whose overlap is over is forgotten.
    """
    resealed = webhook_credentials.reseal()
    with transaction() as session:
        session.execute(
            update(WebhookEndpoint)
            .where(WebhookEndpoint.previous_secret_until <= now())
            .values(previous_secret=None, previous_secret_until=None)
            .execution_options(synchronize_session=False)
        )
        endpoints = session.scalars(
            select(WebhookEndpoint).where(WebhookEndpoint.deleted_at.is_(None))
        ).all()
        return resealed + sum(_reseal(session, endpoint) for endpoint in endpoints)


def _reseal(session: Session, endpoint: WebhookEndpoint) -> bool:
    box = secret_box()
    try:
        resealed = {
            column: box.seal(box.open(sealed, context=endpoint.id), context=endpoint.id)
            for column in ("secret", "previous_secret")
            if (sealed := getattr(endpoint, column)) is not None
            and not box.is_sealed_with_newest(sealed, context=endpoint.id)
        }
    except SecretUnreadable:
        log.error("webhook.secret_unreadable", endpoint_id=endpoint.id)
        return False
    if resealed:
        # Not through the row: the secret itself is the same, so no revision grows.
        session.execute(
            update(WebhookEndpoint)
            .where(WebhookEndpoint.id == endpoint.id)
            .values(**resealed)
            .execution_options(synchronize_session=False)
        )
    return bool(resealed)


def _find(session: Session, organization_id: str, endpoint_id: str) -> WebhookEndpoint:
    endpoint = session.scalars(_named(organization_id, endpoint_id)).one_or_none()
    if endpoint is None or endpoint.deleted_at is not None:
        raise NotFound
    return endpoint


def _named(organization_id: str, endpoint_id: str) -> Select[WebhookEndpoint]:
    return select(WebhookEndpoint).where(
        WebhookEndpoint.organization_id == organization_id, WebhookEndpoint.has_id(endpoint_id)
    )


def _check_number(session: Session, organization_id: str) -> None:
    # The organization's row is locked, so that two creations at once are counted one by one.
    session.get_one(Organization, organization_id, with_for_update=True)
    active = session.scalar(
        select(func.count())
        .select_from(WebhookEndpoint)
        .where(
            WebhookEndpoint.organization_id == organization_id,
            WebhookEndpoint.status == EndpointStatus.ACTIVE.value,
            WebhookEndpoint.deleted_at.is_(None),
        )
    )
    if (active or 0) >= MAX_ACTIVE_ENDPOINTS:
        message = f"an organization has at most {MAX_ACTIVE_ENDPOINTS} active webhooks"
        raise InvalidFields([InvalidField("status", message)])


@once_more_when_stale
def _change(
    organization_id: str,
    endpoint_id: str,
    command_for: Callable[[WebhookEndpoint], PostWebhook],
    *,
    actor: str,
) -> WebhookEndpoint:
    with reading() as session:
        endpoint = _find(session, organization_id, endpoint_id)
        kept = endpoint.credential_id
        check(organization_id, command_for(endpoint), kept_credential_id=kept)
    with transaction() as session:
        endpoint = _find(session, organization_id, endpoint_id)
        command = command_for(endpoint)
        was_active = endpoint.status == EndpointStatus.ACTIVE.value
        is_active = command.status == EndpointStatus.ACTIVE.value
        if is_active and not was_active:
            _check_number(session, organization_id)
            # It begins anew: what failed before it was switched off must not end it again.
            endpoint.failures, endpoint.failing_since = 0, None
            endpoint.disabled_reason = None
        changes = {
            column: value
            for column, value in _columns(command).items()
            if getattr(endpoint, column) != value
        }
        for column, value in changes.items():
            setattr(endpoint, column, value)
        if changes:
            _audit(session, endpoint, "webhook-changed", actor)
    if was_active and not is_active:
        # In a transaction of its own, as when it is deleted.
        end_waiting(endpoint.id, "endpoint-inactive")
    return endpoint


def _amended(endpoint: WebhookEndpoint, changes: Mapping[str, Any]) -> PostWebhook:
    current = PostWebhook(
        url=endpoint.url,
        events=tuple(endpoint.events_filter),
        status=endpoint.status,
        method=endpoint.method,
        headers=tuple(WebhookHeader(**header) for header in endpoint.headers),
        filter=endpoint.filter,
        credential_id=endpoint.credential_id,
        body=endpoint.body,
        chaos=endpoint.chaos,
    )
    return replace(current, **changes)


def _columns(command: PostWebhook) -> dict[str, Any]:
    return {
        "url": command.url,
        "method": command.method,
        "status": command.status,
        "events_filter": list(command.events),
        "headers": [asdict(header) for header in command.headers],
        "filter": command.filter,
        "credential_id": command.credential_id,
        "body": command.body,
        "chaos": command.chaos,
    }


def _add_endpoint(
    session: Session, organization_id: str, command: PostWebhook, secret: str, *, own_id: str | None
) -> WebhookEndpoint:
    endpoint_id = new_id("hook")
    endpoint = WebhookEndpoint(
        id=endpoint_id,
        organization_id=organization_id,
        own_id=own_id,
        **_columns(command),
        secret=secret_box().seal(secret, context=endpoint_id),
        failures=0,
        revision=1,
        created_at=now(),
        updated_at=now(),
    )
    session.add(endpoint)
    try:
        session.flush()
    except IntegrityError as error:
        # Somebody else took the id meanwhile: the second try changes what is there then.
        raise StaleRevision from error
    return endpoint


def _audit(session: Session, endpoint: WebhookEndpoint, event: str, actor: str) -> None:
    session.add(
        AuditEntry(
            organization_id=endpoint.organization_id,
            at=now(),
            actor=actor,
            event=event,
            subject_id=endpoint.id,
        )
    )


def count_hosts() -> int:
    """Return how many hosts the organizations registered for webhooks, of all of them together."""
    with reading() as session:
        urls = session.scalars(
            select(WebhookEndpoint.url).where(
                WebhookEndpoint.deleted_at.is_(None),
                WebhookEndpoint.status == EndpointStatus.ACTIVE.value,
            )
        ).all()
    return len({urlsplit(url).hostname for url in urls})
