"""Zones built from their fields, as an issuer prints them, and strategies for their parts."""

from dataclasses import dataclass, replace
from datetime import date

from hypothesis import strategies as st

from app.specimens.papers.mrz import check_digit

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
#: Weighs as no other does: letters whose runs a reader makes of filler are left out of names.
_NAME_LETTERS = "ABDEFGHIJLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Holder:
    """What a zone says; dates are six digits, `optional` and `optional2` without filler."""

    number: str = "L898902C3"
    last_name: str = "ERIKSSON"
    first_name: str = "ANNA<MARIA"
    birth: str = "740812"
    sex: str = "F"
    expiry: str = "120415"
    country: str = "UTO"
    optional: str = ""
    optional2: str = ""


def td3(holder: Holder, kind: str = "P<") -> tuple[str, ...]:
    """Return the two rows of a passport."""
    number = holder.number.ljust(9, "<")
    optional = holder.optional.ljust(14, "<")
    body = f"{number}{check_digit(number)}{holder.country:<3}".replace(" ", "<")
    dates = _dates(holder)
    tail = f"{optional}{check_digit(optional)}"
    composite = check_digit(body[:10] + dates[:7] + dates[8:] + tail)
    return _named(holder, kind, 44), body + dates + tail + composite


def td2(holder: Holder, kind: str = "I<") -> tuple[str, ...]:
    """Return the two rows of an older card."""
    number = holder.number.ljust(9, "<")
    body = f"{number}{check_digit(number)}{holder.country:<3}".replace(" ", "<")
    dates = _dates(holder)
    tail = holder.optional[:7].ljust(7, "<")
    composite = check_digit(body[:10] + dates[:7] + dates[8:] + tail)
    return _named(holder, kind, 36), body + dates + tail + composite


def td1(holder: Holder, kind: str = "I<") -> tuple[str, ...]:
    """Return the three rows of a card; a number of more than nine characters runs on."""
    number, rest = holder.number[:9].ljust(9, "<"), holder.number[9:]
    digit = check_digit(holder.number.ljust(9, "<"))
    optional = f"{rest}{digit}{holder.optional}" if rest else holder.optional
    country = holder.country.ljust(3, "<")
    first = f"{kind}{country}{number}{'<' if rest else digit}{optional:<15}".replace(" ", "<")
    second = f"{_dates(holder)}{country}{holder.optional2:<11}".replace(" ", "<")
    composite = check_digit(first[5:] + second[:7] + second[8:15] + second[18:29])
    names = f"{holder.last_name}<<{holder.first_name}"[:30].ljust(30, "<")
    return first, second + composite, names


def visa(holder: Holder, length: int) -> tuple[str, ...]:
    """Return the two rows of a visa of 44 (MRV-A) or 36 (MRV-B) characters."""
    number = holder.number.ljust(9, "<")
    body = f"{number}{check_digit(number)}{holder.country:<3}".replace(" ", "<")
    second = (body + _dates(holder) + holder.optional).ljust(length, "<")
    return _named(holder, "V<", length), second


def _dates(holder: Holder) -> str:
    birth, expiry = holder.birth, holder.expiry
    return f"{birth}{check_digit(birth)}{holder.sex}{expiry}{check_digit(expiry)}"


def _named(holder: Holder, kind: str, length: int) -> str:
    country = holder.country.ljust(3, "<")
    return f"{kind}{country}{holder.last_name}<<{holder.first_name}"[:length].ljust(length, "<")


_names = st.text(_NAME_LETTERS, min_size=2, max_size=9)
_days = st.dates(min_value=date(1930, 1, 1), max_value=date(2035, 12, 31)).map(
    lambda day: f"{day:%y%m%d}"
)
numbers = st.text(LETTERS + DIGITS, min_size=5, max_size=9).filter(
    lambda text: any(char.isdigit() for char in text)
)

holders = st.builds(
    Holder,
    number=numbers,
    last_name=_names,
    first_name=st.lists(_names, min_size=1, max_size=2).map("<".join),
    birth=_days,
    sex=st.sampled_from("MF<"),
    expiry=_days,
    country=st.sampled_from(["UTO", "D", "FRA", "GBR", "NLD", "POL", "CHE", "USA", "SVN"]),
    optional=st.text(DIGITS, max_size=7),
)

long_holders = st.tuples(holders, st.text(LETTERS + DIGITS, min_size=10, max_size=13)).map(
    lambda pair: replace(pair[0], number=pair[1] + "7", optional="")
)
