"""Counting attempts: a KYC document that the customer sent and we stored is one.

A file refused before storing, a byte-for-byte duplicate and anything lost to a fault of ours cost
none. `max_attempts` is 0 to 100; 0 is unlimited (the reference's rule).
"""

DEFAULT_MAX_ATTEMPTS = 3
UNLIMITED = 0
HIGHEST_MAX_ATTEMPTS = 100


def attempts_left(max_attempts: int, attempts_used: int) -> int | None:
    """Return how many attempts remain, never below 0; None when they are unlimited."""
    if max_attempts == UNLIMITED:
        return None
    return max(0, max_attempts - attempts_used)


def is_exhausted(max_attempts: int, attempts_used: int) -> bool:
    """Tell whether no attempt remains."""
    return attempts_left(max_attempts, attempts_used) == 0
