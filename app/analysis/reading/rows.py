"""Join the boxes of a page into the rows that a person would see, on a tilted page as well."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.analysis.reading.ocr import OcrLine, Point


@dataclass(frozen=True)
class Placed:
    """A line with its place on the straightened page, in pixels; y grows downwards."""

    line: OcrLine
    left: float
    right: float
    middle: float

    @property
    def text(self) -> str:
        """Return the text of the line."""
        return self.line.text

    @property
    def height(self) -> float:
        """Return the height of the line's box."""
        return self.line.height

    def overlap(self, other: "Placed") -> float:
        """Return how far two lines overlap along the row; negative when they stand apart."""
        return min(self.right, other.right) - max(self.left, other.left)

    def is_level_with(self, other: "Placed") -> bool:
        """Tell whether two lines are of one row: level, and written in about the same size."""
        low, high = sorted((self.height, other.height))
        return abs(self.middle - other.middle) < low / 2 and high < low * 1.7


Row = tuple[Placed, ...]


def tilt(lines: Sequence[OcrLine]) -> float:
    """Return the slope of the page in radians: the median of its longer lines, 0 without any."""
    longest = sorted(lines, key=lambda line: line.width, reverse=True)[: max(3, len(lines) // 4)]
    return statistics.median(line.angle for line in longest) if longest else 0.0


def straighten(lines: Sequence[OcrLine]) -> list[Placed]:
    """Return the lines placed on a page turned back by its own tilt, from top to bottom."""
    angle = tilt(lines)
    return sorted((_place(line, angle) for line in lines), key=lambda placed: placed.middle)


def join_rows(lines: Sequence[OcrLine]) -> list[Row]:
    """Return the lines grouped into rows from top to bottom, each row from left to right.

    A line joins a row when it is level with the row's last line and stands beside the others,
    neither under nor over one of them.
    """
    rows: list[list[Placed]] = []
    for placed in straighten(lines):
        row = next((row for row in reversed(rows[-6:]) if _belongs(placed, row)), None)
        if row is None:
            rows.append([placed])
        else:
            row.append(placed)
    return [tuple(sorted(row, key=lambda placed: placed.left)) for row in rows]


def reading_order(lines: Sequence[OcrLine]) -> list[OcrLine]:
    """Return the lines as a person reads them: row by row, each from left to right."""
    return [placed.line for row in join_rows(lines) for placed in row]


def mean_confidence(lines: Iterable[OcrLine]) -> float:
    """Return the confidence of several lines weighed by their length, 0 without any."""
    weighed = [(len(line.text), line.confidence) for line in lines]
    total = sum(size for size, _ in weighed)
    return sum(size * confidence for size, confidence in weighed) / total if total else 0.0


def _belongs(placed: Placed, row: Sequence[Placed]) -> bool:
    return placed.is_level_with(row[-1]) and not any(
        placed.overlap(other) > min(placed.height, other.height) / 3 for other in row
    )


def _place(line: OcrLine, angle: float) -> Placed:
    across = [_turned(corner, angle)[0] for corner in line.box]
    return Placed(line, min(across), max(across), _turned(line.centre, angle)[1])


def _turned(point: Point, angle: float) -> Point:
    """Return the point on the page turned back by `angle` around the origin."""
    cos, sin = math.cos(angle), math.sin(angle)
    return point[0] * cos + point[1] * sin, point[1] * cos - point[0] * sin
