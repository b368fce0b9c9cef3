"""What became of each try of a delivery: kept for merchants to look at, and forgotten in time."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.adapters.tokens import new_id
from app.adapters.webhook_sender import Message, Reply, SendResult, shown_headers
from app.domain.events import SECRET_EVENTS
from app.domain.statuses import DeliveryStatus
from app.extensions import now
from app.models import WebhookAttempt, WebhookDelivery
from app.services.transaction import reading, transaction

#: How long a delivery that is over, and every try, can be looked at.
KEPT_FOR = timedelta(days=30)

#: Tries kept of one delivery: a schedule has ten, more come of sending again by hand.
KEPT_ATTEMPTS = 25

_BATCH = 1000


def keep_attempt(
    session: Session, delivery: WebhookDelivery, result: SendResult, message: Message | None
) -> None:
    """Keep the try that just ended, in the caller's transaction."""
    # A receiver may send back what it got, and a code is not kept.
    reply = Reply() if delivery.event_type in SECRET_EVENTS else result.reply
    session.add(
        WebhookAttempt(
            id=new_id("att"),
            delivery_id=delivery.id,
            number=delivery.attempts,
            at=now(),
            url=delivery.endpoint.url if message is None else message.url,
            method=delivery.endpoint.method if message is None else message.method,
            status_code=result.status_code,
            error=result.error,
            duration_ms=result.duration_ms,
            request_headers={} if message is None else shown_headers(message),
            response_headers=dict(reply.headers),
            response=reply.text,
        )
    )
    if delivery.attempts > KEPT_ATTEMPTS:
        session.execute(
            delete(WebhookAttempt).where(
                WebhookAttempt.delivery_id == delivery.id,
                WebhookAttempt.number <= delivery.attempts - KEPT_ATTEMPTS,
            )
        )


def forget_deliveries() -> int:
    """Delete deliveries that ended long ago, with their tries; return how many there were."""
    before = now() - KEPT_FOR
    old = (
        select(WebhookDelivery.id)
        .where(
            WebhookDelivery.status != DeliveryStatus.WAITING.value,
            WebhookDelivery.updated_at <= before,
        )
        .limit(_BATCH)
    )
    forgotten = 0
    while True:
        with reading() as session:
            ids = session.scalars(old).all()
        if not ids:
            return forgotten
        with transaction() as session:
            session.execute(delete(WebhookAttempt).where(WebhookAttempt.delivery_id.in_(ids)))
            session.execute(
                delete(WebhookDelivery).where(
                    WebhookDelivery.id.in_(ids),
                    # One that is being sent again meanwhile stays.
                    WebhookDelivery.status != DeliveryStatus.WAITING.value,
                )
            )
        forgotten += len(ids)
