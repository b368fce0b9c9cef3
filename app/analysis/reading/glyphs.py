"""Tell letters from digits in a machine-readable zone by their height.

In OCR-B capitals are about a twelfth lower than digits, so an O and a 0 that no reader of words can
tell apart differ in the picture. The zone itself says how high its letters and digits are: dates
hold digits only, countries letters only, and many characters have no twin of the other kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.analysis.mrz.alphabet import DIGITS, FILLER, LETTERS
from app.analysis.mrz.layouts import Kind
from app.analysis.mrz.zone import Zone
from app.analysis.reading.ocr import Image, OcrLine

#: Each character that has a twin of the other kind, and that twin.
TWINS: Final = dict(zip("O0I1Z2S5G6B8", "0O1I2Z5S6G8B", strict=True))
#: Letters that are taken for a digit, but for which no digit is taken; and two with tails.
_NO_MEASURE: Final = frozenset("DQUJL")
#: Round characters reach beyond flat ones, above and below.
_ROUND: Final = frozenset("0368OCGSU")

#: Height in pixels to which a row is drawn out; glyphs are two thirds of it.
_STRIP: Final = 96
#: A part lower than this share of the row is a speck or the dot of a pattern.
_LEAST_PART: Final = 0.3
#: Characters of each kind that must be known in the zone before one can be told from the other.
_LEAST_KNOWN: Final = 3
#: Letters must be lower than digits by at least this and at most this share, or it is not OCR-B.
_LEAST_STEP, _MOST_STEP = 0.03, 0.16
#: Known heights may stray by this share of the step; more, and the picture is too coarse to tell.
_MOST_STRAY: Final = 0.4
#: How far on the way to the other kind's height a character is surely of that kind, and how far it
#: may be and still pass for the kind it was read as.
_SURE, _FITS = 0.7, 0.55


@dataclass(frozen=True)
class NumberByHeight:
    """A document number whose look-alikes were told by their height.

    `changed` counts the characters that are surely of the other kind than they were read as;
    `is_sure` is False when another one is hardly of the kind that it was read as.
    """

    number: str
    changed: int
    is_sure: bool


@dataclass(frozen=True)
class _Glyph:
    """One character in the picture: its row and place, how it was read, the log of its height.

    `is_letter` is None where its kind is not known beforehand.
    """

    row: int
    place: int
    char: str
    across: float
    height: float
    is_letter: bool | None


def number_by_height(
    zone: Zone, image: Image, lines: Sequence[OcrLine | None]
) -> NumberByHeight | None:
    """Return the document number as the heights of its characters tell it, None if they do not.

    `lines` are the rows of the zone in `image` (RGB), None for a row that was read in pieces.
    """
    glyphs = _glyphs(zone, image, lines)
    heights = _Heights.fitted([glyph for glyph in glyphs if glyph.is_letter is not None])
    span = zone.layout.spans["number"]
    of_number = [
        glyph for glyph in glyphs if glyph.row == span.row and span.start <= glyph.place < span.stop
    ]
    if heights is None or not of_number:
        return None
    told = list(zone.text("number"))
    doubts = [heights.doubt(glyph) if glyph.char in TWINS else 0.0 for glyph in of_number]
    for glyph, doubt in zip(of_number, doubts, strict=True):
        if doubt >= _SURE:
            told[glyph.place - span.start] = TWINS[glyph.char]
    changed = sum(doubt >= _SURE for doubt in doubts)
    is_sure = not any(_FITS < doubt < _SURE for doubt in doubts)
    return NumberByHeight("".join(told).rstrip(FILLER), changed, is_sure)


@dataclass(frozen=True)
class _Heights:
    """The heights of a zone's characters: where each row's begin, and what the kinds add."""

    rows: dict[int, tuple[float, float]]
    step: float
    bulge: float

    @classmethod
    def fitted(cls, known: Sequence[_Glyph]) -> "_Heights | None":
        """Return the heights that fit the known characters best, None if they tell nothing."""
        letters = sum(glyph.is_letter is True for glyph in known)
        if min(letters, len(known) - letters) < _LEAST_KNOWN:
            return None
        rows = sorted({glyph.row for glyph in known})
        terms = np.array([_terms(glyph, rows) for glyph in known])
        heights = np.array([glyph.height for glyph in known])
        fit, *_ = np.linalg.lstsq(terms, heights, rcond=None)
        step, bulge = float(-fit[-2]), float(fit[-1])
        stray = float(np.std(heights - terms @ fit))
        if not _LEAST_STEP <= step <= _MOST_STEP or stray > _MOST_STRAY * step:
            return None
        lines = {row: (float(fit[2 * at]), float(fit[2 * at + 1])) for at, row in enumerate(rows)}
        return cls(lines, step, bulge)

    def doubt(self, glyph: _Glyph) -> float:
        """Return how far a character is from the kind it was read as (0) to the other one (1).

        A row of which nothing is known beforehand tells nothing: its characters are half-way.
        """
        if glyph.row not in self.rows:
            return (_FITS + _SURE) / 2
        begin, slope = self.rows[glyph.row]
        as_digit = begin + slope * glyph.across + self.bulge * (glyph.char in _ROUND)
        lowness = (as_digit - glyph.height) / self.step
        return lowness if glyph.char in DIGITS else 1 - lowness


def _terms(glyph: _Glyph, rows: Sequence[int]) -> list[float]:
    """Return what a height is made of: its row's beginning and slope, its kind, its roundness."""
    of_rows = [term * (row == glyph.row) for row in rows for term in (1.0, glyph.across)]
    return [*of_rows, float(bool(glyph.is_letter)), float(glyph.char in _ROUND)]


def _glyphs(zone: Zone, image: Image, lines: Sequence[OcrLine | None]) -> list[_Glyph]:
    """Return the characters of every row whose parts can be counted, filler left out."""
    kinds = _known_kinds(zone)
    found = []
    for row, (text, line) in enumerate(zip(zone.rows, lines, strict=True)):
        parts = _parts(_strip(image, line)) if line is not None else []
        if line is None or len(parts) != len(text):
            continue
        for place, (char, (across, height)) in enumerate(zip(text, parts, strict=True)):
            if char != FILLER and char not in _NO_MEASURE:
                scaled = float(np.log(height * line.height))
                found.append(_Glyph(row, place, char, across, scaled, kinds.get((row, place))))
    return found


def _known_kinds(zone: Zone) -> dict[tuple[int, int], bool]:
    """Return for each place whose kind is certain whether it holds a letter."""
    kinds = {
        (span.row, place): span.kind is not Kind.DIGITS
        for span in zone.layout.spans.values()
        if span.kind is not Kind.MIXED
        for place in range(span.start, span.stop)
    }
    for row, text in enumerate(zone.rows):
        for place, char in enumerate(text):
            if char not in TWINS and char in LETTERS | DIGITS:
                kinds.setdefault((row, place), char in LETTERS)
    return kinds


def _strip(image: Image, line: OcrLine) -> NDArray[np.uint8]:
    """Return one row drawn out flat, dark ink as white on black."""
    width = max(1, round(line.width * _STRIP / max(line.height, 1.0)))
    corners = np.array(line.box, np.float32)
    flat = np.array([[0, 0], [width, 0], [width, _STRIP], [0, _STRIP]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat)
    strip = cv2.warpPerspective(
        image, matrix, (width, _STRIP), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    grey = cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    return np.asarray(ink, np.uint8)


def _parts(ink: NDArray[np.uint8]) -> list[tuple[float, float]]:
    """Return the parts of a row from left to right: where each stands (0-1), its height (0-1)."""
    _, _, measures, centres = cv2.connectedComponentsWithStats(ink)
    height, width = ink.shape
    parts = [
        (float(centre[0]) / width, float(measure[cv2.CC_STAT_HEIGHT]) / height)
        for measure, centre in zip(measures[1:], centres[1:], strict=True)
        if measure[cv2.CC_STAT_HEIGHT] >= _LEAST_PART * height
    ]
    return sorted(parts)
