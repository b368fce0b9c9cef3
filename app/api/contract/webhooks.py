"""What the API answers about webhooks, beside the endpoints themselves, with examples."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.contract.answers import Answer, Id, Link, Revisioned, Time
from app.domain.events import TEST_EVENT, EventType
from app.domain.statuses import CredentialStatus, DeliveryStatus
from app.domain.webhook_endpoints import AUTH_TYPES

Headers = dict[str, str]


class CredentialAuth(Answer):
    """How we log in; a password is never told."""

    type: str = Field(json_schema_extra={"enum": list(AUTH_TYPES)})
    username: str | None = None


class ServiceCredential(Revisioned):
    """What we log in with at the webhook receivers of one host."""

    id: Id
    hash: Id = Field(description="The id again, under its older name.")
    type: Literal["webhook"]
    host: str
    status: CredentialStatus
    deactivation_time: Time | None = Field(description="Since when it is deactivated.")
    auth: CredentialAuth


class SigningSecret(Answer):
    """A fresh signing secret, shown this once."""

    signing_secret: str = Field(description="`whsec_…`, for the Standard Webhooks signature.")
    previous_secret_expiration_time: Time = Field(
        description="Until then deliveries are signed with the secret before as well."
    )


_Status = Annotated[int | None, Field(description="HTTP status that came back; null where none.")]
_Error = Annotated[str | None, Field(description="Why there is no status, such as timed-out.")]
_Response = Annotated[str | None, Field(description="The beginning of the answer's body.")]


class WebhookAttempt(Answer):
    """One try of a delivery."""

    attempt: int
    sent_time: Time
    status: _Status
    error: _Error
    duration: int = Field(description="Milliseconds.")
    url: str
    method: str
    request_headers: Headers = Field(description="Values that open something read ***.")
    response_headers: Headers
    response: _Response


class WebhookTracking(Answer):
    """A delivery of one event to one webhook endpoint: its newest try, and all of them."""

    id: Id
    organization_id: Id
    webhook_id: Id
    source: Literal["webhooks"]
    event_id: Id = Field(description="The webhook-id of every try.")
    event_type: EventType
    entity_id: Id | None = Field(description="The KYC request or document it is about.")
    url: str
    method: str
    delivery_status: DeliveryStatus
    status: _Status
    error: _Error
    duration: int | None = Field(description="Milliseconds of the newest try.")
    attempt: int = Field(ge=0, description="How many tries there were.")
    request: str | None = Field(description="The body; null where it holds a code.")
    request_headers: Headers
    response: _Response
    response_headers: Headers
    attempts: list[WebhookAttempt]
    initiated_time: Time
    sent_time: Time | None
    next_attempt_time: Time | None
    created_time: Time
    updated_time: Time
    links: list[Link] = Field(alias="_links")


class WebhookTest(Answer):
    """A test event and what came back."""

    is_acknowledged: bool = Field(description="Whether the status is a 2xx.")
    status: _Status
    error: _Error
    duration: int = Field(description="Milliseconds.")
    url: str
    method: str
    request: str
    request_headers: Headers
    response: _Response
    response_headers: Headers
    signing_secret: str | None = Field(
        description="Of a preview: the secret it was signed with. Else null."
    )


_BASE = "https://kyc.example.com"
_TIMES = {"createdTime": "2026-11-23T18:00:00Z", "updatedTime": "2026-11-23T18:00:00Z"}
_URL = "https://shop.example.com/hooks/kyc"
_EVENT_ID = "evt_5V0R2MZK8QXW3T9NBCFH7DGAPE"
_DELIVERY_ID = "hook_log_9W4N6TQZ2KXB7MRV0CDF5HGAPE"
_WEBHOOK_ID = "hook_3S5T9EXK2B8WPQ0MZC7RDN4VAH"
_CREDENTIAL_ID = "cred_1K7Z3XWQ9TB5RM0VNCHF2DGAPE"
_REQUEST_ID = "kyc_req_0YV7JMJ3DBCGRBR7K9D4HVGPP5"

_TRY: dict[str, Any] = {
    "status": 200,
    "error": None,
    "duration": 84,
    "url": _URL,
    "method": "POST",
    "requestHeaders": {"webhook-id": _EVENT_ID, "webhook-signature": "***"},
    "responseHeaders": {"content-type": "text/plain"},
    "response": "ok",
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "WebhookPatchBody": {"status": "active", "filter": "kycRequest.reason:registration"},
    "SigningSecretBody": {"previousSecretSeconds": 3600},
    "CredentialBody": {
        "type": "webhook",
        "host": "shop.example.com",
        "auth": {"type": "basic", "username": "kyc", "password": "correct horse"},
    },
    "CredentialPatchBody": {"type": "webhook", "status": "deactivated"},
    "ServiceCredential": {
        "id": _CREDENTIAL_ID,
        "hash": _CREDENTIAL_ID,
        "type": "webhook",
        "host": "shop.example.com",
        "status": "active",
        "deactivationTime": None,
        "auth": {"type": "basic", "username": "kyc"},
        "revision": 1,
        **_TIMES,
        "_links": [
            {"rel": "self", "href": f"{_BASE}/service-credentials/webhook/{_CREDENTIAL_ID}"}
        ],
    },
    "SigningSecret": {
        "signingSecret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "previousSecretExpirationTime": "2026-11-24T18:00:00Z",
    },
    "WebhookTracking": {
        "id": _DELIVERY_ID,
        "organizationId": "org_demo",
        "webhookId": _WEBHOOK_ID,
        "source": "webhooks",
        "eventId": _EVENT_ID,
        "eventType": "kyc-request-fulfilled",
        "entityId": _REQUEST_ID,
        **_TRY,
        "deliveryStatus": "delivered",
        "attempt": 1,
        "request": f'{{"eventId":"{_EVENT_ID}","eventType":"kyc-request-fulfilled"}}',
        "attempts": [{**_TRY, "attempt": 1, "sentTime": "2026-11-23T18:00:01Z"}],
        "initiatedTime": "2026-11-23T18:00:00Z",
        "sentTime": "2026-11-23T18:00:01Z",
        "nextAttemptTime": None,
        **_TIMES,
        "_links": [
            {"rel": "self", "href": f"{_BASE}/tracking/webhooks/{_DELIVERY_ID}"},
            {"rel": "webhook", "href": f"{_BASE}/webhooks/{_WEBHOOK_ID}"},
        ],
    },
    "WebhookTest": {
        **_TRY,
        "isAcknowledged": True,
        "request": f'{{"eventId":"{_EVENT_ID}","eventType":"{TEST_EVENT}"}}',
        "signingSecret": None,
    },
}
