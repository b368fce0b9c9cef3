"""The few forms: their shape is checked here, and they end as plain values or commands."""

import hashlib
import secrets
from dataclasses import dataclass

from flask import Request

from app.domain.commands import StoreFile
from app.domain.documents import MAX_FILE_BYTES, DocumentSubtype, DocumentType, FileTag
from app.domain.journey import JourneyLine
from app.domain.liveness import MAX_FRAME_BYTES
from app.gatherer.steps import page_limit

#: Field names of the two file inputs, and what each says about where a file comes from.
SOURCES = {"camera": "camera", "file": "upload"}


@dataclass(frozen=True)
class PickedFile:
    """One file of a form."""

    data: bytes
    source_type: str


def new_key() -> str:
    """Return a fresh hidden value by which a form sent twice is known again."""
    return secrets.token_hex(16)


def read_subtype(request: Request, line: JourneyLine) -> DocumentSubtype | None:
    """Return the chosen subtype, or None when none was chosen that this line takes."""
    chosen = request.form.get("subtype", "")
    return next((item for item in line.permitted_subtypes if item.value == chosen), None)


def read_files(request: Request) -> tuple[PickedFile, ...]:
    """Return the files of a form in order; inputs that were left empty give none.

    One byte past the limit is enough to know that a file is too large.
    """
    return tuple(
        PickedFile(upload.stream.read(MAX_FILE_BYTES + 1), source_type)
        for name, source_type in SOURCES.items()
        for upload in request.files.getlist(name)
        if upload.filename
    )


def read_frames(request: Request) -> tuple[bytes, ...]:
    """Return the frames of a liveness challenge in order, one byte past the limit at most."""
    return tuple(
        upload.stream.read(MAX_FRAME_BYTES + 1) for upload in request.files.getlist("frames")
    )


def read_upload_key(request: Request) -> str:
    """Return the form's key; one that lacks it is a form of its own."""
    return request.form.get("upload_key") or new_key()


def not_yet_stored(
    files: tuple[PickedFile, ...], key: str, line: JourneyLine
) -> tuple[PickedFile, ...]:
    """Return the files that this very form has not brought before.

    A form comes again when its answer was lost. What it brought counts once, also against the
    number of files that a document takes.
    """
    known = {file.upload_key for file in line.files}
    return tuple(file for file in files if upload_key_of(key, file) not in known)


def to_commands(
    files: tuple[PickedFile, ...],
    key: str,
    line: JourneyLine,
    tag: FileTag,
    places: tuple[int, ...],
) -> tuple[StoreFile, ...]:
    """Return one command a file, each at its place: sides have one, pages those of `places`.

    Of two files for one side the last counts.
    """
    if tag is not FileTag.PAGES:
        return tuple(_command(file, key, line.document_type, tag, 0) for file in files[-1:])
    return tuple(
        _command(file, key, line.document_type, tag, place)
        for file, place in zip(files, places, strict=False)
    )


def free_places(line: JourneyLine) -> tuple[int, ...]:
    """Return the places of the page set that are still free."""
    taken = {file.position for file in line.files if file.tag is FileTag.PAGES}
    return tuple(place for place in range(page_limit(line)) if place not in taken)


def read_places(request: Request, line: JourneyLine) -> tuple[int, ...]:
    """Return where pages of this form go: the place of one taken again, then those free."""
    again = request.form.get("again")
    replaced = (file for file in line.files if file.tag is FileTag.PAGES and file.id == again)
    return (*(file.position for file in replaced), *free_places(line))


def _command(
    file: PickedFile, key: str, document_type: DocumentType, tag: FileTag, place: int
) -> StoreFile:
    return StoreFile(
        document_type=document_type,
        tag=tag,
        data=file.data,
        upload_key=upload_key_of(key, file),
        position=place,
        source_type=file.source_type,
    )


def upload_key_of(key: str, file: PickedFile) -> str:
    """Return the key of one file of a form."""
    # The bytes are part of the key: a browser's Back brings the old form with its old key, and
    # another photo sent from it must count.
    return hashlib.sha256(key.encode() + file.data).hexdigest()
