"""Divide the rows of a licence into parts that each begin with a number, as the reader saw them.

The reader sees "1. LINDQVIST" as one line, as a number and a name apart, or run together
("4a.19.01.2013 4c.REGISTRY", "4bEXP09/27/2032").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from app.analysis.reading.ocr import OcrLine
from app.analysis.reading.rows import Placed, Row, join_rows, straighten

#: Labels behind numbers; DLN is often read in one with the number that follows it.
_LABELS: Final = (
    r"(?:(?P<label>DLN|(?:DL|LIC(?: ?NO)?|ISS|EXP|DOB|SEX|DD|CLASS|END|REST|HGT|WGT|EYES|HAIR"
    r"|LN|FN)(?![A-Z]))[\s.:#]*)?"
)
#: A number at the head of a line: with a point or space behind it, or straight before a capital, a
#: label or a date. Beyond 9 only with a label, since a day of the month looks the same.
_HEAD: Final = re.compile(
    r"(?P<number>4\s?[.]?\s?[abcd](?![a-z])|4[ABCD](?=[.,\s\d])|[1-9](?![\d])|1[0-9](?=\s?[A-Z]{3}\b))"
    rf"\s?[.,:)]*\s*{_LABELS}"
)
#: A number within a line: one that letters tell from a date, or with a point or a label behind it.
_WITHIN: Final = re.compile(
    r"(?<=[\s\d])(?:4[abcd](?=[.,\s]|[A-Z\d])|(?<=\s)[1-9][.](?=\s?[A-Z\d])"
    r"|(?<=\s)\d{1,2}[a-d]?(?=\s?(?:CLASS|ISS|EXP|DOB|SEX|HGT|WGT|EYES|HAIR|DD|DLN|END|REST)\b))"
)
_DATE_ALONE: Final = re.compile(r"\d{1,2}[./\- ]\d{1,2}[./\- ](?:\d{4}|\d{2})(?![.\d])")

#: How far right of its number a value may begin, in heights of the value.
_REACH: Final = 6.0


class Part(NamedTuple):
    """A number (`1`, `4a`; empty if none was read), its label if any, and what stands behind it.

    `left`, `right` and `middle` place it on the straightened page, `height` is that of its text.
    """

    number: str
    label: str
    text: str
    confidence: float
    left: float
    right: float
    middle: float
    height: float

    def is_under(self, other: "Part") -> bool:
        """Tell whether this is the next row under another part, beginning near its beginning."""
        size = max(self.height, other.height, 1.0)
        return (
            0.5 * size < self.middle - other.middle < 2.2 * size
            and -size < self.left - other.left < _REACH * size
        )


def parts_of(lines: Sequence[OcrLine]) -> list[Part]:
    """Return the parts of all rows, from top to bottom and left to right."""
    return [part for row in join_rows(_with_values(lines)) for part in _parts_of_row(row)]


def _with_values(lines: Sequence[OcrLine]) -> list[OcrLine]:
    """Return lines with each that ends in a number joined to the value right of it.

    Numbers are printed much smaller than their values, and often a bit off, so that the two do not
    make one row by themselves. The joined line lies where the value does.
    """
    placed = straighten(lines)
    joined = {id(item): item for item in placed}
    for number in [item for item in placed if _ends_open(item.text)]:
        values = [item for item in joined.values() if _stands_before(number, item)]
        if not values or id(number) not in joined:
            continue
        value = min(values, key=lambda item: item.left)
        del joined[id(number)]
        line = replace(value.line, text=f"{number.text} {value.text}")
        joined[id(value)] = Placed(line, value.left, value.right, value.middle)
    return [item.line for item in joined.values()]


def _ends_open(text: str) -> bool:
    """Tell whether a line ends in a number whose value stands elsewhere."""
    *_, (number, _, rest) = _pieces(text)
    return bool(number) and not rest


def _stands_before(number: Placed, value: Placed) -> bool:
    gap = value.left - number.right
    return (
        number is not value
        and not _pieces_begin_with_number(value.text)
        and abs(number.middle - value.middle) < 0.6 * max(number.height, value.height)
        and -0.5 * value.height < gap < _REACH * value.height
    )


def _pieces_begin_with_number(text: str) -> bool:
    return bool(next(_pieces(text))[0])


def _parts_of_row(row: Row) -> Iterator[Part]:
    """Yield the parts of one row; a line without a number continues the part before it."""
    parts: list[Part] = []
    for placed in row:
        for number, label, text in _pieces(placed.text):
            if number or not parts or _is_far_from(parts[-1], placed):
                parts.append(_part(placed, number, label, text))
            else:
                last = parts[-1]
                parts[-1] = last._replace(
                    text=f"{last.text} {text}".strip(),
                    confidence=min(last.confidence, placed.line.confidence)
                    if last.text
                    else placed.line.confidence,
                    right=placed.right,
                    height=max(last.height, placed.height),
                )
    yield from parts


def _is_far_from(part: Part, placed: Placed) -> bool:
    """Tell whether a line stands too far right to continue a part: something between is unread."""
    return placed.left - part.right > _REACH * placed.height


def _part(placed: Placed, number: str, label: str, text: str) -> Part:
    return Part(
        number,
        label,
        text,
        placed.line.confidence,
        placed.left,
        placed.right,
        placed.middle,
        placed.height,
    )


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield number, label and text of each piece of a line, with no number for what has none."""
    starts = [0, *(match.start() for match in _WITHIN.finditer(text) if match.start() > 0)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = text[start:end].strip()
        head = None if _DATE_ALONE.match(piece) else _HEAD.match(piece)
        if head is None:
            yield "", "", piece
        else:
            number = re.sub(r"[\s.]", "", head["number"]).lower()
            yield number, head["label"] or "", piece[head.end() :].strip()
