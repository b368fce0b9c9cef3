"""Put together what the pages of one identity paper say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from app.analysis.fields.date_order import date_order, is_cut_short, with_alternative
from app.analysis.fields.dates import find_dates, is_month_first
from app.analysis.fields.licence import read_numbered
from app.analysis.fields.printed import read_labelled
from app.analysis.reading.ocr import OcrLine
from app.domain.evidence import FieldReading, Finding, Source
from app.domain.judgement.spelling import is_same, joined, words

Fields = Mapping[str, FieldReading]

#: A day of issue that no label names is only inferred from the other days on the paper.
_INFERRED: Final = 0.6

#: From here on a labelled day is read well enough to contradict a zone whose digit agrees.
SURE: Final = 0.9

#: The confidence at most of a name that zone and print give differently.
_DOUBTED: Final = 0.6

_NAMES: Final = ("firstName", "lastName")
_BOTH: Final = ("dateOfBirth", "expirationDate")
_DAYS: Final = (*_BOTH, "issueDate")


def read_printed(lines: Sequence[OcrLine], *, today: date) -> dict[str, FieldReading]:
    """Return the fields printed on one page: those with a number first, then those with a label."""
    texts = [line.text for line in lines]
    order = date_order(texts)
    found = {**read_labelled(lines, today=today), **read_numbered(lines, today=today)}
    return {
        key: with_alternative(reading, order) if key in _DAYS else reading
        for key, reading in found.items()
        if key not in _DAYS or not is_cut_short(reading.raw, texts)
    }


def gather(
    zone: Fields,
    pages: Iterable[Fields],
    texts: Sequence[str],
    *,
    today: date,
    barcode: Fields | None = None,
) -> Fields:
    """Return the fields of a paper: of the zone, else the barcode, else the surest printed.

    `texts` are the lines printed on all pages. A name in the zone that a label gives otherwise is
    returned with a low confidence: one of the two was misread. A day of issue that has no label is
    the one day on the paper that lies between birth and expiry, if there is exactly one.
    """
    exact = {**(barcode or {}), **zone}
    found: dict[str, FieldReading] = {}
    for page in pages:
        for key, reading in _settled(page, exact).items():
            if key not in found or reading.confidence > found[key].confidence:
                found[key] = reading
    doubted = {key: _doubted(zone[key], found.get(key)) for key in _NAMES if key in zone}
    found.update({**exact, **doubted})
    if "issueDate" not in found and (issue := _infer_issue(found, texts, today)) is not None:
        found["issueDate"] = issue
    return found


def contradictions(zone: Fields, pages: Iterable[Fields], texts: Sequence[str]) -> list[Finding]:
    """Return a finding for each day that a label gives otherwise than the zone does.

    A zone pasted over a page shows here. Only a surely read label counts, and only if the zone's
    day is printed nowhere on the paper, in whatever way it is written.
    """
    days = {day for text in texts for day in all_days(text)}
    return [
        Finding("printed-differs", f"{key}: {zone[key].value} in the zone, {reading.value} printed")
        for page in pages
        for key, reading in page.items()
        if key in _BOTH
        and key in zone
        and reading.confidence >= SURE
        and reading.value != zone[key].value
        and zone[key].value not in days
    ]


def _settled(page: Fields, exact: Fields) -> Fields:
    """Return the fields of a page, its ambiguous days settled by one that zone or barcode gives.

    One paper writes all its days in one order, so a day that is known to be the first or the other
    reading settles the rest.
    """
    known = [
        reading.alternative == exact[key].value
        for key, reading in page.items()
        if reading.alternative
        and key in exact
        and exact[key].value in {reading.value, reading.alternative}
    ]
    if len(set(known)) != 1:
        return page
    return {
        key: replace(
            reading,
            value=reading.alternative if known[0] and reading.alternative else reading.value,
            alternative="",
        )
        for key, reading in page.items()
    }


def _doubted(name: FieldReading, printed: FieldReading | None) -> FieldReading:
    if printed is None or printed.confidence < SURE:
        return name
    if is_same(joined(words(name.value)), joined(words(printed.value))):
        return name
    return replace(name, confidence=min(name.confidence, _DOUBTED))


def _infer_issue(found: Fields, texts: Sequence[str], today: date) -> FieldReading | None:
    birth, expiry = found.get("dateOfBirth"), found.get("expirationDate")
    if birth is None or expiry is None:
        return None
    month_first = is_month_first(texts)
    days = {
        day.isoformat(): text
        for text in texts
        for day in find_dates(text, today=today, month_first=month_first)
    }
    between = {
        day: text
        for day, text in days.items()
        if birth.value < day < expiry.value and day <= today.isoformat()
    }
    if len(between) != 1:
        return None
    ((day, text),) = between.items()
    return FieldReading(day, text, Source.PRINTED, _INFERRED)


def all_days(text: str) -> set[str]:
    """Return every day that a text may name, in either order of day and month."""
    return {
        day.isoformat()
        for month_first in (False, True)
        for century in (date(1999, 12, 31), date(2099, 12, 31))
        for day in find_dates(text, today=century, month_first=month_first)
    }
