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
from app.adapters.webhook_sender import Message, SendResult, WebhookSender
from app.config import Network
from app.domain.events import SECRET_EVENTS
from app.domain.retries import FAILING_FOR, is_given_up, parse_retry_after, wait_after
from app.domain.return_proof import CODE_LIFE
from app.domain.statuses import DeliveryStatus, EndpointStatus
from app.domain.transitions import DeliveryEvent, apply_delivery_event
from app.extensions import now, settings
from app.models import WebhookDelivery, WebhookEndpoint
from app.services import claims
from app.services.transaction import reading, transaction

log = get_logger()

#: Endpoints that fail are sent this much at a time, each and all together, so that those that never
#: answer do not hold every place of the queue for their fifteen seconds.
_FAILING_EACH, _FAILING_TOGETHER = 2, 8

#: What found no place comes again after half a minute, give or take half of that, and no try is
#: counted.
_CROWDED_WAIT = timedelta(seconds=30)

#: The answer by which a receiver says that it wants nothing any more.
_GONE = 410


@dataclass(frozen=True)
class _Skipped:
    """Why nothing is sent now: postponed by `wait`, or ended when there is none."""

    reason: str
    wait: timedelta | None = None


def deliver(delivery_id: str, owner: str) -> None:
    """Send one delivery under the claim token `owner`; return quietly when it is not ours."""
    if not claims.claim(WebhookDelivery, delivery_id, owner):
        log.info("webhook.not_mine", delivery_id=delivery_id)
        return
    prepared = _prepare(delivery_id)
    if isinstance(prepared, Message):
        result = _sender(settings().egress_allowed_networks).send(prepared)
        _conclude(delivery_id, owner, result)
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


@lru_cache(maxsize=1)
def _sender(opened: tuple[Network, ...]) -> WebhookSender:
    return WebhookSender(opened)


def _prepare(delivery_id: str) -> Message | SendResult | _Skipped:
    """Return what to send, or why not: an unreadable secret counts as a failed try."""
    with reading() as session:
        delivery = session.get_one(WebhookDelivery, delivery_id)
        endpoint = delivery.endpoint
        if endpoint.status != EndpointStatus.ACTIVE.value or endpoint.deleted_at is not None:
            return _Skipped("endpoint-inactive")
        if _is_secret(delivery) and now() - delivery.created_at >= CODE_LIFE:
            return _Skipped("code-expired")
        if endpoint.failures and _is_crowded(session, delivery):
            return _Skipped("endpoint-crowded", _CROWDED_WAIT * (0.5 + _chance()))
        try:
            secrets = _valid_secrets(endpoint)
        except SecretUnreadable:
            log.error("webhook.secret_unreadable", endpoint_id=endpoint.id)
            return SendResult(None, "secret-unreadable", 0)
        return Message(
            url=endpoint.url,
            event_id=delivery.event_id,
            body=delivery.body,
            secrets=secrets,
            moment=now(),
            method=endpoint.method,
            headers=tuple((item["name"], item["value"]) for item in endpoint.headers),
        )


def _valid_secrets(endpoint: WebhookEndpoint) -> tuple[str, ...]:
    """Return the secrets to sign with: the newest, and the one before while it is still valid."""
    box = secret_box()
    secrets = [box.open(endpoint.secret, context=endpoint.id)]
    until = endpoint.previous_secret_until
    if endpoint.previous_secret is not None and until is not None and until > now():
        secrets.append(box.open(endpoint.previous_secret, context=endpoint.id))
    return tuple(secrets)


def _is_crowded(session: Session, delivery: WebhookDelivery) -> bool:
    """Tell whether enough other deliveries to failing endpoints are under way just now."""
    under_way = session.scalars(
        select(WebhookDelivery.endpoint_id)
        .join(WebhookEndpoint)
        .where(
            WebhookDelivery.status == DeliveryStatus.WAITING.value,
            WebhookDelivery.owner.is_not(None),
            WebhookDelivery.lease_until > now(),
            WebhookDelivery.id != delivery.id,
            WebhookEndpoint.failures > 0,
        )
    ).all()
    to_this_one = under_way.count(delivery.endpoint_id)
    return len(under_way) >= _FAILING_TOGETHER or to_this_one >= _FAILING_EACH


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


def _conclude(delivery_id: str, owner: str, result: SendResult) -> None:
    """Record an attempt, and what follows from it for the delivery and its endpoint."""
    with transaction() as session:
        delivery = _take_back(session, delivery_id, owner)
        if delivery is None:
            return
        delivery.attempts += 1
        delivery.last_status_code = result.status_code
        delivery.last_error = result.error
        delivery.last_duration_ms = result.duration_ms
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
    _settle(delivery, None if is_gone else wait)
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
    if is_given_up(failures, failing_since, now()):
        hours = int(FAILING_FOR.total_seconds() // 3600)
        return _disable(session, delivery, f"Every delivery failed for {hours} hours.")
    return None


def _settle(delivery: WebhookDelivery, wait: timedelta | None) -> None:
    """Postpone a delivery by `wait`, or end it when there is none."""
    _move(delivery, DeliveryEvent.GIVEN_UP if wait is None else DeliveryEvent.POSTPONED)
    # The sweep takes it up again then; until then nobody's lease is over.
    delivery.next_attempt_at = delivery.lease_until = None if wait is None else now() + wait


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
