"""KYC requests."""

from collections.abc import Iterator, Sequence

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.kyc_request import KycRequestBody, without_wrong_parts
from app.api.bodies.kyc_request_change import KycRequestChangeBody
from app.api.bodies.reading import parse_body, read_body, read_json
from app.api.contract.answers import KycRequest as KycRequestAnswer
from app.api.listing import answer_page, read_expand, read_if_match, read_query
from app.domain.commands import CreateKycRequest
from app.domain.errors import InvalidField, InvalidFields
from app.models import KycRequest
from app.services.change_kyc_request import change_kyc_request, delete_kyc_request
from app.services.gatherer_links import make_link
from app.services.kyc_requests import check_kyc_request, create_kyc_request, find_kyc_request
from app.services.presenters import Json, present_kyc_request, resource_url
from app.services.queries import documents_of, list_kyc_requests

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
    created = create_kyc_request(caller().organization_id, _read_command(), actor=caller().actor)
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
    command = read_body(KycRequestChangeBody).to_command()
    changed = change_kyc_request(
        caller().organization_id,
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


def _read_command() -> CreateKycRequest:
    body = read_json()
    try:
        return parse_body(KycRequestBody, body).to_command()
    except InvalidFields as error:
        if isinstance(body, dict):
            raise InvalidFields([*error.fields, *_also_wrong(body, error.fields)]) from None
        raise


def _also_wrong(body: dict[str, object], wrong: Sequence[InvalidField]) -> Iterator[InvalidField]:
    """Yield what the well-shaped parts of a body are refused for as well."""
    remainder = without_wrong_parts(body, wrong)
    try:
        command = parse_body(KycRequestBody, remainder.body).to_command()
        check_kyc_request(caller().organization_id, command)
    except InvalidFields as error:
        yield from filter(None, map(remainder.concerns, error.fields))
