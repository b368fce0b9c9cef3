"""What a decision means beyond its document: the credit file's waiver, the customer's flag.

A customer has fulfilled KYC with an identity and an address document that were accepted and seen by
a person, or with an accepted credit file.
"""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.documents import DocumentType
from app.domain.statuses import DocumentStatus
from app.models import Customer, KycDocument, KycRequest, RequestedDocument

#: What a good credit file stands for.
WAIVED = frozenset({DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF})

_PAPERS = frozenset(item.value for item in WAIVED)
_CREDIT_FILE = DocumentType.CREDIT_FILE_PROOF.value


def note_acceptance(
    session: Session, document: KycDocument, kyc_request: KycRequest | None
) -> None:
    """Note what an accepted document that a person saw is good for.

    A request that is final stays as it is.
    """
    if document.type == _CREDIT_FILE:
        _waive(kyc_request, is_waived=True)
    if _is_fulfilled({*_good_types(session, document), document.type}):
        _customer(session, document).has_fulfilled_kyc = True


def note_rejection(session: Session, document: KycDocument, kyc_request: KycRequest | None) -> None:
    """Take back what a rejected document was good for; see `note_acceptance`."""
    if document.type == _CREDIT_FILE:
        _waive(kyc_request, is_waived=False)
        _use_up_attempts(kyc_request)
    if document.document_status is DocumentStatus.ACCEPTED and not _is_fulfilled(
        _good_types(session, document)
    ):
        _customer(session, document).has_fulfilled_kyc = False


def _waive(kyc_request: KycRequest | None, *, is_waived: bool) -> None:
    for line in _open_lines(kyc_request):
        if line.document_type in WAIVED:
            line.is_waived = is_waived


def _use_up_attempts(kyc_request: KycRequest | None) -> None:
    """Nobody can try a credit file again, so one that was asked for alone has failed."""
    for line in _open_lines(kyc_request):
        if line.type == _CREDIT_FILE:
            line.attempts_used = line.max_attempts or 1


def _open_lines(kyc_request: KycRequest | None) -> Sequence[RequestedDocument]:
    if kyc_request is None or kyc_request.request_status.is_final:
        return ()
    return kyc_request.documents


def _is_fulfilled(types: set[str]) -> bool:
    return _CREDIT_FILE in types or types >= _PAPERS


def _good_types(session: Session, but: KycDocument) -> set[str]:
    """Return the types of the customer's other documents that count."""
    return set(
        session.scalars(
            select(KycDocument.type).where(
                KycDocument.organization_id == but.organization_id,
                KycDocument.customer_id == but.customer_id,
                KycDocument.id != but.id,
                KycDocument.status == DocumentStatus.ACCEPTED.value,
                or_(KycDocument.reviewed_at.is_not(None), KycDocument.type == _CREDIT_FILE),
            )
        )
    )


def _customer(session: Session, document: KycDocument) -> Customer:
    return session.get_one(Customer, (document.organization_id, document.customer_id))
