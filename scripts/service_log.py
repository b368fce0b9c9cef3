"""The log file of one service: kept small, and read along for errors.

A service writes to the file itself. A pipe to us would make it wait whenever our terminal does.
"""

import re
from pathlib import Path

MAX_BYTES = 20_000_000
MAX_LINE_CHARACTERS = 300
#: JSON lines by their level, plain lines by the words of granian, rclone and Python.
ERROR = re.compile(
    r'"level":\s*"(error|critical)"|\b(ERROR|CRITICAL|Traceback)\b|^[\w.]+(Error|Exception): '
)


class ServiceLog:
    """One log file; the run before is kept beside it as ``<name>.log.1``."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.log"
        folder.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            self._keep_old()
        self.path.touch(mode=0o600)
        self._read_bytes = 0

    def new_errors(self) -> list[str]:
        """Return the lines about errors that came since the last call, each cut to a width."""
        size = self.path.stat().st_size
        if size <= self._read_bytes:
            return []
        with self.path.open("rb") as file:
            file.seek(self._read_bytes)
            fresh = file.read()
        complete, newline, _ = fresh.rpartition(b"\n")
        self._read_bytes += len(complete) + len(newline)
        if self._read_bytes > MAX_BYTES:
            self._start_over()
        lines = complete.decode(errors="replace").splitlines()
        return [line[:MAX_LINE_CHARACTERS] for line in lines if ERROR.search(line)]

    def tail(self, lines: int) -> str:
        """Return the last lines."""
        return "\n".join(self.path.read_text(errors="replace").splitlines()[-lines:])

    def _keep_old(self) -> None:
        self.path.replace(self.path.with_suffix(".log.1"))

    def _start_over(self) -> None:
        # The service holds the file open for appending, so it is copied and emptied, not renamed.
        self.path.with_suffix(".log.1").write_bytes(self.path.read_bytes())
        with self.path.open("r+b") as file:
            file.truncate(0)
        self._read_bytes = 0
