"""The credit file: tried first, at creation; a good one stands for identity and address."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from structlog import get_logger

from app.adapters.credit_bureau import CreditFile
from app.adapters.outside_service import OutsideServiceFailed
from app.adapters.tokens import new_id
from app.domain.commands import CreateKycRequest
from app.domain.documents import DocumentType
from app.domain.evidence import AnalysisReport, ExpectedPerson
from app.domain.judgement.wire import VERSION
from app.domain.rejections import RejectionType
from app.domain.transitions import DocumentEvent
from app.domain.wire_times import wire_time
from app.extensions import now, resources
from app.models import KycDocument, KycRequest
from app.services import status
from app.services.customers import expected_person

log = get_logger()

_ACTOR = "credit-bureau"


@dataclass(frozen=True)
class LookUp:
    """One asking of a bureau: what it answered, or why it gave no answer that can be used."""

    found: CreditFile | None = None
    failure: str | None = None


def person_to_look_up(
    session: Session, organization_id: str, command: CreateKycRequest
) -> ExpectedPerson | None:
    """Return whose credit file is asked for, or None when the request asks for none."""
    if resources().credit_bureau is None or not any(
        document.type is DocumentType.CREDIT_FILE_PROOF for document in command.documents
    ):
        return None
    return expected_person(session, organization_id, command.customer_id)


def look_up(person: ExpectedPerson) -> LookUp:
    """Ask the bureau; a bureau may take seconds, so this belongs outside any transaction."""
    bureau = resources().credit_bureau
    if bureau is None:
        return LookUp(failure="not-configured")
    try:
        return LookUp(bureau.look_up(person))
    except OutsideServiceFailed as failure:
        log.warning("credit_bureau.failed", error=failure.reason)
        return LookUp(failure=failure.reason)


def record(session: Session, kyc_request: KycRequest, looked_up: LookUp) -> None:
    """Keep the bureau's answer as a decided document; `fulfilment` waives what it stands for.

    Without an answer the document is left for a person; the papers asked for beside it are gathered
    meanwhile.
    """
    line = next(
        item
        for item in kyc_request.documents
        if item.document_type is DocumentType.CREDIT_FILE_PROOF
    )
    found = looked_up.found
    document = _document(kyc_request, line.id, found)
    status.born(session, document, actor=_ACTOR)
    if found is None:
        failure = f"credit-bureau:{looked_up.failure}"
        document.report = AnalysisReport(files=(), failures=(failure,)).as_json()
        status.move(session, document, DocumentEvent.REFERRED, actor=_ACTOR)
        return
    if found.is_accepted:
        status.move(session, document, DocumentEvent.ACCEPTED, actor=_ACTOR)
        return
    document.rejection_type = RejectionType.CRITICAL_INFO_MISSING.value
    document.rejection_message = "The credit bureau holds no file that proves this person"
    status.move(session, document, DocumentEvent.REJECTED, actor=_ACTOR)


def _document(kyc_request: KycRequest, line_id: str, found: CreditFile | None) -> KycDocument:
    return KycDocument(
        id=new_id("kyc_doc"),
        organization_id=kyc_request.organization_id,
        customer_id=kyc_request.customer_id,
        kyc_request_id=kyc_request.id,
        requested_document_id=line_id,
        submission_id=new_id("sub"),
        type=DocumentType.CREDIT_FILE_PROOF.value,
        match_level=kyc_request.match_level,
        parsed_data=_account(found) if found else None,
        document_matches=_account(found) if found else None,
        tags=[],
        generation=0,
        analysis_runs=0,
        revision=1,
        created_at=now(),
        updated_at=now(),
    )


def _account(found: CreditFile) -> dict[str, Any]:
    """Return the bureau's answer in the wire's shape; null is what the bureau does not tell."""
    return {
        "version": VERSION,
        "score": 100 if found.is_accepted else 0,
        "checkList": [
            {
                "name": "decision",
                "failed": not found.is_accepted,
                "score": 0 if found.is_accepted else 100,
                "reason": None if found.is_accepted else found.decision.value,
            }
        ],
        "data": {
            "creditBureau": found.bureau,
            "creditFileNumber": found.evidence.number,
            "name": found.evidence.name,
            "consultedDate": wire_time(now()),
            "decision": found.decision.value,
            "trades": [dict(trade) for trade in found.evidence.trades],
            "referenceData": found.evidence.reference_data,
        },
    }
