"""Webhook endpoints: where an organization hears of events."""

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.reading import read_body
from app.api.bodies.webhook import WebhookBody
from app.api.contract.answers import CreatedWebhook
from app.api.contract.answers import Webhook as WebhookAnswer
from app.api.listing import answer_page, read_expand, read_query
from app.services.presenters import present_webhook, resource_url
from app.services.queries import list_webhooks
from app.services.webhooks import create_endpoint, delete_endpoint, find_endpoint


@blueprint.post("/webhooks")
@operation(Operation("PostWebhook", CreatedWebhook, WebhookBody, status=201))
def post_webhook() -> ResponseReturnValue:
    """Create a webhook endpoint.

    `signingSecret` is in this answer and in no other: keep it, deliveries are signed with it.
    """
    command = read_body(WebhookBody).to_command()
    endpoint, secret = create_endpoint(caller().organization_id, command, actor=caller().actor)
    answer = jsonify(present_webhook(endpoint, signing_secret=secret))
    return answer, 201, {"Location": resource_url("webhooks", endpoint.id)}


@blueprint.get("/webhooks")
@operation(Operation("GetWebhookCollection", WebhookAnswer, is_list=True))
def get_webhook_collection() -> Response:
    """List webhook endpoints."""
    read_expand(())
    page = list_webhooks(caller().organization_id, read_query())
    return answer_page(page, [present_webhook(each) for each in page.items])


@blueprint.get("/webhooks/<webhook_id>")
@operation(Operation("GetWebhook", WebhookAnswer))
def get_webhook(webhook_id: str) -> Response:
    """Read a webhook endpoint."""
    read_expand(())
    return jsonify(present_webhook(find_endpoint(caller().organization_id, webhook_id)))


@blueprint.delete("/webhooks/<webhook_id>")
@operation(Operation("DeleteWebhook", status=204))
def delete_webhook(webhook_id: str) -> ResponseReturnValue:
    """Delete a webhook endpoint; nothing more is sent to it."""
    delete_endpoint(caller().organization_id, webhook_id, actor=caller().actor)
    return "", 204
