"""Tests of fields printed under or beside a label."""

from datetime import date

import pytest

from app.analysis.fields.printed import as_name, as_number, read_labelled
from app.analysis.reading.ocr import OcrLine
from app.domain.evidence import Source
from tests.analysis.pages import form, line

TODAY = date(2026, 11, 23)


def values(lines: list[OcrLine]) -> dict[str, str]:
    """Return what was read, by field."""
    return {key: reading.value for key, reading in read_labelled(lines, today=TODAY).items()}


PAIRS = (
    ("Passport No. / Passeport No", "X1234567"),
    ("Surname / Nom", "MARTINEZ LOPEZ"),
    ("Given names / Prénoms", "ANNA MARIA"),
    ("Nationality / Nationalité", "UTO"),
    ("Date of birth / Date de naissance", "13 FEB 1990"),
    ("Sex / Sexe", "K/F"),
    ("Place of birth", "ZENITH"),
    ("Date of issue", "01 JUL 2021"),
    ("Date of expiry / Date d'expiration", "30 JUN 31"),
)
TRUTH = {
    "documentNumber": "X1234567",
    "lastName": "MARTINEZ LOPEZ",
    "firstName": "ANNA MARIA",
    "nationality": "UTO",
    "dateOfBirth": "1990-02-13",
    "sex": "F",
    "issueDate": "2021-07-01",
    "expirationDate": "2031-06-30",
}


@pytest.mark.parametrize("tilt", [0, 8, -8])
def test_values_below_their_labels_are_read(tilt: float) -> None:
    assert values(form(*PAIRS, tilt=tilt)) == TRUTH


def test_values_beside_their_labels_are_read() -> None:
    lines = [
        part
        for row, (label, value) in enumerate(PAIRS)
        for part in (line(label, 0, 40 * row), line(value, 420, 40 * row))
    ]
    assert values(lines) == TRUTH


def test_value_behind_a_colon_is_read() -> None:
    assert values([line("Surname: Eriksson")]) == {"lastName": "Eriksson"}


def test_value_of_another_kind_is_passed_over() -> None:
    lines = form(("Date of birth", "ZENITH"), ("Surname", "12 345"), ("Document No.", "UTOPIA"))
    assert values(lines) == {}


def test_search_ends_at_the_label_of_another_field() -> None:
    lines = [line("Given names", 300, 0), line("Nationality", 300, 24), line("Utopian", 300, 48)]
    assert values(lines) == {}


def test_label_in_two_languages_may_take_two_lines() -> None:
    lines = [
        line("Date of birth", 300, 0),
        line("Date de naissance", 300, 22),
        line("04.07.1978", 300, 46),
    ]
    assert values(lines) == {"dateOfBirth": "1978-07-04"}


def test_label_of_two_fields_names_neither() -> None:
    assert values(form(("SURNAME, NAME", "KOWALSKA BEATA"))) == {}


def test_month_first_papers_are_read_in_their_order() -> None:
    lines = form(("Date of birth", "04/07/1978"), ("Date of expiry", "12/31/2030"))
    assert values(lines) == {"dateOfBirth": "1978-04-07", "expirationDate": "2030-12-31"}


def test_reading_tells_text_confidence_and_source() -> None:
    lines = [line("Date of birth", 300, 0), line("13 FEB 1990", 300, 22, confidence=0.7)]
    reading = read_labelled(lines, today=TODAY)["dateOfBirth"]
    assert (reading.raw, reading.source, reading.confidence) == ("13 FEB 1990", Source.PRINTED, 0.7)


@pytest.mark.parametrize("text", ["O'HOLLARAN", "Varga-Leclerq", "LI", "Ana  Belén", "DE LA CRUZ."])
def test_names_are_names(text: str) -> None:
    assert as_name(text) is not None


@pytest.mark.parametrize("text", ["X", "1990", "ANNA 2", "<<<", "*", "A" * 61])
def test_other_text_is_no_name(text: str) -> None:
    assert as_name(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("ZS 0000177", "ZS0000177"), ("x1234567", "X1234567"), ("99003853", "99003853")],
)
def test_numbers_lose_their_spaces(text: str, number: str) -> None:
    assert as_number(text) == number


@pytest.mark.parametrize("text", ["UTOPIA", "12", "A1B2", "ABCDE12", "1234567890123456"])
def test_other_text_is_no_number(text: str) -> None:
    assert as_number(text) is None
