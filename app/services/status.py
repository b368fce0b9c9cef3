"""The one place that writes a status, with its audit row and the events that follow.

Nobody else assigns `status` of a KYC request, a KYC document or a liveness session; a house test
looks for it.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.decision_record import Basis
from app.domain.documents import DocumentType
from app.domain.events import DOCUMENT_EVENTS, REQUEST_EVENTS
from app.domain.request_status import (
    RequestedDocumentSnapshot,
    RequestSnapshot,
    derive_request_status,
)
from app.domain.statuses import DocumentStatus, LivenessStatus
from app.domain.transitions import (
    DocumentEvent,
    LivenessEvent,
    apply_document_event,
    apply_liveness_event,
)
from app.extensions import now
from app.models import (
    AuditEntry,
    KycDocument,
    KycRequest,
    LivenessSession,
    RequestedDocument,
)
from app.services import evidence, fulfilment, webhook_events

_UNDECIDED = (DocumentStatus.PENDING.value, DocumentStatus.IN_PROGRESS.value)


def lock_request(session: Session, kyc_request_id: str) -> KycRequest | None:
    """Return the request as it is now, locked until the transaction ends; None for a deleted one.

    Every change of a document or a status begins here, so that two of one request wait for each
    other: a derived status must never be computed from a picture half of which is older.
    """
    return session.scalars(
        select(KycRequest)
        .where(KycRequest.id == kyc_request_id, KycRequest.deleted_at.is_(None))
        .with_for_update(of=KycRequest)
        .execution_options(populate_existing=True)
    ).one_or_none()


def born(session: Session, document: KycDocument, *, actor: str) -> None:
    """Record a KYC document that was just added, and tell it."""
    document.status = DocumentStatus.IN_PROGRESS.value
    session.add(document)
    session.flush()
    audit(session, document, event="created", old=None, new=document.status, actor=actor)
    webhook_events.record_document(session, document, DOCUMENT_EVENTS[DocumentStatus.IN_PROGRESS])


def move(
    session: Session,
    document: KycDocument,
    event: DocumentEvent,
    *,
    actor: str,
    basis: Basis | None = None,
) -> None:
    """Move a KYC document by an event; raises IllegalTransition.

    Each decision becomes an entry in the chain of evidence; `basis` is what the analyser judged by.
    When it becomes accepted, unreviewed siblings of its type are archived.
    """
    old = document.document_status
    new = apply_document_event(old, event)
    document.status = new.value
    if event is not DocumentEvent.ARCHIVED and document.processed_at is None:
        # What a person decides later has a time of its own.
        document.processed_at = now()
    session.flush()
    fulfilment.follow(session, document, old, new)
    if event is not DocumentEvent.ARCHIVED:
        evidence.record_decision(session, document, event, actor=actor, basis=basis)
    audit(session, document, event=event.value, old=old.value, new=new.value, actor=actor)
    webhook_events.record_document(session, document, DOCUMENT_EVENTS[new])
    if new is DocumentStatus.ACCEPTED:
        _archive_siblings(session, document, actor=actor)


def begin_liveness(session: Session, liveness: LivenessSession, *, actor: str) -> None:
    """Record a liveness session that was just added."""
    liveness.status = LivenessStatus.PENDING.value
    session.add(liveness)
    session.flush()
    audit(session, liveness, event="created", old=None, new=liveness.status, actor=actor)


def move_liveness(
    session: Session, liveness: LivenessSession, event: LivenessEvent, *, actor: str
) -> None:
    """Move a liveness session by an event; raises IllegalTransition."""
    old = liveness.liveness_status
    new = apply_liveness_event(old, event)
    liveness.status = new.value
    liveness.settled_at = now()
    session.flush()
    audit(session, liveness, event=event.value, old=old.value, new=new.value, actor=actor)


def refresh(session: Session, kyc_request: KycRequest, *, actor: str) -> None:
    """Derive the request's status and, when it changed, store it and tell it.

    The request must be locked by `lock_request`, and changes of its documents flushed.
    """
    session.flush()
    old = kyc_request.request_status
    new = derive_request_status(snapshot_of(session, kyc_request), now())
    if new is old:
        return
    kyc_request.status = new.value
    session.flush()
    audit(session, kyc_request, event="status", old=old.value, new=new.value, actor=actor)
    if new in REQUEST_EVENTS:
        webhook_events.record_request(session, kyc_request, REQUEST_EVENTS[new])


def snapshot_of(session: Session, kyc_request: KycRequest) -> RequestSnapshot:
    """Return what the request's status depends on."""
    rows = session.execute(
        select(KycDocument.requested_document_id, KycDocument.status).where(
            KycDocument.kyc_request_id == kyc_request.id
        )
    ).all()
    statuses: dict[str, list[DocumentStatus]] = {}
    for requested_document_id, status in rows:
        statuses.setdefault(requested_document_id or "", []).append(DocumentStatus(status))
    return RequestSnapshot(
        documents=tuple(
            RequestedDocumentSnapshot(
                max_attempts=line.max_attempts,
                attempts_used=line.attempts_used,
                statuses=tuple(statuses.get(line.id, ())),
                is_waived=line.is_waived,
            )
            for line in kyc_request.documents
            if _counts(line, kyc_request, statuses.get(line.id, ()))
        ),
        expires_at=kyc_request.expires_at,
        status=kyc_request.request_status,
    )


def audit(
    session: Session,
    subject: KycDocument | KycRequest | LivenessSession,
    *,
    event: str,
    old: str | None,
    new: str | None,
    actor: str,
) -> None:
    """Write one row of the audit trail in the transaction of the change."""
    session.add(
        AuditEntry(
            organization_id=subject.organization_id,
            at=now(),
            actor=actor,
            event=event,
            subject_id=subject.id,
            old=old,
            new=new,
        )
    )


def _counts(
    line: RequestedDocument, kyc_request: KycRequest, statuses: Sequence[DocumentStatus]
) -> bool:
    """Tell whether a line matters for the status.

    A credit file is tried first; one that is refused steps aside for the papers asked for beside
    it, so it neither fails the request nor keeps it from being fulfilled.
    """
    return (
        line.document_type is not DocumentType.CREDIT_FILE_PROOF
        or len(kyc_request.documents) == 1
        or DocumentStatus.ACCEPTED in statuses
    )


def _archive_siblings(session: Session, accepted: KycDocument, *, actor: str) -> None:
    siblings: Sequence[KycDocument] = session.scalars(
        select(KycDocument).where(
            KycDocument.kyc_request_id == accepted.kyc_request_id,
            KycDocument.type == DocumentType(accepted.type).value,
            KycDocument.id != accepted.id,
            KycDocument.status.in_(_UNDECIDED),
            KycDocument.reviewed_at.is_(None),
        )
    ).all()
    for sibling in siblings:
        move(session, sibling, DocumentEvent.ARCHIVED, actor=actor)
