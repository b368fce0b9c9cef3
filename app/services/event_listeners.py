"""Who hears of an event: the active endpoints of an organization whose filter admits it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.events import SECRET_EVENTS, EventType
from app.domain.statuses import EndpointStatus
from app.models import WebhookEndpoint


def listening(
    session: Session, organization_id: str, event_type: EventType
) -> list[WebhookEndpoint]:
    """Return the endpoints that hear of such an event."""
    endpoints = session.scalars(
        select(WebhookEndpoint)
        .where(
            WebhookEndpoint.organization_id == organization_id,
            WebhookEndpoint.status == EndpointStatus.ACTIVE.value,
            WebhookEndpoint.deleted_at.is_(None),
        )
        .order_by(WebhookEndpoint.created_at, WebhookEndpoint.id)
    )
    # An empty filter admits every event that is no secret.
    hears_all = event_type not in SECRET_EVENTS
    return [
        item
        for item in endpoints
        if event_type in item.events_filter or (hears_all and not item.events_filter)
    ]
