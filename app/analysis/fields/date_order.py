"""Whether the numeric dates of a paper put the day or the month first, and what if nobody knows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Final

from app.analysis.fields.dates import is_month_first
from app.analysis.fields.labels import plain
from app.domain.evidence import FieldReading


class DateOrder(Enum):
    """Which of two numbers is the month."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    UNKNOWN = "unknown"


#: Words of papers of the United States, which put the month first: the country, its authority, and
#: its spelling of a licence.
_AMERICAN: Final = re.compile(
    r"\b(?:usa|united states|driver(?: ?s)? license|dmv|department of motor vehicles|dln)\b"
)

#: Words of papers of countries that put the day first: British spelling, and labels in the
#: languages of countries all of which do so.
_OTHER: Final = re.compile(
    r"\b(?:licence|united kingdom|ireland|australia|new zealand|south africa|india|european union"
    r"|naissance|expiration le|delivre\w*|delivrance|valable|conduire|prenoms?"
    r"|geburts\w+|gultig|ausgestellt|vornamen?|fuhrerschein|nacimiento|caducidad|vencimiento"
    r"|apellidos?|conducir|conduccion|nascita|scadenza|rilascio|cognome|patente"
    r"|geboorte\w*|geldig|afgifte|achternaam|rijbewijs|urodzenia|waznosci|wydania|nazwisko"
    r"|nascimento|validade|emissao|apelidos?|conducao|fodsels\w*|gyldig|giltigt|syntymaaika"
    r"|narozeni|platnost|nasterii|szuletesi)\b"
)

#: A date in numbers that may be read in two orders. Between points or spaces the day comes
#: first wherever they are used, and a year at the head settles it as well.
_EITHER: Final = re.compile(
    r"(?<![\d./\-])\d{1,2}\s?[/\-]\s?\d{1,2}\s?[/\-]\s?(?:\d{4}|\d{2})(?!\d)"
)

#: The year at the end of a numeric date.
_YEAR: Final = re.compile(r"\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(\d{4}|\d{2})(?!\d)")


def date_order(texts: Sequence[str]) -> DateOrder:
    """Return the order of a paper's dates: by a date past the twelfth, else by its country's words.

    A date such as 12/31/2025 has only one order and settles it for the others. Words count if they
    are of one kind only.
    """
    if is_month_first(texts):
        return DateOrder.MONTH_FIRST
    if is_month_first(_swapped(texts)):
        return DateOrder.DAY_FIRST
    written = " | ".join(plain(text) for text in texts)
    is_american, is_other = bool(_AMERICAN.search(written)), bool(_OTHER.search(written))
    if is_american is is_other:
        return DateOrder.UNKNOWN
    return DateOrder.MONTH_FIRST if is_american else DateOrder.DAY_FIRST


def with_alternative(reading: FieldReading, order: DateOrder) -> FieldReading:
    """Return a day as read, with the other day that its numbers may mean if the order is unknown.

    `reading` holds an ISO day and the text that it was read from.
    """
    day = date.fromisoformat(reading.value)
    is_settled = order is not DateOrder.UNKNOWN or day.day > 12 or day.day == day.month
    if is_settled or not _EITHER.search(reading.raw):
        return reading
    other = day.replace(month=day.day, day=day.month)
    return replace(reading, alternative=other.isoformat())


def is_cut_short(text: str, texts: Iterable[str]) -> bool:
    """Tell whether a date in `text` lost the end of its year: `texts`, the whole page, hold numeric
    dates with years of four digits and this one has two. Glare or a finger hides the rest.
    """
    if not (match := _YEAR.search(text)) or len(match[1]) == 4:
        return False
    return any(len(found[1]) == 4 for other in texts for found in _YEAR.finditer(other))


def _swapped(texts: Iterable[str]) -> list[str]:
    """Return texts with the first two numbers of each numeric date in each other's place."""
    return [
        re.sub(r"(\d{1,2})(\s?[./\-]\s?)(\d{1,2})(?=\s?[./\-]\s?\d)", r"\3\2\1", text)
        for text in texts
    ]
