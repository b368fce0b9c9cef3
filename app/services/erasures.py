"""Erasing what a customer sent: rows first, then objects, with a row that tells of it.

The transaction takes away every row that points at an object and writes down, in one `Erasure`,
the keys that have to go. Whoever is killed afterwards leaves that row unfinished, and the duty
`finish-erasures` goes on from there. What remains of each object is its kind, size and SHA-256.
"""

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectMissing
from app.adapters.tokens import new_id
from app.domain.erasure import ErasureScope
from app.domain.errors import ErasureRefused, NotFound, ServiceUnavailable
from app.domain.events import EventType
from app.domain.statuses import DocumentStatus, LivenessStatus
from app.domain.transitions import DocumentEvent, LivenessEvent
from app.extensions import now, store
from app.models import Erasure, KycDocument, KycRequest, LivenessSession
from app.services import status, webhook_events
from app.services.erased_rows import erase_face_rows, erase_file_rows, forget_reports
from app.services.evidence import erase_evidence
from app.services.transaction import after_commit, reading, transaction

Entry = dict[str, Any]


def erase_request(kyc_request_id: str, *, actor: str) -> None:
    """Erase all files of a request and what was read from them; again, it changes nothing.

    Statuses, hashes, consents and the audit trail stay. Raises ErasureRefused while something is
    being analysed or where the organization does not allow it, and NotFound.
    """
    with transaction() as session:
        kyc_request = _lock(session, kyc_request_id)
        if not kyc_request.organization.erasure_allowed:
            raise ErasureRefused("not-allowed")
        documents = documents_of(session, kyc_request_id)
        if any(item.document_status is DocumentStatus.IN_PROGRESS for item in documents):
            raise ErasureRefused("analysing")
        erasure_id = erase_all(session, kyc_request, actor=actor)
        if erasure_id:
            forget_all(session, kyc_request_id, actor=actor)
    if erasure_id:
        after_commit(lambda: finish(erasure_id))


def erase_all(session: Session, kyc_request: KycRequest, *, actor: str) -> str | None:
    """Erase all files of a request, in the caller's transaction that locked it.

    Return the erasure to `finish` after the commit, None where nothing goes.
    """
    leave_liveness(session, kyc_request.id, actor=actor)
    entries = [
        *erase_face_rows(session, kyc_request.id),
        *erase_file_rows(session, kyc_request.id),
    ]
    return record(session, kyc_request, ErasureScope.REQUEST, entries, actor=actor)


def forget_all(session: Session, kyc_request_id: str, *, actor: str) -> None:
    """Let go of what was read from a request's documents, in the caller's transaction."""
    for document in documents_of(session, kyc_request_id):
        _forget(session, document, actor=actor)


def erase_faces(session: Session, kyc_request: KycRequest, *, actor: str) -> str | None:
    """Erase what shows the face, in the caller's transaction that locked the request.

    Documents that are being analysed are left to a person: what the analyser still concludes is
    thrown away. Return the erasure to `finish` after the commit, None where nothing goes.
    """
    leave_liveness(session, kyc_request.id, actor=actor)
    entries = erase_face_rows(session, kyc_request.id)
    for document in documents_of(session, kyc_request.id):
        if document.document_status is DocumentStatus.IN_PROGRESS:
            status.move(session, document, DocumentEvent.REFERRED, actor=actor)
    status.refresh(session, kyc_request, actor=actor)
    return record(session, kyc_request, ErasureScope.FACES, entries, actor=actor)


def record(
    session: Session,
    kyc_request: KycRequest,
    scope: ErasureScope,
    entries: Sequence[Entry],
    *,
    actor: str,
) -> str | None:
    """Write down an erasure in the caller's transaction; return its id, None where nothing goes."""
    # A selfie that was kept for another try has two rows and one object.
    objects = {entry["key"]: entry for entry in entries}
    if not objects:
        return None
    erasure = Erasure(
        id=new_id("erasure"),
        organization_id=kyc_request.organization_id,
        kyc_request_id=kyc_request.id,
        scope=scope.value,
        files=list(objects.values()),
        asked_at=now(),
    )
    session.add(erasure)
    status.audit(
        session, kyc_request, event=f"{scope.value}-erased", old=None, new=erasure.id, actor=actor
    )
    return erasure.id


def finish(erasure_id: str) -> bool:
    """Delete the objects of an erasure; tell whether all are gone. What fails is tried again."""
    with suppress(ServiceUnavailable):
        _note_hashes(erasure_id)
        for entry in _entries(erasure_id):
            store().delete(entry["key"])
        with transaction() as session:
            erasure = session.get_one(Erasure, erasure_id)
            erasure.files = [
                {name: value for name, value in entry.items() if name != "key"}
                for entry in erasure.files
            ]
            erasure.finished_at = erasure.finished_at or now()
        return True
    return False


def finish_erasures() -> int:
    """Go on with erasures that were cut off; return how many came to their end."""
    with reading() as session:
        cut_off = session.scalars(select(Erasure.id).where(Erasure.finished_at.is_(None))).all()
    return sum(finish(erasure_id) for erasure_id in cut_off)


def erasures_of(kyc_request_id: str) -> Sequence[Erasure]:
    """Return the erasures of a request, oldest first."""
    with reading() as session:
        return session.scalars(
            select(Erasure)
            .where(Erasure.kyc_request_id == kyc_request_id)
            .order_by(Erasure.asked_at, Erasure.id)
        ).all()


def documents_of(session: Session, kyc_request_id: str) -> Sequence[KycDocument]:
    """Return the KYC documents of a request as they are now, oldest first."""
    return session.scalars(
        select(KycDocument)
        .where(KycDocument.kyc_request_id == kyc_request_id)
        .order_by(KycDocument.created_at, KycDocument.id)
        .execution_options(populate_existing=True)
    ).all()


def leave_liveness(session: Session, kyc_request_id: str, *, actor: str) -> None:
    """Leave the sessions that are under way: what is being measured then counts for nothing."""
    for liveness in session.scalars(
        select(LivenessSession).where(
            LivenessSession.kyc_request_id == kyc_request_id,
            LivenessSession.status == LivenessStatus.PENDING.value,
        )
    ).all():
        status.move_liveness(session, liveness, LivenessEvent.LEFT, actor=actor)


def _lock(session: Session, kyc_request_id: str) -> KycRequest:
    kyc_request = status.lock_request(session, kyc_request_id)
    if kyc_request is None:
        raise NotFound
    return kyc_request


def _forget(session: Session, document: KycDocument, *, actor: str) -> None:
    """Let go of what was read from a document and written about it, and tell the merchant."""
    forget_reports(document)
    erase_evidence(session, document, actor=actor)
    session.flush()
    session.refresh(document, ["files"])
    status.audit(session, document, event="erased", old=None, new=None, actor=actor)
    webhook_events.record_document(session, document, EventType.DOCUMENT_MODIFIED)


def _note_hashes(erasure_id: str) -> None:
    """Hash the objects that had no hash in their row, while they are still there."""
    entries = [_hashed(entry) for entry in _entries(erasure_id)]
    with transaction() as session:
        erasure = session.get_one(Erasure, erasure_id)
        if erasure.finished_at is None and entries:
            erasure.files = entries


def _hashed(entry: Entry) -> Entry:
    if entry["sha256"] is not None:
        return entry
    try:
        data = store().get(entry["key"])
    except ObjectMissing:
        return entry
    return {**entry, "sha256": sha256(data).hexdigest(), "bytes": len(data)}


def _entries(erasure_id: str) -> list[Entry]:
    """Return the objects that still have to go."""
    with reading() as session:
        erasure = session.get_one(Erasure, erasure_id)
        return [entry for entry in erasure.files if "key" in entry]
