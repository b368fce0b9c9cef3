"""Tests of finding and mending a zone among the rows of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.mrz.parse import parse
from app.analysis.mrz.zone import Zone
from tests.analysis.mrz.zones import Holder, holders, long_holders, td1, td2, td3, visa

PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
CARD = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
FRENCH_CARD = (
    "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
    "8806923102858CORINNE<<<<<<<6512068F6",
)


def read(*rows: str) -> Zone | None:
    """Parse rows of which each was read in one piece."""
    return parse([(row,) for row in rows])


@pytest.mark.parametrize(
    ("rows", "layout"),
    [
        (PASSPORT, "TD3"),
        (CARD, "TD1"),
        (("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"), "TD2"),
        (visa(Holder(), 44), "MRV-A"),
        (visa(Holder(), 36), "MRV-B"),
        (FRENCH_CARD, "FRA"),
    ],
)
def test_every_layout_is_read(rows: tuple[str, ...], layout: str) -> None:
    zone = read(*rows)
    assert zone is not None
    assert (zone.layout.name, zone.rows) == (layout, rows)
    assert all(zone.checks.values())


@given(holders)
def test_passport_is_read_as_it_was_built(holder: Holder) -> None:
    zone = read(*td3(holder))
    assert zone is not None
    assert zone.rows == td3(holder)
    assert zone.number == holder.number
    assert all(zone.checks.values())


@given(holders)
def test_card_is_read_as_it_was_built(holder: Holder) -> None:
    zone = read(*td1(holder))
    assert zone is not None
    assert zone.rows == td1(holder)
    assert all(zone.checks.values())


@given(holders)
def test_older_card_is_read_as_it_was_built(holder: Holder) -> None:
    zone = read(*td2(holder))
    assert zone is not None
    assert zone.rows == td2(holder)
    assert all(zone.checks.values())


@given(long_holders)
def test_long_number_of_a_card_runs_on(holder: Holder) -> None:
    zone = read(*td1(holder))
    assert zone is not None
    assert zone.number == holder.number
    assert zone.checks["number"]


@given(holders, st.integers(-6, 6))
def test_filler_that_was_miscounted_is_put_right(holder: Holder, off: int) -> None:
    names, row = td3(holder)
    run = "<" * (14 - len(holder.optional))
    head, _, tail = row.rpartition(run)
    zone = read(names.rstrip("<") + "<<", head + "<" * max(2, len(run) + off) + tail)
    assert zone is not None
    assert zone.rows == (names, row)


def test_letters_and_digits_change_places_where_only_one_kind_may_stand() -> None:
    zone = read(
        "P<UT0ER1KSS0N<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UT074O8I22FI2O4I59ZE184226B<<<<<IO",
    )
    assert zone is not None
    assert zone.rows == PASSPORT


def test_letters_read_from_filler_strokes_are_filler() -> None:
    zone = read("P<UTOERIKSSON<<ANNA<MARIACCCCCC<CCCCCC", PASSPORT[1])
    assert zone is not None
    assert zone.text("names").rstrip("<") == "ERIKSSON<<ANNA<MARIA"


def test_nothing_follows_three_fillers_behind_a_name() -> None:
    zone = read("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<K<<<E<<", PASSPORT[1])
    assert zone is not None
    assert zone.rows == PASSPORT


def test_other_rows_around_and_between_are_passed_over() -> None:
    zone = read("REPUBLIC OF UTOPIA", PASSPORT[0], "signature", PASSPORT[1], "12345")
    assert zone is not None
    assert zone.rows == PASSPORT


def test_the_better_of_two_readings_of_a_row_counts() -> None:
    blurred = PASSPORT[1].replace("L898902C36", "L89B902C36")
    zone = parse([(PASSPORT[0],), (blurred, PASSPORT[1])])
    assert zone is not None
    assert zone.rows == PASSPORT


def test_first_character_may_be_misread() -> None:
    zone = read("1" + CARD[0][1:], *CARD[1:])
    assert zone is not None
    assert zone.rows == CARD


def test_country_off_by_one_letter_is_mended_if_only_one_is_meant() -> None:
    zone = read("P<CHEMUSTER<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<<<", td3(Holder(country="CHE"))[1])
    assert zone is not None
    assert zone.text("nationality") == "CHE"
    misread = read("P<P0IKOWALSKA<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<", td3(Holder(country="POL"))[1])
    assert misread is not None
    assert misread.text("issuer") == "POL"


def test_germany_is_one_letter() -> None:
    zone = read(*td1(Holder(country="D")))
    assert zone is not None
    assert zone.text("issuer") == zone.text("nationality") == "D<<"


def test_wrong_digit_on_the_paper_is_reported() -> None:
    zone = read(
        "IDCMW<512849702<<<<<<<<<<<<<<<",
        "6104128M1402209CMW<<<<<<<<<<<1",
        "PUBLIC<<JON<<<<<<<<<<<<<<<<<<<",
    )
    assert zone is not None
    assert zone.checks == {"number": True, "birth": True, "expiry": True, "composite": False}


def test_specimen_of_which_all_digits_are_wrong_is_still_a_zone() -> None:
    zone = read(PASSPORT[0], "L898902C30UTO7408120F1204150ZE184226B<<<<<09")
    assert zone is not None
    assert not any(zone.checks.values())


@pytest.mark.parametrize(
    "rows",
    [
        (),
        ("",),
        ("ZENITH POWER & LIGHT Ltd.", "Account number: 4471 0098 22", "Total due EUR 71.06"),
        ("P<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "<" * 44),
        ("I<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "<" * 30, "<" * 30),
        ("IDCHESOOOZOGBBVADISQUOXXXXXXXXXXXXXX", "VADIS<<<<<<<<OOO<<<<<<<<<<<<<<<<<<<<"),
        (
            "PASSPORT NUMBER AND SIGNATURE OF THE BEARER<<",
            "THIS PASSPORT IS VALID FOR 10 YEARS 2020",
        ),
        (PASSPORT[1], PASSPORT[0]),
        (PASSPORT[0],),
    ],
)
def test_no_zone_is_invented(rows: tuple[str, ...]) -> None:
    assert read(*rows) is None


@given(
    st.lists(
        st.text("ABCDEFGIKLMNOPQRSTUVWXYZ0123456789 <.-", min_size=25, max_size=48), max_size=4
    )
)
def test_no_zone_is_found_in_noise(rows: list[str]) -> None:
    assert read(*rows) is None
