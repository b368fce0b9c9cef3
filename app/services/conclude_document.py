"""Concluding a document: evidence, verdict and what follows, in one transaction, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from structlog import get_logger

from app.domain.decision_record import Basis
from app.domain.documents import DocumentType
from app.domain.evidence import AnalysisReport
from app.domain.rejections import RejectionReason, is_about_selfie
from app.domain.scoring import Outcome, Verdict
from app.domain.statuses import DocumentStatus
from app.domain.transitions import DocumentEvent
from app.models import FaceCrop, KycDocument
from app.services import claims, covered_objects, status
from app.services.covered_objects import Replacement
from app.services.evidence import ANALYSER
from app.services.face_crops import replace_crops
from app.services.submit_document import keep_selfie
from app.services.transaction import reading, transaction

log = get_logger()

_EVENTS = {
    Outcome.ACCEPTED: DocumentEvent.ACCEPTED,
    Outcome.REJECTED: DocumentEvent.REJECTED,
    Outcome.PENDING: DocumentEvent.REFERRED,
}

#: Where the settings of a judged type stand in the wire's shape.
_SETTINGS_OF = {
    DocumentType.IDENTITY_PROOF: "identityProof",
    DocumentType.ADDRESS_PROOF: "addressProof",
}


@dataclass(frozen=True)
class Conclusion:
    """What the analysis of one document came to, and the objects that were stored for it.

    `crops` are rows whose objects are in the bucket; `replacements` the files to point at their
    covered versions.
    """

    report: AnalysisReport
    verdict: Verdict
    basis: Basis
    crops: Sequence[FaceCrop] = ()
    replacements: Sequence[Replacement] = ()


def conclude(kyc_document_id: str, owner: str, conclusion: Conclusion) -> None:
    """Record evidence and verdict, and what follows, if the row is still ours."""
    with covered_objects.the_losers_deleted(conclusion.replacements):
        _conclude(kyc_document_id, owner, conclusion)


def _conclude(kyc_document_id: str, owner: str, conclusion: Conclusion) -> None:
    with reading() as session:
        kyc_request_id = session.get_one(KycDocument, kyc_document_id).kyc_request_id
    with transaction() as session:
        kyc_request = status.lock_request(session, kyc_request_id or "")
        if not claims.finish(session, KycDocument, kyc_document_id, owner):
            log.info("analysis.lost_claim", kyc_document_id=kyc_document_id)
            return
        document = session.get_one(KycDocument, kyc_document_id, populate_existing=True)
        if document.document_status is not DocumentStatus.IN_PROGRESS:
            return
        covered_objects.point_at(session, conclusion.replacements)
        replace_crops(session, kyc_document_id, conclusion.crops)
        _record(document, conclusion)
        _reject(session, document, conclusion.verdict.rejection)
        event = _EVENTS[conclusion.verdict.outcome]
        status.move(session, document, event, actor=ANALYSER, basis=conclusion.basis)
        if kyc_request is not None:
            status.refresh(session, kyc_request, actor=ANALYSER)


def _record(document: KycDocument, conclusion: Conclusion) -> None:
    used: dict[str, Any] = conclusion.basis.settings.as_json()
    verdict = conclusion.verdict
    document.report = conclusion.report.as_json()
    document.settings = used.get(_SETTINGS_OF.get(DocumentType(document.type), ""))
    document.score = verdict.score
    document.parsed_data = verdict.parsed_data
    document.document_matches = verdict.document_matches


def _reject(session: Session, document: KycDocument, reason: RejectionReason | None) -> None:
    if reason is None:
        return
    document.rejection_type = reason.type.value
    document.rejection_message = reason.message
    document.rejection_advice = reason.advice
    if not is_about_selfie(reason.advice):
        keep_selfie(session, document)
