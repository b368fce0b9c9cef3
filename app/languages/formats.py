"""Times, spans, lists and names as the language of this page writes them (CLDR).

Digits stay 0 to 9 in every language, as Babel writes them in dates.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from flask_babel import gettext

from app.languages.choice import page_language

_FIRST_STRONG_ISOLATE: Final = "\u2068"
_POP_ISOLATE: Final = "\u2069"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})


def page_locale() -> Locale:
    """Return the rules by which this page writes its times, numbers and lists."""
    return page_language().locale


def format_moment(at: datetime) -> str:
    """Return a moment in UTC with its zone: `3 March 2026, 14:05 UTC`."""
    locale = page_locale()
    pattern = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    return pattern.format(format_clock(at), format_date(at, "long", locale=locale))


def format_clock(at: datetime) -> str:
    """Return the time of day in UTC with its zone: `14:05 UTC`."""
    # Translators: A time of day and its zone: "14:05 UTC". UTC stays UTC in every language.
    return str(gettext("%(time)s UTC", time=format_time(at, "short", locale=page_locale())))


def format_span(count: int, unit: str) -> str:
    """Return a span of `unit` ("day", "hour", "minute", "second"): `2 days`."""
    return format_unit(count, f"duration-{unit}", locale=page_locale())


def format_megabytes(count: int) -> str:
    """Return a size: `12 MB`; isolated, because its letters may run against the page."""
    return isolated(format_unit(count, "digital-megabyte", "short", locale=page_locale()))


def format_number(count: int) -> str:
    """Return a number with the separators of the language: `1,095`."""
    return format_decimal(count, locale=page_locale())


def format_part(part: float) -> str:
    """Return a part of one in hundredths: `25%`."""
    return format_percent(part, locale=page_locale())


def format_alternatives(items: Sequence[str]) -> str:
    """Return things of which one is enough: `a passport, an identity card or a bill`."""
    return format_list(items, "or", locale=page_locale())


def capital(text: str) -> str:
    """Return a text with its first letter as sentences begin in the language of this page."""
    language = page_locale().language
    if language in {"tr", "az"} and text.startswith("i"):
        return "İ" + text[1:]
    if language == "nl" and text.startswith("ij"):
        return "IJ" + text[2:]
    # Title case, not upper case: Georgian has no capitals within a text.
    return text[:1].title() + text[1:]


def isolated(name: str) -> str:
    """Return a name from outside so that its direction leaves the sentence round it alone.

    The characters do in titles, attributes and scripts what <bdi> does in a page.
    """
    is_foreign = page_language().direction == "rtl" or any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in name
    )
    return f"{_FIRST_STRONG_ISOLATE}{name}{_POP_ISOLATE}" if is_foreign else name
