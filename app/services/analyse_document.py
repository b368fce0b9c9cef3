"""Analysing a document: claim it, read it, judge it, conclude. Safe to run twice, late or never.

The evidence is gathered outside any transaction; only a worker that still owns the row may
conclude, so a document is concluded once, whoever else was at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session
from structlog import get_logger

from app.adapters.object_store import ObjectMissing
from app.analysis.pipeline import SubmittedFile, analyse
from app.domain.decision_record import Basis
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.errors import ServiceUnavailable
from app.domain.evidence import AnalysisReport
from app.domain.rejections import Advice, RejectionReason
from app.domain.scoring import Judged, Outcome, Verdict, judge
from app.domain.statuses import DocumentStatus
from app.domain.transitions import DocumentEvent
from app.extensions import now, store
from app.models import FaceCrop, KycDocument
from app.services import claims, malware_scan, status
from app.services.customers import expected_person
from app.services.evidence import ANALYSER
from app.services.face_crops import put_crops, replace_crops
from app.services.kyc_settings import kept_settings
from app.services.liveness_measuring import session_of
from app.services.picture_search import search_pictures
from app.services.reused_papers import note_reuse
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
        Advice.FACE_TURNED_AWAY,
        Advice.EYES_COVERED,
        Advice.CLOSED_EYES,
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
    basis: Basis
    objects: tuple[tuple[str, Any], ...]
    #: For each object, whether a malware scanner found it clean at the upload.
    are_scanned: tuple[bool, ...]
    requested_document_id: str | None


def analyse_document(kyc_document_id: str, owner: str) -> None:
    """Analyse one document under the claim token `owner`; return quietly when it is not ours.

    A crash leaves the claim to run out; a fault of the store is raised, and the sweep tries again.
    """
    if not claims.claim(KycDocument, kyc_document_id, owner):
        log.info("analysis.not_mine", kyc_document_id=kyc_document_id)
        return
    work = _begin(kyc_document_id)
    crops: dict[FileTag, bytes] = {}
    try:
        report = note_reuse(kyc_document_id, _analyse(work, owner, crops))
        face_crops = put_crops(kyc_document_id, crops)
    except ServiceUnavailable:
        # Nothing is wrong with the document: an outage must not use up its runs.
        _count_runs(kyc_document_id, -1)
        raise
    basis = work.basis
    verdict = judge(
        report,
        basis.judged,
        expected=basis.expected,
        settings=basis.settings,
        today=basis.judged_on,
        received_on=basis.received_on,
    )
    conclude(kyc_document_id, owner, report, verdict, basis, face_crops)


def _count_runs(kyc_document_id: str, by: int) -> None:
    with transaction() as session:
        session.get_one(KycDocument, kyc_document_id).analysis_runs += by


def _begin(kyc_document_id: str) -> _Work:
    _count_runs(kyc_document_id, 1)
    with reading() as session:
        document = session.get_one(KycDocument, kyc_document_id)
        return _Work(
            runs=document.analysis_runs,
            basis=basis_of(session, document),
            objects=tuple((file.object_key, file.file_tag) for file in document.files),
            are_scanned=tuple(file.scanned_at is not None for file in document.files),
            requested_document_id=document.requested_document_id,
        )


def basis_of(session: Session, document: KycDocument) -> Basis:
    """Return what a document is judged by, as customer and settings are now; raises NotFound."""
    line = document.requested_document
    settings = kept_settings(session, document.organization_id)
    return Basis(
        judged=Judged(
            document_type=DocumentType(document.type),
            subtype=DocumentSubtype(document.subtype) if document.subtype else None,
            permitted=(line.requested_subtypes if line else None),
            face_proof_required=bool(line and line.face_proof_required),
            face_liveness_required=bool(line and line.face_liveness_required),
        ),
        expected=expected_person(session, document.organization_id, document.customer_id),
        settings=settings.at(document.match_level),
        settings_revision=settings.revision,
        judged_on=now().date(),
        received_on=document.created_at.date(),
    )


def _analyse(work: _Work, owner: str, crops: dict[FileTag, bytes]) -> AnalysisReport:
    if work.runs > MAX_RUNS:
        return AnalysisReport(files=(), failures=("too-many-runs",))
    try:
        files = [SubmittedFile(tag, store().get(key)) for key, tag in work.objects]
    except ObjectMissing:
        return AnalysisReport(files=(), failures=("object-missing",))
    unscanned = [file for file, scanned in zip(files, work.are_scanned, strict=True) if not scanned]
    failures, is_infected = malware_scan.scan_again(unscanned)
    if is_infected:
        return AnalysisReport(files=(), failures=failures)
    judged = work.basis.judged
    session = None
    if judged.face_liveness_required:
        session = session_of(work.requested_document_id, owner)
    report = analyse(
        files,
        document_type=judged.document_type,
        today=work.basis.judged_on,
        session=session,
        crops=crops,
    )
    report = search_pictures(report, files, judged.document_type)
    return replace(report, failures=(*failures, *report.failures))


def conclude(
    kyc_document_id: str,
    owner: str,
    report: AnalysisReport,
    verdict: Verdict,
    basis: Basis,
    crops: Sequence[FaceCrop] = (),
) -> None:
    """Record evidence and verdict, and what follows, if the row is still ours."""
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
        document.report = report.as_json()
        used: dict[str, Any] = basis.settings.as_json()
        document.settings = used.get(_SETTINGS_OF.get(DocumentType(document.type), ""))
        document.score = verdict.score
        document.parsed_data = verdict.parsed_data
        document.document_matches = verdict.document_matches
        replace_crops(session, kyc_document_id, crops)
        _reject(session, document, verdict.rejection)
        status.move(session, document, _EVENTS[verdict.outcome], actor=ANALYSER, basis=basis)
        if kyc_request is not None:
            status.refresh(session, kyc_request, actor=ANALYSER)


def _reject(session: Session, document: KycDocument, reason: RejectionReason | None) -> None:
    if reason is None:
        return
    document.rejection_type = reason.type.value
    document.rejection_message = reason.message
    document.rejection_advice = reason.advice
    if reason.advice not in _ABOUT_THE_SELFIE:
        keep_selfie(session, document)
