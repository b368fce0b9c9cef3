"""Shortcuts of a customer: gather files and send a document, by the services the portal uses."""

from app.domain.commands import StoreFile, SubmitDocument
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.extensions import now
from app.services.consents import answer_consent
from app.services.gather_files import store_file
from app.services.submit_document import submit_document
from tests.support.pictures import jpeg


def gather(
    kyc_request_id: str,
    tag: FileTag = FileTag.FRONT,
    *,
    data: bytes | None = None,
    document_type: DocumentType = DocumentType.IDENTITY_PROOF,
    upload_key: str = "key-1",
) -> None:
    """Store one file; before a selfie the customer agrees to it."""
    if tag is FileTag.FACE_PROOF:
        answer_consent(kyc_request_id, agrees=True, language="en")
    command = StoreFile(document_type, tag, data or jpeg(), upload_key)
    store_file(kyc_request_id, command, began_at=now())


def send(
    kyc_request_id: str,
    submission_id: str = "submission-1",
    *,
    subtype: DocumentSubtype = DocumentSubtype.PASSPORT,
    document_type: DocumentType = DocumentType.IDENTITY_PROOF,
) -> str:
    """Send what was gathered; return the document's id."""
    command = SubmitDocument(document_type, subtype, submission_id)
    return submit_document(kyc_request_id, command, began_at=now())
