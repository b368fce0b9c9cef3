"""Tests of the one rule that matters most: no number is ever changed without being told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.mrz.number import printed_numbers, settle_number
from app.analysis.mrz.parse import parse
from app.analysis.mrz.zone import Zone
from tests.analysis.mrz.zones import DIGITS, LETTERS, Holder, holders, td1, td2, td3, visa

NOTHING = frozenset[str]()


def read(*rows: str) -> Zone:
    """Parse rows that are known to hold a zone."""
    zone = parse([(row,) for row in rows])
    assert zone is not None
    return zone


def with_number_read_as(rows: tuple[str, ...], number: str) -> Zone:
    """Parse a passport's rows with its number misread."""
    return read(rows[0], number.ljust(9, "<") + rows[1][9:])


def is_vouched_for(zone: Zone) -> bool:
    """Tell whether a machine would go on with this number."""
    return zone.number_certain and all(zone.checks.values())


def test_number_whose_digit_agrees_is_certain() -> None:
    zone = settle_number(read(*td3(Holder())), NOTHING)
    assert zone.number == "L898902C3"
    assert is_vouched_for(zone)
    assert not zone.number_repaired


def test_number_is_mended_when_the_paper_prints_it_elsewhere() -> None:
    rows = td3(Holder(number="PA5508O12"))
    misread = with_number_read_as(rows, "PA5508012")
    zone = settle_number(misread, frozenset({"PA5508O12", "UTOPIA1"}))
    assert zone.rows == rows
    assert zone.number_repaired
    assert is_vouched_for(zone)


def test_number_is_not_guessed_when_nothing_prints_it() -> None:
    zone = settle_number(with_number_read_as(td3(Holder(number="PA5508O12")), "PA5508012"), NOTHING)
    assert zone.number == "PA5508012"
    assert not zone.number_certain


def test_number_misread_alike_in_both_places_is_uncertain() -> None:
    misread = with_number_read_as(td3(Holder(number="PA5508O12")), "PA5508012")
    assert not settle_number(misread, frozenset({"PA5508012"})).number_certain


def test_two_printed_numbers_that_fit_settle_nothing() -> None:
    misread = with_number_read_as(td3(Holder(number="PA5508O12")), "PA5508012")
    zone = settle_number(misread, frozenset({"PA5508O12", "PA55Q8012"}))
    assert zone.number == "PA5508012"
    assert not zone.number_certain


def test_digit_alone_misread_is_mended_when_print_and_composite_agree() -> None:
    rows = td3(Holder(number="X4934679"))
    zone = read(rows[0], rows[1][:9] + _other_digit(rows[1][9]) + rows[1][10:])
    assert not zone.checks["number"]
    settled = settle_number(zone, frozenset({"X4934679"}))
    assert settled.rows == rows
    assert is_vouched_for(settled)


def test_digit_wrong_on_the_paper_stays_wrong() -> None:
    rows = td3(Holder(number="X4934679"))
    wrong = _other_digit(rows[1][9])
    zone = read(rows[0], rows[1][:9] + wrong + rows[1][10:-1] + _other_digit(rows[1][-1]))
    settled = settle_number(zone, frozenset({"X4934679"}))
    assert settled.number == "X4934679"
    assert settled.number_certain
    assert not settled.checks["number"]


def test_twin_that_no_digit_tells_apart_is_uncertain_when_print_disagrees() -> None:
    zone = read(*td3(Holder(number="X4934G79")))
    assert settle_number(zone, frozenset({"X4934G79"})).number_certain
    assert not settle_number(zone, frozenset({"X4934679"})).number_certain


def test_number_of_a_visa_is_never_changed() -> None:
    rows = visa(Holder(number="PA5508O12"), 44)
    zone = settle_number(with_number_read_as(rows, "PA5508012"), frozenset({"PA5508O12"}))
    assert zone.number == "PA5508012"
    assert not zone.number_certain


def test_long_number_is_mended_in_both_its_places() -> None:
    rows = td1(Holder(number="D23145890A47"))
    misread = read(rows[0].replace("<A47", "<447"), *rows[1:])
    assert not misread.checks["number"]
    zone = settle_number(misread, frozenset({"D23145890A47"}))
    assert zone.rows == rows
    assert zone.number == "D23145890A47"


@pytest.mark.parametrize(
    ("text", "number"),
    [("ZS 0000177", "ZS0000177"), ("No. X1234567", "X1234567"), ("L 01 X0 4471", "L01X04471")],
)
def test_printed_numbers_are_found_with_or_without_spaces(text: str, number: str) -> None:
    assert number in printed_numbers([text])


def test_words_without_a_digit_are_no_numbers() -> None:
    assert printed_numbers(["SURNAME ERIKSSON"]) == NOTHING


@given(holders, st.integers(0, 9), st.sampled_from(LETTERS + DIGITS + "<"), st.booleans())
def test_no_misread_character_leads_to_another_number(
    holder: Holder, place: int, char: str, is_printed: bool
) -> None:
    rows = td3(replace(holder, number=holder.number.ljust(9, "3")))
    truth = rows[1][:9]
    zone = parse([(rows[0],), (rows[1][:place] + char + rows[1][place + 1 :],)])
    printed = frozenset({truth}) if is_printed else NOTHING
    if zone is None or _weighs_alike(rows[1][place], char):
        return
    settled = settle_number(zone, printed)
    assert settled.number == truth or not is_vouched_for(settled)


@given(holders, st.integers(13, 27), st.sampled_from(LETTERS + DIGITS))
def test_no_misread_character_leads_to_another_date(holder: Holder, place: int, char: str) -> None:
    rows = td2(holder)
    zone = parse([(rows[0],), (rows[1][:place] + char + rows[1][place + 1 :],)])
    # A French card of the old kind has as many rows and columns, and its own places for dates.
    if zone is None or place == 20 or zone.layout.name == "FRA":
        return
    dates = (zone.text("birth"), zone.text("expiry"))
    assert dates == (holder.birth, holder.expiry) or not all(zone.checks.values())


def _other_digit(digit: str) -> str:
    """Return a digit that is read for no letter and differs by an odd amount."""
    return str((int(digit) + 3) % 10)


def _weighs_alike(one: str, other: str) -> bool:
    """Tell whether no check digit can tell two characters apart (6 and G, 8 and S)."""
    weights = (0 if char == "<" else int(char, 36) for char in (one, other))
    return len({weight % 10 for weight in weights}) == 1
