"""Whether the outside services answer, for `/health/ready`: told beside it, never part of it.

The portal works without any of them (what they cannot settle goes to a person), so an outage must
not take it out of a load balancer. Signs of life are asked for in the background and kept for a
while: the answer to a probe waits for none of them longer than a moment.
"""

import time
from collections.abc import Mapping
from threading import Lock, Thread
from typing import Protocol

KEPT_SECONDS = 15.0
PATIENCE_SECONDS = 0.5


class Checkable(Protocol):
    """An adapter that can tell whether the other side is there."""

    def check(self) -> bool:
        """Tell whether it answers; raises nothing."""
        ...


class ServiceHealth:
    """The last known state of each service: `ok`, `unavailable`, or `unknown` before the first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._states: dict[str, str] = {}
        self._asked_at: dict[str, float] = {}

    def states(self, services: Mapping[str, Checkable | None]) -> dict[str, str]:
        """Return the state of each service by its name; `not-configured` for one that is not."""
        asking = [
            self._ask(name, service)
            for name, service in services.items()
            if service is not None and self._is_stale(name)
        ]
        deadline = time.monotonic() + PATIENCE_SECONDS
        for thread in asking:
            thread.join(max(0.0, deadline - time.monotonic()))
        return {
            name: self._states.get(name, "unknown") if service is not None else "not-configured"
            for name, service in services.items()
        }

    def _is_stale(self, name: str) -> bool:
        """Tell whether it is time to ask again, and note that somebody does."""
        with self._lock:
            asked_at = self._asked_at.get(name)
            if asked_at is not None and time.monotonic() - asked_at < KEPT_SECONDS:
                return False
            self._asked_at[name] = time.monotonic()
            return True

    def _ask(self, name: str, service: Checkable) -> Thread:
        def ask() -> None:
            self._states[name] = "ok" if service.check() else "unavailable"

        thread = Thread(target=ask, name=f"check-{name}", daemon=True)
        thread.start()
        return thread
