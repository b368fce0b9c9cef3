"""Tests of telling whether day or month comes first, and of days that may be two."""

import pytest

from app.analysis.fields.date_order import DateOrder, date_order, is_cut_short, with_alternative
from app.domain.evidence import FieldReading, Source


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["04/07/1988", "12/31/2028"], DateOrder.MONTH_FIRST),
        (["04/07/1988", "31/12/2028"], DateOrder.DAY_FIRST),
        (["DRIVER LICENSE", "04/07/1988"], DateOrder.MONTH_FIRST),
        (["Driver's License", "04/07/1988"], DateOrder.MONTH_FIRST),
        (["UNITED STATES OF AMERICA", "04/07/1988"], DateOrder.MONTH_FIRST),
        (["DRIVING LICENCE", "04/07/1988"], DateOrder.DAY_FIRST),
        (["Date de naissance", "04/07/1988"], DateOrder.DAY_FIRST),
        (["Fecha de nacimiento", "04/07/1988"], DateOrder.DAY_FIRST),
        (["DRIVER LICENSE", "31/12/2028"], DateOrder.DAY_FIRST),
        (["DRIVER LICENSE", "Driving licence"], DateOrder.UNKNOWN),
        (["IDENTITY CARD", "04/07/1988"], DateOrder.UNKNOWN),
        ([], DateOrder.UNKNOWN),
    ],
)
def test_order_follows_from_dates_then_from_words(texts: list[str], order: DateOrder) -> None:
    assert date_order(texts) is order


@pytest.mark.parametrize(
    ("raw", "value", "other"),
    [
        ("04/07/1988", "1988-07-04", "1988-04-07"),
        ("04-07-88", "1988-07-04", "1988-04-07"),
        ("04 / 07 / 1988", "1988-07-04", "1988-04-07"),
        ("04.07.1988", "1988-07-04", ""),
        ("04 07 1988", "1988-07-04", ""),
        ("1988-07-04", "1988-07-04", ""),
        ("04 JUL 1988", "1988-07-04", ""),
        ("13/07/1988", "1988-07-13", ""),
        ("07/07/1988", "1988-07-07", ""),
    ],
)
def test_day_may_be_two_only_in_bare_numbers(raw: str, value: str, other: str) -> None:
    reading = FieldReading(value, raw, Source.PRINTED, 0.99)
    assert with_alternative(reading, DateOrder.UNKNOWN).alternative == other
    assert with_alternative(reading, DateOrder.DAY_FIRST) == reading


def test_short_year_on_a_page_of_long_ones_was_cut_off() -> None:
    texts = ["3. 01.10.19", "4b. 12.02.2034"]
    assert is_cut_short(texts[0], texts)
    assert not is_cut_short(texts[1], texts)
    assert not is_cut_short("3. 01.10.53", ["3. 01.10.53", "4b. 12.02.34"])
    assert not is_cut_short("13 FEB 90", texts)
