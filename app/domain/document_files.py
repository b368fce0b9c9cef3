"""Which files may make up a document that comes by the API."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.documents import (
    KYC_TAG,
    MAX_FILES_PER_DOCUMENT,
    DocumentType,
    FileTag,
)
from app.domain.errors import InvalidField


@dataclass(frozen=True)
class CandidateFile:
    """A file that a document is to use: what it shows, and whether another one uses it."""

    id: str
    tag: FileTag
    tags: tuple[str, ...]
    is_used: bool = False


def check_files(
    document_type: DocumentType,
    wanted: Sequence[str],
    found: Sequence[CandidateFile],
    *,
    face_proof: bool,
) -> Iterator[InvalidField]:
    """Yield what is wrong with the files of a document, as `fileIds` and places in it.

    `wanted` are the ids as given, `found` the files that are there; with `face_proof` the request
    asks for a selfie.
    """
    if not 1 <= len(wanted) <= MAX_FILES_PER_DOCUMENT:
        yield InvalidField("fileIds", f"must hold 1 to {MAX_FILES_PER_DOCUMENT} files")
        return
    by_id = {file.id: file for file in found}
    places = [(f"fileIds.{position}", file_id) for position, file_id in enumerate(wanted)]
    refused = [
        InvalidField(place, message)
        for place, file_id in places
        if (message := _refusal_of(document_type, file_id, wanted, by_id.get(file_id)))
    ]
    yield from refused
    if not refused:
        yield from _check_together(found, face_proof=face_proof)


def _refusal_of(
    document_type: DocumentType, file_id: str, wanted: Sequence[str], file: CandidateFile | None
) -> str | None:
    if wanted.count(file_id) > 1:
        return "is named twice"
    if file is None:
        return "is not a file of yours; upload it to /files first"
    if file.is_used:
        return "belongs to another document; upload it anew"
    is_tagged = KYC_TAG in file.tags and file.tag is not FileTag.PAGES
    if document_type is DocumentType.IDENTITY_PROOF and not is_tagged:
        return "must carry the tag kyc and one of id-front, id-back, face-proof"
    return None


def _check_together(found: Sequence[CandidateFile], *, face_proof: bool) -> Iterator[InvalidField]:
    counts = Counter(file.tag for file in found)
    doubled = [tag for tag, count in counts.items() if count > 1 and tag is not FileTag.PAGES]
    for tag in doubled:
        yield InvalidField("fileIds", f"must hold only one file tagged {tag.value}")
    if set(counts) == {FileTag.FACE_PROOF}:
        yield InvalidField("fileIds", "must hold the document itself beside the selfie")
    if face_proof and FileTag.FACE_PROOF not in counts:
        yield InvalidField(
            "fileIds", "must hold a file tagged face-proof: the KYC request asks for a selfie"
        )
