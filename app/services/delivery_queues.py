"""By which queue deliveries go, and when.

A new event goes at once, by the queue of deliveries, to every endpoint that answers. To one that
failed last it waits for the sweep, which hands over a few at a time by a queue of their own with
few places; so the living wait behind no dead one, and a dead one costs a row for each event and
little more. The first success brings the endpoint back: new events go at once again, and what it
missed follows in portions.
"""

from datetime import timedelta
from secrets import SystemRandom

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.delivery_portions import Backlog, portions
from app.domain.jobs import JobName, QueueName
from app.domain.statuses import DeliveryStatus
from app.extensions import now, queue
from app.models import WebhookDelivery, WebhookEndpoint
from app.services import claims
from app.services.transaction import reading, transaction


def put_in(
    session: Session,
    delivery: WebhookDelivery,
    endpoint: WebhookEndpoint,
    *,
    delay: timedelta = timedelta(),
) -> None:
    """Let a delivery that nobody is at be sent after `delay`, in the caller's transaction."""
    delivery.next_attempt_at = now() + delay
    if delay or endpoint.failures > 0:
        # Nothing is enqueued: the sweep finds it when it is due and its endpoint has room.
        delivery.lease_until = None
        return
    delivery.lease_until = claims.first_lease(now())
    session.flush()
    queue().enqueue(session, JobName.DELIVER_WEBHOOK, delivery.id, delivery.generation)


def sweep_deliveries() -> int:
    """Hand over deliveries that are due and that nobody is at, in portions; return how many."""
    backlogs = _backlogs()
    # With many endpoints dead there is not room for all at once; chance is fair to them.
    SystemRandom().shuffle(backlogs)
    return sum(_hand_over(backlog, portion) for backlog, portion in portions(backlogs))


def _backlogs() -> list[Backlog]:
    """Return every endpoint with something due or under way."""
    moment = now()
    is_failing = WebhookEndpoint.failures > 0
    with reading() as session:
        under_way = session.execute(
            select(WebhookEndpoint.id, is_failing, func.count())
            .join(WebhookDelivery, WebhookDelivery.endpoint_id == WebhookEndpoint.id)
            .where(
                WebhookDelivery.lease_until > moment,
                WebhookDelivery.next_attempt_at <= moment,
                WebhookDelivery.status == DeliveryStatus.WAITING.value,
            )
            # By the endpoint's own id: by the delivery's, SQLite would read the whole table.
            .group_by(WebhookEndpoint.id, is_failing)
        ).all()
        # One look into the index for each endpoint, however much waits for it.
        due = session.execute(
            select(WebhookEndpoint.id, is_failing).where(
                select(WebhookDelivery.id)
                .where(
                    WebhookDelivery.endpoint_id == WebhookEndpoint.id,
                    claims.is_overdue(WebhookDelivery, moment),
                )
                .exists()
            )
        ).all()
    if not due:
        return []
    waiting = {endpoint_id for endpoint_id, _ in due}
    busy = {
        endpoint_id: Backlog(endpoint_id, fails, count, is_due=endpoint_id in waiting)
        for endpoint_id, fails, count in under_way
    }
    idle = {endpoint_id: Backlog(endpoint_id, fails) for endpoint_id, fails in due}
    return list((idle | busy).values())


def _hand_over(backlog: Backlog, portion: int) -> int:
    moment = now()
    oldest = (
        select(WebhookDelivery.id, WebhookDelivery.generation)
        .where(
            WebhookDelivery.endpoint_id == backlog.endpoint_id,
            claims.is_overdue(WebhookDelivery, moment),
        )
        .order_by(WebhookDelivery.next_attempt_at)
        .limit(portion)
        .with_for_update(skip_locked=True)
    )
    by = QueueName.RETRIES if backlog.is_failing else QueueName.DELIVERIES
    with transaction() as session:
        found = session.execute(oldest).all()
        superseded = claims.hand_over(session, WebhookDelivery, found, by=by)
    queue().cancel(superseded)
    return len(superseded)
