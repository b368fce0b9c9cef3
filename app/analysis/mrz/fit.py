"""Bring a row as read to the length of its layout.

A reader counts the strokes of a long filler run badly: rows come back a few characters short or
long, and every field behind the run is then off. Only filler is added or taken away here; a row
that lost a printed character stays wrong and its check digits say so.
"""

import itertools
import re
from typing import Final

from app.analysis.mrz.alphabet import FILLER
from app.analysis.mrz.layouts import Layout

#: How many fillers a row may have lost or won; the longest run printed is 39 (a short name).
_MAX_OFF: Final = 12

#: No name holds one consonant three times; three are filler strokes read as letters.
_FALSE_LETTERS: Final = re.compile(r"C{3,}|K{3,}")

#: The most ways of mending one row that are tried.
_MAX_WAYS: Final = 5


def ways_to_fit(row: str, layout: Layout, index: int) -> tuple[str, ...]:
    """Return `row` (in the MRZ alphabet) as row `index` of `layout`, in each way that is sensible.

    The likeliest way comes first; nothing is returned when no filler can make up the difference.
    """
    names = layout.spans["names"]
    if names.row == index and names.stop == layout.length:
        return (_fit_names(row, layout.length),)
    if len(row) == layout.length:
        return (row,)
    off = len(row) - layout.length
    if abs(off) > _MAX_OFF:
        return ()
    trimmed = (row[:-1], row[1:]) if off == 1 else ()
    mended = (_mend_run(row, run, off) for run in _runs(row, layout.tails[index]))
    ways = (way for way in (*mended, *trimmed) if way is not None)
    return tuple(itertools.islice(dict.fromkeys(ways), _MAX_WAYS))


def _fit_names(row: str, length: int) -> str:
    """Return a row that ends in names: three fillers in a row are its end, whatever follows."""
    text = _FALSE_LETTERS.sub(lambda run: FILLER * len(run.group()), row)
    end = text.find(FILLER * 3)
    bare = text[:end] if end > 0 else text.rstrip(FILLER)
    return bare[:length].ljust(length, FILLER)


def _runs(row: str, tail: int) -> list[re.Match[str]]:
    """Return the filler runs of `row`, those in the field meant for filler first, long first.

    `tail` is where that field begins; a run that begins a little earlier belongs to it as well,
    since the fields before it may have lost nothing but the run's own strokes.
    """
    runs = list(re.finditer(f"{FILLER}+", row))
    return sorted(runs, key=lambda run: (run.end() > tail, run.end() - run.start()), reverse=True)


def _mend_run(row: str, run: re.Match[str], off: int) -> str | None:
    size = run.end() - run.start() - off
    return None if size < 0 else row[: run.start()] + FILLER * size + row[run.end() :]
