"""What is cleared away in time: objects nobody points at, and the words of jobs that are done."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import select

from app.adapters.object_store import FILES, VIEWS
from app.extensions import now, queue, store
from app.models import Erasure, FaceCrop, File, LivenessSession, LivenessStep
from app.services.transaction import reading, transaction

#: An object is written before its row, so a young one may just be on its way to having one.
_ORPHAN_AGE = timedelta(hours=1)

#: How long a picture that was made for a reviewer saves making it again.
_VIEWS_KEPT_FOR = timedelta(days=1)

#: How long a finished word is kept, for whoever looks into what happened.
_WORDS_KEPT_FOR = timedelta(days=1)

#: How long a file that came by the API waits for a document that uses it.
_UNUSED_FILES_KEPT_FOR = timedelta(days=7)

_BATCH = 500

#: Every column that points at an object.
POINTERS = (
    File.object_key,
    FaceCrop.object_key,
    LivenessSession.reference_key,
    LivenessStep.object_key,
)


def sweep_orphans() -> int:
    """Delete the objects that no file points at, left by a crash or a storage fault.

    Return how many there were. Raises ServiceUnavailable.
    """
    if not _any_file_ever():
        # An empty database over a full bucket is more likely a wrong address than a bucket of
        # orphans, and what was deleted does not come back.
        return 0
    deleted = 0
    old_before = now() - _ORPHAN_AGE
    old = (item.key for item in store().list(FILES) if item.modified_at < old_before)
    for keys in _batches(old):
        for key in keys - _known(keys):
            store().delete(key)
            deleted += 1
    return deleted


def delete_old_views() -> int:
    """Delete the pictures that were made for reviewers a day ago; return how many there were.

    They go with their files before; this bounds what they take, and what a crash leaves of them.
    """
    before = now() - _VIEWS_KEPT_FOR
    old = [item.key for item in store().list(VIEWS) if item.modified_at < before]
    for key in old:
        store().delete(key)
    return len(old)


def delete_unused_files() -> int:
    """Delete files of the API that no document came to use; return how many there were."""
    unused = (
        File.kyc_document_id.is_(None),
        File.requested_document_id.is_(None),
        File.created_at < now() - _UNUSED_FILES_KEPT_FOR,
    )
    with transaction() as session:
        files = session.scalars(select(File).where(*unused).limit(_BATCH).with_for_update()).all()
        keys = [file.object_key for file in files]
        for file in files:
            session.delete(file)
    for key in keys:
        store().delete(key)
    return len(keys)


def delete_old_workflows() -> int:
    """Delete the engine's records of jobs that are over; return how many there were."""
    return queue().delete_finished(now() - _WORDS_KEPT_FOR)


def _batches(keys: Iterable[str]) -> Iterator[set[str]]:
    rest = iter(keys)
    while batch := set(islice(rest, _BATCH)):
        yield batch


def _any_file_ever() -> bool:
    with reading() as session:
        return any(session.scalars(select(row.id).limit(1)).first() for row in (File, Erasure))


def _known(keys: set[str]) -> set[str]:
    known: set[str] = set()
    with reading() as session:
        for column in POINTERS:
            known.update(
                key for key in session.scalars(select(column).where(column.in_(keys))) if key
            )
    return known
