"""Give memory back to the system after each document.

The text reader takes a few hundred megabytes for every page and frees them, but the C library keeps
them for its own next use, in pieces that do not always fit: a worker that has read some pages holds
two to three times what it needs.
"""

import ctypes
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


def gives_memory_back(work: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return the same work, after which freed memory goes back to the system, raised or not."""

    @wraps(work)
    def done(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return work(*args, **kwargs)
        finally:
            give_memory_back()

    return done


def give_memory_back() -> bool:
    """Give freed memory back; return False where the C library offers no way to (not glibc)."""
    trim = _trim()
    if trim is None:
        return False
    trim(0)
    return True


@cache
def _trim() -> Any:
    """Return glibc's malloc_trim, None with another C library."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
