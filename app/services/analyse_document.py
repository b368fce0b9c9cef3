"""Analysing a document: claim it, read it, judge it, conclude. Safe to run twice, late or never.

The evidence is gathered outside any transaction; only a worker that still owns the row may
conclude, so a document is concluded once, whoever else was at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog import get_logger

from app.adapters.object_store import ObjectMissing
from app.analysis.pipeline import Examined, SubmittedFile, examine
from app.domain.decision_record import Basis
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.errors import ServiceUnavailable
from app.domain.evidence import AnalysisReport
from app.domain.rejections import LOOKS
from app.domain.scoring import Judged, judge
from app.extensions import now, store
from app.models import KycDocument
from app.services import claims, malware_scan
from app.services.conclude_document import Conclusion, conclude
from app.services.covered_objects import store_covered
from app.services.customers import expected_person
from app.services.face_crops import put_crops
from app.services.kyc_settings import kept_settings
from app.services.liveness_measuring import session_of
from app.services.picture_search import search_pictures
from app.services.reused_papers import note_reuse
from app.services.transaction import reading, transaction

log = get_logger()

#: A document whose analysis was begun this often without an end is left for a person: something in
#: it brings the worker down. More than a few, because restarts in mid-analysis count as well.
MAX_RUNS = 5


@dataclass(frozen=True)
class _Work:
    """What the analysis of one document needs, read in one go."""

    kyc_document_id: str
    runs: int
    basis: Basis
    objects: tuple[tuple[str, Any], ...]
    file_ids: tuple[str, ...]
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
    try:
        conclusion = _come_to_conclusion(work, owner)
    except ServiceUnavailable:
        # Nothing is wrong with the document: an outage must not use up its runs.
        _count_runs(kyc_document_id, -1)
        raise
    conclude(kyc_document_id, owner, conclusion)


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
            asked_for_look=line is not None and _was_asked_for_look(session, document),
        ),
        expected=expected_person(session, document.organization_id, document.customer_id),
        settings=settings.at(document.match_level),
        settings_revision=settings.revision,
        judged_on=now().date(),
        received_on=document.created_at.date(),
    )


def _was_asked_for_look(session: Session, document: KycDocument) -> bool:
    """Tell whether an earlier selfie was refused for what not everybody can mend."""
    earlier = select(KycDocument.id).where(
        KycDocument.requested_document_id == document.requested_document_id,
        KycDocument.id != document.id,
        KycDocument.created_at <= document.created_at,
        KycDocument.rejection_advice.in_(LOOKS),
    )
    return session.scalar(select(earlier.exists())) or False


def _count_runs(kyc_document_id: str, by: int) -> None:
    with transaction() as session:
        session.get_one(KycDocument, kyc_document_id).analysis_runs += by


def _begin(kyc_document_id: str) -> _Work:
    _count_runs(kyc_document_id, 1)
    with reading() as session:
        document = session.get_one(KycDocument, kyc_document_id)
        return _Work(
            kyc_document_id=kyc_document_id,
            runs=document.analysis_runs,
            basis=basis_of(session, document),
            objects=tuple((file.object_key, file.file_tag) for file in document.files),
            file_ids=tuple(file.id for file in document.files),
            are_scanned=tuple(file.scanned_at is not None for file in document.files),
            requested_document_id=document.requested_document_id,
        )


def _come_to_conclusion(work: _Work, owner: str) -> Conclusion:
    """Examine and judge a document, and store what is to be kept of it; no row is changed yet."""
    examined, basis = _examine(work, owner), work.basis
    report = note_reuse(work.kyc_document_id, examined.report)
    verdict = judge(
        report,
        basis.judged,
        expected=basis.expected,
        settings=basis.settings,
        today=basis.judged_on,
        received_on=basis.received_on,
    )
    return Conclusion(
        report,
        verdict,
        basis,
        crops=put_crops(work.kyc_document_id, examined.crops),
        replacements=store_covered(work.file_ids, examined.covered),
    )


def _examine(work: _Work, owner: str) -> Examined:
    if work.runs > MAX_RUNS:
        return _failed("too-many-runs")
    try:
        files = [SubmittedFile(tag, store().get(key)) for key, tag in work.objects]
    except ObjectMissing:
        return _failed("object-missing")
    unscanned = [file for file, scanned in zip(files, work.are_scanned, strict=True) if not scanned]
    failures, is_infected = malware_scan.scan_again(unscanned)
    if is_infected:
        return _failed(*failures)
    return _with_failures(_read(work, files, owner), failures)


def _read(work: _Work, files: Sequence[SubmittedFile], owner: str) -> Examined:
    judged = work.basis.judged
    session = None
    if judged.face_liveness_required:
        session = session_of(work.requested_document_id, owner)
    examined = examine(
        files,
        document_type=judged.document_type,
        subtype=judged.subtype,
        today=work.basis.judged_on,
        session=session,
    )
    found = search_pictures(examined.report, files, judged.document_type)
    return replace(examined, report=found)


def _failed(*failures: str) -> Examined:
    return Examined(AnalysisReport(files=(), failures=failures))


def _with_failures(examined: Examined, failures: Sequence[str]) -> Examined:
    report = examined.report
    return replace(examined, report=replace(report, failures=(*failures, *report.failures)))
