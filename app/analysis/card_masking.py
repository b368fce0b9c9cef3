"""Take card numbers and security codes out of what was read, and find where to cover them.

The text keeps six and four digits of a number. In the picture the digits between are covered; where
their place in a line is not certain, the whole line is. The covered picture is read once more, line
by line, before it is believed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from rapidfuzz import fuzz

from app.analysis.reading.ocr import Image, OcrLine, Point, read_lines
from app.analysis.reading.page import Page, read_page
from app.analysis.reading.part import read_part
from app.domain.card_numbers import find_card_numbers, hidden_places, mask, mask_lines
from app.domain.evidence import AnalysisReport

#: Four corners in shares (0-1) of a page's width and height, as it was before it was turned.
Cover = tuple[Point, Point, Point, Point]

#: Widths of signs in a plain typeface, as shares of a digit's.
_NARROW, _SPACE, _WIDE = 0.5, 0.55, 1.2

#: Space left around what is covered, in digits, and in shares of the line's height.
_SIDE_MARGIN, _EDGE_MARGIN = 0.35, 0.12

#: A line below another goes on with its number when it stands this close (heights of the line).
_BELOW: Final = 3.0

#: Digits on the picture of a card that make a line suspect although no number was made out: more
#: than the four that may be shown.
_SUSPECT: Final = re.compile(r"(?:[0-9OIlSB][ .-]?){5,}")

#: From this likeness on a line holds a number of the text layer that the reader misread.
_ALIKE: Final = 75.0


@dataclass(frozen=True)
class MaskedPage:
    """A page and its text layer without card numbers, and what of the picture must be covered.

    `holds_number` is true also where a number stands only in the text layer and nothing is seen.
    """

    page: Page
    layer: tuple[str, ...]
    covers: tuple[Cover, ...] = ()
    holds_number: bool = False


def read_masked(
    image: Image, layer: Sequence[str], *, seeks_zone: bool, is_card: bool = False
) -> MaskedPage:
    """Read one page as `read_page` does; no card number leaves this function.

    `layer` is its text layer; `is_card` tells that a payment card was asked for.
    """
    return mask_page(read_page(image, seeks_zone=seeks_zone), layer, is_card=is_card)


def mask_page(page: Page, layer: Sequence[str], *, is_card: bool = False) -> MaskedPage:
    """Return a page that was read, masked."""
    hidden = _hidden(page.lines, is_card=is_card)
    whole = _misread(page.lines, layer, hidden) | (_suspect(page.lines) if is_card else set())
    covers = _strips(page.image, page.lines, hidden, whole)
    if is_card and not hidden:
        covers += _second_look(page.image)
    masked_layer = tuple(mask_lines(layer))
    return MaskedPage(
        page=replace(page, lines=_masked(page.lines, hidden, whole)),
        layer=masked_layer,
        covers=tuple(_before_turning(cover, page) for cover in covers),
        holds_number=bool(covers) or masked_layer != tuple(layer),
    )


def mask_report(report: AnalysisReport, *, is_card: bool) -> AnalysisReport:
    """Return the report masked once more as a whole: lines that were put together may hold one."""
    texts = mask_lines([line.text for line in report.lines], is_card=is_card)
    return replace(
        report,
        lines=tuple(
            replace(line, text=text) for line, text in zip(report.lines, texts, strict=True)
        ),
        fields={
            key: replace(field, value=mask(field.value), raw=mask(field.raw))
            for key, field in report.fields.items()
        },
        findings=tuple(replace(item, detail=mask(item.detail)) for item in report.findings),
    )


def _hidden(lines: Sequence[OcrLine], *, is_card: bool) -> dict[int, set[int]]:
    """Return for each line that holds some the places of the signs that may not be kept."""
    found: dict[int, set[int]] = {}
    _add(found, lines, range(len(lines)), is_card=is_card)
    for index in range(len(lines)):
        column = _column(lines, index)
        if len(column) > 1 and index not in found:
            # Lone codes are looked for once, in the page as a whole: not in parts of it.
            _add(found, lines, column, is_card=False)
    return found


def _add(
    found: dict[int, set[int]], lines: Sequence[OcrLine], order: Iterable[int], *, is_card: bool
) -> None:
    """Look for numbers in some lines written one after the other, and note where they are."""
    owners: list[tuple[int, int]] = []
    texts: list[str] = []
    for index in order:
        text = lines[index].text.replace("\n", " ")
        owners += [(index, place) for place in range(len(text) + 1)]
        texts.append(text)
    for place in hidden_places("\n".join(texts), is_card=is_card):
        index, inside = owners[place]
        found.setdefault(index, set()).add(inside)


def _column(lines: Sequence[OcrLine], index: int) -> list[int]:
    """Return a line and the two below it, where a number may go on beside another column."""
    column = [index]
    while len(column) < 4 and (below := _below(lines, column[-1])) is not None:
        column.append(below)
    return column


def _below(lines: Sequence[OcrLine], index: int) -> int | None:
    line = lines[index]
    (left, right), (x, y) = _span(line), line.centre
    candidates = [
        (other.centre[1] - y, place)
        for place, other in enumerate(lines)
        if place != index
        and 0.5 * line.height < other.centre[1] - y < _BELOW * line.height
        and (left <= other.centre[0] <= right or _span(other)[0] <= x <= _span(other)[1])
    ]
    return min(candidates)[1] if candidates else None


def _span(line: OcrLine) -> tuple[float, float]:
    return min(x for x, _ in line.box), max(x for x, _ in line.box)


def _misread(
    lines: Sequence[OcrLine], layer: Sequence[str], hidden: dict[int, set[int]]
) -> set[int]:
    """Return the lines in which a number of the text layer was seen but not read as one."""
    numbers = [number.digits for number in find_card_numbers("\n".join(layer))]
    return {
        index
        for index, line in enumerate(lines)
        if index not in hidden
        and len(digits := _digits(line.text)) >= 8
        and any(fuzz.partial_ratio(digits, number) >= _ALIKE for number in numbers)
    }


def _suspect(lines: Sequence[OcrLine]) -> set[int]:
    """Return the lines of a card with so many digits that they may be its number."""
    return {
        index
        for index, line in enumerate(lines)
        if _SUSPECT.search(line.text) and sum(sign.isdigit() for sign in line.text) >= 5
    }


def _masked(
    lines: Sequence[OcrLine], hidden: dict[int, set[int]], whole: set[int]
) -> tuple[OcrLine, ...]:
    """Return the lines with stars; of a line that is covered whole no digit is kept."""
    found = []
    for index, line in enumerate(lines):
        places = hidden.get(index, set())
        if index in whole and not places:
            places = {place for place, sign in enumerate(line.text) if sign.isdigit()}
        text = "".join("*" if at in places else sign for at, sign in enumerate(line.text))
        found.append(replace(line, text=text) if places else line)
    return tuple(found)


def _strips(
    image: Image, lines: Sequence[OcrLine], hidden: dict[int, set[int]], whole: set[int]
) -> list[Cover]:
    """Return what to cover, in pixels of the page as it was read."""
    covers = [
        _checked(image, lines[index], _strip(lines[index], places), places)
        for index, places in hidden.items()
    ]
    return covers + [_grown(lines[index].box) for index in sorted(whole - hidden.keys())]


def _strip(line: OcrLine, places: set[int]) -> Cover:
    """Return the part of a line's box from its first hidden sign to its last."""
    if line.height > 1.5 * line.width:
        return _grown(line.box)
    widths = [_width(sign) for sign in line.text]
    total, digit = sum(widths), 1.0
    start = sum(widths[: min(places)]) - _SIDE_MARGIN * digit
    end = sum(widths[: max(places) + 1]) + _SIDE_MARGIN * digit
    upper_left, upper_right, lower_right, lower_left = line.box
    first, last = max(0.0, start / total), min(1.0, end / total)
    return _grown(
        (
            _between(upper_left, upper_right, first),
            _between(upper_left, upper_right, last),
            _between(lower_left, lower_right, last),
            _between(lower_left, lower_right, first),
        ),
        sideways=0.0,
    )


def _width(sign: str) -> float:
    if sign.isspace():
        return _SPACE
    if sign in "il|.,:;'!()[]-":
        return _NARROW
    return _WIDE if sign.isupper() else 1.0


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _grown(box: Cover, *, sideways: float = _EDGE_MARGIN) -> Cover:
    """Return a box grown by a share of its height upwards, downwards, and to its sides."""
    upper_left, upper_right, lower_right, lower_left = (np.array(corner) for corner in box)
    down = (lower_left - upper_left) * _EDGE_MARGIN
    length = max(float(np.linalg.norm(upper_right - upper_left)), 1.0)
    height = float(np.linalg.norm(lower_left - upper_left))
    along = (upper_right - upper_left) / length * height * sideways
    corners = (
        upper_left - down - along,
        upper_right - down + along,
        lower_right + down + along,
        lower_left + down - along,
    )
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return first, second, third, fourth


def _checked(image: Image, line: OcrLine, cover: Cover, places: set[int]) -> Cover:
    """Return the cover if the line then shows no more digits than it may, else the whole line's."""
    allowed = len(_digits("".join(s for at, s in enumerate(line.text) if at not in places)))
    left, top = (max(0, int(min(axis) - line.height)) for axis in zip(*line.box, strict=True))
    right, bottom = (int(max(axis) + line.height) for axis in zip(*line.box, strict=True))
    painted = painted_over(image, [cover])[top:bottom, left:right]
    x, y = line.centre[0] - left, line.centre[1] - top
    seen = sum(
        len(_digits(other.text))
        for other in read_part(painted)
        if abs(other.centre[1] - y) < line.height / 2 or abs(other.centre[0] - x) < line.height / 2
    )
    return cover if seen <= allowed else _grown(line.box)


def _second_look(image: Image) -> list[Cover]:
    """Return covers for the number of a card that was not made out at first.

    Embossed digits have the card's own colour: with the contrast of each part stretched they show.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    stretched = cv2.createCLAHE(clipLimit=4.0, tileGridSize=(8, 8)).apply(grey)
    picture = np.asarray(cv2.cvtColor(stretched, cv2.COLOR_GRAY2RGB), np.uint8)
    lines = read_lines(picture)
    suspects = _hidden(lines, is_card=True).keys() | _suspect(lines)
    return [_grown(lines[index].box) for index in sorted(suspects)]


def painted_over(image: Image, covers: Iterable[Cover]) -> Image:
    """Return a copy of a picture with covers, in pixels, painted black."""
    painted = image.copy()
    for cover in covers:
        cv2.fillPoly(painted, [np.round(np.array(cover)).astype(np.int32)], (0, 0, 0))
    return painted


def _before_turning(cover: Cover, page: Page) -> Cover:
    """Return a cover of a page in shares of the picture as it lay before `read_page` turned it."""
    height, width = page.image.shape[:2]
    first, second, third, fourth = (
        _turned_back(x / width, y / height, page.turns % 4) for x, y in cover
    )
    return first, second, third, fourth


def _turned_back(across: float, down: float, turns: int) -> Point:
    """Return a point, in shares, after so many quarter turns to the right."""
    for _ in range(turns):
        across, down = 1 - down, across
    return across, down


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
