"""Tests of the day a letter was written, and of its telephone number."""

from datetime import date

import pytest

from app.analysis.fields.letters import read_letter
from app.domain.evidence import Source
from tests.analysis.pages import letter

TODAY = date(2026, 11, 23)


def written_on(*texts: str) -> str | None:
    """Return the day of writing of a letter with these lines."""
    reading = read_letter(letter(*texts), today=TODAY).get("date")
    return reading.value if reading else None


def phone(*texts: str) -> str | None:
    """Return the telephone number of a letter with these lines."""
    reading = read_letter(letter(*texts), today=TODAY).get("phone")
    return reading.value if reading else None


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (
            (
                "Due date: 25/10/2026",
                "Invoice date: 02/10/2026",
                "Billing period: 01/09/2026 - 30/09/2026",
            ),
            "2026-10-02",
        ),
        (
            (
                "Facture n°562044387 du 02 Juillet 2026",
                "Date limite de paiement le 05 Juillet 2026",
            ),
            "2026-07-02",
        ),
        (("Rechnungsdatum 03.11.2026", "Fällig am 17.11.2026"), "2026-11-03"),
        (("Kontoauszug Nr. 4 vom 30.10.2026", "Vertrag seit 01.01.2010"), "2026-10-30"),
        (("Fecha de emisión: 5 de octubre de 2026", "Vencimiento 20/10/2026"), "2026-10-05"),
        (("Data emissione 12/09/2026", "Scadenza 30/09/2026"), "2026-09-12"),
        (("Invoice Date:", "03/20/2026", "Due Date:", "04/04/2026"), "2026-03-20"),
        (("Statement date 15 Sep 2026", "Date of birth 01/02/1980"), "2026-09-15"),
    ],
)
def test_day_of_writing_is_told_from_other_days(texts: tuple[str, ...], day: str) -> None:
    assert written_on(*texts) == day


def test_day_after_today_is_not_the_day_of_writing() -> None:
    assert written_on("Invoice date 24/11/2026", "Zenith, 12/11/2026") == "2026-11-12"


def test_paper_without_a_day_has_none() -> None:
    assert written_on("ZENITH POWER & LIGHT", "Total EUR 71.06") is None


def test_day_that_no_word_vouches_for_proves_little() -> None:
    named = read_letter(letter("Invoice date: 02/10/2026"), today=TODAY)["date"]
    bare = read_letter(letter("Zenith, 02/10/2026"), today=TODAY)["date"]
    assert named.confidence == 0.99
    assert bare.confidence == 0.7


def test_source_is_that_of_the_line() -> None:
    lines = letter("Invoice date: 02/10/2026", source=Source.TEXT_LAYER, confidence=1.0)
    assert read_letter(lines, today=TODAY)["date"].source is Source.TEXT_LAYER


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        (("Questions? Call +999 20 555 0100",), "+999205550100"),
        (("Account 4471 0098 22", "Tel: 01 23 45 67 89"), "0123456789"),
        (("Kundenservice 0800 123 4567",), "08001234567"),
        (("Zenith Power +44 (0)20 7946 0000",), "+4402079460000"),
    ],
)
def test_telephone_number_is_found(texts: tuple[str, ...], number: str) -> None:
    assert phone(*texts) == number


@pytest.mark.parametrize(
    "text", ["Account number 4471009822", "IBAN DE89 3704 0044 0532 0130 00", "Tel: 12.10.2026"]
)
def test_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert phone(text) is None
