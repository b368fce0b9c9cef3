"""KYC documents."""

from collections.abc import Sequence

from flask import Response, jsonify

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.contract.answers import KycDocument as KycDocumentAnswer
from app.api.listing import answer_page, read_expand, read_query
from app.models import KycDocument
from app.services.kyc_documents import find_kyc_document
from app.services.presenters import Json, present_kyc_document
from app.services.queries import customers_of, list_kyc_documents

_EXPANDS = ("customer", "files")


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


def _present(documents: Sequence[KycDocument], expand: frozenset[str]) -> list[Json]:
    wanted = {each.customer_id for each in documents} if "customer" in expand else set()
    customers = customers_of(caller().organization_id, wanted) if wanted else {}
    return [
        present_kyc_document(
            each, customer=customers.get(each.customer_id), with_files="files" in expand
        )
        for each in documents
    ]
