"""More time for a customer whose link is about to end (WCAG 2.2.1)."""

from datetime import datetime, timedelta
from typing import Final

#: From here on pages tell how long the link still works, and more time can be had.
WARNING: Final = timedelta(minutes=5)
MAX_EXTENSIONS: Final = 10


def can_extend(
    expires_at: datetime, extensions_used: int, *, is_allowed: bool, now: datetime
) -> bool:
    """Tell whether the customer may have more time: allowed, nearly over, not too often."""
    left = expires_at - now
    return is_allowed and timedelta() < left <= WARNING and extensions_used < MAX_EXTENSIONS


def extended(created_at: datetime, expires_at: datetime, extensions_used: int) -> datetime:
    """Return the new end: the length that the link had at first is added once more.

    Each extension before added that same length, so it is an equal share of the whole.
    """
    return expires_at + (expires_at - created_at) / (1 + extensions_used)
