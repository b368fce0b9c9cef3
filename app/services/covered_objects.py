"""Files that show a card number give way to their covered versions.

As everywhere: the new object first, under a fresh key; the rows in the transaction that concludes;
the old object after the commit. A crash in between leaves an object that nobody points at, which
the sweep removes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.object_store import file_key
from app.adapters.tokens import new_id
from app.analysis.covered_files import CoveredFile
from app.extensions import store
from app.models import File
from app.services.gather_files import delete_objects
from app.services.transaction import reading


@dataclass(frozen=True)
class Replacement:
    """A file's row, the key of the object it had, and what it will point at instead."""

    file_id: str
    old_key: str
    new_key: str
    covered: CoveredFile


def store_covered(
    file_ids: Sequence[str], covered: Sequence[CoveredFile]
) -> tuple[Replacement, ...]:
    """Store the covered versions of some of a document's files; no row points at them yet.

    Raises ServiceUnavailable.
    """
    stored = (_store(file_ids[version.index], version) for version in covered)
    return tuple(replacement for replacement in stored if replacement is not None)


def point_at(session: Session, replacements: Sequence[Replacement]) -> None:
    """Let every row of a replaced object point at its covered version."""
    for replacement in replacements:
        covered = replacement.covered
        rows = session.scalars(select(File).where(File.object_key == replacement.old_key))
        for file in rows:
            file.object_key = replacement.new_key
            file.sha256, file.sha1 = covered.sha256, covered.sha1
            file.size_bytes = len(covered.data)
            file.media_type = covered.media_type.value
            file.width, file.height = covered.width, covered.height


@contextmanager
def the_losers_deleted(replacements: Sequence[Replacement]) -> Iterator[None]:
    """Afterwards delete, of each pair of objects, the one that no row points at.

    That is the old one when the conclusion was committed, and the new one when it was not.
    """
    try:
        yield
    finally:
        if replacements:
            delete_objects([key for item in replacements for key in (item.old_key, item.new_key)])


def _store(file_id: str, covered: CoveredFile) -> Replacement | None:
    with reading() as session:
        file = session.get(File, file_id)
    if file is None:
        # Erased meanwhile, and its document with it: there is nothing to conclude.
        return None
    key = file_key(file.organization_id, file.kyc_request_id or "", new_id("file"))
    store().put(key, covered.data, media_type=covered.media_type.value)
    return Replacement(file_id, file.object_key, key, covered)
