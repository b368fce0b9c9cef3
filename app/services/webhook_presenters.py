"""Credentials, deliveries and tests of webhooks as the wire shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.adapters.webhook_sender import shown_headers
from app.domain.events import SECRET_EVENTS
from app.domain.wire_times import wire_time
from app.extensions import settings
from app.models import WebhookAttempt, WebhookCredential, WebhookDelivery
from app.services.presenters import resource_url
from app.services.webhook_tracking import SentTest

Json = dict[str, Any]


def present_credential(credential: WebhookCredential, username: str | None) -> Json:
    """Return a credential without its password; `hash` is the reference's older name of its id."""
    auth: Json = {"type": credential.auth_type}
    if credential.auth_type != "none":
        auth["username"] = username
    return {
        "id": credential.id,
        "hash": credential.id,
        "type": "webhook",
        "host": credential.host,
        "status": credential.status,
        "deactivationTime": _time_or_none(credential.deactivated_at),
        "auth": auth,
        "revision": credential.revision,
        "createdTime": wire_time(credential.created_at),
        "updatedTime": wire_time(credential.updated_at),
        "_links": [_self("service-credentials/webhook", credential.id)],
    }


def present_delivery(delivery: WebhookDelivery, attempts: Sequence[WebhookAttempt]) -> Json:
    """Return a delivery as the reference's tracking log: the newest try, and ours: all of them."""
    newest = attempts[-1] if attempts else None
    is_secret = delivery.event_type in SECRET_EVENTS
    return {
        "id": delivery.id,
        "organizationId": delivery.organization_id,
        "webhookId": delivery.endpoint.wire_id,
        "source": "webhooks",
        "eventId": delivery.event_id,
        "eventType": delivery.event_type,
        "entityId": delivery.entity_id,
        "url": newest.url if newest else delivery.endpoint.url,
        "method": newest.method if newest else delivery.endpoint.method,
        "deliveryStatus": delivery.status,
        "status": delivery.last_status_code,
        "error": delivery.last_error,
        "duration": delivery.last_duration_ms,
        "attempt": delivery.attempts,
        "request": None if is_secret else delivery.body,
        "requestHeaders": newest.request_headers if newest else {},
        "response": newest.response if newest else None,
        "responseHeaders": newest.response_headers if newest else {},
        "attempts": [_attempt(each) for each in attempts],
        "initiatedTime": wire_time(delivery.created_at),
        "sentTime": _time_or_none(delivery.last_attempt_at),
        "nextAttemptTime": _time_or_none(delivery.next_attempt_at),
        "createdTime": wire_time(delivery.created_at),
        "updatedTime": wire_time(delivery.updated_at),
        "_links": [
            _self("tracking/webhooks", delivery.id),
            {"rel": "webhook", "href": resource_url("webhooks", delivery.endpoint.wire_id)},
        ],
    }


def present_test(tested: SentTest) -> Json:
    """Return a test event and what came back."""
    message, result = tested.message, tested.result
    return {
        "isAcknowledged": result.is_acknowledged,
        "status": result.status_code,
        "error": result.error,
        "duration": result.duration_ms,
        "url": message.url,
        "method": message.method,
        "request": message.body,
        "requestHeaders": shown_headers(message) if message.secrets else {},
        "response": result.reply.text,
        "responseHeaders": dict(result.reply.headers),
        "signingSecret": tested.secret,
    }


def _attempt(attempt: WebhookAttempt) -> Json:
    return {
        "attempt": attempt.number,
        "sentTime": wire_time(attempt.at),
        "status": attempt.status_code,
        "error": attempt.error,
        "duration": attempt.duration_ms,
        "url": attempt.url,
        "method": attempt.method,
        "requestHeaders": attempt.request_headers,
        "responseHeaders": attempt.response_headers,
        "response": attempt.response,
    }


def _self(collection: str, resource_id: str) -> Json:
    return {"rel": "self", "href": f"{settings().base_url}/{collection}/{resource_id}"}


def _time_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else wire_time(moment)
