"""Pictures for reviewers: made anew from each file, never the file itself, and each look noted.

What was made is stored beside the file for the next look, under a key that names the file's object:
it goes when that object goes, and a file that gets another object gets other pictures.
"""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select

from app.adapters.object_store import ObjectMissing, view_key
from app.analysis.intake import view
from app.domain.documents import FileTag
from app.domain.errors import NotFound, UnreadableFile
from app.domain.staff import Staff
from app.extensions import store
from app.models import File
from app.services.face_crops import read_crop
from app.services.kyc_documents import find_kyc_document
from app.services.review_desk import PICTURE_VIEWED, note_look
from app.services.transaction import reading

#: Longest sides in pixels: beside the data, and alone on a page.
SMALL, LARGE = 1000, 2000


@dataclass(frozen=True)
class Look:
    """What of a file is looked at: the page from 1, the longest side, and quarters clockwise."""

    file_id: str
    page: int = 1
    side: int = SMALL
    turn: int = 0


def read_picture(staff: Staff, kyc_document_id: str, look: Look) -> bytes:
    """Return a page of a document's file as a JPEG; raises NotFound and ServiceUnavailable."""
    document = find_kyc_document(staff.organization_id, kyc_document_id)
    with reading() as session:
        file = session.scalars(
            select(File).where(File.id == look.file_id, File.kyc_document_id == document.id)
        ).one_or_none()
    if file is None or not 1 <= look.page <= file.pages:
        raise NotFound
    try:
        jpeg = _picture(file, look)
    except (ObjectMissing, UnreadableFile) as error:
        raise NotFound from error
    seen = {"fileId": look.file_id, "page": look.page}
    note_look(staff, document.id, PICTURE_VIEWED, seen)
    return jpeg


def read_face(staff: Staff, kyc_document_id: str, tag: FileTag) -> bytes:
    """Return the face cut from a document's file as a JPEG; raises NotFound."""
    document = find_kyc_document(staff.organization_id, kyc_document_id)
    try:
        jpeg = read_crop(document.id, tag)
    except ObjectMissing as error:
        raise NotFound from error
    if jpeg is None:
        raise NotFound
    note_look(staff, document.id, PICTURE_VIEWED, {"face": tag.value})
    return jpeg


def _picture(file: File, look: Look) -> bytes:
    """Return the picture as it was made before, or make it; raises as its two sources do."""
    key = view_key(file.object_key, f"{look.page}-{look.side}-{look.turn}")
    with suppress(ObjectMissing):
        return store().get(key)
    jpeg = view(store().get(file.object_key), page=look.page, side=look.side, turn=look.turn)
    store().put(key, jpeg, media_type="image/jpeg")
    pointing = select(File.id).where(File.object_key == file.object_key)
    with reading() as session:
        is_there = session.scalars(pointing).first() is not None
    if not is_there:
        # Erased, or covered, while the picture was made: it goes as the others of the file went.
        store().delete(file.object_key)
        raise NotFound
    return jpeg
