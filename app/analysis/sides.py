"""One file of a document under analysis: prepared, measured, read page by page, masked."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Final

import cv2
import numpy as np

from app.analysis.barcode import read_barcodes
from app.analysis.card_masking import Cover, MaskedPage, read_masked
from app.analysis.covered_files import CoveredFile, cover_file
from app.analysis.faces import COARSE_SEARCH, Face, find_faces
from app.analysis.fields.aamva import Card, read_card
from app.analysis.intake import PreparedFile, prepare
from app.analysis.papers import is_zone_likely
from app.analysis.quality import measure
from app.analysis.reading.ocr import Image
from app.analysis.reading.page import Page
from app.analysis.reading.rows import tilt
from app.analysis.signs.fingerprint import fingerprint
from app.analysis.signs.look import file_signs, picture_signs
from app.analysis.visible import page_text
from app.analysis.watch import Watch
from app.domain.card_numbers import mask_lines
from app.domain.documents import MAX_PDF_PAGES, FileTag
from app.domain.errors import DamagedFile
from app.domain.evidence import FileEvidence, Finding, Quality, TextLine

#: Sides of cards and passports; all other papers are read as letters.
CARD_SIDES: Final = frozenset({FileTag.FRONT, FileTag.BACK})


@dataclass(frozen=True)
class SubmittedFile:
    """One file as the customer sent it, and what it is said to show."""

    tag: FileTag
    data: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Side:
    """What is known so far of one file; pictures are RGB.

    `pages` hold the text that was read, without card numbers; `covers` say for each page where one
    must be covered in the picture.
    """

    tag: FileTag
    evidence: FileEvidence
    images: tuple[Image, ...] = ()
    layers: tuple[tuple[str, ...], ...] = ()
    prepared: PreparedFile | None = None
    pages: tuple[Page, ...] = ()
    lines: tuple[TextLine, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    card: Card | None = None
    covers: dict[int, tuple[Cover, ...]] = field(default_factory=dict)

    @property
    def upright(self) -> Image | None:
        """Return the first page, turned upright if it was read."""
        return self.pages[0].image if self.pages else next(iter(self.images), None)

    @cached_property
    def faces(self) -> list[Face]:
        """The faces of the first page, largest first, once it was read. Raises ModelMissing.

        A letter and a card's back with its lines for machines are looked at once and coarsely:
        only a portrait that fills a good part of the picture tells that it is neither.
        """
        image = self.upright
        if image is None:
            return []
        zone = self.pages[0].zone if self.pages else None
        is_back = zone is not None and zone.layout.name == "TD1"
        if is_back or self.tag is FileTag.PAGES:
            return find_faces(image, sides=(COARSE_SEARCH,), second=False)
        return find_faces(image)

    @property
    def printed(self) -> list[str]:
        """Return the lines of text outside the machine-readable zone."""
        return [line.text for page in self.pages for line in page.printed]


def open_side(file: SubmittedFile, watch: Watch) -> Side:
    """Prepare one file and measure its first page."""
    tag = FileTag(file.tag)
    unread = FileEvidence(tag, file.sha256, "", 0, 0, 0)
    prepared = watch.step(f"prepare:{tag}", lambda: prepare(file.data), None)
    if prepared is None:
        return Side(tag, unread)
    images = watch.step(f"decode:{tag}", lambda: _images(prepared), ())
    quality = watch.step(f"quality:{tag}", lambda: _quality(images, tag), None)
    evidence = FileEvidence(
        tag=tag,
        sha256=unread.sha256,
        media_type=prepared.media_type.value,
        width=prepared.width,
        height=prepared.height,
        pages=prepared.page_count,
        quality=quality,
        software=prepared.software,
        fingerprint=watch.step(
            f"fingerprint:{tag}", lambda: fingerprint(images[0]) if images else "", ""
        ),
    )
    layers = tuple(page.text_lines for page in prepared.pages)
    side = Side(tag, evidence, images, layers, prepared)
    if tag is not FileTag.FACE_PROOF:
        side.findings.extend(watch.step(f"file-signs:{tag}", lambda: file_signs(prepared), []))
    return side


def read_side(side: Side, watch: Watch, *, as_card: bool, is_payment_card: bool) -> None:
    """Read every page into pages, lines, findings and covers; look at a card for barcode and signs.

    `as_card` tells that a machine-readable zone is looked for, `is_payment_card` that a payment
    card was asked for.
    """
    for index in range(len(side.images)):
        masked = _read_page(side, index, watch, as_card=as_card, is_payment_card=is_payment_card)
        if masked is None:
            continue
        side.pages = (*side.pages, masked.page)
        _note_covers(side, index, masked)
        _add_text(side, index, masked)
        if as_card and side.card is None:
            looking = partial(_card, masked.page, side.tag)
            side.card = watch.step(f"barcode:{side.tag}", looking, None)
    if side.tag in CARD_SIDES and side.images:
        signs = partial(picture_signs, side.images[0], side.tag)
        side.findings.extend(watch.step(f"signs:{side.tag}", signs, []))


def mask_unread_pages(side: Side, data: bytes, watch: Watch) -> None:
    """Look for card numbers on the pages of a PDF that are kept and not read for anything else.

    A page whose text layer holds text and no number is not looked at: that would cost a second.
    """
    if side.prepared is None or side.prepared.page_count == len(side.prepared.pages):
        return
    whole = watch.step(f"pages:{side.tag}", partial(prepare, data, max_pages=MAX_PDF_PAGES), None)
    if whole is None:
        return
    read, side.prepared = len(side.prepared.pages), whole
    for index, page in enumerate(whole.pages[read:], start=read):
        if page.text_lines and mask_lines(page.text_lines) == list(page.text_lines):
            continue
        name = f"cards:{side.tag}:{index + 1}"
        image = watch.step(f"decode:{side.tag}:{index + 1}", partial(decoded, page.jpeg), None)
        if image is None:
            continue
        looking = partial(read_masked, image, page.text_lines, seeks_zone=False)
        masked = watch.step(name, looking, None)
        if masked is not None:
            _note_covers(side, index, masked)


def covered_files(sides: Sequence[Side], files: Sequence[SubmittedFile]) -> Iterator[CoveredFile]:
    """Yield the covered version of each file that shows a card number, however late it is."""
    for index, (side, file) in enumerate(zip(sides, files, strict=True)):
        if side.prepared is None or not side.evidence.covered:
            continue
        whole = side.prepared
        if len(whole.pages) < whole.page_count:
            whole = prepare(file.data, max_pages=MAX_PDF_PAGES)
        yield cover_file(index, whole, side.covers)


def decoded(jpeg: bytes) -> Image:
    """Return a prepared picture as an array of red, green and blue; raises DamagedFile."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise DamagedFile("prepared")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


def _images(prepared: PreparedFile) -> tuple[Image, ...]:
    return tuple(decoded(page.jpeg) for page in prepared.pages)


def _quality(images: Sequence[Image], tag: FileTag) -> Quality | None:
    return measure(images[0], document=tag is not FileTag.FACE_PROOF) if images else None


def _read_page(
    side: Side, index: int, watch: Watch, *, as_card: bool, is_payment_card: bool
) -> MaskedPage | None:
    """Return a page as read; a letter that looks like a card is read as one after all."""
    name = f"text:{side.tag}" if index == 0 else f"text:{side.tag}:{index + 1}"
    reading = partial(read_masked, side.images[index], side.layers[index], is_card=is_payment_card)
    masked = watch.step(name, partial(reading, seeks_zone=as_card), None)
    if masked is not None and not as_card and is_zone_likely(masked.page.lines):
        masked = watch.step(f"zone:{side.tag}", partial(reading, seeks_zone=True), masked)
    return masked


def _add_text(side: Side, index: int, masked: MaskedPage) -> None:
    """Add the lines of a page that count, and what its text layer hides."""
    page = masked.page
    seen = page.printed if page.zone is not None else page.lines
    boxes = side.prepared.pages[index].text_boxes if side.prepared is not None else ()
    size = (page.image.shape[1], page.image.shape[0])
    text = page_text(masked.layer, seen, side.tag, image=side.images[index], boxes=boxes, size=size)
    side.lines += tuple(replace(line, page=index + 1) for line in text.lines)
    if text.finding is not None:
        side.findings.append(text.finding)


def _note_covers(side: Side, index: int, masked: MaskedPage) -> None:
    if masked.holds_number:
        side.covers[index] = masked.covers
        side.evidence = replace(side.evidence, covered=True)


def _card(page: Page, tag: FileTag) -> Card | None:
    """Return what a licence's barcode on a page says.

    It is looked for long where it usually is, on a back; beside a machine-readable zone one look
    is enough, for papers with both are few.
    """
    texts = read_barcodes(
        page.image,
        tilt_degrees=math.degrees(tilt(page.lines)),
        is_thorough=page.zone is None,
        budget_seconds=1.0 if tag is FileTag.FRONT else 3.0,
    )
    return next((card for card in map(read_card, texts) if card is not None), None)
