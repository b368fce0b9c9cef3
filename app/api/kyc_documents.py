"""KYC documents."""

from collections.abc import Sequence

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.fields import WRONG_ID, is_id
from app.api.bodies.kyc_document import KycDocumentBody
from app.api.bodies.reading import read_body
from app.api.contract.answers import KycDocument as KycDocumentAnswer
from app.api.listing import answer_page, read_expand, read_query
from app.domain.errors import InvalidFields
from app.models import KycDocument
from app.services.kyc_documents import find_kyc_document
from app.services.post_document import Sender, create_document, put_document
from app.services.presenters import Json, present_kyc_document, resource_url
from app.services.queries import customers_of, list_kyc_documents

_EXPANDS = ("customer", "files")


@blueprint.post("/kyc-documents")
@operation(
    Operation(
        "PostKycDocument",
        KycDocumentAnswer,
        KycDocumentBody,
        status=201,
        expands=_EXPANDS,
        problems=(409,),
    )
)
def post_kyc_document() -> ResponseReturnValue:
    """Submit a KYC document for a customer.

    It goes the way of those that customers send: it counts as an attempt of its KYC request, is
    analysed, and is told by webhook.
    """
    expand = read_expand(_EXPANDS)
    created = create_document(_sender(), read_body(KycDocumentBody).to_command())
    location = resource_url("kyc-documents", created.wire_id)
    return jsonify(_present([created], expand)[0]), 201, {"Location": location}


@blueprint.put("/kyc-documents/<kyc_document_id>")
@operation(
    Operation(
        "PutKycDocument", KycDocumentAnswer, KycDocumentBody, expands=_EXPANDS, problems=(409,)
    )
)
def put_kyc_document(kyc_document_id: str) -> ResponseReturnValue:
    """Submit a KYC document under an id of yours, or change it before it is decided.

    Of one that is there `documentSubtype`, `notes`, `reason` and `matchLevel` can change, and after
    a decision only `notes`. What the body leaves out stays as it is.
    """
    expand = read_expand(_EXPANDS)
    if not is_id(kyc_document_id):
        raise InvalidFields([WRONG_ID])
    body = read_body(KycDocumentBody)
    document, is_new = put_document(_sender(), kyc_document_id, body.to_command(), named=body.named)
    answer = jsonify(_present([document], expand)[0])
    if not is_new:
        return answer
    return answer, 201, {"Location": resource_url("kyc-documents", kyc_document_id)}


@blueprint.get("/kyc-documents")
@operation(Operation("GetKycDocumentCollection", KycDocumentAnswer, is_list=True, expands=_EXPANDS))
def get_kyc_document_collection() -> Response:
    """List KYC documents."""
    expand = read_expand(_EXPANDS)
    page = list_kyc_documents(caller().organization_id, read_query())
    return answer_page(page, _present(page.items, expand))


@blueprint.get("/kyc-documents/<kyc_document_id>")
@operation(Operation("GetKycDocument", KycDocumentAnswer, expands=_EXPANDS))
def get_kyc_document(kyc_document_id: str) -> Response:
    """Read a KYC document."""
    expand = read_expand(_EXPANDS)
    found = find_kyc_document(caller().organization_id, kyc_document_id)
    return jsonify(_present([found], expand)[0])


def _sender() -> Sender:
    return Sender(caller().organization_id, caller().actor)


def _present(documents: Sequence[KycDocument], expand: frozenset[str]) -> list[Json]:
    wanted = {each.customer_id for each in documents} if "customer" in expand else set()
    customers = customers_of(caller().organization_id, wanted) if wanted else {}
    return [
        present_kyc_document(
            each, customer=customers.get(each.customer_id), with_files="files" in expand
        )
        for each in documents
    ]
