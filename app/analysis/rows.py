"""Join the boxes of a page into the rows that a person would see, on a tilted page as well."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.analysis.ocr import OcrLine


@dataclass
class _Row:
    """A row being gathered: its boxes, and where its middle runs once the page is straight."""

    lines: list[OcrLine]
    middle: float
    height: float


def tilt(lines: Sequence[OcrLine]) -> float:
    """Return the slope of the page in radians: the median of its longer lines, 0 without any."""
    longest = sorted(lines, key=lambda line: line.width, reverse=True)[: max(3, len(lines) // 4)]
    return statistics.median(line.angle for line in longest) if longest else 0.0


def join_rows(lines: Sequence[OcrLine]) -> list[tuple[OcrLine, ...]]:
    """Return the lines grouped into rows from top to bottom, each row from left to right.

    The page is straightened by its own tilt first. A box joins a row when their middles lie less
    than half a height apart, their heights are alike and the box stands beside the others, not
    under or over one of them.
    """
    angle = tilt(lines)
    placed = sorted(
        ((_turned(line.centre, angle)[1], line) for line in lines), key=lambda pair: pair[0]
    )
    rows: list[_Row] = []
    for middle, line in placed:
        row = next((row for row in reversed(rows[-6:]) if _belongs(line, middle, row, angle)), None)
        if row is None:
            rows.append(_Row([line], middle, line.height))
        else:
            row.lines.append(line)
            row.middle = (row.middle * (len(row.lines) - 1) + middle) / len(row.lines)
    return [
        tuple(sorted(row.lines, key=lambda line: _turned(line.centre, angle)[0])) for row in rows
    ]


def reading_order(lines: Sequence[OcrLine]) -> list[OcrLine]:
    """Return the lines as a person reads them: row by row, each from left to right."""
    return [line for row in join_rows(lines) for line in row]


def _belongs(line: OcrLine, middle: float, row: _Row, angle: float) -> bool:
    low, high = sorted((line.height, row.height))
    return (
        abs(middle - row.middle) < low / 2
        and high < low * 1.7
        and not any(_overlap(line, other, angle) > low / 3 for other in row.lines)
    )


def _overlap(left: OcrLine, right: OcrLine, angle: float) -> float:
    """Return how far two boxes overlap along the row, in pixels; negative when they are apart."""
    first, second = _reach(left, angle), _reach(right, angle)
    return min(first[1], second[1]) - max(first[0], second[0])


def _reach(line: OcrLine, angle: float) -> tuple[float, float]:
    places = [_turned(corner, angle)[0] for corner in line.box]
    return min(places), max(places)


def _turned(point: tuple[float, float], angle: float) -> tuple[float, float]:
    """Return the point on the page turned back by `angle` around the origin."""
    cos, sin = math.cos(angle), math.sin(angle)
    return point[0] * cos + point[1] * sin, point[1] * cos - point[0] * sin


def mean_confidence(lines: Iterable[OcrLine]) -> float:
    """Return the confidence of several lines weighed by their length, 0 without any."""
    weighed = [(len(line.text), line.confidence) for line in lines]
    total = sum(size for size, _ in weighed)
    return sum(size * confidence for size, confidence in weighed) / total if total else 0.0
