"""What an accepted document means beyond itself: a waived line, a customer who is through.

It follows every change of a document's status, whoever decided, so no door has to think of it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.documents import DocumentType
from app.domain.statuses import DocumentStatus
from app.models import Customer, KycDocument, KycRequest, RequestedDocument

#: What a credit file that is good enough stands for.
_WAIVED = (DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF)


def follow(
    session: Session, document: KycDocument, old: DocumentStatus, new: DocumentStatus
) -> None:
    """Draw the consequences of a document that became accepted or rejected."""
    if document.type == DocumentType.CREDIT_FILE_PROOF.value:
        _follow_credit_file(session, document, old, new)
    if DocumentStatus.ACCEPTED in {old, new}:
        refresh_customer(session, document.organization_id, document.customer_id)


def refresh_customer(session: Session, organization_id: str, customer_id: str) -> None:
    """Note whether a customer has fulfilled their KYC.

    They have by an accepted credit file, or by identity and address proofs that are accepted and
    that a person has reviewed.
    """
    accepted = session.execute(
        select(KycDocument.type, KycDocument.reviewed_at).where(
            KycDocument.organization_id == organization_id,
            KycDocument.customer_id == customer_id,
            KycDocument.status == DocumentStatus.ACCEPTED.value,
        )
    ).all()
    reviewed = {row.type for row in accepted if row.reviewed_at is not None}
    has_credit_file = any(row.type == DocumentType.CREDIT_FILE_PROOF.value for row in accepted)
    has_fulfilled = has_credit_file or reviewed.issuperset(each.value for each in _WAIVED)
    customer = session.get(Customer, (organization_id, customer_id))
    if customer is not None and customer.has_fulfilled_kyc is not has_fulfilled:
        customer.has_fulfilled_kyc = has_fulfilled


def _follow_credit_file(
    session: Session, document: KycDocument, old: DocumentStatus, new: DocumentStatus
) -> None:
    """Ask for identity and address no more, or again where the request is still open."""
    if document.kyc_request_id is None:
        return
    kyc_request = session.get_one(KycRequest, document.kyc_request_id)
    is_accepted = new is DocumentStatus.ACCEPTED
    if kyc_request.request_status.is_final and not is_accepted:
        return
    for line in session.scalars(
        select(RequestedDocument).where(RequestedDocument.kyc_request_id == kyc_request.id)
    ):
        if line.document_type in _WAIVED and DocumentStatus.ACCEPTED in {old, new}:
            line.is_waived = is_accepted
        elif line.type == document.type and new is DocumentStatus.REJECTED:
            # Nobody can try a credit file again, so one that was asked for alone has failed.
            line.attempts_used = line.max_attempts or 1
