"""Service credentials: what we log in with at webhook receivers."""

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.reading import read_body
from app.api.bodies.webhook import CredentialBody, CredentialPatchBody
from app.api.contract.webhooks import ServiceCredential
from app.api.listing import answer_page, read_expand, read_query
from app.services.presenters import resource_url
from app.services.queries import list_credentials
from app.services.webhook_credentials import (
    create_credential,
    find_credential,
    switch_credential,
    username_of,
)
from app.services.webhook_presenters import present_credential

_COLLECTION = "service-credentials/webhook"


@blueprint.post("/service-credentials/webhook")
@operation(Operation("PostServiceCredential", ServiceCredential, CredentialBody, status=201))
def post_service_credential() -> ResponseReturnValue:
    """Keep a credential for webhook receivers.

    A webhook uses it by its id, as `credentialHash`. The password is shown in no answer.
    """
    command = read_body(CredentialBody).to_command()
    created = create_credential(caller().organization_id, command, actor=caller().actor)
    answer = jsonify(present_credential(created, command.username))
    return answer, 201, {"Location": resource_url(_COLLECTION, created.id)}


@blueprint.get("/service-credentials/webhook")
@operation(Operation("GetServiceCredentialCollection", ServiceCredential, is_list=True))
def get_service_credential_collection() -> Response:
    """List credentials for webhook receivers."""
    read_expand(())
    page = list_credentials(caller().organization_id, read_query())
    return answer_page(page, [present_credential(each, username_of(each)) for each in page.items])


@blueprint.get("/service-credentials/webhook/<credential_id>")
@operation(Operation("GetServiceCredential", ServiceCredential))
def get_service_credential(credential_id: str) -> Response:
    """Read a credential for webhook receivers."""
    read_expand(())
    found = find_credential(caller().organization_id, credential_id)
    return jsonify(present_credential(found, username_of(found)))


@blueprint.patch("/service-credentials/webhook/<credential_id>")
@operation(Operation("PatchServiceCredential", ServiceCredential, CredentialPatchBody))
def patch_service_credential(credential_id: str) -> Response:
    """Activate or deactivate a credential.

    Deliveries that need a deactivated one fail, and are tried again, until it is active again.
    """
    status = read_body(CredentialPatchBody).status.value
    found = switch_credential(caller().organization_id, credential_id, status, actor=caller().actor)
    return jsonify(present_credential(found, username_of(found)))
