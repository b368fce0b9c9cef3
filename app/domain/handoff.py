"""Continuing on a phone: how a handoff stands, and how long its code is good for."""

from datetime import datetime, timedelta
from enum import StrEnum

#: Long enough to find the phone; whoever photographs a screen has no use of the code later.
CODE_LIFE = timedelta(minutes=10)

#: So long before its end a code is replaced, so that nobody scans one that is about to end.
RENEW_BEFORE = timedelta(minutes=1)

#: How many numbers the phone offers where a merchant asks for the match.
MATCH_CHOICES = 3


class HandoffEnd(StrEnum):
    """Why a handoff is over."""

    RENEWED = "renewed"
    DISCONNECTED = "disconnected"
    STOPPED = "stopped"
    REFUSED = "refused"
    MISMATCHED = "mismatched"


class HandoffPhase(StrEnum):
    """How a handoff stands."""

    NONE = "none"
    WAITING = "waiting"
    CONNECTED = "connected"
    OUT_OF_DATE = "out-of-date"
    ENDED = "ended"


def phase_of(
    *, is_connected: bool, is_ended: bool, code_expires_at: datetime, now: datetime
) -> HandoffPhase:
    """Return the phase; the first line that holds wins.

    | ended       | somebody ended it, or a newer code took its place |
    | connected   | a phone has used the code                         |
    | out-of-date | nobody used the code in time                      |
    | waiting     | the code can be used                              |
    """
    if is_ended:
        return HandoffPhase.ENDED
    if is_connected:
        return HandoffPhase.CONNECTED
    return HandoffPhase.OUT_OF_DATE if now >= code_expires_at else HandoffPhase.WAITING
