"""Analysing a document: claim it, read it, judge it, conclude. Safe to run twice, late or never.

The evidence is gathered outside any transaction; only a worker that still owns the row may
conclude, so a document is concluded once, whoever else was at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from structlog import get_logger

from app.adapters.object_store import ObjectMissing
from app.analysis.pipeline import Examined, SubmittedFile, examine
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.errors import ServiceUnavailable
from app.domain.evidence import AnalysisReport, ExpectedPerson
from app.domain.rejections import Advice, RejectionReason
from app.domain.scoring import Judged, Outcome, Verdict, judge
from app.domain.scoring_settings import settings_for
from app.domain.statuses import DocumentStatus
from app.domain.transitions import DocumentEvent
from app.extensions import now, store
from app.models import KycDocument
from app.services import claims, covered_objects, status
from app.services.covered_objects import Replacement
from app.services.customers import expected_person
from app.services.submit_document import keep_selfie
from app.services.transaction import reading, transaction

log = get_logger()

#: A document whose analysis was begun this often without an end is left for a person: something in
#: it brings the worker down. More than a few, because restarts in mid-analysis count as well.
MAX_RUNS = 5

_EVENTS = {
    Outcome.ACCEPTED: DocumentEvent.ACCEPTED,
    Outcome.REJECTED: DocumentEvent.REJECTED,
    Outcome.PENDING: DocumentEvent.REFERRED,
}

#: Refusals about the selfie itself: it is asked for again, so it is not kept.
_ABOUT_THE_SELFIE = frozenset(
    {
        Advice.NO_FACE,
        Advice.SEVERAL_FACES,
        Advice.FACE_TOO_SMALL,
        Advice.FACE_TOO_DARK,
        Advice.FACE_CUT_OFF,
    }
)

#: Where the settings of a judged type stand in the wire's shape.
_SETTINGS_OF = {
    DocumentType.IDENTITY_PROOF: "identityProof",
    DocumentType.ADDRESS_PROOF: "addressProof",
}


@dataclass(frozen=True)
class _Work:
    """What the analysis of one document needs, read in one go."""

    runs: int
    judged: Judged
    expected: ExpectedPerson
    match_level: int
    objects: tuple[tuple[str, Any], ...]
    file_ids: tuple[str, ...]


@dataclass(frozen=True)
class _Conclusion:
    """What the analysis of one document came to."""

    report: AnalysisReport
    verdict: Verdict
    settings: Mapping[str, Any]
    replacements: tuple[Replacement, ...]


def analyse_document(kyc_document_id: str, owner: str) -> None:
    """Analyse one document under the claim token `owner`; return quietly when it is not ours.

    A crash leaves the claim to run out; a fault of the store is raised, and the sweep tries again.
    """
    if not claims.claim(KycDocument, kyc_document_id, owner):
        log.info("analysis.not_mine", kyc_document_id=kyc_document_id)
        return
    work = _begin(kyc_document_id)
    try:
        examined = _analyse(work)
        replacements = covered_objects.store_covered(work.file_ids, examined.covered)
    except ServiceUnavailable:
        # Nothing is wrong with the document: an outage must not use up its runs.
        _count_runs(kyc_document_id, -1)
        raise
    report = examined.report
    settings = settings_for(work.match_level)
    verdict = judge(
        report, work.judged, expected=work.expected, settings=settings, today=now().date()
    )
    conclusion = _Conclusion(report, verdict, settings.as_json(), replacements)
    with covered_objects.the_losers_deleted(replacements):
        _conclude(kyc_document_id, owner, conclusion)


def _count_runs(kyc_document_id: str, by: int) -> None:
    with transaction() as session:
        session.get_one(KycDocument, kyc_document_id).analysis_runs += by


def _begin(kyc_document_id: str) -> _Work:
    _count_runs(kyc_document_id, 1)
    with reading() as session:
        document = session.get_one(KycDocument, kyc_document_id)
        line = document.requested_document
        return _Work(
            runs=document.analysis_runs,
            judged=Judged(
                document_type=DocumentType(document.type),
                subtype=DocumentSubtype(document.subtype) if document.subtype else None,
                permitted=(line.requested_subtypes if line else None),
                face_proof_required=bool(line and line.face_proof_required),
            ),
            expected=expected_person(session, document.organization_id, document.customer_id),
            match_level=document.match_level,
            objects=tuple((file.object_key, file.file_tag) for file in document.files),
            file_ids=tuple(file.id for file in document.files),
        )


def _analyse(work: _Work) -> Examined:
    if work.runs > MAX_RUNS:
        return Examined(AnalysisReport(files=(), failures=("too-many-runs",)))
    try:
        files = [SubmittedFile(tag, store().get(key)) for key, tag in work.objects]
    except ObjectMissing:
        return Examined(AnalysisReport(files=(), failures=("object-missing",)))
    return examine(
        files,
        document_type=work.judged.document_type,
        subtype=work.judged.subtype,
        today=now().date(),
    )


def _conclude(kyc_document_id: str, owner: str, conclusion: _Conclusion) -> None:
    """Record evidence and verdict, and what follows, if the row is still ours."""
    verdict = conclusion.verdict
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
        document.report = conclusion.report.as_json()
        document.settings = conclusion.settings.get(
            _SETTINGS_OF.get(DocumentType(document.type), "")
        )
        document.score = verdict.score
        document.parsed_data = verdict.parsed_data
        document.document_matches = verdict.document_matches
        _reject(session, document, verdict.rejection)
        status.move(session, document, _EVENTS[verdict.outcome], actor="analyser")
        if kyc_request is not None:
            status.refresh(session, kyc_request, actor="analyser")


def _reject(session: Session, document: KycDocument, reason: RejectionReason | None) -> None:
    if reason is None:
        return
    document.rejection_type = reason.type.value
    document.rejection_message = reason.message
    document.rejection_advice = reason.advice
    if reason.advice not in _ABOUT_THE_SELFIE:
        keep_selfie(session, document)
