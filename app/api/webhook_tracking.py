"""Deliveries of webhooks: what was sent and answered, sending again, and sending a test."""

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.reading import read_body
from app.api.bodies.webhook import WebhookBody
from app.api.contract.webhooks import WebhookTest, WebhookTracking
from app.api.listing import answer_page, read_expand, read_query
from app.services.queries import list_webhook_deliveries
from app.services.webhook_presenters import present_delivery, present_test
from app.services.webhook_tracking import (
    attempts_of,
    find_delivery,
    resend,
    send_preview,
    send_test,
)


@blueprint.get("/tracking/webhooks")
@operation(Operation("GetTrackingWebhookCollection", WebhookTracking, is_list=True))
def get_tracking_webhook_collection() -> Response:
    """List deliveries of webhooks."""
    read_expand(())
    page = list_webhook_deliveries(caller().organization_id, read_query())
    attempts = attempts_of([each.id for each in page.items])
    return answer_page(page, [present_delivery(each, attempts[each.id]) for each in page.items])


@blueprint.get("/tracking/webhooks/<delivery_id>")
@operation(Operation("GetTrackingWebhook", WebhookTracking))
def get_tracking_webhook(delivery_id: str) -> Response:
    """Read a delivery of a webhook, with each try."""
    read_expand(())
    found = find_delivery(caller().organization_id, delivery_id)
    return jsonify(present_delivery(found, attempts_of([found.id])[found.id]))


@blueprint.post("/tracking/webhooks/<delivery_id>/resend")
@operation(Operation("PostTrackingWebhookResendRequest", status=204))
def post_tracking_webhook_resend(delivery_id: str) -> ResponseReturnValue:
    """Send a delivery again.

    The same id and the same bytes, soon and once; where it fails, what is left of the schedule.
    """
    resend(caller().organization_id, delivery_id, actor=caller().actor)
    return "", 204


@blueprint.post("/webhooks/<webhook_id>/test")
@operation(Operation("PostWebhookTest", WebhookTest))
def post_webhook_test(webhook_id: str) -> Response:
    """Send a test event to a webhook endpoint.

    The answer says what came back within five seconds. Nothing is tried again.
    """
    return jsonify(present_test(send_test(caller().organization_id, webhook_id)))


@blueprint.post("/previews/webhooks")
@operation(Operation("PostPreviewWebhook", WebhookTest, WebhookBody))
def post_preview_webhook() -> Response:
    """Send a test event to where a webhook endpoint would be.

    Nothing is kept. It is signed with the `signingSecret` of the answer.
    """
    command = read_body(WebhookBody).to_command()
    return jsonify(present_test(send_preview(caller().organization_id, command)))
