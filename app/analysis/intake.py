"""The door for files: what is it, may we have it, and a clean picture of it.

`inspect` runs inside the web request and refuses at once what nobody could read; `prepare` runs in
the worker and makes the pictures that everything else reads; `thumbnail` is for the page on which
customers look again, `view` for the review desk.
Bytes are only ever decoded in a child process (see `sandbox`).
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.analysis.sandbox.parent import Answer, decode
from app.domain.documents import (
    MAX_FILE_BYTES,
    MAX_PDF_PAGES,
    MAX_PIXELS,
    MAX_SIDE_PIXELS,
    FileTag,
    MediaType,
    takes_pdf,
)
from app.domain.errors import (
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    PdfNotTaken,
    UnsupportedFileType,
)

#: Longest side of a prepared page: what OCR reads best within its memory (12 megapixels need 1 GB).
PAGE_SIDE = 2000
#: Pages of a PDF that are read; the rest is kept for a person.
READ_PAGES = 3
THUMBNAIL_SIDE = 320
#: An honest progressive JPEG has about ten scans; 1,500 of them cost six seconds in 17 KB.
MAX_SCANS = 100

_SOFTWARE_LENGTH = 100
_LINE_LENGTH = 300
_LINES_PER_PAGE = 1000
_MOST_TEXTS = 20
# A JPEG's table of quantization: so many steps of up to 16 bits.
_STEPS, _MOST_STEP = 64, 65535

# Brands of ISO 23008-12 annex B whose pictures are coded in HEVC; `mif1` alone may also be AVIF.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_SNIFFED_BRANDS = 16
# PDFs of some programs begin with a byte order mark or an empty line.
_BEFORE_PDF = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True)
class InspectedFile:
    """A file that can be read: what it is, its SHA-256, size in bytes, upright pixels and pages.

    For a PDF width and height are those of its first page as `prepare` draws it. `exif` is what the
    metadata tells of camera and picture.
    """

    media_type: MediaType
    sha256: str
    size_bytes: int
    width: int
    height: int
    pages: int
    sha1: str = ""
    exif: Mapping[str, str] = field(default_factory=dict)


class TextBox(NamedTuple):
    """A line of a PDF's text layer and where it stands, in shares of the page; also off the page.

    The place is what the PDF says: whether anything can be seen there is another question.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PreparedPage:
    """One page as a clean JPEG (upright, RGB, no metadata) and the lines of a PDF's text layer."""

    jpeg: bytes
    width: int
    height: int
    text_lines: tuple[str, ...] = ()
    text_boxes: tuple[TextBox, ...] = ()


@dataclass(frozen=True)
class Luma:
    """The brightness of a JPEG's pixels as decoded: width times height bytes, row by row.

    Both are multiples of 8 and lie on the JPEG's blocks; `steps` are its 64 quantization steps.
    """

    width: int
    height: int
    steps: tuple[int, ...]
    pixels: bytes


@dataclass(frozen=True)
class PreparedFile:
    """A file made ready for reading; width and height in pixels are those of the original.

    `software` is the program that saved it, if the file says so; `page_count` counts all pages, of
    which `pages` holds the first ones. `programs` are all that its metadata names, `changes` how a
    PDF was changed afterwards (`page`, `annotation`); `luma` is there for a JPEG not shrunk.
    """

    pages: tuple[PreparedPage, ...]
    media_type: MediaType
    software: str | None
    width: int
    height: int
    page_count: int
    programs: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    luma: Luma | None = None


def inspect(data: bytes, tag: FileTag) -> InspectedFile:
    """Return what the file is, after one full decode in the child.

    Raises EmptyFile, FileTooLarge, UnsupportedFileType, PdfNotTaken, PdfLocked or DamagedFile, and
    ServiceUnavailable when no child can be had.
    """
    media_type = media_type_of(data)
    if media_type is MediaType.PDF and not takes_pdf(tag):
        raise PdfNotTaken(tag)
    extra = {"max_side": PAGE_SIDE} if media_type is MediaType.PDF else {}
    facts = _ask("inspect", data, media_type, extra).facts
    width, height = _size(facts, MAX_SIDE_PIXELS)
    return InspectedFile(
        media_type=media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        width=width,
        height=height,
        pages=_number(facts, "pages", MAX_PDF_PAGES),
        # A name that the wire gives a file, not a proof of anything.
        sha1=hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        exif=_exif(facts.get("exif")),
    )


def prepare(data: bytes, *, max_side: int = PAGE_SIDE, max_pages: int = READ_PAGES) -> PreparedFile:
    """Return the file's pages as clean JPEGs of at most `max_side` pixels; raises as `inspect`."""
    media_type = media_type_of(data)
    extra = {"max_side": max_side}
    if media_type is MediaType.PDF:
        extra["drawn_pages"] = max_pages
    answer = _ask("prepare", data, media_type, extra)
    width, height = _size(answer.facts, MAX_SIDE_PIXELS)
    return PreparedFile(
        pages=_pages(answer, max_side),
        media_type=media_type,
        software=_plain(answer.facts.get("software"), _SOFTWARE_LENGTH) or None,
        width=width,
        height=height,
        page_count=_number(answer.facts, "page_count", MAX_PDF_PAGES),
        programs=_texts(answer.facts.get("programs")),
        changes=_texts(answer.facts.get("changes")),
        luma=_luma(answer, max_side),
    )


def thumbnail(data: bytes, *, side: int = THUMBNAIL_SIDE) -> bytes:
    """Return the file, or its first page, as a JPEG of at most `side` pixels; raises as `inspect`.

    A thumbnail weighs at most 20 KB.
    """
    blobs = _ask("thumbnail", data, media_type_of(data), {"side": side}).blobs
    if len(blobs) != 1:
        raise DamagedFile("answer")
    return _jpeg(blobs[0])


def view(data: bytes, *, page: int = 1, side: int = PAGE_SIDE, turn: int = 0) -> bytes:
    """Return one page as a clean JPEG of at most `side` pixels; raises as `inspect`.

    `turn` counts quarters, clockwise. For people who look at a paper: nothing of the file's own
    bytes is in it.
    """
    media_type = media_type_of(data)
    paged = {"page": page} if media_type is MediaType.PDF else {}
    blobs = _ask("view", data, media_type, {"side": side, "turn": turn, **paged}).blobs
    if len(blobs) != 1:
        raise DamagedFile("answer")
    return _jpeg(blobs[0])


def _ask(task: str, data: bytes, media_type: MediaType, extra: dict[str, int]) -> Answer:
    """Give the child its task with the limits that belong to this type of file."""
    if media_type is MediaType.PDF:
        return decode("pdf", task, data, {"max_pages": MAX_PDF_PAGES, **extra})
    limits = {"pixels": MAX_PIXELS, "side": MAX_SIDE_PIXELS, "scans": MAX_SCANS}
    options = {"media_type": media_type.value, "limits": limits, **extra}
    return decode("pictures", task, data, options)


def media_type_of(data: bytes) -> MediaType:
    """Tell by the first bytes what a file is; its name and declared type are never asked."""
    if not data:
        raise EmptyFile
    if len(data) > MAX_FILE_BYTES:
        raise FileTooLarge("bytes")
    if data.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if _is_heic(data):
        return MediaType.HEIC
    if data[:1024].lstrip(_BEFORE_PDF).startswith(b"%PDF-"):
        return MediaType.PDF
    raise UnsupportedFileType


def _is_heic(data: bytes) -> bool:
    """Tell whether the `ftyp` box names a brand of pictures coded in HEVC."""
    if data[4:8] != b"ftyp":
        return False
    box = data[8 : min(int.from_bytes(data[:4], "big"), 16 + 4 * _SNIFFED_BRANDS)]
    brands = {box[start : start + 4] for start in range(0, len(box), 4) if start != 4}
    return box[:4] in _HEIC_BRANDS or (
        box[:4] in {b"mif1", b"msf1"} and bool(brands & _HEIC_BRANDS)
    )


def _number(facts: object, name: str, most: int) -> int:
    """Return a whole number of the child's facts between 1 and `most`; else DamagedFile."""
    value = facts.get(name) if isinstance(facts, dict) else None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise DamagedFile("answer")
    return value


def _size(facts: object, most: int) -> tuple[int, int]:
    """Return width and height of the child's facts."""
    return _number(facts, "width", most), _number(facts, "height", most)


def _plain(value: object, length: int) -> str:
    """Return a text of the child without control characters, on one line, cut to `length`."""
    words = str(value or "").split()
    return "".join(letter for letter in " ".join(words) if letter.isprintable())[:length]


def _exif(value: object) -> dict[str, str]:
    """Return the child's facts about the metadata, plain, not empty and not too many."""
    facts = list(value.items()) if isinstance(value, dict) else []
    plain = ((_plain(name, 40), _plain(text, 100)) for name, text in facts[:_MOST_TEXTS])
    return {name: text for name, text in plain if name and text}


def _jpeg(blob: bytes) -> bytes:
    """Return what must be a JPEG; else DamagedFile."""
    if not blob.startswith(b"\xff\xd8\xff"):
        raise DamagedFile("answer")
    return blob


def _pages(answer: Answer, max_side: int) -> tuple[PreparedPage, ...]:
    """Put the child's pictures and its facts about them together."""
    described = answer.facts.get("pages")
    blobs = answer.blobs[:-1] if "luma" in answer.facts else answer.blobs
    if not isinstance(described, list) or not described or len(described) != len(blobs):
        raise DamagedFile("answer")
    return tuple(
        PreparedPage(
            _jpeg(blob),
            *_size(facts, max_side),
            _lines(facts.get("lines")),
            _boxes(facts.get("boxes")),
        )
        for facts, blob in zip(described, blobs, strict=True)
    )


def _luma(answer: Answer, max_side: int) -> Luma | None:
    """Return the brightness as decoded, which comes after the pages where there is any."""
    facts = answer.facts.get("luma")
    if facts is None:
        return None
    width, height = _size(facts, max_side)
    steps = facts.get("steps") if isinstance(facts, dict) else None
    if not isinstance(steps, list) or len(steps) != _STEPS or width % 8 or height % 8:
        raise DamagedFile("answer")
    numbers = tuple(_number({"step": step}, "step", _MOST_STEP) for step in steps)
    if len(answer.blobs[-1]) != width * height:
        raise DamagedFile("answer")
    return Luma(width, height, numbers, answer.blobs[-1])


def _texts(value: object) -> tuple[str, ...]:
    """Return the child's short texts, plain and not empty."""
    texts: Sequence[object] = value if isinstance(value, list) else ()
    return tuple(filter(None, (_plain(text, _SOFTWARE_LENGTH) for text in texts[:_MOST_TEXTS])))


def _lines(value: object) -> tuple[str, ...]:
    """Return a page's lines of text, plain, not empty, and not more than a page can hold."""
    texts: Sequence[object] = value if isinstance(value, list) else ()
    plain = (_plain(text, _LINE_LENGTH) for text in texts[:_LINES_PER_PAGE])
    return tuple(line for line in plain if line)


def _boxes(value: object) -> tuple[TextBox, ...]:
    """Return the places of a page's lines of text; raises DamagedFile for what is none."""
    boxes: Sequence[object] = value if isinstance(value, list) else ()
    return tuple(_box(box) for box in boxes[:_LINES_PER_PAGE])


def _box(box: object) -> TextBox:
    if not isinstance(box, list) or len(box) != 5:
        raise DamagedFile("answer")
    places = box[1:]
    if not all(isinstance(place, int | float) and math.isfinite(place) for place in places):
        raise DamagedFile("answer")
    return TextBox(_plain(box[0], _LINE_LENGTH), *(float(place) for place in places))
