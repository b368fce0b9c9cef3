"""What a running portal leaves in its data folder: a lock, and a note on where to find it."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any


class AlreadyRunning(Exception):
    """Another portal works over this data folder; `note` is what it wrote about itself."""

    def __init__(self, note: dict[str, Any]) -> None:
        super().__init__("already running")
        self.note = note


class RunState:
    """Holds the data folder for one run. Two runs over one folder would do each job twice."""

    def __init__(self, data_dir: Path) -> None:
        """Take the folder; raise AlreadyRunning when another process has it."""
        data_dir.mkdir(parents=True, exist_ok=True)
        self._note = data_dir / "run.json"
        # The lock goes with the process, even when that is killed; the file stays and is harmless.
        self._lock = (data_dir / "run.lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise AlreadyRunning(self._read()) from error
        # A run that was killed could not take its note away.
        self._note.unlink(missing_ok=True)

    def __enter__(self) -> "RunState":
        return self

    def __exit__(self, *_: object) -> None:
        """Take the note away and let go of the folder."""
        self._note.unlink(missing_ok=True)
        self._lock.close()

    def tell(self, **facts: Any) -> None:
        """Write the note that the demo and the commands read; for the owner only."""
        partial = self._note.with_suffix(".json.new")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(facts, file, indent=1)
        partial.replace(self._note)

    def _read(self) -> dict[str, Any]:
        try:
            note: dict[str, Any] = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note
