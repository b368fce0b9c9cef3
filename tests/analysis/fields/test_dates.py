"""Tests of reading dates as papers print them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.fields.dates import (
    Reckoning,
    find_dates,
    find_labelled_date,
    full_year,
    is_month_first,
    mrz_date,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13 FEB 1990", date(1990, 2, 13)),
        ("13 FEB /FEV 90", date(1990, 2, 13)),
        ("23 APR /AVR 12", date(2012, 4, 23)),
        ("8 Août/Aug 2006", date(2006, 8, 8)),
        ("13 LIP/JUL 2006", date(2006, 7, 13)),
        ("19 OKT/OCT 1971", date(1971, 10, 19)),
        ("30 JUN2031", date(2031, 6, 30)),
        ("1er janvier 2026", date(2026, 1, 1)),
        ("7 de marzo de 2025", date(2025, 3, 7)),
        ("20. März 2026", date(2026, 3, 20)),
        ("3 grudnia 2024", date(2024, 12, 3)),
        ("October 3, 2026", date(2026, 10, 3)),
        ("1 VI 2001", date(2001, 6, 1)),
        ("Invoice date: 02/10/2026", date(2026, 10, 2)),
        ("04.07.2002", date(2002, 7, 4)),
        ("2004-12-31", date(2004, 12, 31)),
        ("20 06 1978", date(1978, 6, 20)),
        ("12/31/2025", date(2025, 12, 31)),
    ],
)
def test_date_is_read_however_it_is_written(text: str, day: date) -> None:
    assert find_dates(text, today=TODAY) == (day,)


@pytest.mark.parametrize(
    "text",
    [
        "Tel 01 23 45 67 89",
        "30 FEB 2001",
        "4471 0098 22",
        "263 kWh x 0.214",
        "20 06 1978 1234",
        "12 Harbour Road 2026",
        "31/31/2020",
        "01/01/1803",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text, today=TODAY) == ()


def test_all_dates_of_a_line_come_in_their_order() -> None:
    found = find_dates("Billing period: 01/09/2026 - 30/09/2026", today=TODAY)
    assert found == (date(2026, 9, 1), date(2026, 9, 30))


def test_month_may_come_first() -> None:
    assert find_dates("04/07/2025", today=TODAY) == (date(2025, 7, 4),)
    assert find_dates("04/07/2025", today=TODAY, month_first=True) == (date(2025, 4, 7),)


def test_a_date_past_the_twelfth_tells_the_order_of_a_paper() -> None:
    assert is_month_first(["Issued 04/07/2025", "Expires 12/31/2030"])
    assert not is_month_first(["Issued 04/07/2025", "Expires 31/12/2030"])
    assert not is_month_first(["04/07/2025"])


@pytest.mark.parametrize(
    ("year", "reckoning", "full"),
    [
        ("26", Reckoning.BIRTH, 2026),
        ("27", Reckoning.BIRTH, 1927),
        ("74", Reckoning.PAST, 1974),
        ("31", Reckoning.FUTURE, 2031),
        ("99", Reckoning.FUTURE, 2099),
        ("1985", Reckoning.FUTURE, 1985),
    ],
)
def test_century_follows_from_the_kind_of_date(year: str, reckoning: Reckoning, full: int) -> None:
    assert full_year(year, today=TODAY, reckoning=reckoning) == full


def test_label_wants_exactly_one_date() -> None:
    def read(text: str) -> date | None:
        return find_labelled_date(text, today=TODAY, reckoning=Reckoning.PAST)

    assert read("05.06.2018") == date(2018, 6, 5)
    assert read("05062018") == date(2018, 6, 5)
    assert read("01/09/2026 - 30/09/2026") is None
    assert read("ERIKSSON") is None


@given(st.dates(min_value=date(1927, 1, 1), max_value=TODAY))
def test_birth_in_a_zone_lies_before_today(day: date) -> None:
    assert mrz_date(f"{day:%y%m%d}", today=TODAY, reckoning=Reckoning.BIRTH) == day


@pytest.mark.parametrize("text", ["<<<<<<", "741345", "7408", "740230"])
def test_what_is_no_day_is_left_out(text: str) -> None:
    assert mrz_date(text, today=TODAY, reckoning=Reckoning.BIRTH) is None
