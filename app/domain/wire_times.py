"""Points in time as they are written on the wire: RFC 3339, with a time zone."""

import re
from datetime import UTC, date, datetime, timedelta

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def wire_time(moment: datetime) -> str:
    """Return `moment` as we write it: UTC, whole seconds, `2026-11-23T19:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str) -> datetime:
    """Return the point in time that `text` names, as aware UTC; raises ValueError saying why."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("must be a date and time with a time zone, such as 2026-11-23T19:00:00Z")
    day, time, fraction, zone = found.groups()
    microseconds = (fraction or "0")[:6].ljust(6, "0")
    try:
        # The offset can push a time at either end of the calendar over the edge.
        return datetime.fromisoformat(
            f"{day}T{time}.{microseconds}{zone.upper().replace('Z', '+00:00')}"
        ).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("is not a date and time of the calendar") from error


def parse_day(text: str) -> date:
    """Return the day that `text` names; raises ValueError saying why."""
    if _DAY.fullmatch(text) is None:
        raise ValueError("must be a date, such as 1980-04-01")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("is not a day of the calendar") from error


def span_of(text: str) -> tuple[datetime, datetime]:
    """Return where the time or day that `text` names begins and where it has ended.

    The wire shows whole seconds and we keep more, so a time stands for its second, a day for all
    of it. Raises ValueError.
    """
    if _DAY.fullmatch(text):
        day = parse_day(text)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        length = timedelta(days=1)
    else:
        start = parse_time(text).replace(microsecond=0)
        length = timedelta(seconds=1)
    try:
        return start, start + length
    except OverflowError as error:
        raise ValueError("is not a date and time of the calendar") from error
