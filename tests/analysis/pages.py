"""Lines of text with their places, as if read from a page."""

import math

from app.analysis.reading.ocr import OcrLine, Point
from app.domain.documents import FileTag
from app.domain.evidence import Source, TextLine

#: Width of a character as a share of its height, about that of a plain typeface.
_PITCH = 0.55


def line(
    text: str,
    left: float = 0,
    top: float = 0,
    *,
    height: float = 20,
    confidence: float = 0.99,
    tilt: float = 0,
) -> OcrLine:
    """Return a line whose box begins at left and top; `tilt` turns the page, in degrees."""
    width = len(text) * height * _PITCH
    corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
    first, second, third, fourth = (_turned(corner, math.radians(tilt)) for corner in corners)
    return OcrLine(text, confidence, (first, second, third, fourth))


def tall_line(text: str, *, confidence: float = 0.99) -> OcrLine:
    """Return a line that runs up or down the page."""
    length = len(text) * 20 * _PITCH
    return OcrLine(text, confidence, ((0, 0), (20, 0), (20, length), (0, length)))


def form(*pairs: tuple[str, str], tilt: float = 0) -> list[OcrLine]:
    """Return labels with their values below them, one pair under the other."""
    lines = []
    for row, (label, value) in enumerate(pairs):
        lines.append(line(label, 300, 60 * row, height=16, tilt=tilt))
        lines.append(line(value, 300, 60 * row + 22, height=26, tilt=tilt))
    return lines


def letter(
    *texts: str, source: Source = Source.PRINTED, confidence: float = 0.99
) -> list[TextLine]:
    """Return the lines of a letter in reading order."""
    return [TextLine(text, confidence, FileTag.PAGES, source) for text in texts]


def _turned(point: Point, angle: float) -> Point:
    cos, sin = math.cos(angle), math.sin(angle)
    return point[0] * cos - point[1] * sin, point[0] * sin + point[1] * cos
