"""Webhook endpoints: where an organization hears of events."""

from datetime import timedelta

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.fields import is_id
from app.api.bodies.reading import read_body
from app.api.bodies.webhook import SigningSecretBody, WebhookBody, WebhookPatchBody
from app.api.contract.answers import CreatedWebhook
from app.api.contract.answers import Webhook as WebhookAnswer
from app.api.contract.webhooks import SigningSecret
from app.api.listing import answer_page, read_expand, read_query
from app.domain.errors import NotFound
from app.domain.wire_times import wire_time
from app.services.presenters import present_webhook, resource_url
from app.services.queries import list_webhooks
from app.services.webhooks import (
    amend_endpoint,
    create_endpoint,
    delete_endpoint,
    find_endpoint,
    put_endpoint,
    rotate_secret,
)


@blueprint.post("/webhooks")
@operation(Operation("PostWebhook", CreatedWebhook, WebhookBody, status=201))
def post_webhook() -> ResponseReturnValue:
    """Create a webhook endpoint.

    `signingSecret` is in this answer and in no other: keep it, deliveries are signed with it.
    """
    command = read_body(WebhookBody).to_command()
    endpoint, secret = create_endpoint(caller().organization_id, command, actor=caller().actor)
    answer = jsonify(present_webhook(endpoint, signing_secret=secret))
    return answer, 201, {"Location": resource_url("webhooks", endpoint.wire_id)}


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


@blueprint.put("/webhooks/<webhook_id>")
@operation(Operation("PutWebhook", CreatedWebhook, WebhookBody))
def put_webhook(webhook_id: str) -> ResponseReturnValue:
    """Replace a webhook endpoint, or create it under an id of yours.

    Answers 201, with its `signingSecret`, when it is new. What the body leaves out takes its
    default. One that is switched on again begins anew: no failure is held against it.
    """
    if not is_id(webhook_id):
        raise NotFound
    command = read_body(WebhookBody).to_command()
    endpoint, secret = put_endpoint(
        caller().organization_id, webhook_id, command, actor=caller().actor
    )
    answer = jsonify(present_webhook(endpoint, signing_secret=secret))
    if secret is None:
        return answer
    return answer, 201, {"Location": resource_url("webhooks", endpoint.wire_id)}


@blueprint.patch("/webhooks/<webhook_id>")
@operation(Operation("PatchWebhook", WebhookAnswer, WebhookPatchBody))
def patch_webhook(webhook_id: str) -> Response:
    """Change some values of a webhook endpoint."""
    changes = read_body(WebhookPatchBody).to_changes()
    endpoint = amend_endpoint(caller().organization_id, webhook_id, changes, actor=caller().actor)
    return jsonify(present_webhook(endpoint))


@blueprint.post("/webhooks/<webhook_id>/signing-secret")
@operation(Operation("PostWebhookSigningSecret", SigningSecret, SigningSecretBody))
def post_webhook_signing_secret(webhook_id: str) -> Response:
    """Replace the signing secret of a webhook endpoint.

    It is in this answer and in no other. Deliveries are signed with both for up to 24 hours, so
    that none is refused while yours is changed. Without a body: 24 hours.
    """
    body = read_body(SigningSecretBody) if request.content_length else SigningSecretBody()
    secret, until = rotate_secret(
        caller().organization_id,
        webhook_id,
        overlap=timedelta(seconds=body.previous_secret_seconds),
        actor=caller().actor,
    )
    return jsonify(signingSecret=secret, previousSecretExpirationTime=wire_time(until))


@blueprint.delete("/webhooks/<webhook_id>")
@operation(Operation("DeleteWebhook", status=204))
def delete_webhook(webhook_id: str) -> ResponseReturnValue:
    """Delete a webhook endpoint; nothing more is sent to it."""
    delete_endpoint(caller().organization_id, webhook_id, actor=caller().actor)
    return "", 204
