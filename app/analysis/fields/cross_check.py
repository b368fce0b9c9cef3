"""Hold what the zones of one paper say against each other: print, machine-readable zone, barcode.

A paper that was altered in one place, or put together from two, says two things. The reader also
misreads, so a difference counts only if both readings are sure, look-alikes do not explain it, and
the value is printed nowhere else on the paper. Nothing is corrected here: a person looks.
"""

import re
from collections.abc import Container, Iterable, Sequence
from typing import Final

from app.analysis.fields.gather import SURE, Fields, all_days
from app.domain.evidence import FieldReading, Finding
from app.domain.judgement.spelling import is_near, is_same, joined, words

_DAYS: Final = frozenset({"dateOfBirth", "expirationDate", "issueDate"})
_NAMES: Final = frozenset({"firstName", "lastName"})

#: Characters that the reader takes for one another, each group as one of its own.
_LOOK_ALIKES: Final = str.maketrans("OQDUILJTZSGBVY", "00001111256844")

#: A part of a number printed apart (an issue count, a check digit) may be missing in one place.
_LEAST_SHARED: Final = 5


def barcode_differences(
    barcode: Fields, zone: Fields, pages: Iterable[Fields], texts: Sequence[str]
) -> list[Finding]:
    """Return a finding for each field that the barcode gives otherwise than zone or print do.

    `texts` are the lines printed on all pages.
    """
    days = {day for text in texts for day in all_days(text)} if barcode else set()
    run = _run_together(texts)
    printed = (pair for page in pages for pair in page.items())
    found = {
        f"{key}: {barcode[key].value} in the barcode, {other.value} {place}"
        for place, pairs in (("in the zone", zone.items()), ("printed", printed))
        for key, other in pairs
        if key in barcode
        and _differs(key, barcode[key], other)
        and not (place == "printed" and _is_printed(key, barcode[key].value, days, run))
    }
    return [Finding("barcode-differs", detail) for detail in sorted(found)]


def number_differences(
    zone: Fields, pages: Iterable[Fields], texts: Sequence[str]
) -> list[Finding]:
    """Return a finding for each labelled number that is not the one of the zone.

    Only where the zone's number stands nowhere in print: labels name numbers of other kinds too.
    """
    number = zone.get("documentNumber")
    if number is None or number.repaired or number.value in _run_together(texts):
        return []
    found = {
        page["documentNumber"].value
        for page in pages
        if "documentNumber" in page and _differs("documentNumber", number, page["documentNumber"])
    }
    return [
        Finding("printed-differs", f"documentNumber: {number.value} in the zone, {other} printed")
        for other in sorted(found)
    ]


def _run_together(texts: Iterable[str]) -> str:
    """Return the letters and digits of each line in one run: numbers are printed in groups."""
    return " ".join(re.sub(r"[\W_]", "", text.upper()) for text in texts)


def _is_printed(key: str, value: str, days: Container[str], run: str) -> bool:
    """Tell whether a day or a number stands anywhere in print."""
    return value in days if key in _DAYS else key == "documentNumber" and value in run


def _differs(key: str, one: FieldReading, other: FieldReading) -> bool:
    """Tell whether two sure readings of one field cannot both be right."""
    if min(one.confidence, other.confidence) < SURE:
        return False
    if key in _DAYS:
        return one.value not in {other.value, other.alternative}
    if key in _NAMES:
        return not _may_be_one_name(one.value, other.value)
    if key == "documentNumber":
        return not _may_be_one_number(one.value, other.value)
    return key == "sex" and one.value != other.value


def _may_be_one_name(one: str, other: str) -> bool:
    """Tell whether the shorter of two names may be part of the other, a letter misread aside."""
    if not words(one) or not words(other):
        return True
    whole, more = joined(words(one)), joined(words(other))
    if is_same(whole, more) or is_near(whole, more):
        return True
    few, many = sorted((words(one), words(other)), key=len)
    return all(any(is_same(word, each) or is_near(word, each) for each in many) for word in few)


def _may_be_one_number(one: str, other: str) -> bool:
    few, many = sorted((text.upper().translate(_LOOK_ALIKES) for text in (one, other)), key=len)
    return few in many and len(few) >= min(_LEAST_SHARED, len(many))
