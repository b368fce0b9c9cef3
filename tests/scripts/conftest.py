"""Start services under the supervisor and look for what is left of them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 20.0


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that another process is about to do; fail when it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


class Run:
    """A folder with services, and the supervisor over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pids_file = folder / "pids"
        self.pids_file.touch()
        self.order_file = folder / "order"
        self.order_file.touch()
        self.process: subprocess.Popen[str] | None = None

    def program(self, body: str, first: str = "") -> list[str]:
        """Return a command: does `first`, notes its process id, then does what `body` says."""
        head = f"""
            import os, pathlib, signal, subprocess, sys, time
            def note(word, file={str(self.order_file)!r}):
                with open(file, "a") as notes:
                    notes.write(word + "\\n")
        """
        noted = f"note(str(os.getpid()), {str(self.pids_file)!r})\n"
        text = textwrap.dedent(head) + textwrap.dedent(first) + noted + textwrap.dedent(body)
        return [sys.executable, "-c", text]

    def patient(self, name: str) -> list[str]:
        """Return a service that lives until SIGTERM, then notes its name and ends."""
        handler = f"""
            def end(*_):
                note({name!r})
                sys.exit(0)
            signal.signal(signal.SIGTERM, end)
        """
        return self.program("time.sleep(600)", first=handler)

    def deaf(self) -> list[str]:
        """Return a service that SIGTERM does not impress."""
        ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        return self.program("time.sleep(600)", first=ignore)

    def command(self, **description: Any) -> list[str]:
        """Return the supervisor's command over the services described."""
        file = self.folder / "services.json"
        file.write_text(json.dumps(description), encoding="utf-8")
        return [sys.executable, "-m", "tests.scripts.run_services", str(file)]

    def start(self, command: list[str], **options: Any) -> "subprocess.Popen[str]":
        """Start the supervisor, or make over it; its words can be read from `stdout`."""
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            text=True,
            start_new_session=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **options},
        )
        return self.process

    def wait_for_services(self, count: int) -> None:
        """Wait until so many processes have noted themselves."""
        wait_until(lambda: len(self.pids()) >= count, f"{count} processes running")

    def pids(self) -> list[int]:
        """Return the process ids that services have noted."""
        return [int(line) for line in self.pids_file.read_text().split()]

    def alive(self) -> list[int]:
        """Return those of the noted processes that still live; zombies do not count."""
        found = []
        for pid in self.pids():
            with contextlib.suppress(psutil.NoSuchProcess):
                if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                    found.append(pid)
        return found

    def order(self) -> list[str]:
        """Return what services noted, in order."""
        return self.order_file.read_text().split()

    def clean_up(self) -> None:
        """End what a failed test left behind."""
        for pid in self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdout:
                self.process.stdout.close()


@pytest.fixture(scope="session", autouse=True)
def _interrupts_are_heard() -> None:
    """Undo what a script does that runs the tests with `&`: all they start would ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """An empty folder for services; nothing outlives the test."""
    made = Run(tmp_path)
    yield made
    made.clean_up()
