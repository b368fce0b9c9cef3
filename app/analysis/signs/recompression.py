"""A pasted part: a region that was not there when the picture was first saved.

JPEG rounds each frequency of each block of 8 x 8 pixels to multiples of a step. When a photograph
is opened, altered and saved finer than before, the blocks that were left alone still lie on
multiples of the first steps, and those that were pasted or painted do not (Farid's JPEG ghosts,
read off the frequencies). That a picture was saved twice is no sign: only a part that differs from
the rest is.
"""

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.analysis.signs.places import place
from app.domain.evidence import Finding

Luma = NDArray[np.uint8]
Numbers = NDArray[np.float32]
Flags = NDArray[np.bool_]

_BLOCK: Final = 8
#: Frequencies looked at (down, across): low ones, which most blocks have.
_FREQUENCIES: Final = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1))
#: First steps tried; finer ones cannot be told from the second, coarser ones leave nothing.
_STEPS: Final = range(3, 40)
#: Rounding of pixels and of colours moves a frequency by about this much.
_SLACK: Final = 0.8
#: Share of blocks that must lie on a first step's multiples, and lead over what chance gives.
_LEAST_FIT, _LEAST_LEAD = 0.80, 0.25
_LEAST_BLOCKS: Final = 600
#: A region is judged by the blocks in a square of this side. So many frequencies must be there to
#: judge by, of which so large a share does not fit, and so many times that of the rest.
_AROUND, _LEAST_JUDGED, _LEAST_MISSES, _TIMES = 7, 40, 0.40, 4.0
#: Share of the picture's blocks that a pasted part has.
_SMALLEST, _LARGEST = 0.002, 0.30
#: Blocks with pixels as dark or light as this were cut off there and fit nothing (0-255).
_BLACK, _WHITE = 4, 251


class _Mode(NamedTuple):
    """One frequency: which blocks have it, and which of those lie off the first step."""

    judged: Flags
    off: Flags


def pasted_sign(luma: Luma, steps: tuple[int, ...]) -> Finding | None:
    """Return a finding when a part of a JPEG does not fit an earlier saving of the rest.

    `luma` (H x W, both multiples of 8, on the blocks of the file) are its pixels as decoded,
    `steps` its 64 steps in rows of 8.
    """
    rows, columns = luma.shape[0] // _BLOCK, luma.shape[1] // _BLOCK
    modes = _modes(luma, steps)
    if len(modes) < 2:
        return None
    judged = np.sum([mode.judged for mode in modes], axis=0, dtype=np.float32)
    off = np.sum([mode.off for mode in modes], axis=0, dtype=np.float32)
    judged, off = (_around(counts.reshape(rows, columns)) for counts in (judged, off))
    share, enough = off / np.maximum(judged, 1), judged >= _LEAST_JUDGED
    if not enough.any():
        return None
    usual = float(np.median(share[enough]))
    strange = enough & (share >= max(_LEAST_MISSES, _TIMES * usual))
    table = cv2.connectedComponentsWithStats(strange.astype(np.uint8))[2][1:]
    for left, top, width, height, blocks in sorted(table.tolist(), key=lambda row: -row[4])[:1]:
        if _SMALLEST <= blocks / strange.size <= _LARGEST:
            box = (left, top, left + width, top + height)
            part = float(share[top : top + height, left : left + width].max())
            return Finding(
                "pasted-part",
                f"{place(box, (columns, rows))}: {part:.0%} does not fit an earlier saving of the"
                f" picture, {usual:.0%} elsewhere",
            )
    return None


def _modes(luma: Luma, steps: tuple[int, ...]) -> list[_Mode]:
    """Return the frequencies at which most of the picture lies on the multiples of a first step."""
    blocks = _blocks(luma)
    usable = (blocks.min(axis=1) >= _BLACK) & (blocks.max(axis=1) <= _WHITE)
    values = blocks.astype(np.float32) @ _waves()
    found = [_mode(values[:, i], usable, steps[8 * v + u]) for i, (v, u) in enumerate(_FREQUENCIES)]
    return [mode for mode in found if mode is not None]


def _blocks(luma: Luma) -> NDArray[np.uint8]:
    rows, columns = luma.shape[0] // _BLOCK, luma.shape[1] // _BLOCK
    cut = luma.reshape(rows, _BLOCK, columns, _BLOCK).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(cut).reshape(rows * columns, _BLOCK * _BLOCK)


def _waves() -> Numbers:
    """Return the cosine waves of the looked-at frequencies as columns (64 x count)."""
    places = (2 * np.arange(_BLOCK) + 1) * np.pi / 16
    waves = [
        np.outer(np.cos(v * places), np.cos(u * places)) / (8 if u and v else 8 * np.sqrt(2))
        for v, u in _FREQUENCIES
    ]
    return (2 * np.stack([wave.ravel() for wave in waves], axis=1)).astype(np.float32)


def _mode(values: Numbers, usable: Flags, step: int) -> _Mode | None:
    """Return which blocks lie off the multiples of the likeliest first step of one frequency."""
    levels = np.rint(values / step).astype(np.int32)
    judged = usable & (levels != 0)
    if int(judged.sum()) < _LEAST_BLOCKS:
        return None
    sizes = np.minimum(np.abs(levels[judged]), 255)
    counts = np.bincount(sizes, minlength=256).astype(np.float32)
    # What the counts would be without an earlier saving: the same, evened out.
    width = 2 * max(_STEPS) // step + 1
    even = np.convolve(counts, np.ones(width) / width, "same").astype(np.float32)
    even[0] = 0
    best: tuple[float, Flags] | None = None
    for first in (first for first in _STEPS if first > step * 1.5):
        fits = _fits(first, step)
        # The first multiple alone proves nothing: small values are the most frequent anyway.
        far = np.arange(256) * step > 1.5 * first
        lead = min(_lead(counts, even, fits), _lead(counts[far], even[far], fits[far]))
        if best is None or lead > best[0]:
            best = (lead, fits)
    if best is None or best[0] < _LEAST_LEAD:
        return None
    return _Mode(judged, judged & ~best[1][np.minimum(np.abs(levels), 255)])


def _lead(counts: Numbers, even: Numbers, fits: Flags) -> float:
    """Return how much larger a share of the blocks fits than would by chance; 0 if too few do."""
    if counts.sum() < _LEAST_BLOCKS / 4 or even.sum() == 0:
        return 0.0
    fit = float(counts[fits].sum() / counts.sum())
    return fit - float(even[fits].sum() / even.sum()) if fit >= _LEAST_FIT else 0.0


def _fits(first: int, step: int) -> NDArray[np.bool_]:
    """Return which levels (0-255) of the second step a multiple of the first may have become."""
    values = np.arange(256) * step
    away = np.abs(values - first * np.rint(values / first))
    return np.asarray(away <= step / 2 + _SLACK, np.bool_)


def _around(counts: Numbers) -> Numbers:
    """Return the sum over the square around each block."""
    return np.asarray(cv2.boxFilter(counts, -1, (_AROUND, _AROUND), normalize=False), np.float32)
