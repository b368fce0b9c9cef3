"""Drawing a QR code as the data of one SVG path: no script, no picture file."""

from collections.abc import Iterator
from dataclasses import dataclass

import segno

#: The standard's margin, without which scanners may not find the code.
_QUIET_ZONE = 4


@dataclass(frozen=True)
class Drawing:
    """A code as a path of horizontal strokes one unit high; `size` is its side with the margin."""

    size: int
    path: str


def draw(text: str) -> Drawing:
    """Return the QR code of a text; error correction M mends a smudged or shining screen."""
    rows = segno.make(text, error="m", micro=False, boost_error=False).matrix
    return Drawing(
        size=len(rows) + 2 * _QUIET_ZONE,
        path="".join(
            f"M{start + _QUIET_ZONE} {y + _QUIET_ZONE}.5h{length}"
            for y, row in enumerate(rows)
            for start, length in _strokes(row)
        ),
    )


def _strokes(row: bytearray) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules begins, and how long it is."""
    start = None
    for x, is_dark in enumerate([*row, 0]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            yield start, x - start
            start = None
