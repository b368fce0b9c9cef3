"""When deliveries are tried again, and when an endpoint is given up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.retries import (
    LONGEST_WAIT,
    SPREAD,
    WAITS,
    is_given_up,
    parse_retry_after,
    wait_after,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_the_schedule_has_ten_tries_in_three_days() -> None:
    assert len(WAITS) == 10
    assert sum(WAITS, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 5), (2, 300), (3, 1800), (4, 7200), (5, 18000), (6, 36000), (7, 50400), (8, 72000),
     (9, 86400)],
)  # fmt: skip
def test_each_failure_waits_as_the_schedule_says(attempts: int, seconds: int) -> None:
    assert wait_after(attempts, chance=0.5) == timedelta(seconds=seconds)


def test_nothing_is_left_after_the_tenth_try() -> None:
    assert wait_after(10, chance=0.5) is None
    assert wait_after(10, chance=0.5, retry_after=timedelta(seconds=1)) is None


@given(attempts=st.integers(1, 9), chance=st.floats(0, 1))
def test_waits_are_spread_by_a_fifth_either_way(attempts: int, chance: float) -> None:
    wait = wait_after(attempts, chance=chance)
    assert wait is not None
    assert WAITS[attempts] * (1 - SPREAD) <= wait <= WAITS[attempts] * (1 + SPREAD)


def test_the_spread_is_used_from_end_to_end() -> None:
    assert wait_after(2, chance=0) == timedelta(minutes=4)
    assert wait_after(2, chance=1) == timedelta(minutes=6)


def test_a_receiver_may_ask_for_more_patience_but_not_for_less() -> None:
    assert wait_after(1, chance=0.5, retry_after=timedelta(minutes=2)) == timedelta(minutes=2)
    assert wait_after(2, chance=0.5, retry_after=timedelta(seconds=1)) == timedelta(minutes=5)


def test_a_receiver_cannot_ask_for_patience_without_end() -> None:
    assert wait_after(1, chance=0.5, retry_after=timedelta(days=400)) == LONGEST_WAIT


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta()),
        ("999999999999999999999999", LONGEST_WAIT),
        ("Mon, 23 Nov 2026 12:01:00 GMT", timedelta(minutes=1)),
        ("Monday, 23-Nov-26 12:01:00 GMT", timedelta(minutes=1)),
        ("Mon, 23 Nov 2026 12:01:00", timedelta(minutes=1)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", timedelta()),
        (None, None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Mon, 99 Nov 2026 12:01:00 GMT", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(
    header: str | None, expected: timedelta | None
) -> None:
    assert parse_retry_after(header, NOON) == expected


@given(st.text())
def test_no_retry_after_header_breaks_the_reader(header: str) -> None:
    found = parse_retry_after(header, NOON)
    assert found is None or found >= timedelta()


@pytest.mark.parametrize(
    ("failures", "hours", "expected"),
    [(10, 120, True), (9, 120, False), (10, 119, False), (500, 400, True), (0, None, False)],
)
def test_an_endpoint_is_given_up_after_five_days_and_ten_failures(
    failures: int, hours: int | None, expected: bool
) -> None:
    since = None if hours is None else NOON - timedelta(hours=hours)
    assert is_given_up(failures, since, NOON) is expected
