"""Tests of the MRZ's alphabet against the worked examples of ICAO Doc 9303."""

import pytest

from app.analysis.mrz.alphabet import agrees, check_digit, to_alphabet, to_digits, to_letters


@pytest.mark.parametrize(
    ("text", "digit"),
    [("520727", "3"), ("AB2134<<<", "5"), ("D23145890", "7"), ("L898902C<", "3"), ("<<<", "0")],
)
def test_check_digit_is_that_of_the_standard(text: str, digit: str) -> None:
    assert check_digit(text) == digit


def test_check_digit_refuses_what_no_zone_holds() -> None:
    with pytest.raises(ValueError, match="alphabet"):
        check_digit("AÄ")


def test_filler_stands_for_the_digit_of_an_empty_field() -> None:
    assert agrees("<<<<", "<")
    assert not agrees("12<<", "<")


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("ΡΑΤΕΚ", "PATEK"),
        ("РОСТОВ", "POCTOB"),
        ("P«UTO〈〈", "P<<UTO<<"),
        ("Muñoz", "MUNOZ"),
        ("7μT0", "7UT0"),
        ("A B-C.D", "ABCD"),
    ],
)
def test_look_alikes_of_other_scripts_come_home(read: str, printed: str) -> None:
    assert to_alphabet(read) == printed


def test_each_kind_of_field_gets_its_own_kind_of_character() -> None:
    assert to_digits("9O0I13") == "900113"
    assert to_letters("UT0") == "UTO"
    assert to_digits("12<<<<") == "12<<<<"
