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


EUROPEAN = {
    "lastName": "LINDQVIST",
    "firstName": "ERIKA",
    "dateOfBirth": "1990-02-13",
    "issueDate": "2021-07-01",
    "expirationDate": "2031-06-30",
    "documentNumber": "12345678X",
}


def test_numbers_and_values_that_run_together_are_divided() -> None:
    assert (
        values(
            "1.LINDQVIST",
            "2.ERIKA",
            "3.13.02.1990 ZENITH",
            "4a.01.07.2021 4c.REGISTRY",
            "4b.30.06.2031",
            "5.12345678X",
        )
        == EUROPEAN
    )


def test_small_numbers_a_bit_off_belong_to_the_value_right_of_them() -> None:
    rows = zip(("1.", "2.", "3.", "4a.", "4b.", "5."), EUROPEAN, strict=True)
    shown = {**EUROPEAN, "dateOfBirth": "13.02.1990", "issueDate": "01.07.2021"}
    shown["expirationDate"] = "30.06.2031"
    lines = [
        part
        for row, (number, key) in enumerate(rows)
        for part in (
            line(number, 0, 60 * row + 16, height=14),
            line(shown[key], 70, 60 * row, height=30),
        )
    ]
    found = read_numbered(lines, today=TODAY)
    assert {key: reading.value for key, reading in found.items()} == EUROPEAN


def test_american_licence_may_leave_no_spaces() -> None:
    assert values(
        "4dDLN99 999 999",
        "4aISS12/31/2020 4bEXP12/31/2028",
        "1SAMPLE",
        "2JANICE ANN",
        "8 123 MAIN STREET",
        "3DOB04/07/1988",
        "5DD 0123456789",
        "15SEX F 16HGT 5'-07",
    ) == {
        "documentNumber": "99999999",
        "issueDate": "2020-12-31",
        "expirationDate": "2028-12-31",
        "lastName": "SAMPLE",
        "firstName": "JANICE ANN",
        "dateOfBirth": "1988-04-07",
        "sex": "F",
    }


def test_personal_number_in_europe_is_not_the_licences() -> None:
    read = values("1. LINDQVIST", "2. ERIKA", "4d. 49002130001", "5. 12345678X")
    assert read["documentNumber"] == "12345678X"


def test_count_of_issues_is_no_part_of_a_number() -> None:
    read = values("1. MORGAN", "2. MRS SARAH", "3. 11.03.76", "5. MORGA753116SM9IJ 35")
    assert read["documentNumber"] == "MORGA753116SM9IJ"
    assert read["firstName"] == "SARAH"


def test_name_may_run_over_two_rows() -> None:
    lines = [
        line(text, left, top)
        for text, left, top in [
            ("1. QUIROGA", 0, 0),
            ("SALVATIERRA", 40, 30),
            ("2. ANA", 0, 60),
            ("BELEN", 40, 90),
            ("3. 13.02.1990", 0, 120),
        ]
    ]
    found = read_numbered(lines, today=TODAY)
    assert found["lastName"].value == "QUIROGA SALVATIERRA"
    assert found["firstName"].value == "ANA BELEN"


def test_name_whose_number_was_not_read_stands_between_its_neighbours() -> None:
    lines = [line("1. LINDQVIST", 0, 0), line("ERIKA", 40, 30), line("3. 13.02.1990", 0, 60)]
    lines += [line("4b. 30.06.2031", 0, 90)]
    found = read_numbered(lines, today=TODAY)
    assert (found["lastName"].value, found["firstName"].value) == ("LINDQVIST", "ERIKA")


def test_key_on_the_back_names_nobody() -> None:
    key = ("1. Surname 2. First name", "3. Date and place of birth 4a. Date of issue")
    assert values(*key, "4b. Date of expiry 5. Licence number", "B 05.09.22 04.09.32") == {}


def test_date_in_a_row_of_its_own_is_no_numbered_field() -> None:
    assert "documentNumber" not in values("1. LINDQVIST", "2. ERIKA", "3. 13.02.1990", "5.12.2019")
