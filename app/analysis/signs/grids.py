"""A screen or a print in place of the paper: a fine grid that lies over the whole picture.

A screen's pixels and a printer's dots, and the moire of both, repeat at one distance everywhere;
writing, patterns and grain do not. In the spectrum of a tile such a grid is a lonely peak.
"""

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.analysis.reading.ocr import Image
from app.domain.evidence import Finding

Spectrum = NDArray[np.float32]

#: Side of a tile in pixels; the picture must hold enough of them that do not share most pixels.
_TILE: Final = 256
_LEAST_SIDE: Final = 600
_COLUMNS, _ROWS = 4, 3
#: Height of the highest peak over what is around it, as a natural logarithm, in the median tile.
#: Honest pictures of that size had up to 2.7, simulated screens and prints 3.6 and more.
_LEAST_PEAK: Final = 3.3
#: Frequencies looked at, in cycles a pixel: below are letters and the lines of security print.
_LOWEST, _HIGHEST = 0.15, 0.5
#: Degrees by which a screen's grid may be turned against the picture's edges.
_UPRIGHT: Final = 10.0
#: Standard deviation (0-255) below which a tile shows nothing.
_EMPTY: Final = 1.0


class Peak(NamedTuple):
    """The highest peak of a tile: natural logarithm, and cycles a pixel across and down."""

    height: float
    across: float
    down: float


def _searched() -> NDArray[np.bool_]:
    """Return which frequencies are searched: not those at which JPEG's blocks of 8 repeat."""
    down, across = np.fft.fftfreq(_TILE)[:, None], np.fft.rfftfreq(_TILE)[None]
    radius, near = np.hypot(across, down), 2.5 / _TILE
    on_blocks = (np.abs(across * 8 - np.round(across * 8)) < 8 * near) & (np.abs(down) < near)
    on_blocks |= (np.abs(down * 8 - np.round(down * 8)) < 8 * near) & (np.abs(across) < near)
    return np.asarray((radius > _LOWEST) & (radius < _HIGHEST) & ~on_blocks, np.bool_)


_SEARCHED: Final = _searched()
_WINDOW: Final = np.outer(np.hanning(_TILE), np.hanning(_TILE)).astype(np.float32)


def grid_sign(image: Image) -> Finding | None:
    """Return a finding when a picture (RGB) shows the grid of a screen or of a print."""
    peaks = find_peaks(image)
    if not peaks or float(np.median([peak.height for peak in peaks])) < _LEAST_PEAK:
        return None
    strong = [peak for peak in peaks if peak.height >= _LEAST_PEAK]
    turns = [np.degrees(np.arctan2(abs(peak.down), peak.across)) for peak in strong]
    is_upright = float(np.median([min(turn, 90 - turn) for turn in turns])) <= _UPRIGHT
    pitch = 1 / float(np.median([np.hypot(peak.across, peak.down) for peak in strong]))
    what = "pixels of a screen" if is_upright else "dots of a print"
    return Finding(
        "screen-recapture" if is_upright else "halftone-print",
        f"{what} in {len(strong)} of {len(peaks)} parts of the picture, {pitch:.1f} pixels apart",
    )


def find_peaks(image: Image) -> list[Peak]:
    """Return the highest peak of each tile that shows anything; none for a small picture."""
    height, width = image.shape[:2]
    if max(height, width) < _LEAST_SIDE or min(height, width) < _TILE:
        return []
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    tops = np.linspace(0, height - _TILE, _ROWS).astype(int)
    lefts = np.linspace(0, width - _TILE, _COLUMNS).astype(int)
    tiles = [grey[top : top + _TILE, left : left + _TILE] for top in tops for left in lefts]
    return [_peak(tile.astype(np.float32)) for tile in tiles if tile.std() > _EMPTY]


def _peak(tile: Spectrum) -> Peak:
    spectrum = np.abs(np.fft.rfft2((tile - tile.mean()) * _WINDOW))
    logs = np.log1p(spectrum).astype(np.float32)
    over = np.where(_SEARCHED, logs - cv2.blur(logs, (21, 21)), -np.inf)
    row, column = divmod(int(over.argmax()), over.shape[1])
    down = row / _TILE if row <= _TILE // 2 else row / _TILE - 1
    return Peak(float(over[row, column]), column / _TILE, down)
