"""Gathering: choosing a paper, storing its files one by one, skipping it.

A gathered file costs no attempt; sending the document does (`submit_document`).
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.object_store import ObjectMissing, file_key
from app.adapters.tokens import new_id
from app.analysis.intake import InspectedFile, inspect, thumbnail
from app.domain.attempts import is_exhausted
from app.domain.commands import StoreFile
from app.domain.documents import KYC_TAG, DocumentSubtype, DocumentType, FileTag, permitted_subtypes
from app.domain.errors import (
    AttemptsExhausted,
    DocumentNotRequested,
    DocumentSettled,
    DuplicateFile,
    NotFound,
    RequestClosed,
    ServiceUnavailable,
)
from app.domain.statuses import DocumentStatus
from app.extensions import now, store
from app.models import File, KycDocument, KycRequest, RequestedDocument
from app.services.consents import require_consent
from app.services.malware_scan import scan_upload
from app.services.status import lock_request
from app.services.transaction import reading, transaction


@dataclass(frozen=True)
class _StoredFile:
    """An object in the bucket that has no row yet; `scanned_at` is when it was found clean."""

    id: str
    key: str
    inspected: InspectedFile
    scanned_at: datetime | None


def choose_subtype(
    kyc_request_id: str, document_type: DocumentType, subtype: DocumentSubtype
) -> None:
    """Remember which paper the customer will send; files of another choice are let go.

    Raises DocumentNotRequested for a subtype that the merchant does not take.
    """
    with transaction() as session:
        line = open_line(session, kyc_request_id, document_type, began_at=now())
        if subtype not in permitted_subtypes(document_type, line.requested_subtypes):
            raise DocumentNotRequested(subtype)
        stale = []
        if line.chosen_subtype not in {None, subtype.value}:
            stale = [
                _let_go(session, file)
                for file in gathered_files(session, line)
                if file.file_tag is not FileTag.FACE_PROOF
            ]
        line.chosen_subtype = subtype.value
        line.skipped_at = None
    delete_objects(stale)


def store_file(kyc_request_id: str, command: StoreFile, *, began_at: datetime) -> None:
    """Store one file of a document that is being gathered; the newest of a side wins.

    `began_at` is when the sending began: one that began in time is let finish. Sending the same
    `upload_key` twice stores one file. Raises the UnreadableFile family, and the other refusals of
    a submission; nothing is stored then.
    """
    with reading() as session:
        line = open_line(session, kyc_request_id, command.document_type, began_at=began_at)
        if _is_known(session, line, command.upload_key):
            return
        _check_consent(session, line, command.tag)
        organization_id = session.get_one(KycRequest, kyc_request_id).organization_id
    scanned_at = scan_upload(command.data)
    inspected = inspect(command.data, command.tag)
    file_id = new_id("file")
    key = file_key(organization_id, kyc_request_id, file_id)
    # The object goes first: a crash leaves an object nobody points at, which the sweep removes, and
    # never a row that points at nothing.
    store().put(key, command.data, media_type=inspected.media_type.value)
    try:
        stored = _StoredFile(file_id, key, inspected, scanned_at)
        replaced = _add_row(kyc_request_id, command, stored, began_at)
    except Exception:
        delete_objects([key])
        raise
    delete_objects(replaced)


def read_thumbnail(kyc_request_id: str, file_id: str) -> bytes:
    """Return a small JPEG of a file that was gathered and not yet sent; raises NotFound."""
    with reading() as session:
        file = session.get(File, file_id)
    if file is None or file.kyc_request_id != kyc_request_id or file.kyc_document_id is not None:
        raise NotFound
    try:
        return thumbnail(store().get(file.object_key))
    except ObjectMissing as error:
        raise NotFound from error


def remove_file(kyc_request_id: str, document_type: DocumentType, file_id: str) -> None:
    """Let go of one gathered file; one that is unknown or was sent stays as it is."""
    with transaction() as session:
        line = open_line(session, kyc_request_id, document_type, began_at=now())
        removed = [
            _let_go(session, file) for file in gathered_files(session, line) if file.id == file_id
        ]
    delete_objects(removed)


def skip_document(kyc_request_id: str, document_type: DocumentType) -> None:
    """Note that the customer has no such paper, or will not send it now."""
    with transaction() as session:
        line = open_line(session, kyc_request_id, document_type, began_at=now())
        line.skipped_at = line.skipped_at or now()


def unskip_document(kyc_request_id: str, document_type: DocumentType) -> None:
    """Take a skipped paper up again."""
    with transaction() as session:
        open_line(session, kyc_request_id, document_type, began_at=now()).skipped_at = None


def open_line(
    session: Session, kyc_request_id: str, document_type: DocumentType, *, began_at: datetime
) -> RequestedDocument:
    """Return the line of a request that may take a document now, its request locked.

    Raises RequestClosed, DocumentNotRequested, DocumentSettled, AttemptsExhausted.
    """
    kyc_request = lock_request(session, kyc_request_id)
    if kyc_request is None:
        raise NotFound
    if kyc_request.request_status.is_final or began_at >= kyc_request.expires_at:
        raise RequestClosed
    line = next((item for item in kyc_request.documents if item.type == document_type.value), None)
    if line is None or document_type is DocumentType.CREDIT_FILE_PROOF:
        raise DocumentNotRequested(document_type)
    if line.is_waived or _has_accepted(session, line):
        raise DocumentSettled
    if is_exhausted(line.max_attempts, line.attempts_used):
        raise AttemptsExhausted
    return line


def gathered_files(session: Session, line: RequestedDocument) -> list[File]:
    """Return the files of a line that were not sent yet, in order."""
    return list(
        session.scalars(
            select(File)
            .where(File.requested_document_id == line.id, File.kyc_document_id.is_(None))
            .order_by(File.tag_order, File.position)
        )
    )


def let_go_of_unwanted(session: Session, line: RequestedDocument) -> list[str]:
    """Let go of gathered files that a changed line does not take; return the keys to delete.

    A choice that is no longer permitted is forgotten with its files.
    """
    unwanted = [] if line.face_proof_required else [FileTag.FACE_PROOF]
    permitted = permitted_subtypes(line.document_type, line.requested_subtypes)
    if line.chosen_subtype is not None and line.chosen_subtype not in permitted:
        line.chosen_subtype = None
        unwanted += [tag for tag in FileTag if tag is not FileTag.FACE_PROOF]
    return [
        _let_go(session, file)
        for file in gathered_files(session, line)
        if file.file_tag in unwanted
    ]


def _add_row(
    kyc_request_id: str,
    command: StoreFile,
    stored: _StoredFile,
    began_at: datetime,
) -> list[str]:
    """Write the row of a stored object; return the keys of the objects it replaces."""
    inspected, key = stored.inspected, stored.key
    with transaction() as session:
        line = open_line(session, kyc_request_id, command.document_type, began_at=began_at)
        if _is_known(session, line, command.upload_key):
            return [key]
        # Asked again under the lock: it may have been taken back while the bytes came in.
        _check_consent(session, line, command.tag)
        gathered = gathered_files(session, line)
        if any(
            file.sha256 == inspected.sha256 and not _same_place(file, command) for file in gathered
        ):
            raise DuplicateFile("gathered already")
        replaced = [_let_go(session, file) for file in gathered if _same_place(file, command)]
        session.flush()
        session.add(
            File(
                id=stored.id,
                organization_id=line.kyc_request.organization_id,
                kyc_request_id=kyc_request_id,
                requested_document_id=line.id,
                tag=command.tag.value,
                position=command.position,
                upload_key=command.upload_key,
                object_key=key,
                sha256=inspected.sha256,
                size_bytes=inspected.size_bytes,
                media_type=inspected.media_type.value,
                width=inspected.width,
                height=inspected.height,
                pages=inspected.pages,
                source_type=command.source_type,
                tags=[KYC_TAG, command.tag.value],
                sha1=inspected.sha1,
                exif=dict(inspected.exif) or None,
                created_at=now(),
                updated_at=now(),
                scanned_at=stored.scanned_at,
                gatherer_session_id=command.session_id,
            )
        )
        line.skipped_at = None
        return replaced


def _check_consent(session: Session, line: RequestedDocument, tag: FileTag) -> None:
    if tag is FileTag.FACE_PROOF:
        require_consent(session, line.kyc_request)


def _same_place(file: File, command: StoreFile) -> bool:
    return file.tag == command.tag.value and file.position == command.position


def _is_known(session: Session, line: RequestedDocument, upload_key: str) -> bool:
    return (
        session.scalars(
            select(File.id).where(
                File.requested_document_id == line.id, File.upload_key == upload_key
            )
        ).first()
        is not None
    )


def _has_accepted(session: Session, line: RequestedDocument) -> bool:
    return (
        session.scalars(
            select(KycDocument.id).where(
                KycDocument.requested_document_id == line.id,
                KycDocument.status == DocumentStatus.ACCEPTED.value,
            )
        ).first()
        is not None
    )


def _let_go(session: Session, file: File) -> str:
    session.delete(file)
    return file.object_key


def delete_objects(keys: list[str]) -> None:
    """Delete objects nobody points at any more, best effort: the sweep is the net below."""
    for key in keys:
        with reading() as session:
            if session.scalars(select(File.id).where(File.object_key == key)).first() is not None:
                continue
        with suppress(ServiceUnavailable):
            store().delete(key)
