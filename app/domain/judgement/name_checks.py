"""The checks firstName and lastName: against the fields of a card, or in the text of a letter."""

from collections.abc import Callable
from functools import partial

from app.domain.addressee import NameRole
from app.domain.checks import Case, Result, Why, failed, unsettled
from app.domain.evidence import FieldReading, MrzReading, Source
from app.domain.judgement.spelling import words
from app.domain.names import NameMatch, compare_first_name, compare_last_name
from app.domain.scoring_settings import CheckName

# Line, first and last place of the name in each format of ICAO Doc 9303, parts 4 to 7.
_NAME_PLACES = {
    "TD1": (2, 0, 30),
    "TD2": (0, 5, 36),
    "TD3": (0, 5, 44),
    "MRV-A": (0, 5, 44),
    "MRV-B": (0, 5, 36),
}


def field_name_checks(case: Case) -> tuple[Result, Result]:
    """Check the names that were read as fields, each against its own: order matters here."""
    expected = case.expected
    first = _check_field(case, CheckName.FIRST_NAME, expected.first_name, compare_first_name)
    last = _check_field(case, CheckName.LAST_NAME, expected.last_name, compare_last_name)
    if Why.MISMATCH in {first.why, last.why} and _are_swapped(case):
        return unsettled(first.name, Why.NAMES_SWAPPED), unsettled(last.name, Why.NAMES_SWAPPED)
    return first, last


def text_name_checks(case: Case) -> tuple[Result, Result]:
    """Check whether the customer's name stands in the text, in any order, as the addressee's."""
    expected, found = case.expected, case.found_name
    if found.line is not None and found.role is not NameRole.ADDRESSEE:
        return (
            unsettled(CheckName.FIRST_NAME, Why.NOT_ADDRESSEE),
            unsettled(CheckName.LAST_NAME, Why.NOT_ADDRESSEE),
        )
    if found.line is not None:
        return (
            _settle(CheckName.FIRST_NAME, found.first),
            _settle(CheckName.LAST_NAME, found.last),
        )
    if not words(expected.first_name) or not words(expected.last_name):
        absent = partial(unsettled, why=Why.NOT_ON_RECORD)
    elif case.is_well_read(f"{expected.first_name} {expected.last_name}"):
        absent = partial(failed, why=Why.MISMATCH)
    else:
        absent = partial(unsettled, why=Why.NOT_READ)
    return absent(CheckName.FIRST_NAME), absent(CheckName.LAST_NAME)


def _settle(name: CheckName, match: NameMatch) -> Result:
    """Return the check of a name that was found, at least in part."""
    if match is NameMatch.MATCH:
        return Result(name)
    return unsettled(name, Why.PARTIAL_MATCH if match is NameMatch.PARTIAL else Why.NOT_READ)


def _check_field(
    case: Case, name: CheckName, expected: str, compare: Callable[..., NameMatch]
) -> Result:
    """Compare one name with its field on the paper."""
    reading = case.reading(name)
    if not words(expected):
        return unsettled(name, Why.NOT_ON_RECORD)
    if reading is None:
        return unsettled(name, Why.NOT_READ)
    match = compare(
        expected,
        reading.value,
        confidence=reading.confidence,
        is_cut=_is_cut(reading, case.report.mrz),
    )
    if match is not NameMatch.MISMATCH:
        return _settle(name, match)
    if not case.is_certain(name) or _is_printed(case):
        return unsettled(name, Why.NOT_CERTAIN)
    return failed(name, Why.MISMATCH)


def _is_cut(reading: FieldReading, mrz: MrzReading | None) -> bool:
    """Tell whether the name field of a machine-readable zone is full, so that letters may lack."""
    if reading.source is not Source.MRZ or mrz is None or mrz.format not in _NAME_PLACES:
        return False
    line, start, end = _NAME_PLACES[mrz.format]
    return not mrz.lines[line][start:end].endswith("<")


def _is_printed(case: Case) -> bool:
    """Tell whether the whole expected name is printed elsewhere on the paper.

    Names in a machine-readable zone have no check digit, so one misread letter must not reject.
    """
    found = case.found_name
    return found.first is NameMatch.MATCH and found.last is NameMatch.MATCH


def _are_swapped(case: Case) -> bool:
    """Tell whether the record holds the family name as the given name, a common slip of entry."""
    first, last = case.reading(CheckName.FIRST_NAME), case.reading(CheckName.LAST_NAME)
    if first is None or last is None:
        return False
    return (
        compare_last_name(case.expected.first_name, last.value) is NameMatch.MATCH
        and compare_first_name(case.expected.last_name, first.value) is NameMatch.MATCH
    )
