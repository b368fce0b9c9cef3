"""What the demo shop remembers: its orders, its endpoint, and the webhooks it received."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.adapters.tokens import new_id
from app.domain.errors import NotFound
from app.extensions import now
from app.models import DemoDelivery, DemoEndpoint, DemoOrder
from app.services.transaction import reading, transaction


def place_order(person: dict[str, Any]) -> str:
    """Begin an order for a person and return its id."""
    order = DemoOrder(id=new_id("order"), person=person, calls=[], created_at=now())
    with transaction() as session:
        session.add(order)
        return order.id


def record_calls(
    order_id: str, calls: Sequence[dict[str, Any]], kyc_request_id: str | None
) -> None:
    """Keep the API calls an order made, and the KYC request they created."""
    with transaction() as session:
        order = session.get_one(DemoOrder, order_id)
        order.calls = [*order.calls, *calls]
        order.kyc_request_id = kyc_request_id or order.kyc_request_id


def find_order(order_id: str) -> DemoOrder:
    """Return an order; raises NotFound."""
    with reading() as session:
        order = session.get(DemoOrder, order_id)
    if order is None:
        raise NotFound
    return order


def find_endpoint(url: str) -> DemoEndpoint | None:
    """Return the endpoint that the shop registered for this address, or None."""
    with reading() as session:
        return session.scalars(select(DemoEndpoint).where(DemoEndpoint.url == url)).first()


def record_endpoint(endpoint_id: str, url: str, secret: str) -> None:
    """Keep the endpoint's signing secret, which is shown once."""
    with transaction() as session:
        session.add(DemoEndpoint(id=endpoint_id, url=url, secret=secret))


def record_delivery(
    *, event_id: str, event_type: str, kyc_request_id: str | None, body: str, is_verified: bool
) -> None:
    """Keep a webhook as it came; the same event again is another row, so that repeats show."""
    with transaction() as session:
        session.add(
            DemoDelivery(
                id=new_id("demo"),
                event_id=event_id,
                event_type=event_type,
                kyc_request_id=kyc_request_id,
                body=body,
                is_verified=is_verified,
                received_at=now(),
            )
        )


def deliveries_for(kyc_request_id: str) -> Sequence[DemoDelivery]:
    """Return the webhooks received about a request and its documents, oldest first."""
    with reading() as session:
        return session.scalars(
            select(DemoDelivery)
            .where(DemoDelivery.kyc_request_id == kyc_request_id)
            .order_by(DemoDelivery.received_at, DemoDelivery.id)
        ).all()
