"""Run other programs for the set-up: quietly while they work, with their last words when not."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What the set-up fetches for itself, and its log.
TOOLS = ROOT / ".tools"
LOG = TOOLS / "setup.log"
SHOWN_LINES = 12


class SetupError(Exception):
    """Something could not be set up; the text says what, and what to do about it."""


class CommandError(SetupError):
    """A program ended with a status other than 0, or could not be started."""


def run_quietly(*command: str | Path, environment: Mapping[str, str] | None = None) -> None:
    """Run a program with its output in the log; raise CommandError with the end of what it said.

    Standard input is closed, so that nothing can wait for an answer that nobody will give.
    """
    TOOLS.mkdir(exist_ok=True)
    words = [str(word) for word in command]
    with LOG.open("a", encoding="utf-8", errors="replace") as log:
        log.write(f"$ {' '.join(words)}\n")
        log.flush()
        start = log.tell()
        try:
            done = subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                cwd=ROOT,
                check=False,
            )
        except OSError as error:
            raise CommandError(f"{words[0]} cannot be started: {error}.") from error
    if done.returncode:
        with LOG.open(encoding="utf-8", errors="replace") as log:
            log.seek(start)
            said = "".join(log.readlines()[-SHOWN_LINES:]).rstrip()
        raise CommandError(f"{words[0]} ended with status {done.returncode}:\n{said}")
