"""KYC requests."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.fields import Body
from app.api.bodies.kyc_request import KycRequestBody, without_wrong_parts
from app.api.bodies.kyc_request_change import KycRequestChangeBody
from app.api.bodies.reading import parse_body, read_json
from app.api.contract.answers import KycRequest as KycRequestAnswer
from app.api.listing import answer_page, read_expand, read_if_match, read_query
from app.domain.errors import InvalidFields
from app.models import KycRequest
from app.services.change_kyc_request import (
    change_kyc_request,
    check_change,
    delete_kyc_request,
)
from app.services.gatherer_links import make_link
from app.services.kyc_requests import check_kyc_request, create_kyc_request, find_kyc_request
from app.services.presenters import Json, present_kyc_request, resource_url
from app.services.queries import documents_of, list_kyc_requests

B = TypeVar("B", bound=Body)
C = TypeVar("C")

_EXPANDS = ("documents",)


@blueprint.post("/kyc-requests")
@operation(
    Operation("PostKycRequest", KycRequestAnswer, KycRequestBody, status=201, expands=_EXPANDS)
)
def post_kyc_request() -> ResponseReturnValue:
    """Create a KYC request.

    The answer links to the gatherer: send your customer there.
    """
    expand = read_expand(_EXPANDS)
    organization_id = caller().organization_id
    command = _read_command(
        KycRequestBody,
        KycRequestBody.to_command,
        lambda wanted: check_kyc_request(organization_id, wanted),
    )
    created = create_kyc_request(organization_id, command, actor=caller().actor)
    response = jsonify(_present([created], expand)[0])
    return response, 201, {"Location": resource_url("kyc-requests", created.id)}


@blueprint.get("/kyc-requests")
@operation(Operation("GetKycRequestCollection", KycRequestAnswer, is_list=True, expands=_EXPANDS))
def get_kyc_request_collection() -> Response:
    """List KYC requests."""
    expand = read_expand(_EXPANDS)
    page = list_kyc_requests(caller().organization_id, read_query())
    return answer_page(page, _present(page.items, expand))


@blueprint.get("/kyc-requests/<kyc_request_id>")
@operation(Operation("GetKycRequest", KycRequestAnswer, expands=_EXPANDS))
def get_kyc_request(kyc_request_id: str) -> Response:
    """Read a KYC request."""
    expand = read_expand(_EXPANDS)
    found = find_kyc_request(caller().organization_id, kyc_request_id)
    return jsonify(_present([found], expand)[0])


@blueprint.patch("/kyc-requests/<kyc_request_id>")
@operation(
    Operation(
        "PatchKycRequest",
        KycRequestAnswer,
        KycRequestChangeBody,
        expands=_EXPANDS,
        is_conditional=True,
        problems=(409,),
    )
)
def patch_kyc_request(kyc_request_id: str) -> Response:
    """Change an open KYC request.

    What the body leaves out stays as it is. The link moves with `expirationTime`.
    """
    expand = read_expand(_EXPANDS)
    organization_id = caller().organization_id
    command = _read_command(
        KycRequestChangeBody,
        KycRequestChangeBody.to_command,
        lambda wanted: check_change(organization_id, kyc_request_id, wanted),
    )
    changed = change_kyc_request(
        organization_id,
        kyc_request_id,
        command,
        actor=caller().actor,
        revision=read_if_match(),
    )
    return jsonify(_present([changed], expand)[0])


@blueprint.delete("/kyc-requests/<kyc_request_id>")
@operation(Operation("DeleteKycRequest", status=204))
def delete_request(kyc_request_id: str) -> ResponseReturnValue:
    """Delete a KYC request.

    Its link ends at once and what the customer sent for it is erased. Its documents keep their
    decisions without contents; undecided ones are archived.
    """
    delete_kyc_request(caller().organization_id, kyc_request_id, actor=caller().actor)
    return "", 204


def _present(kyc_requests: Sequence[KycRequest], expand: frozenset[str]) -> list[Json]:
    embedded = documents_of([each.id for each in kyc_requests]) if expand else {}
    return [
        present_kyc_request(
            each, expand_documents=embedded.get(each.id), gatherer_href=make_link(each)
        )
        for each in kyc_requests
    ]


def _read_command(schema: type[B], to_command: Callable[[B], C], check: Callable[[C], None]) -> C:
    """Return what the body asks for; raises InvalidFields naming everything that is wrong.

    Of a body that is wrong in places, `check` is asked about the rest.
    """
    body = read_json()
    try:
        return to_command(parse_body(schema, body))
    except InvalidFields as error:
        if not isinstance(body, dict):
            raise
        wrong = list(error.fields)
    remainder = without_wrong_parts(schema, body, wrong)
    try:
        check(to_command(parse_body(schema, remainder.body)))
    except InvalidFields as error:
        wrong += filter(None, map(remainder.concerns, error.fields))
    raise InvalidFields(wrong)
