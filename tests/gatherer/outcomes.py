"""Decisions about a customer's documents, as analyser and reviewer make them."""

from sqlalchemy import select

from app.domain.rejections import RejectionReason
from app.domain.transitions import DocumentEvent
from app.models import KycDocument
from app.services import status
from app.services.submit_document import keep_selfie
from app.services.transaction import transaction


def decide(
    kyc_request_id: str, event: DocumentEvent, rejection: RejectionReason | None = None
) -> None:
    """Let `event` happen to every document of a request that is being analysed."""
    with transaction() as session:
        kyc_request = status.lock_request(session, kyc_request_id)
        assert kyc_request is not None
        waiting = session.scalars(
            select(KycDocument).where(
                KycDocument.kyc_request_id == kyc_request_id,
                KycDocument.status == "in-progress",
            )
        ).all()
        assert waiting, "a document waits for a decision"
        for document in waiting:
            if rejection is not None:
                document.rejection_type = rejection.type.value
                document.rejection_message = rejection.message
                document.rejection_advice = rejection.advice
                keep_selfie(session, document)
            status.move(session, document, event, actor="test")
        status.refresh(session, kyc_request, actor="test")
