"""The clock: the only place that asks what time it is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present as aware UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present as aware UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs on from where it is set, or stands still; for tests."""

    def __init__(self) -> None:
        self.offset = timedelta()
        self._stopped_at: datetime | None = None

    def now(self) -> datetime:
        """Return the machine's time, or when it was stopped, moved by `offset`."""
        return (self._stopped_at or datetime.now(UTC)) + self.offset

    def stop(self) -> None:
        """Stand still from now on, so that nothing depends on how fast the machine is."""
        self._stopped_at = datetime.now(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the clock by `by`."""
        self.offset += by
