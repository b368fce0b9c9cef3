"""When a webhook delivery is tried again, and when an endpoint is given up.

The schedule is that of Standard Webhooks: ten tries over three days. It is spread by a fifth either
way, so that a receiver that comes back is not met by everything at once.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: The wait before each try, counted from the one before; the first goes out at once.
WAITS = (
    timedelta(),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)

SPREAD = 0.2

#: A receiver may ask for more patience than the schedule has, but not for ever.
LONGEST_WAIT = timedelta(hours=24)

#: An endpoint that failed for this long, and this often, is switched off.
FAILING_FOR = timedelta(hours=120)
FAILING_TIMES = 10


def wait_after(
    attempts: int, *, chance: float, retry_after: timedelta | None = None
) -> timedelta | None:
    """Return how long to wait after `attempts` failed tries, or None when none is left.

    `chance` from 0 to 1 places the wait within the spread. The receiver's `Retry-After` is honoured
    where it asks for longer.
    """
    if attempts >= len(WAITS):
        return None
    spread = WAITS[attempts] * (1 + SPREAD * (2 * chance - 1))
    return max(spread, min(retry_after or timedelta(), LONGEST_WAIT))


def parse_retry_after(header: str | None, moment: datetime) -> timedelta | None:
    """Return what a `Retry-After` header asks for at `moment`: seconds or an HTTP date (RFC 9110).

    None where there is none, or it is not understood.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        # More digits than any sensible wait has would overflow a timedelta.
        return min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        asked = parsedate_to_datetime(text)
    except ValueError:
        return None
    if asked.tzinfo is None:
        asked = asked.replace(tzinfo=UTC)
    return max(asked - moment, timedelta())


def is_given_up(
    failures: int, failing_since: datetime | None, moment: datetime, *, speed_up: int = 1
) -> bool:
    """Tell whether an endpoint has failed for so long and so often that it is switched off.

    `speed_up` is how much faster than time the sandbox's clock of retries runs.
    """
    if failing_since is None:
        return False
    return failures >= FAILING_TIMES and moment - failing_since >= FAILING_FOR / speed_up
