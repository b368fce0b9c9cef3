"""The lines of the drawn papers agree with the worked examples of ICAO Doc 9303."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.analysis.mrz.parse import parse
from app.specimens.papers.mrz import (
    ZONE_FLAWS,
    ZoneFlaw,
    check_digit,
    spell,
    spoil,
    td1_lines,
    td2_lines,
    td3_lines,
)
from app.specimens.people import Person, draw_person

ICAO_TD3_LOWER = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"


@pytest.fixture
def eriksson(today: date) -> Person:
    """The person of ICAO's own specimens."""
    return draw_person(
        0,
        today=today,
        first_name="Anna Maria",
        last_name="Eriksson",
        sex="F",
        birth_date=date(1974, 8, 12),
        expiry_date=date(2012, 4, 15),
        document_number="D23145890",
    )


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("L898902C3", "6"),
        ("740812", "2"),
        ("120415", "9"),
        ("ZE184226B<<<<<", "1"),
        (ICAO_TD3_LOWER[0:10] + ICAO_TD3_LOWER[13:20] + ICAO_TD3_LOWER[21:43], "0"),
    ],
)
def test_check_digit_is_that_of_the_standard(text: str, digit: str) -> None:
    assert check_digit(text) == digit


def test_card_lines_are_those_of_the_standard(eriksson: Person) -> None:
    assert td1_lines(eriksson) == (
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    )


def test_passport_lines_are_those_of_the_standard(eriksson: Person) -> None:
    upper, lower = td3_lines(replace(eriksson, document_number="L898902C3"))
    assert upper == "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    assert lower[:28] == ICAO_TD3_LOWER[:28]
    assert lower[28:43] == "<" * 15
    assert lower[43] == check_digit(lower[0:10] + lower[13:20] + lower[21:43])


def test_large_card_lines_are_those_of_the_standard(eriksson: Person) -> None:
    assert td2_lines(eriksson) == (
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
        "D231458907UTO7408122F1204159<<<<<<<6",
    )


@pytest.mark.parametrize("flaw", ZONE_FLAWS)
@pytest.mark.parametrize("lines_of", [td1_lines, td2_lines, td3_lines])
def test_each_flaw_changes_one_digit_and_breaks_a_check(
    eriksson: Person, lines_of: Callable[[Person], tuple[str, ...]], flaw: ZoneFlaw
) -> None:
    sound = lines_of(eriksson)
    spoiled = spoil(sound, flaw)
    pairs = zip("".join(sound), "".join(spoiled), strict=True)
    changed = [(was, became) for was, became in pairs if was != became]
    assert len(changed) == 1
    assert all(sign.isdigit() for sign in changed[0])
    read = parse([[line] for line in spoiled])
    assert read is not None
    assert not all(read.checks.values())


def test_zone_without_a_flaw_stays_as_it_is(eriksson: Person) -> None:
    assert spoil(td3_lines(eriksson), None) == td3_lines(eriksson)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Weißmüller", "WEISSMUELLER"),
        ("O'Hollaran", "OHOLLARAN"),
        ("Varga-Leclerq", "VARGA<LECLERQ"),
        ("Quiroga Salvatierra", "QUIROGA<SALVATIERRA"),
        ("Åkerøy", "AAKEROEY"),
        ("Šedivková", "SEDIVKOVA"),
        ("Peñalosa", "PENALOSA"),
    ],
)
def test_names_are_spelled_as_the_standard_says(name: str, spelled: str) -> None:
    assert spell(name) == spelled


def test_long_names_are_cut_to_the_line(eriksson: Person) -> None:
    long_named = replace(eriksson, first_name="Maximiliane " * 4)
    assert [len(line) for line in td3_lines(long_named)] == [44, 44]
    assert [len(line) for line in td1_lines(long_named)] == [30, 30, 30]


def test_unspecified_sex_is_a_filler(eriksson: Person) -> None:
    assert td3_lines(replace(eriksson, sex="X"))[1][20] == "<"


@pytest.mark.parametrize("number", ["", "AB-123", "ABCDEFGH12"])
def test_number_that_does_not_fit_is_refused(eriksson: Person, number: str) -> None:
    with pytest.raises(ValueError, match="one to nine letters and digits"):
        td3_lines(replace(eriksson, document_number=number))
