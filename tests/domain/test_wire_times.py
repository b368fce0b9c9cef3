"""Times on the wire: written in UTC, read strictly, and standing for a whole second or day."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.domain.wire_times import parse_day, parse_time, span_of, wire_time


def test_a_time_is_written_in_utc_and_whole_seconds() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    moment = datetime(2026, 11, 24, 0, 30, 1, 999_999, tzinfo=zone)
    assert wire_time(moment) == "2026-11-23T19:00:01Z"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T19:00:00Z", datetime(2026, 11, 23, 19, tzinfo=UTC)),
        ("2026-11-23t19:00:00z", datetime(2026, 11, 23, 19, tzinfo=UTC)),
        ("2026-11-23 19:00:00Z", datetime(2026, 11, 23, 19, tzinfo=UTC)),
        ("2026-11-23T19:00:00.5Z", datetime(2026, 11, 23, 19, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-23T19:00:00.123456789Z", datetime(2026, 11, 23, 19, 0, 0, 123_456, tzinfo=UTC)),
        ("2026-11-23T19:00:00-03:30", datetime(2026, 11, 23, 22, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_read(text: str, moment: datetime) -> None:
    assert parse_time(text) == moment
    assert parse_time(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-11-23", "2026-11-23T19:00Z", "2026-11-23T19:00:00", "20261123T190000Z",
        "2026-11-23T24:00:01Z", "2026-11-23T19:00:60Z", "2026-02-29T19:00:00Z",
        "2026-11-23T19:00:00.Z",
        "2026-11-23T19:00:00+0100", "2026-11-23T19:00:00+25:00", "2026-W48-1T19:00:00Z",
        "٢٠٢٦-11-23T19:00:00Z", " 2026-11-23T19:00:00Z", "2026-11-23T19:00:00Z\n",
        "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "+2026-11-23T19:00:00Z",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="date and time"):
        parse_time(text)


def test_a_day_is_read() -> None:
    assert parse_day("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["", "2023-02-29", "2024-2-9", "20240229", "2024-02-29T00:00:00Z"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day of the calendar|must be a date"):
        parse_day(text)


def test_a_time_stands_for_its_second_and_a_day_for_all_of_it() -> None:
    start = datetime(2026, 11, 23, 19, 0, 1, tzinfo=UTC)
    assert span_of("2026-11-23T19:00:01.7Z") == (start, start + timedelta(seconds=1))
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    assert span_of("2026-11-23") == (midnight, midnight + timedelta(days=1))


@pytest.mark.parametrize("text", ["9999-12-31", "9999-12-31T23:59:59Z", "x"])
def test_a_span_beyond_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"calendar|date and time"):
        span_of(text)
