"""Counts of who asked how often, in a file that all processes of one machine share.

A storage for the limits package, which knows none between one process's memory and a server. The
file is apart from our tables, so that counting never waits for a writer of theirs, and what it
holds matters for minutes only: it is not synchronised to disk.
"""

import sqlite3
import threading
import time
from pathlib import Path
from typing import Final

from limits.storage import Storage

SCHEME: Final = "sqlite"

#: A limiter must not keep a caller waiting; past this, nothing is counted.
_BUSY_SECONDS = 2.0

#: Each so many counts, those whose window is over are deleted.
_SWEEP_EACH = 1000

_TABLE = (
    "CREATE TABLE IF NOT EXISTS counts "
    "(name TEXT PRIMARY KEY, hits INTEGER NOT NULL, ends_at REAL NOT NULL) WITHOUT ROWID"
)
#: One statement, so that two processes never count the same number.
_COUNT = """
INSERT INTO counts (name, hits, ends_at) VALUES (:name, :amount, :now + :seconds)
ON CONFLICT (name) DO UPDATE SET
  hits = CASE WHEN ends_at <= :now THEN :amount ELSE hits + :amount END,
  ends_at = CASE WHEN ends_at <= :now THEN :now + :seconds ELSE ends_at END
RETURNING hits
"""


class FileStorage(Storage):
    """Fixed windows in an SQLite file: `sqlite:///path`, a fourth slash where it is absolute."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - the package declares it.

    def __init__(self, uri: str, wrap_exceptions: bool = False, **_: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._path = Path(uri.removeprefix(f"{SCHEME}:///"))
        self._of_thread = threading.local()
        self._counted = 0

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """What means that it cannot count now."""
        return (sqlite3.Error, OSError)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add `amount` to a count whose window is `expiry` seconds, and return the new count."""
        moment = time.time()
        values = {"name": key, "amount": amount, "now": moment, "seconds": expiry}
        (hits,) = self._connection().execute(_COUNT, values).fetchone()
        self._counted += 1
        if self._counted % _SWEEP_EACH == 0:
            self._connection().execute("DELETE FROM counts WHERE ends_at <= ?", (moment,))
        return int(hits)

    def get(self, key: str) -> int:
        """Return a count; 0 when its window is over."""
        found = self._find(key)
        return found[0] if found is not None else 0

    def get_expiry(self, key: str) -> float:
        """Return when a count's window ends, in seconds since the epoch; now when there is none."""
        found = self._find(key)
        return found[1] if found is not None else time.time()

    def check(self) -> bool:
        """Tell whether it can count."""
        try:
            self._connection().execute("SELECT 1 FROM counts LIMIT 1")
        except self.base_exceptions:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every count; return how many there were."""
        return self._connection().execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        """Forget one count."""
        self._connection().execute("DELETE FROM counts WHERE name = ?", (key,))

    def _find(self, key: str) -> tuple[int, float] | None:
        row: tuple[int, float] | None = (
            self._connection()
            .execute(
                "SELECT hits, ends_at FROM counts WHERE name = ? AND ends_at > ?",
                (key, time.time()),
            )
            .fetchone()
        )
        return row

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._of_thread, "connection", None)
        if found is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            found = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            found.execute("PRAGMA journal_mode=WAL")
            found.execute("PRAGMA synchronous=OFF")
            found.execute(_TABLE)
            self._of_thread.connection = found
        return found
