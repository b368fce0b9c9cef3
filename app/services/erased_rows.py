"""Taking away the rows that point at a request's objects; each returns what has to go with them.

An entry is `kind`, `sha256`, `bytes` and `key` of one object. `services.retention` lists every
column that points at an object, and a test holds this module to that list.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from app.domain.documents import FileTag
from app.domain.erasure import FACE_CROP, LIVENESS_FRAMES, LIVENESS_PICTURE
from app.models import (
    FaceCrop,
    File,
    Fingerprint,
    KycDocument,
    KycRequest,
    LivenessFrame,
    LivenessSession,
)

Entry = dict[str, Any]


def erase_face_rows(session: Session, kyc_request_id: str) -> list[Entry]:
    """Take away selfies, face crops and everything of liveness sessions, with their hashes."""
    documents = select(KycDocument.id).where(KycDocument.kyc_request_id == kyc_request_id)
    is_theirs = or_(File.kyc_request_id == kyc_request_id, _uploaded_by_customer(kyc_request_id))
    selfies = session.scalars(
        select(File).where(File.tag == FileTag.FACE_PROOF.value, is_theirs)
    ).all()
    crops = session.scalars(select(FaceCrop).where(FaceCrop.kyc_document_id.in_(documents))).all()
    entries = [_of_file(file) for file in selfies]
    entries += [_entry(FACE_CROP, crop.object_key, size=crop.size_bytes) for crop in crops]
    _forget_selfie_traces(session, kyc_request_id, [file.sha256 for file in selfies])
    for row in (*selfies, *crops):
        session.delete(row)
    sessions = session.scalars(
        select(LivenessSession).where(LivenessSession.kyc_request_id == kyc_request_id)
    ).all()
    for liveness in sessions:
        entries += _clear_liveness(session, liveness)
    session.flush()
    return entries


def _uploaded_by_customer(kyc_request_id: str) -> ColumnElement[bool]:
    """Return which files the customer of a request keeps for a document that is still to come."""
    asked = KycRequest.id == kyc_request_id
    return and_(
        File.kyc_document_id.is_(None),
        File.customer_id == select(KycRequest.customer_id).where(asked).scalar_subquery(),
        File.organization_id == select(KycRequest.organization_id).where(asked).scalar_subquery(),
    )


def erase_faces_of_document(session: Session, document: KycDocument) -> list[Entry]:
    """Take away the selfie and the face crops of one document, with their hashes."""
    selfies = [file for file in document.files if file.file_tag is FileTag.FACE_PROOF]
    crops = session.scalars(select(FaceCrop).where(FaceCrop.kyc_document_id == document.id)).all()
    entries = [_of_file(file) for file in selfies]
    entries += [_entry(FACE_CROP, crop.object_key, size=crop.size_bytes) for crop in crops]
    _forget_traces_of(session, document, [file.sha256 for file in selfies])
    for row in (*selfies, *crops):
        session.delete(row)
    session.flush()
    return entries


def erase_file_rows(session: Session, kyc_request_id: str) -> list[Entry]:
    """Take away every file of a request, and the fingerprints of its documents."""
    documents = select(KycDocument.id).where(KycDocument.kyc_request_id == kyc_request_id)
    files = session.scalars(select(File).where(File.kyc_request_id == kyc_request_id)).all()
    entries = [_of_file(file) for file in files]
    for file in files:
        session.delete(file)
    session.execute(delete(Fingerprint).where(Fingerprint.kyc_document_id.in_(documents)))
    session.flush()
    return entries


def forget_reports(document: KycDocument) -> None:
    """Let go of what was read from a document, and of what people wrote about it."""
    document.report = None
    document.parsed_data = None
    document.document_matches = None
    document.notes = None
    if document.rejection_type is not None:
        # The merchant's sentence may name a date of the paper; the kind of reason stays.
        document.rejection_message = ""


def _clear_liveness(session: Session, liveness: LivenessSession) -> Iterator[Entry]:
    if liveness.reference_key is not None:
        yield _entry(LIVENESS_PICTURE, liveness.reference_key)
        liveness.reference_key = None
    for step in liveness.steps:
        if step.object_key is not None:
            yield _entry(LIVENESS_FRAMES, step.object_key, size=sum(step.sizes))
            step.object_key = None
    session.execute(delete(LivenessFrame).where(LivenessFrame.liveness_session_id == liveness.id))


def _forget_selfie_traces(session: Session, kyc_request_id: str, hashes: list[str]) -> None:
    """Delete the fingerprints of selfies, and their picture hashes in the reports."""
    documents = session.scalars(
        select(KycDocument).where(KycDocument.kyc_request_id == kyc_request_id)
    ).all()
    for document in documents:
        _forget_traces_of(session, document, hashes)


def _forget_traces_of(session: Session, document: KycDocument, hashes: list[str]) -> None:
    files: list[Entry] = (document.report or {}).get("files", [])
    ours = [file for file in files if file["tag"] == FileTag.FACE_PROOF.value]
    values = [file["fingerprint"] for file in ours if file.get("fingerprint")]
    seen = [*hashes, *(file["sha256"] for file in ours), *values]
    traces = delete(Fingerprint).where(Fingerprint.kyc_document_id == document.id)
    if document.report is not None:
        traces = traces.where(Fingerprint.value.in_(seen))
    # Without a report nobody can tell which of the traces is the selfie's: all of them go.
    session.execute(traces)
    if values:
        document.report = {
            **(document.report or {}),
            "files": [{**file, "fingerprint": ""} if file in ours else file for file in files],
        }


def _of_file(file: File) -> Entry:
    return _entry(file.tag, file.object_key, sha256=file.sha256, size=file.size_bytes)


def _entry(kind: str, key: str, *, sha256: str | None = None, size: int | None = None) -> Entry:
    return {"kind": kind, "sha256": sha256, "bytes": size, "key": key}
