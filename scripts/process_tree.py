"""Start programs so that none of them can outlive us, and find and end those that try.

Linux gives two means: a child may ask for a signal when its parent dies, and a parent may adopt
grandchildren whose own parent died ("subreaper", prctl(2)). Elsewhere only the process group is
left, which a program can leave by opening a session of its own.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
IS_LINUX = sys.platform.startswith("linux")
LIBC = ctypes.CDLL(None) if IS_LINUX else None


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, so that we can end it."""
    if LIBC:
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, output: Path
) -> int:
    """Start a program in a session of its own, its words added to a file; return its process id.

    The terminal's Ctrl-C does not reach it: stopping in order is our task. It gets SIGTERM when we
    die without having stopped it. Raises OSError when it cannot be started.
    """
    with output.open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            # Safe here, unlike in general: this program has one thread only.
            preexec_fn=_end_with(os.getpid()),  # noqa: PLW1509
        )
    # We collect exit statuses ourselves, of adopted processes too; Popen must not wait for them.
    process.returncode = 0
    return process.pid


def _end_with(parent: int) -> Callable[[], None] | None:
    """Return what a child runs before its program: ask for SIGTERM at our death."""
    if LIBC is None:
        return None
    prctl = LIBC.prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        # We may have died before the line above took hold; then nobody would ever tell it.
        if os.getppid() != parent:
            os._exit(1)

    return ask


def collect() -> list[tuple[int, int]]:
    """Return (process id, exit status) of the children that ended; negative status: by signal."""
    ended = []
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            ended.append((pid, os.waitstatus_to_exitcode(status)))
    return ended


def ask_to_end(pid: int) -> None:
    """Send SIGTERM to a program that we started; one that is gone is as good."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


def end_group(pid: int) -> None:
    """Kill a program that we started together with what it started in its own session."""
    # macOS answers PermissionError where all that is left of a group are zombies.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def end_all_children(seconds: float = 2.0) -> None:
    """Kill every child, adopted ones too, until none is left or the time is over."""
    deadline = time.monotonic() + seconds
    while (children := _children()) and time.monotonic() < deadline:
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        collect()
        time.sleep(0.01)


def _children() -> list[int]:
    """List our children, from the fourth field of /proc/<pid>/stat; empty where there is none."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        # The second field, the program's name, may itself hold spaces and brackets.
        with contextlib.suppress(OSError):
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                found.append(int(stat.parent.name))
    return found
