"""How many rows a long list had a moment ago: counting a million takes longer than reading a page.

Only totals past `LONG` are kept, for some seconds and in each process, so a short list is always
counted anew.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

LONG = 10_000
KEPT_FOR = timedelta(seconds=10)

_MOST_LISTS = 1000


@dataclass
class KnownTotals:
    """Totals of long lists, by whatever tells one list from another."""

    _known: dict[Hashable, tuple[datetime, int]] = field(default_factory=dict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def find(self, name: Hashable, moment: datetime, count: Callable[[], int]) -> int:
        """Return the total that is known, or count and keep it if it is long."""
        with self._lock:
            kept = self._known.get(name)
        if kept is not None and timedelta() <= moment - kept[0] < KEPT_FOR:
            return kept[1]
        total = count()
        with self._lock:
            self._known.pop(name, None)
            if total > LONG:
                if len(self._known) >= _MOST_LISTS:
                    self._known.clear()
                self._known[name] = (moment, total)
        return total
