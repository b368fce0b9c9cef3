"""Tags of KYC documents."""

from typing import Annotated

from flask.typing import ResponseReturnValue
from pydantic import Field

from app.api.auth import caller
from app.api.blueprint import Operation, blueprint, operation
from app.api.bodies.fields import Body, Id
from app.api.bodies.reading import read_body
from app.services.document_tags import tag_documents, untag_documents
from app.services.kyc_documents import find_kyc_document

_MOST_DOCUMENTS = 1000


class TaggedDocumentsBody(Body):
    """The documents to tag or untag."""

    kyc_document_ids: Annotated[list[Id], Field(min_length=1, max_length=_MOST_DOCUMENTS)]


@blueprint.post("/tags/<tag>/kyc-documents")
@operation(Operation("PostTagKycDocumentCollection", takes=TaggedDocumentsBody, status=204))
def tag_kyc_documents(tag: str) -> ResponseReturnValue:
    """Tag KYC documents.

    All of them or, when one is not yours, none.
    """
    ids = read_body(TaggedDocumentsBody).kyc_document_ids
    tag_documents(caller().organization_id, tag, ids, actor=caller().actor)
    return "", 204


@blueprint.delete("/tags/<tag>/kyc-documents")
@operation(Operation("DeleteTagKycDocumentCollection", takes=TaggedDocumentsBody, status=204))
def untag_kyc_documents(tag: str) -> ResponseReturnValue:
    """Untag KYC documents.

    All of them or, when one is not yours, none.
    """
    ids = read_body(TaggedDocumentsBody).kyc_document_ids
    untag_documents(caller().organization_id, tag, ids, actor=caller().actor)
    return "", 204


@blueprint.post("/tags/<tag>/kyc-documents/<kyc_document_id>")
@operation(Operation("PostTagKycDocument", status=204))
def tag_kyc_document(tag: str, kyc_document_id: str) -> ResponseReturnValue:
    """Tag a KYC document."""
    found = find_kyc_document(caller().organization_id, kyc_document_id)
    tag_documents(caller().organization_id, tag, [found.id], actor=caller().actor)
    return "", 204


@blueprint.delete("/tags/<tag>/kyc-documents/<kyc_document_id>")
@operation(Operation("DeleteTagKycDocument", status=204))
def untag_kyc_document(tag: str, kyc_document_id: str) -> ResponseReturnValue:
    """Untag a KYC document."""
    found = find_kyc_document(caller().organization_id, kyc_document_id)
    untag_documents(caller().organization_id, tag, [found.id], actor=caller().actor)
    return "", 204
