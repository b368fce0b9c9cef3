"""What one picture of a document shows as a whole: how many papers, which side, or no paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz, process

from app.analysis import faces
from app.analysis.cards import card_number, categories
from app.analysis.classify import recognise
from app.analysis.faces import Face
from app.analysis.fields.labels import plain
from app.analysis.mrz.alphabet import FILLER, to_alphabet
from app.analysis.mrz.parse import parse
from app.analysis.mrz.zone import Zone
from app.analysis.outlines import Outline, find_outlines
from app.analysis.quality import is_blank
from app.analysis.reading.ocr import Image, OcrLine
from app.analysis.reading.page import Page
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import Quality, QualityProblem
from app.domain.scene import Scene

#: A selfie's face, as a share of the picture's shorter side, and how many letters and digits may
#: be read beside it: a shirt has some writing, the smallest card has fifty.
_SELFIE_FACE, _SELFIE_SIGNS = 0.28, 15
#: More signs than these few stand on the emptiest of papers.
_BLANK_SIGNS: Final = 6
#: A paper has this many lines or a face; and at most this share of the lines may lie off the
#: papers, or what looked like papers are frames printed on one.
_PAPER_LINES, _STRAY_SHARE = 3, 0.15
#: The sides of one card, photographed or copied side by side, are of one size.
_ONE_SIZE: Final = 1.7
#: Share of words that two pictures of one side have in common; front and back share names at most.
_SAME_WORDS, _LEAST_WORDS, _LIKE = 0.6, 6, 80.0
#: Lines that are read on the back of payment cards only.
_SIGNATURES: Final = (
    "not valid unless signed",
    "authorized signature",
    "authorised signature",
    "signature du titulaire",
    "unterschrift des karteninhabers",
    "firma autorizada",
    "firma del titolare",
)
#: Signs in which two readings of one zone may differ while all check digits of both agree. Two
#: passports of one person differ in number, expiry and check digits, a couple's in birth and names.
_MISREAD: Final = 4
#: The shortest row of a zone, less what a reader may lose of it.
ZONE_ROW: Final = 25
_CLEAR: Final = frozenset({None, QualityProblem.CUT_OFF, QualityProblem.GLARE})


@dataclass(frozen=True)
class Shown:
    """The first page of one file as it was read; the picture is RGB and upright.

    `faces` are those of its picture, largest first; `has_barcode` tells that a licence's was read.
    """

    tag: FileTag
    page: Page
    quality: Quality | None
    faces: Sequence[Face] = ()
    has_barcode: bool = False

    @property
    def signs(self) -> int:
        """Return how many letters and digits were read."""
        return sum(char.isalnum() for line in self.page.lines for char in line.text)

    @property
    def is_clear(self) -> bool:
        """Tell whether writing would have been read if there were any."""
        quality = self.quality
        return quality is not None and quality.problem is None and quality.warning in _CLEAR


def look(shown: Shown) -> Scene:
    """Return what the picture shows. Raises ModelMissing when the models have not been fetched."""
    found = shown.faces
    outlines = find_outlines(shown.page.image)
    papers, certain = _count_papers(shown, found, outlines)
    return Scene(
        tag=shown.tag,
        subtype=_named([line.text for line in shown.page.lines], has_portrait=bool(found)),
        side=side_shown(shown, has_face=bool(found)),
        papers=papers,
        papers_certain=certain,
        is_selfie=_is_selfie(shown, found, outlines),
        is_blank=_is_blank(shown, found),
    )


def compare_sides(scenes: Sequence[Scene], shown: Sequence[Shown]) -> tuple[Scene, ...]:
    """Return the scenes, each that shows the same side as an earlier one naming it."""
    compared: list[Scene] = []
    for index, scene in enumerate(scenes):
        earlier = (other for other in shown[:index] if _is_same_side(other, shown[index]))
        same = next(earlier, None)
        compared.append(replace(scene, repeats=same.tag) if same else scene)
    return tuple(compared)


def side_shown(shown: Shown, *, has_face: bool) -> FileTag | None:
    """Return which side of a card or passport is shown, None if that cannot be told.

    A portrait is on the front, a zone of the size TD1 on the back; both together are both sides in
    one picture, or a back with the portrait's ghost. The table of categories is the back of a
    driving licence, as is the barcode; the panel for the signature that of a payment card.
    """
    zone, texts = shown.page.zone, [line.text for line in shown.page.lines]
    if zone is not None and zone.layout.name == "TD1":
        return None if has_face else FileTag.BACK
    if has_face or zone is not None:
        return FileTag.FRONT
    if categories(texts) or shown.has_barcode:
        return FileTag.BACK
    signed = any(words in plain(text) for text in texts for words in _SIGNATURES)
    return FileTag.BACK if signed and card_number(texts) is None else None


def _named(texts: Sequence[str], *, has_portrait: bool) -> DocumentSubtype | None:
    """Return the paper that some lines name beyond doubt or at least by a heading."""
    found = recognise(DocumentType.IDENTITY_PROOF, None, texts, has_portrait=has_portrait)
    return found.subtype


def _is_selfie(shown: Shown, found: Sequence[Face], outlines: Sequence[Outline]) -> bool:
    """Tell whether a face and hardly any text is shown, and no paper around the face."""
    if not found or shown.page.zone is not None or not shown.is_clear:
        return False
    shorter = min(shown.page.image.shape[:2])
    on_paper = any(outline.holds(_centre(found[0])) for outline in outlines if outline.area < 0.9)
    is_large = found[0].height >= _SELFIE_FACE * shorter
    return is_large and not on_paper and shown.signs <= _SELFIE_SIGNS


def _is_blank(shown: Shown, found: Sequence[Face]) -> bool:
    """Tell whether nothing at all is shown, in a picture that would show it."""
    if found or shown.page.zone is not None or shown.has_barcode or not shown.is_clear:
        return False
    return shown.signs <= _BLANK_SIGNS and is_blank(shown.page.image)


@dataclass(frozen=True)
class _Paper:
    """One of several papers in a picture: what lies on it."""

    outline: Outline
    lines: tuple[OcrLine, ...]
    face: Face | None

    @property
    def subtype(self) -> DocumentSubtype | None:
        """Return what its own text names it."""
        return _named([line.text for line in self.lines], has_portrait=self.face is not None)


def _count_papers(
    shown: Shown, found: Sequence[Face], outlines: Sequence[Outline]
) -> tuple[int, bool]:
    """Return how many papers are shown, and whether they are different ones beyond doubt.

    A page of a letter may be photographed beside another of the same letter, and both sides of a
    card beside each other: that is one document.
    """
    if shown.page.zone is not None and _has_other_zone(shown.page, shown.page.zone):
        return 2, True
    papers = _papers(shown.page.lines, found, outlines)
    if len(papers) < 2:
        return 1, False
    subtypes = {paper.subtype for paper in papers} - {None}
    if len(subtypes) > 1 or _are_strangers(shown.page.image, papers):
        return len(papers), True
    if shown.tag is FileTag.PAGES or _are_sides(papers):
        return 1, False
    return len(papers), False


def _papers(
    lines: Sequence[OcrLine], found: Sequence[Face], outlines: Sequence[Outline]
) -> list[_Paper]:
    """Return the outlines with writing or a face on them; none if much is written off them."""
    papers = [
        _Paper(
            outline,
            tuple(line for line in lines if outline.holds(line.centre)),
            next((face for face in found if outline.holds(_centre(face))), None),
        )
        for outline in outlines
    ]
    papers = [paper for paper in papers if len(paper.lines) >= _PAPER_LINES or paper.face]
    on_papers = sum(len(paper.lines) for paper in papers)
    return papers if on_papers >= (1 - _STRAY_SHARE) * len(lines) else []


def _are_strangers(image: Image, papers: Sequence[_Paper]) -> bool:
    """Tell whether two papers show portraits of different persons."""
    portraits = [paper.face for paper in papers if paper.face is not None]
    return len(portraits) > 1 and faces.are_strangers(image, portraits)


def _are_sides(papers: Sequence[_Paper]) -> bool:
    """Tell whether two papers may be front and back of one card: one size, one of them a face."""
    areas = [paper.outline.area for paper in papers]
    with_face = sum(paper.face is not None for paper in papers)
    return len(papers) == 2 and with_face == 1 and max(areas) <= _ONE_SIZE * min(areas)


def _has_other_zone(page: Page, zone: Zone) -> bool:
    """Tell whether a second zone with another number stands beside the one that was read.

    In poor light the page and a closer look at its zone may give two readings of the same lines.
    """
    rows = [line.text for line in page.lines if _may_be_of_zone(line.text)]
    for raw in zone.raw:
        # Two passports of one person have the same first row: only one of them is taken out.
        mine = next((row for row in rows if to_alphabet(row) == raw), None)
        if mine is not None:
            rows.remove(mine)
    other = parse([(row,) for row in rows]) if len(rows) > 1 else None
    return (
        other is not None
        and bool(other.checks)
        and all(other.checks.values())
        and other.number != zone.number
        and _signs_apart(other, zone) > _MISREAD
    )


def _signs_apart(one: Zone, other: Zone) -> int:
    """Return how many signs of two zones differ, place by place."""
    pairs = zip("".join(one.rows), "".join(other.rows), strict=False)
    return sum(left != right for left, right in pairs)


def _may_be_of_zone(text: str) -> bool:
    row = to_alphabet(text)
    return FILLER * 2 in row or len(row) >= ZONE_ROW


def _is_same_side(one: Shown, other: Shown) -> bool:
    """Tell whether two files of a card show one side: nearly all of their words are the same."""
    sides = {FileTag.FRONT, FileTag.BACK}
    if not {one.tag, other.tag} <= sides:
        return False
    first, second = _words(one.page.lines), _words(other.page.lines)
    if min(len(first), len(second)) < _LEAST_WORDS:
        return False
    alike = sum(
        process.extractOne(word, second, scorer=fuzz.ratio, score_cutoff=_LIKE) is not None
        for word in first
    )
    return alike >= _SAME_WORDS * max(len(first), len(second))


def _words(lines: Sequence[OcrLine]) -> set[str]:
    return {word for line in lines for word in plain(line.text).split() if len(word) > 2}


def _centre(face: Face) -> tuple[float, float]:
    left, top, right, bottom = face.box
    return (left + right) / 2, (top + bottom) / 2
