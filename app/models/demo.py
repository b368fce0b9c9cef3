"""What the demo shop of the sandbox keeps; empty outside the sandbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class DemoOrder(Base):
    """One try of the demo shop: whom it asked about, and the API calls it made.

    `person` holds the typed-in customer; `calls` each call's method, path, body, status and answer.
    """

    __tablename__ = "demo_orders"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kyc_request_id: Mapped[str | None] = mapped_column(ID, index=True)
    person: Mapped[dict[str, Any]]
    calls: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]


class DemoEndpoint(Base):
    """The webhook endpoint that the demo shop registered, and the secret it was given."""

    __tablename__ = "demo_endpoints"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    url: Mapped[str] = mapped_column(String(2048))
    secret: Mapped[str] = mapped_column(Text)


class DemoDelivery(Base):
    """One webhook as the demo shop received it; `is_verified` tells whether its signature held."""

    __tablename__ = "demo_deliveries"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    event_id: Mapped[str] = mapped_column(ID, index=True)
    event_type: Mapped[str] = mapped_column(String(40))
    kyc_request_id: Mapped[str | None] = mapped_column(ID, index=True)
    body: Mapped[str] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
