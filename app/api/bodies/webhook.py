"""The bodies of webhook endpoints: their shape. What values may be is the domain's to say."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from app.api.bodies.fields import READ_ONLY, Body, Id, Url, one_of
from app.domain.commands import PostCredential, PostWebhook, WebhookHeader
from app.domain.events import EventType
from app.domain.statuses import CredentialStatus, EndpointStatus
from app.domain.webhook_bodies import MAX_BODY_BYTES
from app.domain.webhook_endpoints import (
    AUTH_TYPES,
    LONGEST_OVERLAP_SECONDS,
    MAX_AUTH_CHARACTERS,
    MAX_HEADERS,
    METHODS,
)
from app.domain.webhook_filters import MAX_FILTER_CHARACTERS

_SET_BY_US = READ_ONLY | {"signingSecret", "disabledReason", "previousSecretExpirationTime"}

_Status = Annotated[EndpointStatus, BeforeValidator(one_of(EndpointStatus))]
_CredentialStatus = Annotated[CredentialStatus, BeforeValidator(one_of(CredentialStatus))]
_Events = list[Annotated[EventType, BeforeValidator(one_of(EventType))]]


_METHOD: dict[str, Any] = {"enum": list(METHODS)}
_HEADERS: dict[str, Any] = {"maxItems": MAX_HEADERS}
_FILTER: dict[str, Any] = {"maxLength": MAX_FILTER_CHARACTERS}
_BODY: dict[str, Any] = {"maxLength": MAX_BODY_BYTES}


class HeaderBody(Body):
    """A header sent with each delivery; an inactive one is kept and not sent."""

    name: str
    value: str
    status: _Status = EndpointStatus.ACTIVE


class WebhookBody(Body):
    """A webhook endpoint to create, or what one is replaced by."""

    ignored: ClassVar[frozenset[str]] = _SET_BY_US

    url: Url = Field(description="Where events are sent: a public https URL.")
    method: str = Field(default="POST", json_schema_extra=_METHOD)
    status: _Status = EndpointStatus.ACTIVE
    events_filter: _Events | None = Field(
        default=None,
        description="Events to send; null, missing or empty means all but those with a code.",
    )
    filter: str | None = Field(
        default=None,
        description="Which of these events, by their values: kycRequest.status:fulfilled,failed.",
        json_schema_extra=_FILTER,
    )
    headers: list[HeaderBody] | None = Field(
        default=None,
        description="Headers sent with each delivery.",
        json_schema_extra=_HEADERS,
    )
    credential_hash: Id | None = Field(
        default=None, description="What to log in with there: the id of a service credential."
    )
    body: str | None = Field(
        default=None,
        description="What to send in place of the default payload, which null is: JSON with "
        "placeholders such as {{kycRequest.status}}, of at most 8192 bytes.",
        json_schema_extra=_BODY,
    )
    chaos: bool = Field(
        default=False, description="Sandbox only: send late, out of order, twice, not at first."
    )

    def to_command(self) -> PostWebhook:
        """Return the endpoint that this body describes."""
        return PostWebhook(**_fields_of(self, frozenset(type(self).model_fields)))


class WebhookPatchBody(Body):
    """What changes of a webhook endpoint; what is missing stays as it is."""

    ignored: ClassVar[frozenset[str]] = _SET_BY_US

    url: Url = Field(default="", description="Where events are sent: a public https URL.")
    method: str = Field(default="POST", json_schema_extra=_METHOD)
    status: _Status = EndpointStatus.ACTIVE
    events_filter: _Events | None = None
    filter: str | None = Field(default=None, json_schema_extra=_FILTER)
    headers: list[HeaderBody] | None = Field(default=None, json_schema_extra=_HEADERS)
    credential_hash: Id | None = None
    body: str | None = Field(default=None, json_schema_extra=_BODY)
    chaos: bool = False

    def to_changes(self) -> dict[str, Any]:
        """Return the fields of the endpoint that change."""
        return _fields_of(self, frozenset(self.model_fields_set))


def _fields_of(body: WebhookBody | WebhookPatchBody, given: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "url": body.url,
        "method": body.method,
        "status": body.status.value,
        "events": tuple(dict.fromkeys(item.value for item in body.events_filter or ())),
        "filter": body.filter or None,
        "headers": tuple(
            WebhookHeader(header.name, header.value, header.status.value)
            for header in body.headers or ()
        ),
        "credential_id": body.credential_hash,
        "body": body.body or None,
        "chaos": body.chaos,
    }
    renamed = {"events": "events_filter", "credential_id": "credential_hash"}
    return {name: value for name, value in found.items() if renamed.get(name, name) in given}


class SigningSecretBody(Body):
    """How a signing secret is replaced."""

    previous_secret_seconds: int = Field(
        default=LONGEST_OVERLAP_SECONDS,
        ge=0,
        le=LONGEST_OVERLAP_SECONDS,
        description="How long the secret before signs beside the new one.",
    )


class AuthBody(Body):
    """How to log in at a receiver; `none` needs no more."""

    type: str = Field(json_schema_extra={"enum": list(AUTH_TYPES)})
    username: str | None = Field(default=None, json_schema_extra={"maxLength": MAX_AUTH_CHARACTERS})
    password: str | None = Field(default=None, json_schema_extra={"maxLength": MAX_AUTH_CHARACTERS})


class CredentialBody(Body):
    """A credential for the receivers on one host."""

    ignored: ClassVar[frozenset[str]] = READ_ONLY | {"hash", "deactivationTime"}

    type: Literal["webhook"] = "webhook"
    host: str = Field(description="The host of the receivers' URLs, without scheme and port.")
    status: _CredentialStatus = CredentialStatus.ACTIVE
    auth: AuthBody = Field(default_factory=lambda: AuthBody(type="none"))

    def to_command(self) -> PostCredential:
        """Return the credential that this body describes."""
        return PostCredential(
            host=self.host,
            auth_type=self.auth.type,
            username=self.auth.username or "",
            password=self.auth.password or "",
            status=self.status.value,
        )


class CredentialPatchBody(Body):
    """Whether a credential is used."""

    type: Literal["webhook"] = "webhook"
    status: _CredentialStatus
