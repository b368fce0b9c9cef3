"""The whole analysis of one KYC document: its files in, an `AnalysisReport` out.

Order: prepare every file, measure its quality, read the text and the machine-readable zone, gather
the fields, tell which paper it is, find the portrait and the face of the selfie, compare the two.
Each step stands alone: one that crashes or comes too late is named in the report's failures and
the rest goes on with what there is.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from importlib.metadata import version
from typing import Final, NamedTuple

import cv2
import numpy as np

from app.analysis import faces
from app.analysis.card_masking import Cover, MaskedPage, mask_report, read_masked
from app.analysis.classify import is_identity_paper, subtype_of
from app.analysis.covered_files import CoveredFile, cover_file
from app.analysis.fields.gather import contradictions, gather, read_printed
from app.analysis.fields.letters import read_holder, read_letter
from app.analysis.fields.zone_fields import read_zone
from app.analysis.intake import PreparedFile, prepare
from app.analysis.mrz.number import printed_numbers, settle_number
from app.analysis.mrz.zone import Zone
from app.analysis.quality import measure
from app.analysis.reading.ocr import MODELS, Image
from app.analysis.reading.page import Page
from app.analysis.signs import copy_sign, editing_sign
from app.analysis.visible import page_text
from app.analysis.watch import Watch
from app.domain.card_numbers import mask_lines
from app.domain.documents import MAX_PDF_PAGES, DocumentSubtype, DocumentType, FileTag
from app.domain.errors import DamagedFile
from app.domain.evidence import (
    AnalysisReport,
    FaceEvidence,
    FieldReading,
    FileEvidence,
    Finding,
    MrzReading,
    Quality,
    TextLine,
)

_LIBRARIES: Final = ("dlib-bin", "onnxruntime", "opencv-python-headless", "pypdfium2", "rapidocr")

#: Sides of cards and passports; all other papers are read as letters.
_SIDES: Final = frozenset({FileTag.FRONT, FileTag.BACK})


_FieldsRead = tuple[Mapping[str, FieldReading], list[Finding]]
_NO_FIELDS: Final[_FieldsRead] = ({}, [])


@dataclass(frozen=True)
class SubmittedFile:
    """One file as the customer sent it, and what it is said to show."""

    tag: FileTag
    data: bytes


@dataclass
class _Side:
    """One file under analysis and what is known of it so far; pictures are RGB."""

    tag: FileTag
    evidence: FileEvidence
    images: tuple[Image, ...] = ()
    layers: tuple[tuple[str, ...], ...] = ()
    pages: tuple[Page, ...] = ()
    lines: tuple[TextLine, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    prepared: PreparedFile | None = None
    covers: dict[int, tuple[Cover, ...]] = field(default_factory=dict)

    @property
    def upright(self) -> Image | None:
        """Return the first page, turned upright if it was read."""
        return self.pages[0].image if self.pages else next(iter(self.images), None)

    @property
    def printed(self) -> list[str]:
        """Return the lines of text outside the machine-readable zone."""
        return [line.text for page in self.pages for line in page.printed]


class _Sighting(NamedTuple):
    """What a picture shows of a face."""

    image: Image | None = None
    evidence: FaceEvidence | None = None
    face: faces.Face | None = None


@dataclass(frozen=True)
class _Faces:
    """What was seen of portrait and selfie, and the distance between them."""

    portrait: FaceEvidence | None = None
    selfie: FaceEvidence | None = None
    distance: float | None = None


@dataclass(frozen=True)
class Examined:
    """What is seen in the files, and what must take the place of those that show a card number."""

    report: AnalysisReport
    covered: tuple[CoveredFile, ...] = ()


def analyse(
    files: Sequence[SubmittedFile],
    *,
    document_type: DocumentType,
    today: date,
    budget_seconds: float = 45.0,
) -> AnalysisReport:
    """Return the report of `examine` alone."""
    return examine(
        files, document_type=document_type, today=today, budget_seconds=budget_seconds
    ).report


def examine(
    files: Sequence[SubmittedFile],
    *,
    document_type: DocumentType,
    today: date,
    subtype: DocumentSubtype | None = None,
    budget_seconds: float = 45.0,
) -> Examined:
    """Return what is seen in the files of one KYC document.

    `today` is the day against which two-digit years are read, `subtype` the paper that the customer
    chose. Raises ServiceUnavailable when no child process can be had for decoding, and what the
    covering of a card number raises, since a file must not be kept without it; other failures are
    in the report.
    """
    watch = Watch(budget_seconds)
    shown = [_open(file, watch) for file in files]
    sides = [side for side in shown if side.tag is not FileTag.FACE_PROOF]
    is_identity = document_type is DocumentType.IDENTITY_PROOF
    is_card = subtype is DocumentSubtype.COPY_CREDIT_CARD
    for side in sides:
        _read(side, watch, as_card=is_identity or side.tag in _SIDES, is_payment_card=is_card)
    zone, zone_side, confidence = _best_zone(sides)
    fields, differences = watch.step(
        "fields", partial(_fields, sides, zone, confidence, today), _NO_FIELDS
    )
    if is_card:
        fields = {**fields, **read_holder([x for side in sides for x in side.lines], is_card=True)}
    seen = _look_for_faces(shown, watch, is_identity=is_identity)
    has_portrait = seen.portrait is not None and seen.portrait.count > 0
    paper = watch.step(
        "classify",
        lambda: subtype_of(document_type, zone, _texts(sides), has_portrait=has_portrait),
        None,
    )
    for side, file in zip(shown, files, strict=True):
        _mask_unread_pages(side, file.data, watch)
    covered = tuple(_covered(shown, files))
    report = AnalysisReport(
        files=tuple(side.evidence for side in shown),
        lines=tuple(line for side in sides for line in side.lines),
        fields=fields,
        mrz=_mrz_reading(zone, zone_side),
        document_subtype=paper,
        is_identity_document=is_identity_paper(paper, zone, fields, has_portrait=has_portrait),
        side=_side_shown(paper, zone, has_portrait=has_portrait),
        portrait=seen.portrait,
        selfie=seen.selfie,
        face_distance=seen.distance,
        findings=(*differences, *(finding for side in sides for finding in side.findings)),
        failures=tuple(watch.failures),
        timings=watch.timings,
        versions=_versions(),
    )
    return Examined(mask_report(report, is_card=is_card), covered)


def _open(file: SubmittedFile, watch: Watch) -> _Side:
    """Prepare one file and measure its first page."""
    tag = FileTag(file.tag)
    unread = FileEvidence(tag, hashlib.sha256(file.data).hexdigest(), "", 0, 0, 0)
    prepared = watch.step(f"prepare:{tag}", lambda: prepare(file.data), None)
    if prepared is None:
        return _Side(tag, unread)
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
    )
    layers = tuple(page.text_lines for page in prepared.pages)
    side = _Side(tag, evidence, images, layers, prepared=prepared)
    sign = editing_sign(prepared.software) if tag is not FileTag.FACE_PROOF else None
    if sign is not None:
        side.findings.append(sign)
    return side


def _images(prepared: PreparedFile) -> tuple[Image, ...]:
    """Return the pages as arrays of red, green and blue; raises DamagedFile."""
    return tuple(_decoded(page.jpeg) for page in prepared.pages)


def _decoded(jpeg: bytes) -> Image:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise DamagedFile("prepared")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


def _quality(images: Sequence[Image], tag: FileTag) -> Quality | None:
    return measure(images[0], document=tag is not FileTag.FACE_PROOF) if images else None


def _read(side: _Side, watch: Watch, *, as_card: bool, is_payment_card: bool) -> None:
    """Read every page of one file into its pages, lines, findings and covers."""
    for index, image in enumerate(side.images):
        name = f"text:{side.tag}" if index == 0 else f"text:{side.tag}:{index + 1}"
        reading = partial(read_masked, image, side.layers[index], seeks_zone=as_card)
        masked = watch.step(name, partial(reading, is_card=is_payment_card), None)
        if masked is None:
            continue
        page = masked.page
        side.pages = (*side.pages, page)
        _note_covers(side, index, masked)
        seen = page.printed if page.zone is not None else page.lines
        boxes = side.prepared.pages[index].text_boxes if side.prepared is not None else ()
        size = (page.image.shape[1], page.image.shape[0])
        text = page_text(masked.layer, seen, side.tag, image=image, boxes=boxes, size=size)
        side.lines += tuple(replace(line, page=index + 1) for line in text.lines)
        if text.finding is not None:
            side.findings.append(text.finding)
    if side.tag is FileTag.FRONT and side.images:
        sign = watch.step("signs", lambda: copy_sign(side.images[0]), None)
        side.findings.extend([sign] if sign is not None else [])


def _note_covers(side: _Side, index: int, masked: MaskedPage) -> None:
    if masked.holds_number:
        side.covers[index] = masked.covers
        side.evidence = replace(side.evidence, covered=True)


def _mask_unread_pages(side: _Side, data: bytes, watch: Watch) -> None:
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
        image = watch.step(f"decode:{side.tag}:{index + 1}", partial(_decoded, page.jpeg), None)
        if image is None:
            continue
        looking = partial(read_masked, image, page.text_lines, seeks_zone=False)
        masked = watch.step(name, looking, None)
        if masked is not None:
            _note_covers(side, index, masked)


def _covered(sides: Sequence[_Side], files: Sequence[SubmittedFile]) -> list[CoveredFile]:
    """Return the covered version of each file that shows a card number, however late it is."""
    covered = []
    for index, (side, file) in enumerate(zip(sides, files, strict=True)):
        if side.prepared is None or not side.evidence.covered:
            continue
        whole = side.prepared
        if len(whole.pages) < whole.page_count:
            whole = prepare(file.data, max_pages=MAX_PDF_PAGES)
        covered.append(cover_file(index, whole, side.covers))
    return covered


def _best_zone(sides: Sequence[_Side]) -> tuple[Zone | None, FileTag, float]:
    """Return the zone with the most agreeing digits, its number settled, its side, confidence."""
    found = [(page, side.tag) for side in sides for page in side.pages if page.zone is not None]
    if not found:
        return None, FileTag.FRONT, 0.0
    page, tag = max(found, key=lambda pair: pair[0].zone.score if pair[0].zone else 0.0)
    numbers = printed_numbers(text for side in sides for text in side.printed)
    zone = settle_number(page.zone, numbers) if page.zone is not None else None
    return zone, tag, page.zone_confidence


def _fields(
    sides: Sequence[_Side], zone: Zone | None, confidence: float, today: date
) -> _FieldsRead:
    """Return the fields of all files together, and where print contradicts the zone."""
    texts = [text for side in sides for text in side.printed]
    of_zone = (
        read_zone(zone, confidence=confidence, today=today, printed=texts)
        if zone is not None
        else {}
    )
    cards = [page for side in sides for page in side.pages if side.tag in _SIDES]
    pages = [read_printed(page.printed, today=today) for page in cards]
    letters = [line for side in sides if side.tag is FileTag.PAGES for line in side.lines]
    fields = {
        **read_letter(letters, today=today),
        **read_holder(letters, is_card=False),
        **gather(of_zone, pages, texts, today=today),
    }
    return fields, contradictions(of_zone, pages, texts)


def _texts(sides: Sequence[_Side]) -> list[str]:
    return [line.text for side in sides for line in side.lines]


def _look_for_faces(shown: Sequence[_Side], watch: Watch, *, is_identity: bool) -> _Faces:
    """Find the portrait on whichever side has it, the face of the selfie, and compare them."""
    portrait, selfie = _Sighting(), _Sighting()
    for side in shown:
        image = side.upright
        if image is None:
            continue
        if side.tag is FileTag.FACE_PROOF:
            selfie = watch.step("selfie", partial(_sight_selfie, image), selfie)
        elif (is_identity or side.tag in _SIDES) and portrait.face is None:
            name = f"portrait:{side.tag}"
            portrait = watch.step(name, partial(_sight_portrait, image, side.tag), portrait)
    distance = None
    if portrait.face is not None and selfie.face is not None:
        distance = watch.step("compare", partial(_distance, portrait, selfie), None)
    return _Faces(portrait.evidence, selfie.evidence, distance)


def _sight_portrait(image: Image, tag: FileTag) -> _Sighting:
    return _Sighting(image, *faces.portrait_evidence(image, tag))


def _sight_selfie(image: Image) -> _Sighting:
    return _Sighting(image, *faces.selfie_evidence(image))


def _distance(portrait: _Sighting, selfie: _Sighting) -> float | None:
    if portrait.face is None or selfie.face is None or portrait.image is None:
        return None
    if selfie.image is None:
        return None
    found = faces.compare(portrait.image, portrait.face, selfie.image, selfie.face)
    return round(found, 4)


def _mrz_reading(zone: Zone | None, tag: FileTag) -> MrzReading | None:
    if zone is None:
        return None
    return MrzReading(
        format=zone.layout.name,
        lines=zone.rows,
        raw_lines=zone.raw,
        checks=dict(zone.checks),
        number_certain=zone.number_certain,
        tag=tag,
    )


def _side_shown(
    subtype: DocumentSubtype | None, zone: Zone | None, *, has_portrait: bool
) -> FileTag | None:
    """Return which side is shown: a portrait or a passport's zone is a front, a card's zone alone
    a back.
    """
    if has_portrait or subtype is DocumentSubtype.PASSPORT:
        return FileTag.FRONT
    return FileTag.BACK if zone is not None and zone.layout.name == "TD1" else None


@cache
def _versions() -> dict[str, str]:
    return {**{name: version(name) for name in _LIBRARIES}, **MODELS}
