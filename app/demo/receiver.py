"""The shop's webhook endpoint: verify the signature, keep what came, answer fast."""

import json
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from app.demo import blueprint
from app.extensions import settings
from app.services import demo_orders


@blueprint.post("/webhooks")
def receive_webhook() -> ResponseReturnValue:
    """Keep a webhook whose signature holds; answer 401 to any other."""
    body = request.get_data(as_text=True)
    if not _is_signed(body):
        return {"error": "the signature does not hold"}, 401
    event: dict[str, Any] = json.loads(body)
    demo_orders.record_delivery(
        event_id=request.headers["webhook-id"],
        event_type=str(event.get("eventType", "")),
        kyc_request_id=_request_of(event),
        body=body,
        is_verified=True,
    )
    return "", 204


def _is_signed(body: str) -> bool:
    endpoint = demo_orders.find_endpoint(f"{settings().base_url}/demo/webhooks")
    if endpoint is None:
        return False
    try:
        Webhook(endpoint.secret).verify(body, dict(request.headers.to_wsgi_list()))
    except WebhookVerificationError:
        return False
    return True


def _request_of(event: dict[str, Any]) -> str | None:
    document = event.get("_embedded", {}).get("kycDocument", {})
    found = event.get("kycRequestId") or document.get("requestId")
    return str(found) if found else None
