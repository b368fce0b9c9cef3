"""The door for files: what is taken, what is refused, and by which name."""

import hashlib
import json
import subprocess
import sys
from typing import Any

import pytest

from app.analysis.intake import InspectedFile, inspect, prepare, thumbnail
from app.analysis.sandbox.fork_server import MEMORY_BYTES
from app.domain.documents import MAX_FILE_BYTES, FileTag, MediaType
from app.domain.errors import (
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    PdfLocked,
    PdfNotTaken,
    UnreadableFile,
    UnsupportedFileType,
)
from tests import hostile_files
from tests.odd_files import HEIGHT, WIDTH
from tests.pdf_writer import locked_pdf, pdf

_PHOTO = (WIDTH, HEIGHT, 1)
_INERT = {"page of no size pdf"}


def outcome(data: bytes) -> str:
    """Return the name of the refusal and its limit, or `taken`; anything else fails the test."""
    try:
        inspect(data, FileTag.PAGES)
    except UnreadableFile as refusal:
        limit = getattr(refusal, "limit", "")
        return f"{type(refusal).__name__} {limit}".strip()
    return "taken"


def test_good_files_are_taken() -> None:
    taken = {
        name: inspect(data, FileTag.PAGES) for name, data in hostile_files.good_files().items()
    }
    assert {name: file.media_type for name, file in taken.items()} == {
        "jpeg": MediaType.JPEG,
        "progressive jpeg": MediaType.JPEG,
        "png": MediaType.PNG,
        "webp": MediaType.WEBP,
        "lossless webp": MediaType.WEBP,
        "heic": MediaType.HEIC,
        "pdf": MediaType.PDF,
    }
    photos = [file for file in taken.values() if file.media_type is not MediaType.PDF]
    assert {(file.width, file.height, file.pages) for file in photos} == {_PHOTO}
    assert (taken["pdf"].width, taken["pdf"].height, taken["pdf"].pages) == (1413, 2000, 1)


def test_a_taken_file_carries_its_hash_and_size() -> None:
    data = hostile_files.good_files()["jpeg"]
    digest, sha1 = hashlib.sha256(data).hexdigest(), hashlib.sha1(data).hexdigest()  # noqa: S324
    assert inspect(data, FileTag.FRONT) == InspectedFile(
        MediaType.JPEG, digest, len(data), *_PHOTO, sha1=sha1
    )


def test_other_types_are_refused_by_their_content() -> None:
    files = hostile_files.wrong_types()
    assert {name: outcome(data) for name, data in files.items()} == dict.fromkeys(
        files, UnsupportedFileType.__name__
    )


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EmptyFile):
        inspect(b"", FileTag.FRONT)


def test_a_file_of_too_many_bytes_is_refused() -> None:
    with pytest.raises(FileTooLarge) as refusal:
        inspect(b"\xff\xd8\xff".ljust(MAX_FILE_BYTES + 1), FileTag.FRONT)
    assert refusal.value.limit == "bytes"


def test_a_file_cut_short_is_refused_at_once() -> None:
    files = hostile_files.truncated()
    assert {name: outcome(data) for name, data in files.items()} == dict.fromkeys(
        files, DamagedFile.__name__
    )


def test_a_long_pdf_cut_short_is_refused_though_it_could_be_mended() -> None:
    whole = pdf(pages=9)
    assert outcome(whole[: whole.rindex(b"xref\n0")]) == DamagedFile.__name__


@pytest.fixture(scope="module")
def costly() -> dict[str, Any]:
    """Return what became of every costly file, and the memory of the largest child in bytes.

    Found by a process of its own, since that figure is of all children a process ever had.
    """
    program = (
        "import json, resource\n"
        "from app.analysis.sandbox.fork_server import servers\n"
        "from tests.analysis.test_intake import outcome\n"
        "from tests.hostile_files import bombs, too_large\n"
        "files = {name: data for name, (data, _) in too_large().items()}\n"
        "found = {name: outcome(data) for name, data in {**files, **bombs()}.items()}\n"
        "servers.close()\n"
        "most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024\n"
        "print(json.dumps({'found': found, 'most': most}))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_too_many_pixels_or_pages_are_named(costly: dict[str, Any]) -> None:
    limits = {name: limit for name, (_, limit) in hostile_files.too_large().items()}
    assert {name: costly["found"][name] for name in limits} == {
        name: f"FileTooLarge {limit}" for name, limit in limits.items()
    }


def test_bombs_are_refused_or_inert(costly: dict[str, Any]) -> None:
    found = {name: costly["found"][name] for name in hostile_files.bombs()}
    assert {name for name, told in found.items() if told == "taken"} == _INERT
    assert set(found.values()) == {"taken", DamagedFile.__name__, "FileTooLarge pixels"}


def test_no_child_needs_more_memory_than_it_may_have(costly: dict[str, Any]) -> None:
    assert 50_000_000 < costly["most"] < MEMORY_BYTES


def test_inert_bombs_make_small_pages() -> None:
    for name in _INERT:
        prepared = prepare(hostile_files.bombs()[name])
        assert max(prepared.width, prepared.height) <= 2000, name
        assert len(prepared.pages[0].jpeg) < 1_000_000, name


@pytest.mark.parametrize("tag", [FileTag.FRONT, FileTag.BACK, FileTag.FACE_PROOF])
def test_a_pdf_is_refused_where_a_photo_is_needed(tag: FileTag) -> None:
    with pytest.raises(PdfNotTaken):
        inspect(pdf(), tag)


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_a_pdf_may_begin_with_a_mark_or_an_empty_line(start: bytes) -> None:
    assert outcome(start + pdf()) == "taken"


def test_a_pdf_with_a_password_is_told_apart() -> None:
    with pytest.raises(PdfLocked):
        inspect(locked_pdf(), FileTag.PAGES)


def test_bytes_changed_at_random_are_taken_or_refused() -> None:
    files = hostile_files.mutated(98, seed=20260311)
    outcomes = {name: outcome(data) for name, data in files.items()}
    assert len(outcomes) == 98
    assert {"taken", DamagedFile.__name__} <= set(outcomes.values())
    taken = [name for name, found in outcomes.items() if found == "taken"]
    for name in taken[:20]:
        assert prepare(files[name]).pages[0].jpeg, name


def test_nothing_of_a_second_file_survives_preparing() -> None:
    for name, data in hostile_files.polyglots().items():
        for jpeg in (prepare(data).pages[0].jpeg, thumbnail(data)):
            assert b"mark-7f3a" not in jpeg, name
            assert b"payload" not in jpeg, name
            assert b"%PDF" not in jpeg, name
