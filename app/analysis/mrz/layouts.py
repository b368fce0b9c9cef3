"""Where each field stands in each kind of machine-readable zone.

TD1, TD2 and TD3 are cards, older cards and passports (Doc 9303 parts 5, 6, 4); MRV-A and MRV-B are
visas (part 7), which have no composite digit. FRA is the French identity card issued until 2021:
two rows of 36 in an order of its own, and still valid for years.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """Which characters a field may hold."""

    LETTERS = "letters"
    DIGITS = "digits"
    SEX = "sex"
    MIXED = "mixed"


@dataclass(frozen=True)
class Span:
    """A stretch of one row, counted from 0, and what it may hold."""

    row: int
    start: int
    stop: int
    kind: Kind = Kind.MIXED

    def of(self, rows: tuple[str, ...]) -> str:
        """Return the text of this stretch."""
        return rows[self.row][self.start : self.stop]

    def put(self, rows: tuple[str, ...], text: str) -> tuple[str, ...]:
        """Return the rows with this stretch replaced by `text` of the same length."""
        row = rows[self.row]
        changed = row[: self.start] + text + row[self.stop :]
        return (*rows[: self.row], changed, *rows[self.row + 1 :])


@dataclass(frozen=True)
class Layout:
    """One kind of zone: its size, the letters it may begin with, its fields, its check digits.

    `checks` maps the name of a check to (spans it covers, span of its digit), in the order in which
    they are computed. `tails` tells for each row where filler is expected: a row read too short or
    too long is mended there first.
    """

    name: str
    rows: int
    length: int
    begins: str
    spans: Mapping[str, Span]
    checks: Mapping[str, tuple[tuple[Span, ...], Span]]
    tails: tuple[int, ...]


def _layout(
    name: str,
    size: tuple[int, int],
    *,
    begins: str,
    spans: Mapping[str, Span],
    composite: tuple[Span, ...],
    tails: tuple[int, ...],
) -> Layout:
    checks: dict[str, tuple[tuple[Span, ...], Span]] = {
        field: ((spans[field],), spans[f"{field}_check"])
        for field in ("number", "birth", "expiry", "optional")
        if f"{field}_check" in spans
    }
    if composite:
        checks["composite"] = (composite, spans["composite_check"])
    return Layout(name, *size, begins, spans, checks, tails)


def _letters(row: int, start: int, stop: int) -> Span:
    return Span(row, start, stop, Kind.LETTERS)


def _digits(row: int, start: int, stop: int) -> Span:
    return Span(row, start, stop, Kind.DIGITS)


def _second_row(length: int) -> dict[str, Span]:
    """Return the fields that TD2, TD3 and both visas share, with `length` characters a row."""
    return {
        "type": _letters(0, 0, 2),
        "issuer": _letters(0, 2, 5),
        "names": _letters(0, 5, length),
        "number": Span(1, 0, 9),
        "number_check": _digits(1, 9, 10),
        "nationality": _letters(1, 10, 13),
        "birth": _digits(1, 13, 19),
        "birth_check": _digits(1, 19, 20),
        "sex": Span(1, 20, 21, Kind.SEX),
        "expiry": _digits(1, 21, 27),
        "expiry_check": _digits(1, 27, 28),
        "optional": Span(1, 28, length),
    }


TD1: Final = _layout(
    "TD1",
    (3, 30),
    begins="IAC",
    spans={
        "type": _letters(0, 0, 2),
        "issuer": _letters(0, 2, 5),
        "number": Span(0, 5, 14),
        "number_check": _digits(0, 14, 15),
        "optional": Span(0, 15, 30),
        "birth": _digits(1, 0, 6),
        "birth_check": _digits(1, 6, 7),
        "sex": Span(1, 7, 8, Kind.SEX),
        "expiry": _digits(1, 8, 14),
        "expiry_check": _digits(1, 14, 15),
        "nationality": _letters(1, 15, 18),
        "optional2": Span(1, 18, 29),
        "composite_check": _digits(1, 29, 30),
        "names": _letters(2, 0, 30),
    },
    composite=(Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)),
    tails=(15, 18, 0),
)

TD2: Final = _layout(
    "TD2",
    (2, 36),
    begins="IAC",
    spans={
        **_second_row(36),
        "optional": Span(1, 28, 35),
        "composite_check": _digits(1, 35, 36),
    },
    composite=(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35)),
    tails=(5, 28),
)

TD3: Final = _layout(
    "TD3",
    (2, 44),
    begins="P",
    spans={
        **_second_row(44),
        "optional": Span(1, 28, 42),
        "optional_check": _digits(1, 42, 43),
        "composite_check": _digits(1, 43, 44),
    },
    composite=(Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43)),
    tails=(5, 28),
)

MRV_A: Final = _layout(
    "MRV-A", (2, 44), begins="V", spans=_second_row(44), composite=(), tails=(5, 28)
)

MRV_B: Final = _layout(
    "MRV-B", (2, 36), begins="V", spans=_second_row(36), composite=(), tails=(5, 28)
)

#: Decree 55-1397's card: number of twelve, given names apart from the surname, no expiry.
FRA: Final = _layout(
    "FRA",
    (2, 36),
    begins="I",
    spans={
        "type": _letters(0, 0, 2),
        "issuer": _letters(0, 2, 5),
        "names": _letters(0, 5, 30),
        "office": Span(0, 30, 36),
        "number": Span(1, 0, 12),
        "number_check": _digits(1, 12, 13),
        "given": _letters(1, 13, 27),
        "birth": _digits(1, 27, 33),
        "birth_check": _digits(1, 33, 34),
        "sex": Span(1, 34, 35, Kind.SEX),
        "composite_check": _digits(1, 35, 36),
    },
    composite=(Span(0, 0, 36), Span(1, 0, 35)),
    tails=(5, 13),
)

LAYOUTS: Final = (TD3, TD1, TD2, FRA, MRV_A, MRV_B)
