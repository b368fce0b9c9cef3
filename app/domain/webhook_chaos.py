"""What a sandbox does to deliveries on request, so that a receiver is tried before it is needed.

The network does all of it some day: events come late, in another order, twice, or not at the first
try. Which of it befalls an event follows from its id alone, so a run can be looked into afterwards.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

#: Far enough apart that events of one journey overtake each other.
LONGEST_DELAY = timedelta(seconds=10)


@dataclass(frozen=True)
class Fate:
    """What befalls one event: how late it goes out, and whether its first try is lost or doubled.

    Delays differ, and that is what changes the order.
    """

    delay: timedelta
    is_dropped: bool
    is_doubled: bool


def fate_of(event_id: str) -> Fate:
    """Return the fate of an event: half are late, a third lost at first, a third doubled."""
    late, how_late, third, *_ = sha256(event_id.encode()).digest()
    return Fate(
        delay=LONGEST_DELAY * (how_late / 255) if late % 2 else timedelta(),
        is_dropped=third % 3 == 0,
        is_doubled=third % 3 == 1,
    )
