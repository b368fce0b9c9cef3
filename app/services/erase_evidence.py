"""Erasing what the evidence of one document says of a person."""

from app.domain.errors import NotFound
from app.models import KycDocument
from app.services import status
from app.services.evidence import erase_evidence
from app.services.transaction import reading, transaction


def erase_evidence_of(kyc_document_id: str, *, actor: str) -> int:
    """Erase the personal part of a document's evidence, and the report kept with the document.

    Return how many entries were emptied. Raises NotFound.
    """
    with reading() as session:
        found = session.get(KycDocument, kyc_document_id)
        if found is None:
            raise NotFound
        kyc_request_id = found.kyc_request_id
    with transaction() as session:
        status.lock_request(session, kyc_request_id or "")
        document = session.get_one(KycDocument, kyc_document_id, populate_existing=True)
        erased = erase_evidence(session, document, actor=actor)
        if erased:
            status.audit(
                session, document, event="evidence-erased", old=None, new=None, actor=actor
            )
    return erased
