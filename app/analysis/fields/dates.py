"""Dates as papers print them: numbers in any order, month names of many languages, two at once.

`today` is always an argument: the same paper read on the same day gives the same dates.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from functools import cache
from itertools import chain
from typing import Final

import dateparser

#: Languages whose month names are known, the commonest on papers first.
_LANGUAGES: Final = ["fr", "de", "es", "it", "nl", "pl", "pt", "sv", "da", "fi", "cs", "ro", "hu"]

_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

_POINT: Final = r"\s?[./\-]\s?"
_YEAR_FIRST: Final = re.compile(rf"(?<!\d)(\d{{4}}){_POINT}(\d{{1,2}}){_POINT}(\d{{1,2}})(?!\d)")
_YEAR_LAST: Final = re.compile(
    rf"(?<![\d.])(\d{{1,2}}){_POINT}(\d{{1,2}}){_POINT}(\d{{4}}(?!\d)|\d{{2}}(?![./\-]?\d))"
)
#: With nothing but spaces between them numbers are a date only if no other number stands beside.
_SPACED: Final = re.compile(r"(?<!\d)(?<!\d )(\d{2}) (\d{2}) ((?:19|20)\d{2})(?! ?\d)")
_NAMED: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|°)?[\s.,\-]*(?:de\s|of\s)?\s*"
    r"([^\W\d_]{1,10}(?:[\s.]*/\s*[^\W\d_]{1,10})?)"
    r"[\s.,\-/]*(?:de\s|del\s)?\s*(\d{4}|\d{2})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST: Final = re.compile(
    r"(?<!\w)([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})(?!\d)", re.IGNORECASE
)
_PATTERNS: Final = (_YEAR_FIRST, _YEAR_LAST, _SPACED, _NAMED, _MONTH_FIRST)
_RUN_TOGETHER: Final = re.compile(r"(?<!\d)(\d{2})(\d{2})((?:19|20)\d{2})(?!\d)")


class Reckoning(Enum):
    """How the century of a two-digit year is found."""

    BIRTH = "birth"
    PAST = "past"
    FUTURE = "future"


def find_dates(
    text: str, *, today: date, reckoning: Reckoning = Reckoning.PAST, month_first: bool = False
) -> tuple[date, ...]:
    """Return the dates in a line of text, in the order in which they stand.

    12/31/2025 and 31/12/2025 are told apart by themselves; `month_first` decides 04/07/2025.
    """
    found = [
        (match.span(), day)
        for pattern in _PATTERNS
        for match in pattern.finditer(text)
        if (day := _read(match, today, reckoning, month_first=month_first)) is not None
    ]
    return tuple(_apart(sorted(found, key=lambda pair: pair[0])))


def find_labelled_date(
    text: str, *, today: date, reckoning: Reckoning, month_first: bool = False
) -> date | None:
    """Return the one date in the text beside a label, None if there is none, or more than one.

    Beside a label eight digits are a date whose points were too faint to read.
    """
    days = find_dates(text, today=today, reckoning=reckoning, month_first=month_first)
    if not days and (match := _RUN_TOGETHER.search(text)):
        days = tuple(filter(None, [_day(match[3], match[2], match[1])]))
    return days[0] if len(set(days)) == 1 else None


def mrz_date(text: str, *, today: date, reckoning: Reckoning) -> date | None:
    """Return the day of six digits YYMMDD, None for filler or a day that does not exist.

    A birth lies before today, an expiry in this century (6-analysis: no paper is valid for longer).
    """
    if not (len(text) == 6 and text.isdigit()):
        return None
    return _day(str(full_year(text[:2], today=today, reckoning=reckoning)), text[2:4], text[4:])


def full_year(year: str, *, today: date, reckoning: Reckoning) -> int:
    """Return a year of two or four digits in full: an expiry is 20xx, anything else lies behind."""
    number = int(year)
    if len(year) == 4:
        return number
    if reckoning is Reckoning.FUTURE:
        return 2000 + number
    return 2000 + number if 2000 + number <= today.year else 1900 + number


def is_month_first(texts: Iterable[str]) -> bool:
    """Tell whether the numeric dates of a paper put the month first, as in the United States.

    A date with a number above twelve settles it for the others; without one the day comes first.
    """
    heads = [(int(m[1]), int(m[2])) for m in chain(*(_YEAR_LAST.finditer(t) for t in texts))]
    month_first = sum(first <= 12 < second for first, second in heads)
    day_first = sum(second <= 12 < first for first, second in heads)
    return month_first > day_first


def _apart(found: Iterable[tuple[tuple[int, int], date]]) -> Iterator[date]:
    """Yield the days whose places overlap none before them."""
    reached = -1
    for (start, end), day in found:
        if start >= reached:
            yield day
            reached = end


def _read(
    match: re.Match[str], today: date, reckoning: Reckoning, *, month_first: bool
) -> date | None:
    first, second, third = match.groups()
    if match.re is _YEAR_FIRST:
        return _day(first, second, third)
    year = str(full_year(third, today=today, reckoning=reckoning))
    if match.re is _MONTH_FIRST:
        return _day(year, _month(first), second)
    if match.re is _NAMED:
        return _day(year, _month(second), first)
    is_swapped = int(second) > 12 or (month_first and int(first) <= 12)
    return _day(year, first, second) if is_swapped else _day(year, second, first)


def _day(year: str, month: str | int, day: str) -> date | None:
    """Return the day, None when the calendar has no such day or the year is none of a person's."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1900 <= found.year < 2100 else None


def _month(names: str) -> int:
    """Return the month of a name or of two names side by side (FEB/FEV), 0 if it is none.

    Of two names that disagree the English one counts: LIP is July in Polish and June in Croatian.
    """
    tokens = [token.strip(" .") for token in names.split("/")]
    english = (_named_month(token, "en") for token in tokens)
    other = (_named_month(token, language) for token in tokens for language in ("", "roman"))
    return next(filter(None, chain(english, other)), 0)


@cache
def _named_month(token: str, language: str) -> int:
    """Return the month that one name means in English, in any other language, or as a numeral."""
    if language == "roman":
        return _ROMAN.index(token.upper()) + 1 if token.upper() in _ROMAN else 0
    if len(token) < 3:
        return 0
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"}
    languages = [language] if language else _LANGUAGES
    for spelling in dict.fromkeys((token, _plain(token))):
        found = dateparser.parse(f"1 {spelling} 2000", languages=languages, settings=settings)
        if found is not None and found.year == 2000 and found.day == 1:
            return found.month
    return 0


def _plain(text: str) -> str:
    """Return text without accents, which a reader puts where none are printed."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
