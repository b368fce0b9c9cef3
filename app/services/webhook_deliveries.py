"""Delivering webhooks: send one event to one endpoint, and settle what follows from the answer.

Sent at least once: a worker that dies between the receiver's answer and our commit leaves the
delivery to another, which sends the same id and the same body again.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from secrets import randbelow

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from structlog import get_logger

from app.adapters.secret_box import SecretBox, SecretUnreadable
from app.adapters.webhook_sender import TIMEOUT_SECONDS, Message, SendResult, WebhookSender
from app.config import Network
from app.domain.events import SECRET_EVENTS
from app.domain.retries import FAILING_FOR, is_given_up, parse_retry_after, wait_after
from app.domain.return_proof import CODE_LIFE
from app.domain.statuses import DeliveryStatus, EndpointStatus
from app.domain.transitions import DeliveryEvent, apply_delivery_event
from app.domain.webhook_chaos import fate_of
from app.extensions import now, settings
from app.models import WebhookDelivery, WebhookEndpoint
from app.services import claims
from app.services.delivery_queues import put_in
from app.services.sending_places import SendingPlaces
from app.services.transaction import reading, transaction
from app.services.webhook_attempts import keep_attempt
from app.services.webhook_credentials import CredentialDeactivated, login_of

log = get_logger()

#: What found no place comes again after this, give or take half of it, and no try is counted: soon
#: where the endpoint is only busy, later where it fails.
_BUSY_WAIT, _FAILING_WAIT = timedelta(seconds=1), timedelta(seconds=30)

_PLACES = SendingPlaces()

#: The answer by which a receiver says that it wants nothing any more.
_GONE = 410


@dataclass(frozen=True)
class _Skipped:
    """Why nothing is sent now: postponed by `wait`, or ended when there is none."""

    reason: str
    wait: timedelta | None = None


@dataclass(frozen=True)
class _Outgoing:
    """What is sent now, to which endpoint, and whether that failed last."""

    message: Message
    endpoint_id: str
    is_failing: bool
    is_doubled: bool


def deliver(delivery_id: str, owner: str) -> None:
    """Send one delivery under the claim token `owner`; return quietly when it is not ours."""
    if not claims.claim(WebhookDelivery, delivery_id, owner):
        log.info("webhook.not_mine", delivery_id=delivery_id)
        return
    prepared = _prepare(delivery_id)
    if isinstance(prepared, _Outgoing):
        _send(delivery_id, owner, prepared)
    elif isinstance(prepared, SendResult):
        _conclude(delivery_id, owner, prepared)
    else:
        _skip(delivery_id, owner, prepared)


def end_waiting(endpoint_id: str, reason: str) -> None:
    """End every delivery that still waits for an endpoint nothing is sent to any more.

    One that is under way ends by itself.
    """
    waiting = (
        select(WebhookDelivery.id)
        .where(
            WebhookDelivery.endpoint_id == endpoint_id,
            WebhookDelivery.status == DeliveryStatus.WAITING.value,
            WebhookDelivery.owner.is_(None),
        )
        .with_for_update(skip_locked=True)
    )
    ended = apply_delivery_event(DeliveryStatus.WAITING, DeliveryEvent.GIVEN_UP)
    with transaction() as session:
        session.execute(
            update(WebhookDelivery)
            .where(WebhookDelivery.id.in_(waiting))
            .values(status=ended.value, last_error=reason, next_attempt_at=None, lease_until=None)
            .execution_options(synchronize_session=False)
        )


def enqueue_again(session: Session, delivery: WebhookDelivery) -> None:
    """Let a delivery that nobody is at be sent now, in the caller's transaction."""
    _move(delivery, DeliveryEvent.RESENT)
    delivery.generation += 1
    put_in(session, delivery, delivery.endpoint)


def forget_codes() -> int:
    """Empty the bodies of events whose code no longer works, sent or not; return how many."""
    with transaction() as session:
        emptied = session.scalars(
            update(WebhookDelivery)
            .where(
                WebhookDelivery.event_type.in_(SECRET_EVENTS),
                WebhookDelivery.created_at <= now() - CODE_LIFE,
                WebhookDelivery.body != "",
            )
            .values(body="")
            .returning(WebhookDelivery.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(emptied)


def secret_box() -> SecretBox:
    """Return the box that the endpoints' signing secrets are kept in."""
    return SecretBox(settings().secret_keys, purpose="webhook-secret")


def message_for(session: Session, endpoint: WebhookEndpoint, event_id: str, body: str) -> Message:
    """Return an event as it is sent to an endpoint now.

    Raises SecretUnreadable, CredentialDeactivated.
    """
    return Message(
        url=endpoint.url,
        event_id=event_id,
        body=body,
        secrets=_valid_secrets(endpoint),
        moment=now(),
        method=endpoint.method,
        headers=tuple(
            (item["name"], item["value"])
            for item in endpoint.headers
            if item.get("status") != EndpointStatus.INACTIVE.value
        ),
        login=login_of(session, endpoint.credential_id),
    )


def why_unsent(error: SecretUnreadable | CredentialDeactivated) -> str:
    """Return what a try tells where nothing could be sent."""
    is_off = isinstance(error, CredentialDeactivated)
    return "credential-deactivated" if is_off else "secret-unreadable"


@lru_cache(maxsize=1)
def _sender(opened: tuple[Network, ...], timeout_seconds: float) -> WebhookSender:
    return WebhookSender(opened, timeout_seconds=timeout_seconds)


def _send(delivery_id: str, owner: str, outgoing: _Outgoing) -> None:
    endpoint_id = outgoing.endpoint_id
    timeout_seconds = max(1.0, TIMEOUT_SECONDS / settings().webhook_speed_up)
    with _PLACES.place(endpoint_id, is_failing=outgoing.is_failing) as has_place:
        if has_place:
            sender = _sender(settings().egress_allowed_networks, timeout_seconds)
            result = sender.send(outgoing.message)
            if outgoing.is_doubled:
                # What comes back is no news: the receiver is to notice, not we.
                sender.send(outgoing.message)
    if not has_place:
        wait = _FAILING_WAIT if outgoing.is_failing else _BUSY_WAIT
        skipped = _Skipped("endpoint-crowded", _sped_up(wait * (0.5 + _chance())))
        _skip(delivery_id, owner, skipped)
        return
    _PLACES.note(endpoint_id, is_acknowledged=result.is_acknowledged)
    _conclude(delivery_id, owner, result, outgoing.message)


def _sped_up(wait: timedelta) -> timedelta:
    """Return a wait by the clock of the sandbox, which can be told to run faster."""
    return wait / settings().webhook_speed_up


def _prepare(delivery_id: str) -> _Outgoing | SendResult | _Skipped:
    """Return what to send, or why not: without what proves us, a try fails."""
    with reading() as session:
        delivery = session.get_one(WebhookDelivery, delivery_id)
        endpoint = delivery.endpoint
        if endpoint.status != EndpointStatus.ACTIVE.value or endpoint.deleted_at is not None:
            return _Skipped("endpoint-inactive")
        if _is_secret(delivery) and now() - delivery.created_at >= CODE_LIFE:
            return _Skipped("code-expired")
        fate = fate_of(delivery.event_id) if endpoint.chaos and not delivery.attempts else None
        if fate is not None and fate.is_dropped:
            return SendResult(None, "dropped-by-chaos", 0)
        try:
            message = message_for(session, endpoint, delivery.event_id, delivery.body)
        except (SecretUnreadable, CredentialDeactivated) as error:
            reason = why_unsent(error)
            log.error("webhook.unsent", endpoint_id=endpoint.id, error=reason)
            return SendResult(None, reason, 0)
        is_doubled = fate is not None and fate.is_doubled
        return _Outgoing(message, endpoint.id, endpoint.failures > 0, is_doubled)


def _valid_secrets(endpoint: WebhookEndpoint) -> tuple[str, ...]:
    """Return the secrets to sign with: the newest, and the one before while it is still valid."""
    box = secret_box()
    secrets = [box.open(endpoint.secret, context=endpoint.id)]
    until = endpoint.previous_secret_until
    if endpoint.previous_secret is not None and until is not None and until > now():
        secrets.append(box.open(endpoint.previous_secret, context=endpoint.id))
    return tuple(secrets)


def _is_secret(delivery: WebhookDelivery) -> bool:
    """Tell whether the body holds a code, which is kept no longer than it is of use."""
    return delivery.event_type in SECRET_EVENTS


def _chance() -> float:
    return randbelow(1001) / 1000


def _skip(delivery_id: str, owner: str, skipped: _Skipped) -> None:
    with transaction() as session:
        delivery = _take_back(session, delivery_id, owner)
        if delivery is None:
            return
        _settle(delivery, skipped.wait)
        if skipped.wait is None:
            delivery.last_error = skipped.reason


def _conclude(
    delivery_id: str, owner: str, result: SendResult, message: Message | None = None
) -> None:
    """Record an attempt, and what follows from it for the delivery and its endpoint."""
    with transaction() as session:
        delivery = _take_back(session, delivery_id, owner)
        if delivery is None:
            return
        delivery.attempts += 1
        delivery.last_attempt_at = now()
        delivery.last_status_code = result.status_code
        delivery.last_error = result.error
        delivery.last_duration_ms = result.duration_ms
        keep_attempt(session, delivery, result, message)
        if result.is_acknowledged:
            _acknowledge(session, delivery)
            disabled = None
        else:
            disabled = _record_failure(session, delivery, result)
    _log(delivery, result)
    if disabled is not None:
        log.warning("webhook.endpoint_disabled", endpoint_id=delivery.endpoint_id, error=disabled)
        end_waiting(delivery.endpoint_id, "endpoint-inactive")


def _take_back(session: Session, delivery_id: str, owner: str) -> WebhookDelivery | None:
    if not claims.finish(session, WebhookDelivery, delivery_id, owner):
        log.info("webhook.lost_claim", delivery_id=delivery_id)
        return None
    return session.get_one(WebhookDelivery, delivery_id, populate_existing=True)


def _acknowledge(session: Session, delivery: WebhookDelivery) -> None:
    _move(delivery, DeliveryEvent.ACKNOWLEDGED)
    delivery.delivered_at = now()
    delivery.next_attempt_at = None
    if _is_secret(delivery):
        delivery.body = ""
    session.execute(
        update(WebhookEndpoint)
        .where(WebhookEndpoint.id == delivery.endpoint_id, WebhookEndpoint.failures > 0)
        .values(failures=0, failing_since=None)
        .execution_options(synchronize_session=False)
    )


def _record_failure(session: Session, delivery: WebhookDelivery, result: SendResult) -> str | None:
    """Postpone or end a delivery that failed; return why its endpoint was disabled, if it was."""
    is_gone = result.status_code == _GONE
    wait = wait_after(
        delivery.attempts,
        chance=_chance(),
        retry_after=parse_retry_after(result.retry_after, now()),
    )
    _settle(delivery, None if is_gone or wait is None else _sped_up(wait))
    # Counted by the database and outside the revision: many deliveries fail at the same time, and
    # none of them changes the endpoint as the merchant sees it.
    failures, failing_since = session.execute(
        update(WebhookEndpoint)
        .where(WebhookEndpoint.id == delivery.endpoint_id)
        .values(
            failures=WebhookEndpoint.failures + 1,
            failing_since=func.coalesce(WebhookEndpoint.failing_since, now()),
        )
        .returning(WebhookEndpoint.failures, WebhookEndpoint.failing_since)
        .execution_options(synchronize_session=False)
    ).one()
    if is_gone:
        return _disable(session, delivery, "The receiver answered 410 Gone.")
    if is_given_up(failures, failing_since, now(), speed_up=settings().webhook_speed_up):
        hours = int(FAILING_FOR.total_seconds() // 3600)
        return _disable(session, delivery, f"Every delivery failed for {hours} hours.")
    return None


def _settle(delivery: WebhookDelivery, wait: timedelta | None) -> None:
    """Postpone a delivery by `wait`, or end it when there is none."""
    _move(delivery, DeliveryEvent.GIVEN_UP if wait is None else DeliveryEvent.POSTPONED)
    # The sweep takes it up again then.
    delivery.next_attempt_at = None if wait is None else now() + wait


def _disable(session: Session, delivery: WebhookDelivery, reason: str) -> str:
    session.execute(
        update(WebhookEndpoint)
        .where(
            WebhookEndpoint.id == delivery.endpoint_id,
            WebhookEndpoint.status == EndpointStatus.ACTIVE.value,
        )
        .values(
            status=EndpointStatus.INACTIVE.value,
            disabled_reason=reason,
            revision=WebhookEndpoint.revision + 1,
            updated_at=now(),
        )
        .execution_options(synchronize_session=False)
    )
    return reason


def _move(delivery: WebhookDelivery, event: DeliveryEvent) -> None:
    delivery.status = apply_delivery_event(DeliveryStatus(delivery.status), event).value


def _log(delivery: WebhookDelivery, result: SendResult) -> None:
    log.info(
        "webhook.acknowledged" if result.is_acknowledged else "webhook.attempt_failed",
        delivery_id=delivery.id,
        endpoint_id=delivery.endpoint_id,
        event_id=delivery.event_id,
        event_type=delivery.event_type,
        attempt=delivery.attempts,
        status_code=result.status_code,
        error=result.error,
        duration_ms=result.duration_ms,
    )
