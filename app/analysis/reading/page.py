"""Read one picture of a page: which way up it lies, its lines, and its machine-readable zone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import cv2
import numpy as np

from app.analysis.mrz.alphabet import FILLER, to_alphabet
from app.analysis.mrz.countries import CODES
from app.analysis.mrz.parse import parse
from app.analysis.mrz.zone import Zone
from app.analysis.reading.ocr import Image, OcrLine, read_lines
from app.analysis.reading.rows import join_rows, mean_confidence, reading_order, tilt

#: Letters and digits read at this confidence are sure. In upright text at least a third of them
#: are, even in a thumbnail; in text on its head hardly ever more than a fifth (measured on
#: specimens). Below one half the other way up is read as well, and the better reading kept.
_SURE: Final = 0.9
_LEAST_SURE_SHARE: Final = 0.5

#: A zone is read best when its rows are about as high as the recogniser's input (48 px).
_ROW_HEIGHT: Final = 44.0
_MOST_ENLARGED: Final = 4.0

#: A row of a zone holds at least 30 characters; a part of it that stands alone at least this many.
_LEAST_PART: Final = 20


@dataclass(frozen=True)
class Page:
    """One page as read: the picture turned upright, its lines in reading order, its zone.

    `turns` counts the quarter turns to the left that brought it upright; `zone_confidence` is the
    reader's confidence in the least sure row of the zone (0 without one).
    """

    image: Image
    lines: tuple[OcrLine, ...]
    turns: int = 0
    zone: Zone | None = None
    zone_confidence: float = 0.0

    @property
    def is_zone_sure(self) -> bool:
        """Tell whether a zone was found that another look would hardly read better.

        Names carry no check digit, so it takes more than agreeing digits: a known country, and a
        reader that was sure of every row.
        """
        zone = self.zone
        return (
            zone is not None
            and all(zone.checks.values())
            and zone.text("issuer").rstrip(FILLER) in CODES
            and self.zone_confidence >= _SURE
        )

    @property
    def printed(self) -> tuple[OcrLine, ...]:
        """Return the lines outside the machine-readable zone."""
        rows = _zone_rows(self.lines)
        of_zone = {line for row in rows for line in row.lines}
        return tuple(line for line in self.lines if line not in of_zone)


def read_page(image: Image, *, seeks_zone: bool) -> Page:
    """Read a picture, turning it upright when its text says that it lies on a side or its head.

    With `seeks_zone` the machine-readable zone is looked for as well, and looked at from closer
    when its check digits do not all agree at first. Without one a page costs one reading, or two
    or three when its first one leaves doubt about which way is up.
    """
    page = _read(image, 0, seeks_zone=seeks_zone)
    for turns in turns_to_try(page.lines, has_zone=page.zone is not None):
        turned = _read(image, turns, seeks_zone=seeks_zone)
        if _sure_size(turned.lines) > _sure_size(page.lines) or _is_sideways(page.lines):
            page = turned
        if _sure_share(turned.lines) >= _LEAST_SURE_SHARE:
            break
    return _looked_at_closer(page) if seeks_zone and not page.is_zone_sure else page


def turns_to_try(lines: Sequence[OcrLine], *, has_zone: bool) -> tuple[int, ...]:
    """Return the quarter turns to the left that may bring a page with these lines upright.

    The reader turns a tall box a quarter to the left before it reads it. So sure readings of tall
    boxes tell that the page needs just that turn, unsure ones that it needs three. Unsure readings
    of wide boxes tell of a page on its head, unless a zone was read from it.
    """
    is_sure = _sure_share(lines) >= _LEAST_SURE_SHARE
    if _is_sideways(lines):
        return (1, 3) if is_sure else (3, 1)
    return () if is_sure or has_zone or not lines else (2,)


def _read(image: Image, turns: int, *, seeks_zone: bool) -> Page:
    turned = np.ascontiguousarray(np.rot90(image, turns)) if turns else image
    lines = read_lines(turned)
    page = Page(turned, tuple(reading_order(lines)), turns)
    return _with_zone(page, lines) if seeks_zone else page


def _is_sideways(lines: Sequence[OcrLine]) -> bool:
    """Tell whether most words stand in tall boxes; a letter or two may always do."""
    words = [line for line in lines if len(line.text) > 2]
    return sum(line.height > 1.5 * line.width for line in words) * 2 > len(words)


class _ZoneRow(NamedTuple):
    """A row that may be of a zone: the boxes that look like it, and the ways to put them together.

    A row is usually one box; a broken one is joined again. What stands beside the zone at the same
    height does not belong to it, so the likely parts are offered alone as well.
    """

    lines: tuple[OcrLine, ...]
    ways: tuple[str, ...]


def _with_zone(page: Page, lines: Sequence[OcrLine]) -> Page:
    """Return the page with the zone that `lines` hold, when it is better than the page's own."""
    rows = _zone_rows(lines)
    zone = parse([row.ways for row in rows])
    if zone is None:
        return page
    used = [row for row in rows if any(to_alphabet(way) in zone.raw for way in row.ways)]
    confidence = min(mean_confidence(row.lines) for row in used)
    if page.zone is not None and (page.zone.score, page.zone_confidence) >= (
        zone.score,
        confidence,
    ):
        return page
    return replace(page, zone=zone, zone_confidence=confidence)


def _zone_rows(lines: Sequence[OcrLine]) -> list[_ZoneRow]:
    found: list[_ZoneRow] = []
    for row in join_rows(lines):
        texts = [placed.text for placed in row]
        likely = tuple(placed.line for placed in row if _looks_like_zone(placed.text))
        ways = ["".join(line.text for line in likely), "".join(texts)]
        ways += [text for text in texts if len(text) >= _LEAST_PART]
        kept = tuple(dict.fromkeys(way for way in ways if _looks_like_zone(way)))
        if kept:
            found.append(_ZoneRow(likely or tuple(placed.line for placed in row), kept))
    return found


def _looked_at_closer(page: Page) -> Page:
    """Return the page after a second reading of the part where a zone seems to be, if any."""
    rows = [line for line in page.lines if _looks_like_zone(line.text)]
    if not rows:
        return page
    part = _cut_out(page.image, rows)
    closer = _with_zone(page, read_lines(part))
    if closer.is_zone_sure:
        return closer
    # A sensor's noise breaks strokes; smoothed, the same rows are often read without an error.
    smooth = np.asarray(cv2.bilateralFilter(part, 7, 60, 5), np.uint8)
    return _with_zone(closer, read_lines(smooth))


def _cut_out(image: Image, rows: Sequence[OcrLine]) -> Image:
    """Return the part of `image` around `rows`, straightened and at the reader's favourite size."""
    angle = tilt(rows)
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(np.degrees(angle)), 1.0)
    straight = cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    corners = np.array([(*corner, 1.0) for line in rows for corner in line.box]) @ matrix.T
    row_height = float(np.median([line.height for line in rows]))
    margin = 3 * row_height
    left, top = np.maximum(corners.min(axis=0) - margin, 0).astype(int)
    right, bottom = (corners.max(axis=0) + margin).astype(int)
    part = straight[top:bottom, left:right]
    scale = min(_ROW_HEIGHT / max(row_height, 1.0), _MOST_ENLARGED)
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(part, size, interpolation=how), np.uint8)


def _looks_like_zone(text: str) -> bool:
    bare = text.replace(" ", "")
    row = to_alphabet(bare)
    if len(row) < 0.8 * len(bare):
        return False
    digits = sum(char.isdigit() for char in row)
    return FILLER in row or (len(row) >= _LEAST_PART and digits >= 8)


def _sure_size(lines: Sequence[OcrLine]) -> int:
    """Return how many letters and digits were read with confidence."""
    sure = (line.text for line in lines if line.confidence >= _SURE)
    return sum(char.isalnum() for text in sure for char in text)


def _sure_share(lines: Sequence[OcrLine]) -> float:
    return _sure_size(lines) / max(1, sum(len(line.text) for line in lines))
