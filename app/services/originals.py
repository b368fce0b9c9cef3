"""The original of a photo, which follows the smaller copy that was sent ahead of it.

It takes the copy's place until the document is sent: the row and its id stay, so that no page and
no other device sees anything new, and one object is kept for each file. A document that is sent
first is analysed by its copy; an original that comes later is not kept: nothing would look at it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.adapters.object_store import file_key
from app.adapters.tokens import new_id
from app.analysis.intake import InspectedFile, inspect
from app.domain.documents import DocumentType
from app.domain.errors import DuplicateFile
from app.extensions import store
from app.models import File, RequestedDocument
from app.services.gather_files import delete_objects, gathered_files, open_line
from app.services.malware_scan import scan_upload
from app.services.transaction import reading, transaction


def take_original(kyc_request_id: str, file_id: str, data: bytes, *, began_at: datetime) -> None:
    """Put the original in the place of its copy; quiet when the copy was sent or let go.

    Raises the UnreadableFile family, DuplicateFile, and the refusals of `open_line`; the copy stays
    as it is then.
    """
    with reading() as session:
        file = session.get(File, file_id)
    if file is None or file.kyc_request_id != kyc_request_id or file.kyc_document_id is not None:
        return
    scanned_at = scan_upload(data)
    inspected = inspect(data, file.file_tag)
    original = _Original(file_key(file.organization_id, kyc_request_id, new_id("file")), inspected)
    # As with every upload the object goes first; of the two, the one that no row names goes after.
    store().put(original.key, data, media_type=inspected.media_type.value)
    try:
        with transaction() as session:
            _replace(session, file, original, scanned_at, began_at)
    finally:
        delete_objects([original.key, file.object_key])


@dataclass(frozen=True)
class _Original:
    """The object of an original, and what it holds."""

    key: str
    inspected: InspectedFile


def _replace(
    session: Session,
    copy: File,
    original: _Original,
    scanned_at: datetime | None,
    began_at: datetime,
) -> None:
    """Let the row of a copy point at the original, unless it was sent or let go meanwhile."""
    requested = session.get(RequestedDocument, copy.requested_document_id)
    if requested is None or copy.kyc_request_id is None:
        return
    document_type = DocumentType(requested.type)
    line = open_line(session, copy.kyc_request_id, document_type, began_at=began_at)
    gathered = gathered_files(session, line)
    file = next((row for row in gathered if row.id == copy.id), None)
    if file is None or file.object_key != copy.object_key:
        return
    inspected = original.inspected
    if any(row.sha256 == inspected.sha256 for row in gathered if row is not file):
        raise DuplicateFile("gathered already")
    file.object_key = original.key
    file.sha256 = inspected.sha256
    file.size_bytes = inspected.size_bytes
    file.media_type = inspected.media_type.value
    file.width, file.height = inspected.width, inspected.height
    file.pages = inspected.pages
    file.sha1, file.exif = inspected.sha1, dict(inspected.exif) or None
    file.scanned_at = scanned_at
