"""Files that come by the API: kept, described, read and deleted; a document may use each once.

They pass the same door as the customers' uploads. What a customer has gathered and not yet sent is
no file that a merchant sees.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.adapters.file_fetcher import FetchFailed, FileFetcher
from app.adapters.object_store import ObjectMissing, file_key
from app.adapters.tokens import new_id
from app.analysis.intake import InspectedFile, inspect, prepare
from app.domain.commands import UploadFile
from app.domain.documents import MAX_FILE_BYTES, FileTag, file_tag_of
from app.domain.errors import (
    ConsentMissing,
    FileInUse,
    InvalidField,
    InvalidFields,
    NotFound,
    PdfNotTaken,
)
from app.domain.statuses import FINAL_REQUEST_STATUSES
from app.domain.webhook_endpoints import refusal_of
from app.extensions import now, settings, store
from app.models import AuditEntry, File, KycRequest
from app.services.consents import consent_of
from app.services.gather_files import delete_objects
from app.services.malware_scan import scan_upload
from app.services.transaction import reading, transaction

#: Whether a PDF will do is known when a document uses the file; pages may always be one.
_ANY = FileTag.PAGES

#: Stands in an object's key where others have their request.
_NO_REQUEST = "no-request"


def seen_by_merchants() -> ColumnElement[bool]:
    """Return which files merchants see: those of documents, and those they uploaded."""
    uploaded = and_(File.requested_document_id.is_(None), File.customer_id.is_(None))
    return or_(File.kyc_document_id.is_not(None), uploaded)


def fetch_file(url: str) -> bytes:
    """Return the bytes at an address of a merchant's; raises InvalidFields naming `url`."""
    opened = settings().egress_allowed_networks
    reason = refusal_of(url, is_sandbox=settings().is_sandbox, opened=opened)
    if reason is None:
        try:
            return FileFetcher(MAX_FILE_BYTES, tuple(opened)).fetch(url)
        except FetchFailed as failure:
            reason = f"could not be fetched: {failure.reason}"
    raise InvalidFields([InvalidField("url", reason)])


def create_file(
    organization_id: str, command: UploadFile, *, actor: str, customer_id: str | None = None
) -> File:
    """Keep a file and return it; `customer_id` is who uploads it where that is a customer.

    Raises the UnreadableFile family, and ConsentMissing for a customer's selfie to which they have
    not agreed; nothing is stored then.
    """
    tag = file_tag_of(command.tags)
    if customer_id is not None and tag is FileTag.FACE_PROOF:
        _require_consent(organization_id, customer_id)
    scanned_at = scan_upload(command.data)
    inspected = inspect(command.data, FileTag.FACE_PROOF if tag is FileTag.FACE_PROOF else _ANY)
    file_id = new_id("file")
    key = file_key(organization_id, _NO_REQUEST, file_id)
    # The object goes first, as with every upload: a crash leaves one that the sweep removes.
    store().put(key, command.data, media_type=inspected.media_type.value)
    try:
        with transaction() as session:
            file = _row(organization_id, file_id, key, command, inspected, scanned_at)
            file.customer_id = customer_id
            session.add(file)
            _audit(session, file, "file-created", actor)
    except Exception:
        delete_objects([key])
        raise
    return file


def find_file(organization_id: str, file_id: str) -> File:
    """Return a file that merchants see; raises NotFound, also for another organization's."""
    with reading() as session:
        return _find(session, organization_id, file_id)


def describe_file(
    organization_id: str, file_id: str, changes: Mapping[str, Any], *, actor: str
) -> File:
    """Change `name`, `description`, `source_type` or `tags` of a file, and return it.

    Raises NotFound, FileInUse where a document uses it and it would show something else, and
    PdfNotTaken for a PDF that is to be a selfie.
    """
    with transaction() as session:
        file = _find(session, organization_id, file_id, is_changed=True)
        tag = file_tag_of(changes.get("tags", file.tags))
        if tag is not file.file_tag:
            if file.kyc_document_id is not None:
                raise FileInUse
            if tag is FileTag.FACE_PROOF and file.media_type == "application/pdf":
                raise PdfNotTaken(tag)
        for name, value in changes.items():
            setattr(file, name, value)
        file.tag = tag.value
        file.updated_at = now()
        _audit(session, file, "file-described", actor)
    return file


def delete_file(organization_id: str, file_id: str, *, actor: str) -> None:
    """Delete a file that no document uses; raises NotFound and FileInUse."""
    with transaction() as session:
        file = _find(session, organization_id, file_id, is_changed=True)
        if file.kyc_document_id is not None:
            raise FileInUse
        key = file.object_key
        session.delete(file)
        _audit(session, file, "file-deleted", actor)
    delete_objects([key])


def read_file(file: File) -> bytes:
    """Return a file's bytes as they are kept; raises NotFound."""
    try:
        return store().get(file.object_key)
    except ObjectMissing as error:
        raise NotFound from error


def read_picture(file: File, *, width: int, height: int) -> bytes:
    """Return a JPEG of a file, or of its first page, that fits into `width` by `height` pixels.

    It is made anew from the pixels alone, and never larger than the file. Raises NotFound.
    """
    share = min(width / file.width, height / file.height, 1)
    longest = max(1, int(max(file.width, file.height) * share))
    return prepare(read_file(file), max_side=longest, max_pages=1).pages[0].jpeg


def find_files_to_use(
    session: Session, organization_id: str, file_ids: Sequence[str], *, customer_id: str | None
) -> Sequence[File]:
    """Return, in the order asked for and locked, the uploaded files that are there.

    `customer_id` is who uploaded them where that was a customer; those of others are not there.
    """
    found = session.scalars(
        select(File)
        .where(
            File.id.in_(file_ids),
            File.organization_id == organization_id,
            File.customer_id.is_not_distinct_from(customer_id),
            or_(File.requested_document_id.is_(None), File.kyc_document_id.is_not(None)),
        )
        .order_by(File.id)
        .with_for_update(of=File)
    ).all()
    return sorted(found, key=lambda file: file_ids.index(file.id))


def _require_consent(organization_id: str, customer_id: str) -> None:
    """Raise ConsentMissing unless a request that is open admits a selfie of this customer."""
    finals = [final.value for final in FINAL_REQUEST_STATUSES]
    with reading() as session:
        open_requests = session.scalars(
            select(KycRequest).where(
                KycRequest.organization_id == organization_id,
                KycRequest.customer_id == customer_id,
                KycRequest.status.not_in(finals),
                KycRequest.expires_at > now(),
                KycRequest.deleted_at.is_(None),
            )
        ).all()
        if not any(consent_of(session, each).admits_selfie for each in open_requests):
            raise ConsentMissing


def _find(
    session: Session, organization_id: str, file_id: str, *, is_changed: bool = False
) -> File:
    wanted = select(File).where(
        File.id == file_id, File.organization_id == organization_id, seen_by_merchants()
    )
    if is_changed:
        # Locked, so that no document begins to use it meanwhile.
        wanted = wanted.with_for_update(of=File)
    file = session.scalars(wanted).one_or_none()
    if file is None:
        raise NotFound
    return file


def _row(
    organization_id: str,
    file_id: str,
    key: str,
    command: UploadFile,
    inspected: InspectedFile,
    scanned_at: datetime | None,
) -> File:
    return File(
        id=file_id,
        organization_id=organization_id,
        tag=file_tag_of(command.tags).value,
        position=0,
        upload_key=file_id,
        object_key=key,
        sha256=inspected.sha256,
        sha1=inspected.sha1,
        size_bytes=inspected.size_bytes,
        media_type=inspected.media_type.value,
        width=inspected.width,
        height=inspected.height,
        pages=inspected.pages,
        source_type=command.source_type or "upload",
        name=command.name,
        description=command.description,
        tags=list(command.tags),
        exif=dict(inspected.exif) or None,
        created_at=now(),
        updated_at=now(),
        scanned_at=scanned_at,
    )


def _audit(session: Session, file: File, event: str, actor: str) -> None:
    session.add(
        AuditEntry(
            organization_id=file.organization_id,
            at=now(),
            actor=actor,
            event=event,
            subject_id=file.id,
        )
    )
