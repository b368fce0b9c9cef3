"""Tests of fields that stand behind the numbers of a driving licence."""

from datetime import date

from app.analysis.fields.licence import read_numbered
from app.analysis.reading.ocr import OcrLine
from tests.analysis.pages import line

TODAY = date(2026, 11, 23)


def values(*texts: str) -> dict[str, str]:
    """Return what is read of a licence with these rows."""
    lines: list[OcrLine] = [line(text, 0, 40 * row) for row, text in enumerate(texts)]
    return {key: reading.value for key, reading in read_numbered(lines, today=TODAY).items()}


def test_european_licence_is_read_by_its_numbers() -> None:
    assert values(
        "DRIVING LICENCE UTOPIA",
        "1. LINDQVIST",
        "2. ERIKA",
        "3. 13.02.1990 ZENITH",
        "4a. 01.07.2021 4b. 30.06.2031",
        "4c. Registry of Zenith",
        "5. 12345678X",
        "9. AM B",
    ) == {
        "lastName": "LINDQVIST",
        "firstName": "ERIKA",
        "dateOfBirth": "1990-02-13",
        "issueDate": "2021-07-01",
        "expirationDate": "2031-06-30",
        "documentNumber": "12345678X",
    }


def test_american_licence_puts_labels_behind_its_numbers() -> None:
    assert values(
        "4d DLN 99 999 999",
        "4a ISS 12/31/2020 4b EXP 12/31/2028",
        "1 SAMPLE",
        "2 JANICE",
        "3 DOB 04/07/1988",
    ) == {
        "documentNumber": "99999999",
        "issueDate": "2020-12-31",
        "expirationDate": "2028-12-31",
        "lastName": "SAMPLE",
        "firstName": "JANICE",
        "dateOfBirth": "1988-04-07",
    }


def test_number_in_a_box_of_its_own_belongs_to_its_row() -> None:
    lines = [
        line(text, left, top)
        for text, left, top in [
            ("1.", 0, 0),
            ("LINDQVIST", 40, 0),
            ("2.", 0, 40),
            ("ERIKA", 40, 40),
            ("5.", 0, 80),
            ("12345678X", 40, 80),
        ]
    ]
    assert read_numbered(lines, today=TODAY)["lastName"].value == "LINDQVIST"


def test_rows_that_happen_to_begin_with_numbers_prove_nothing() -> None:
    assert values("1 Invoice", "2 Office Chair", "Total 3") == {}
