"""The body of a webhook endpoint: its shape. What its values may be is the domain's to say."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from app.api.bodies.fields import READ_ONLY, Body, Url, one_of
from app.domain.commands import PostWebhook
from app.domain.events import EventType
from app.domain.statuses import EndpointStatus
from app.domain.webhook_endpoints import MAX_HEADERS, METHODS


class HeaderBody(Body):
    """A header sent with each delivery."""

    name: str
    value: str
    status: Literal["active"] = "active"


class WebhookBody(Body):
    """A webhook endpoint to create."""

    ignored: ClassVar[frozenset[str]] = READ_ONLY | {"signingSecret", "disabledReason"}

    url: Url = Field(description="Where events are sent: a public https URL.")
    method: str = Field(default="POST", json_schema_extra={"enum": list(METHODS)})
    status: Annotated[EndpointStatus, BeforeValidator(one_of(EndpointStatus))] = (
        EndpointStatus.ACTIVE
    )
    events_filter: list[Annotated[EventType, BeforeValidator(one_of(EventType))]] | None = Field(
        default=None,
        description="Events to send; null, missing or empty means all but those with a code.",
    )
    headers: list[HeaderBody] | None = Field(
        default=None,
        description="Headers sent with each delivery.",
        json_schema_extra={"maxItems": MAX_HEADERS},
    )

    def to_command(self) -> PostWebhook:
        """Return the endpoint that this body describes."""
        return PostWebhook(
            url=self.url,
            events=tuple(dict.fromkeys(item.value for item in self.events_filter or ())),
            status=self.status.value,
            method=self.method,
            headers=tuple((header.name, header.value) for header in self.headers or ()),
        )
