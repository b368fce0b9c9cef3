"""A new link in place of one that has expired: when the customer may ask the merchant for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.domain.statuses import RequestStatus

#: Whoever asks again before the merchant could have answered gains nothing by it.
ASK_AGAIN_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True)
class LinkRenewal:
    """Whether the customer may ask now, and when they last did."""

    is_offered: bool = False
    asked_at: datetime | None = None


def is_renewable(status: RequestStatus) -> bool:
    """Tell whether something is still wanted of the customer: its time ended, nothing else did."""
    return status is RequestStatus.EXPIRED or not status.is_final


def renewal_at(now: datetime, asked_at: datetime | None, *, is_possible: bool) -> LinkRenewal:
    """Return how it stands; `is_possible`: the merchant allows it, and hears of it."""
    is_early = asked_at is not None and now - asked_at < ASK_AGAIN_AFTER
    return LinkRenewal(is_possible and not is_early, asked_at)
