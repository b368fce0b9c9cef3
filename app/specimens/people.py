"""Invented persons for the papers, each with a trap that readers are known to fall into."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypedDict, Unpack

import numpy as np

Sex = Literal["F", "M", "X"]

#: English whatever the locale of the machine, so that a drawing never depends on it.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class Address:
    """A postal address as it is printed, one attribute for each line or part of a line."""

    line1: str
    city: str
    region: str
    postal_code: str
    country: str = "Utopia"


@dataclass(frozen=True)
class Person:
    """Who a paper is about; `trap` names what makes this person hard to read.

    `first_name` holds all given names. `document_number` has at most nine letters and digits.
    """

    first_name: str
    last_name: str
    sex: Sex
    birth_date: date
    issue_date: date
    expiry_date: date
    document_number: str
    address: Address
    nationality: str = "UTO"
    birth_place: str = "Zenith"
    phone: str = "+999 20 555 0100"
    trap: str = "none"

    @property
    def full_name(self) -> str:
        """Return the name as a letter would be addressed."""
        return f"{self.first_name} {self.last_name}"


class PersonOverrides(TypedDict, total=False):
    """What a caller may fix instead of leaving it to the seed."""

    first_name: str
    last_name: str
    sex: Sex
    birth_date: date
    issue_date: date
    expiry_date: date
    document_number: str
    address: Address
    nationality: str
    birth_place: str
    phone: str


class _Sketch(NamedTuple):
    """The fixed part of a person; each `#` of the number is drawn."""

    first_name: str
    last_name: str
    sex: Sex
    number: str
    trap: str


# Digits of the plain numbers leave out 0, 1, 5 and 8, which readers take for O, I, S and B.
_SAFE_DIGITS = "234679"

_SKETCHES = (
    _Sketch("Erika", "Lindqvist", "F", "K#######", "none"),
    _Sketch("Jürgen", "Weißmüller", "M", "T#######", "umlaut"),
    _Sketch("Seán Patrick", "O'Hollaran", "M", "N########", "apostrophe"),
    _Sketch("Ana Belén", "Quiroga Salvatierra", "F", "X#######", "double-surname"),
    _Sketch("Thomas Edward Alan", "Penrose", "M", "H########", "middle-names"),
    _Sketch("Solveig", "Åkerøy", "F", "R#######", "nordic-letters"),
    _Sketch("Bilal", "Ossori", "M", "SB5O80I1#", "look-alike-number"),
    _Sketch("Zoë", "Varga-Leclerq", "F", "L########", "hyphen"),
    _Sketch("Li", "Wei", "M", "E#######", "short-name"),
    _Sketch("Maximiliane Charlotte", "Wolkenstein-Hohenfelsing", "F", "C#######", "long-name"),
    _Sketch("Žofie", "Šedivková", "F", "M########", "caron"),
    _Sketch("Iñaki", "Peñalosa", "M", "O1OI0####", "look-alike-number"),
)

_ADDRESSES = (
    Address("12 Harbour Road", "Zenith", "Northshore", "10245"),
    Address("Flat 3, 221 Beacon Street", "Port Meridian", "Westmark", "20736"),
    Address("7 Orchard Lane", "Lower Aldern", "Southfold", "33904"),
    Address("48 Rue des Tilleuls", "Belleville", "Westmark", "20911"),
    Address("Lindenweg 5", "Neustein", "Eastmere", "47023"),
    Address("1190 Cedar Avenue, Apt 16", "Zenith", "Northshore", "10377"),
)

_PLACES = ("Zenith", "Port Meridian", "Lower Aldern", "Belleville", "Neustein")


def draw_person(seed: int, *, today: date, **overrides: Unpack[PersonOverrides]) -> Person:
    """Return the person of this seed; dates are relative to `today`, overrides win.

    Without overrides the person is an adult of 19 to 79 years and the papers are in date. Twelve
    consecutive seeds cover every trap; the same trap comes back with other digits and dates.
    """
    rng = np.random.default_rng(seed)
    sketch = _SKETCHES[seed % len(_SKETCHES)]
    issue_date = today - timedelta(days=int(rng.integers(60, 1800)))
    drawn = Person(
        first_name=sketch.first_name,
        last_name=sketch.last_name,
        sex=sketch.sex,
        birth_date=today - timedelta(days=int(rng.integers(19 * 366, 79 * 365))),
        issue_date=issue_date,
        expiry_date=issue_date + timedelta(days=3652),
        document_number=_draw_number(sketch.number, rng),
        address=_ADDRESSES[int(rng.integers(len(_ADDRESSES)))],
        birth_place=_PLACES[int(rng.integers(len(_PLACES)))],
        phone=f"+999 20 555 {int(rng.integers(100, 9999)):04d}",
        trap=sketch.trap,
    )
    return replace(drawn, **overrides)


def _draw_number(pattern: str, rng: np.random.Generator) -> str:
    """Fill each `#` of a pattern with a digit that has no look-alike letter."""
    return "".join(
        _SAFE_DIGITS[int(rng.integers(len(_SAFE_DIGITS)))] if sign == "#" else sign
        for sign in pattern
    )
