"""What a customer finds by a token that was issued for them: their own, and nobody else's."""

from sqlalchemy import select

from app.domain.documents import DocumentType
from app.domain.errors import NotFound
from app.domain.statuses import FINAL_REQUEST_STATUSES
from app.extensions import now
from app.models import KycDocument, KycRequest, LivenessSession, RequestedDocument
from app.services.kyc_documents import find_kyc_document
from app.services.kyc_requests import find_kyc_request
from app.services.transaction import reading


def find_own_request(organization_id: str, customer_id: str, kyc_request_id: str) -> KycRequest:
    """Return a request of this customer; raises NotFound."""
    found = find_kyc_request(organization_id, kyc_request_id)
    if found.customer_id != customer_id:
        raise NotFound
    return found


def find_own_document(organization_id: str, customer_id: str, kyc_document_id: str) -> KycDocument:
    """Return a document of this customer; raises NotFound, also for a credit file."""
    found = find_kyc_document(organization_id, kyc_document_id)
    is_credit_file = found.type == DocumentType.CREDIT_FILE_PROOF.value
    if found.customer_id != customer_id or is_credit_file:
        raise NotFound
    return found


def find_own_session(organization_id: str, customer_id: str, session_id: str) -> LivenessSession:
    """Return a liveness session of this customer; raises NotFound."""
    with reading() as session:
        found = session.get(LivenessSession, session_id)
        if found is None or found.organization_id != organization_id:
            raise NotFound
    # Also NotFound when its request was deleted.
    find_own_request(organization_id, customer_id, found.kyc_request_id)
    return found


def newest_request_for(
    organization_id: str, customer_id: str, document_type: DocumentType
) -> str | None:
    """Return the id of this customer's newest open request that asks for a type of document."""
    finals = [final.value for final in FINAL_REQUEST_STATUSES]
    with reading() as session:
        return session.scalars(
            select(KycRequest.id)
            .join(RequestedDocument, RequestedDocument.kyc_request_id == KycRequest.id)
            .where(
                KycRequest.organization_id == organization_id,
                KycRequest.customer_id == customer_id,
                KycRequest.status.not_in(finals),
                KycRequest.expires_at > now(),
                KycRequest.deleted_at.is_(None),
                RequestedDocument.type == document_type.value,
            )
            .order_by(KycRequest.created_at.desc(), KycRequest.id)
            .limit(1)
        ).first()
