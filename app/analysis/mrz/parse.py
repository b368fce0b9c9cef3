"""Find the machine-readable zone among the rows of a page: pure, no picture needed."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from app.analysis.mrz.alphabet import FILLER, to_alphabet
from app.analysis.mrz.fit import ways_to_fit
from app.analysis.mrz.layouts import LAYOUTS, Layout
from app.analysis.mrz.zone import Zone, lay_out

#: Rows of one zone stand together; at most this many other rows may be read between them.
_MAX_STRAY_ROWS: Final = 2

#: A number row may lose this much to filler; a shorter one is another kind of text.
_LEAST_SHARE: Final = 0.7

#: A name holds no digit; this share of its letters may have been read as one.
_MOST_DIGITS: Final = 0.25

#: What the first character of a zone is misread as.
_FIRST_TWINS: Final = str.maketrans("FRB1LTJ|G4YU", "PPPIIIIICAVV")


def parse(rows: Sequence[Sequence[str]]) -> Zone | None:
    """Return the zone that `rows` hold, or None: never a zone where none is printed.

    `rows` are the page's rows from top to bottom; each is a sequence of readings of that row (the
    joined row, or one of its parts), as the reader gave them. Of all layouts and readings that are
    plausible the one with the most agreeing check digits wins.
    """
    zones = (
        zone
        for layout in LAYOUTS
        for readings in _groups(rows, layout.rows)
        for zone in _zones(layout, readings)
        if zone.is_plausible
    )
    return max(zones, key=_rank, default=None)


def _rank(zone: Zone) -> float:
    """Order zones by what speaks for them, less a little for each character added or taken away."""
    off = sum(abs(len(row) - zone.layout.length) for row in zone.raw)
    return zone.score - off / 5


def _groups(rows: Sequence[Sequence[str]], size: int) -> Iterator[tuple[str, ...]]:
    """Yield `size` readings of nearby rows, top to bottom."""
    for chosen in itertools.combinations(range(len(rows)), size):
        if chosen[-1] - chosen[0] < size + _MAX_STRAY_ROWS:
            yield from itertools.product(*(rows[index] for index in chosen))


def _zones(layout: Layout, readings: tuple[str, ...]) -> Iterator[Zone]:
    raw = tuple(to_alphabet(reading) for reading in readings)
    if not _could_be(layout, raw):
        return
    first = raw[0]
    if first[0] not in layout.begins:
        first = first[0].translate(_FIRST_TWINS) + first[1:]
    ways = (ways_to_fit(row, layout, index) for index, row in enumerate((first, *raw[1:])))
    for fitted in itertools.product(*ways):
        yield lay_out(layout, fitted, raw)


def _could_be_names(row: str) -> bool:
    digits = sum(char.isdigit() for char in row)
    return FILLER * 2 in row and digits <= _MOST_DIGITS * len(row.replace(FILLER, ""))


def _could_be(layout: Layout, raw: tuple[str, ...]) -> bool:
    """Tell cheaply whether rows could be of this layout: first letter, lengths, filler in names.

    A surname and what follows it stand two fillers apart, and a short name is filled up with them;
    printed text that happens to have the right length has none.
    """
    if not all(raw) or raw[0][0].translate(_FIRST_TWINS) not in layout.begins:
        return False
    names = layout.spans["names"]
    return _could_be_names(raw[names.row]) and all(
        len(row) >= layout.length * _LEAST_SHARE
        for index, row in enumerate(raw)
        if index != names.row
    )
