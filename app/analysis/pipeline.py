"""The whole analysis of one KYC document: its files in, an `AnalysisReport` out.

Order: prepare every file, measure its quality, read the text and the machine-readable zone, gather
the fields, find the portrait and the face of the selfie and compare the two, tell which paper it
is, take card numbers out. Each step stands alone: one that crashes or comes too late is named in
the report's failures and the rest goes on with what there is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from importlib.metadata import version
from typing import Final, NamedTuple

from app.analysis.card_masking import mask_report
from app.analysis.classify import IDENTITY_PAPERS, Recognition, is_identity_paper
from app.analysis.covered_files import CoveredFile
from app.analysis.fields.aamva import Card
from app.analysis.fields.cross_check import barcode_differences, number_differences
from app.analysis.fields.gather import contradictions, gather, read_printed
from app.analysis.fields.letters import read_holder, read_letter
from app.analysis.fields.zone_fields import read_zone
from app.analysis.issuer import with_issuer
from app.analysis.liveness.compare import SessionSeen
from app.analysis.memory import gives_memory_back
from app.analysis.mrz.number import printed_numbers, settle_number
from app.analysis.mrz.zone import Zone
from app.analysis.papers import look_at_all, recognise_paper
from app.analysis.reading.ocr import MODELS
from app.analysis.scene import Shown
from app.analysis.sides import (
    CARD_SIDES,
    Side,
    SubmittedFile,
    covered_files,
    mask_unread_pages,
    open_side,
    read_side,
)
from app.analysis.sightings import look_for_faces
from app.analysis.watch import Watch
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import AnalysisReport, FieldReading, Finding, MrzReading

__all__ = ["Examined", "SubmittedFile", "analyse", "examine"]

_LIBRARIES: Final = (
    "dlib-bin",
    "onnxruntime",
    "opencv-python-headless",
    "pypdfium2",
    "rapidocr",
    "zxing-cpp",
)

_FieldsRead = tuple[Mapping[str, FieldReading], list[Finding]]
_NO_FIELDS: Final[_FieldsRead] = ({}, [])


@dataclass(frozen=True)
class Examined:
    """What is seen in the files, and what is to be kept beside it.

    `covered` must take the place of the files that show a card number; `crops` are the faces that
    were compared (JPEG), by the tag of their file.
    """

    report: AnalysisReport
    covered: tuple[CoveredFile, ...] = ()
    crops: Mapping[FileTag, bytes] = field(default_factory=dict)


class _BestZone(NamedTuple):
    """The zone with the most agreeing digits, its number settled; its side, and its confidence."""

    zone: Zone | None
    tag: FileTag
    confidence: float


def analyse(
    files: Sequence[SubmittedFile],
    *,
    document_type: DocumentType,
    today: date,
    budget_seconds: float = 45.0,
    session: SessionSeen | None = None,
) -> AnalysisReport:
    """Return the report of `examine` alone."""
    return examine(
        files,
        document_type=document_type,
        today=today,
        budget_seconds=budget_seconds,
        session=session,
    ).report


@gives_memory_back
def examine(
    files: Sequence[SubmittedFile],
    *,
    document_type: DocumentType,
    today: date,
    subtype: DocumentSubtype | None = None,
    budget_seconds: float = 45.0,
    session: SessionSeen | None = None,
) -> Examined:
    """Return what is seen in the files of one KYC document.

    `today` is the day against which two-digit years are read, `subtype` the paper that the customer
    chose, `session` the liveness session that belongs to the document, if one was asked for.
    Raises ServiceUnavailable when no child process can be had for decoding, and what the covering
    of a card number raises, since a file must not be kept without it; other failures are in the
    report.
    """
    watch = Watch(budget_seconds)
    shown = [open_side(file, watch) for file in files]
    sides = [side for side in shown if side.tag is not FileTag.FACE_PROOF]
    is_identity = document_type is DocumentType.IDENTITY_PROOF
    is_payment_card = subtype is DocumentSubtype.COPY_CREDIT_CARD
    for side in sides:
        as_card = is_identity or side.tag in CARD_SIDES
        read_side(side, watch, as_card=as_card, is_payment_card=is_payment_card)
    seen = look_for_faces(shown, watch, is_identity=is_identity, session=session)
    report = _report(shown, document_type, today, watch, has_portrait=seen.has_portrait)
    if is_payment_card:
        holder = read_holder(report.lines, is_card=True)
        report = replace(report, fields={**report.fields, **holder})
    for side, file in zip(shown, files, strict=True):
        mask_unread_pages(side, file.data, watch)
    covered = tuple(covered_files(shown, files))
    report = replace(
        report,
        files=tuple(side.evidence for side in shown),
        portrait=seen.portrait,
        selfie=seen.selfie,
        face_distance=seen.distance,
        failures=tuple(watch.failures),
        timings=watch.timings,
        liveness=seen.liveness,
    )
    return Examined(mask_report(report, is_card=is_payment_card), covered, seen.crops)


def _report(
    shown: Sequence[Side],
    document_type: DocumentType,
    today: date,
    watch: Watch,
    *,
    has_portrait: bool,
) -> AnalysisReport:
    """Return the report of what was read on the pages; faces are added by the caller."""
    sides = [side for side in shown if side.tag is not FileTag.FACE_PROOF]
    best = _best_zone(sides)
    zone, texts = best.zone, [line.text for side in sides for line in side.lines]
    card = next((side.card for side in sides if side.card is not None), None)
    fields, differences = watch.step("fields", partial(_fields, sides, best, today), _NO_FIELDS)
    scenes = watch.step("scene", lambda: look_at_all(_shown(sides)), ())
    recognised = watch.step(
        "classify",
        lambda: recognise_paper(document_type, zone, texts, scenes, has_portrait=has_portrait),
        Recognition(),
    )
    paper = card.subtype if zone is None and card is not None else recognised.subtype
    if paper in IDENTITY_PAPERS:
        fields = with_issuer(fields, paper, texts)
    return AnalysisReport(
        files=tuple(side.evidence for side in shown),
        lines=tuple(line for side in sides for line in side.lines),
        fields=fields,
        mrz=_mrz_reading(zone, best.tag),
        document_subtype=paper,
        is_identity_document=is_identity_paper(paper, zone, fields, has_portrait=has_portrait),
        side=_side_shown(paper, zone, card, has_portrait=has_portrait),
        findings=(*differences, *(finding for side in sides for finding in side.findings)),
        versions=_versions(),
        subtype_certain=recognised.is_certain,
        scenes=scenes,
    )


def _best_zone(sides: Sequence[Side]) -> _BestZone:
    found = [(page, side.tag) for side in sides for page in side.pages if page.zone is not None]
    if not found:
        return _BestZone(None, FileTag.FRONT, 0.0)
    page, tag = max(found, key=lambda pair: pair[0].zone.score if pair[0].zone else 0.0)
    numbers = printed_numbers(text for side in sides for text in side.printed)
    zone = settle_number(page.zone, numbers) if page.zone is not None else None
    return _BestZone(zone, tag, page.zone_confidence)


def _fields(sides: Sequence[Side], best: _BestZone, today: date) -> _FieldsRead:
    """Return the fields of all files together, and where zone, barcode and print differ."""
    texts = [text for side in sides for text in side.printed]
    of_zone = (
        read_zone(best.zone, confidence=best.confidence, today=today, printed=texts)
        if best.zone is not None
        else {}
    )
    cards = [page for side in sides for page in side.pages if side.tag in CARD_SIDES]
    pages = [read_printed(page.printed, today=today) for page in cards]
    letters = [line for side in sides if side.tag is FileTag.PAGES for line in side.lines]
    of_barcode = next((side.card.fields for side in sides if side.card is not None), {})
    fields = {
        **read_letter(letters, today=today),
        **read_holder(letters, is_card=False),
        **gather(of_zone, pages, texts, today=today, barcode=of_barcode),
    }
    differences = [
        *contradictions(of_zone, pages, texts),
        *number_differences(of_zone, pages, texts),
        *barcode_differences(of_barcode, of_zone, pages, texts),
    ]
    return fields, differences


def _shown(sides: Sequence[Side]) -> list[Shown]:
    """Return the first page of each file that was read."""
    return [
        Shown(
            side.tag,
            side.pages[0],
            side.evidence.quality,
            side.faces,
            has_barcode=side.card is not None,
        )
        for side in sides
        if side.pages
    ]


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
    subtype: DocumentSubtype | None, zone: Zone | None, card: Card | None, *, has_portrait: bool
) -> FileTag | None:
    """Return which side is shown: a portrait or a passport's zone is a front, a card's zone or
    barcode alone a back.
    """
    if has_portrait or subtype is DocumentSubtype.PASSPORT:
        return FileTag.FRONT
    if card is not None:
        return FileTag.BACK
    return FileTag.BACK if zone is not None and zone.layout.name == "TD1" else None


@cache
def _versions() -> dict[str, str]:
    return {**{name: version(name) for name in _LIBRARIES}, **MODELS}
