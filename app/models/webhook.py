"""Webhook endpoints, what we log in with there, each sending of an event, and each try of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, func
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.domain.statuses import CredentialStatus, DeliveryStatus, EndpointStatus
from app.models.base import ID, Base, Claimed, NamedByCaller, Revisioned, UtcDateTime


class WebhookCredential(Base, Revisioned):
    """User name and password for the receivers on one host; the two are sealed together."""

    __tablename__ = "webhook_credentials"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    host: Mapped[str] = mapped_column(String(255))
    auth_type: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20), default=CredentialStatus.ACTIVE.value)
    deactivated_at: Mapped[datetime | None]
    secret: Mapped[str] = mapped_column(Text)


class WebhookEndpoint(Base, NamedByCaller, Revisioned):
    """Where an organization hears of events; both secrets are encrypted at rest.

    `failing_since` is the first failure after the last success; `disabled_reason` says why we
    stopped sending. `body` is a text with placeholders in place of the default payload.
    """

    __tablename__ = "webhook_endpoints"
    __table_args__ = (UniqueConstraint("organization_id", "own_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    url: Mapped[str] = mapped_column(String(2048))
    method: Mapped[str] = mapped_column(String(6), default="POST")
    status: Mapped[str] = mapped_column(String(10), default=EndpointStatus.ACTIVE.value)
    events_filter: Mapped[list[Any]] = mapped_column(default=list)
    headers: Mapped[list[Any]] = mapped_column(default=list)
    filter: Mapped[str | None] = mapped_column(Text)
    credential_id: Mapped[str | None] = mapped_column(ForeignKey("webhook_credentials.id"))
    body: Mapped[str | None] = mapped_column(Text)
    chaos: Mapped[bool] = mapped_column(default=False, server_default=false())
    secret: Mapped[str] = mapped_column(Text)
    previous_secret: Mapped[str | None] = mapped_column(Text)
    previous_secret_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    disabled_reason: Mapped[str | None] = mapped_column(String(255))
    deleted_at: Mapped[datetime | None]


class WebhookDelivery(Base, Claimed):
    """One event for one endpoint: its frozen body, and how the sending goes.

    `body` is the exact text sent on every try, emptied where it held a code; `event_id` is the
    `webhook-id` header, the same on each try. `sequence` grows with each event of the organization.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"),
        Index("ix_webhook_deliveries_due", "endpoint_id", "status", "next_attempt_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoints.id"))
    event_id: Mapped[str] = mapped_column(ID, index=True)
    event_type: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[str | None] = mapped_column(ID)
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10), default=DeliveryStatus.WAITING.value)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    last_status_code: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(String(255))
    last_duration_ms: Mapped[int | None]
    last_attempt_at: Mapped[datetime | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(index=True)
    delivered_at: Mapped[datetime | None]

    updated_at: Mapped[datetime] = column_property(
        func.coalesce(last_attempt_at, created_at, type_=UtcDateTime())
    )

    endpoint: Mapped[WebhookEndpoint] = relationship(lazy="joined")


class WebhookAttempt(Base):
    """One try of a delivery: what was asked and answered, without secrets, for some days.

    `request_headers` holds no value that opens anything; `response` is the beginning of the
    answer's body.
    """

    __tablename__ = "webhook_attempts"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    delivery_id: Mapped[str] = mapped_column(
        ForeignKey("webhook_deliveries.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    url: Mapped[str] = mapped_column(String(2048))
    method: Mapped[str] = mapped_column(String(6))
    status_code: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(255))
    duration_ms: Mapped[int]
    request_headers: Mapped[dict[str, Any]]
    response_headers: Mapped[dict[str, Any]]
    response: Mapped[str | None] = mapped_column(Text)
