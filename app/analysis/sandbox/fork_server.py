"""The application's side of the fork server: one warm process that makes a child for each file.

A fresh interpreter costs a tenth to a third of a second a file, most of it imports; a fork of a
process that has them costs a few milliseconds. The server is replaced after FILES_PER_SERVER files
and after each child that died, hung or answered nonsense, because forked children share its layout
in memory, and a layout that was probed must not be met again.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import sysconfig
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from app.domain.errors import ServiceUnavailable

#: Address space of the server and of each child. 12 megapixels need 20 to 205 MB of it, the largest
#: picture of each type up to 445 MB (an RGBA PNG of 50 megapixels).
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 5
WALL_SECONDS = 10.0
FILES_PER_SERVER = 100
#: How long the server may take to load the decoders, and then to fork.
START_SECONDS = 20.0
_DYING_SECONDS = 1.0
DECODERS = ("pictures", "pdf", "frames", "logos")

#: The script that the server runs.
CHILD = Path(__file__).with_name("child.py")


@dataclass
class Child:
    """One decoding child: the ends of its pipes that are ours, its number, and its handle if any.

    The handle, unlike the number, can never come to mean another process.
    """

    orders: int
    answers: int
    pid: int
    handle: int | None
    is_sent: bool = False

    def close_orders(self) -> None:
        """Let the child know that it has been sent everything."""
        if not self.is_sent:
            self.is_sent = True
            os.close(self.orders)

    def kill(self) -> None:
        """End the child, if it has not ended, and close what is ours of it."""
        with suppress(ProcessLookupError):
            if self.handle is None:
                os.kill(self.pid, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        self.close_orders()
        os.close(self.answers)
        if self.handle is not None:
            # Readable once the child has ended, so that nobody counts it any more.
            select.select([self.handle], [], [], _DYING_SECONDS)
            os.close(self.handle)


@dataclass
class _Server:
    """A running fork server, the process it belongs to, and how many files it was given."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    owner: int = field(default_factory=os.getpid)
    files: int = 0


class ForkServers:
    """The fork server of this process, started when first needed and replaced when worn."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._server: _Server | None = None
        self._retired: list[subprocess.Popen[bytes]] = []

    @property
    def pid(self) -> int | None:
        """The number of the server that would be asked next, if one runs."""
        return self._server.process.pid if self._server else None

    def new_child(self) -> Child:
        """Return a fresh child that waits for its order; raises ServiceUnavailable."""
        with self._lock:
            for last_try in (False, True):
                try:
                    return self._fork()
                except (OSError, ValueError) as error:
                    # The server may have been killed while it was idle: once more, with another.
                    self._retire()
                    if last_try:
                        raise ServiceUnavailable("decoder does not start") from error
        raise AssertionError("unreachable")

    def replace(self) -> None:
        """Let the next file have a new server; children at work are let finish."""
        with self._lock:
            self._retire()

    def close(self) -> None:
        """End the server and wait for it, and for those that were replaced."""
        self.replace()
        for process in self._retired:
            process.wait()
        self._retired.clear()

    def _fork(self) -> Child:
        server = self._current()
        server.files += 1
        theirs_in, orders = os.pipe()
        answers, theirs_out = os.pipe()
        try:
            socket.send_fds(server.control, [b"f"], [theirs_in, theirs_out])
            told, handles, _, _ = socket.recv_fds(server.control, 4, 1)
            if len(told) != 4:
                raise ConnectionResetError("fork server is gone")
        except BaseException:
            os.close(orders)
            os.close(answers)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        return Child(orders, answers, int.from_bytes(told, "big"), next(iter(handles), None))

    def _current(self) -> _Server:
        """Return the server that is to be asked, after starting one if need be."""
        server = self._server
        if server is not None and server.owner != os.getpid():
            # This process was forked off the owner, who goes on using the server.
            server.control.close()
            self._server, self._retired = None, []
        elif server is not None and server.files >= FILES_PER_SERVER:
            self._retire()
        if self._server is None:
            self._server = _start()
        return self._server

    def _retire(self) -> None:
        """Stop asking the server: it ends by itself when its last child has ended."""
        self._retired = [process for process in self._retired if process.poll() is None]
        if self._server is not None:
            self._server.control.close()
            self._retired.append(self._server.process)
            self._server = None


def _start() -> _Server:
    """Start a server and wait until it has loaded the decoders; raises OSError."""
    ours, theirs = socket.socketpair()
    setup = {
        "memory_bytes": MEMORY_BYTES,
        "cpu_seconds": CPU_SECONDS,
        "wall_seconds": WALL_SECONDS,
        "paths": [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")],
        "decoders": DECODERS,
    }
    with theirs:
        try:
            process = subprocess.Popen(  # noqa: S603  Our interpreter and our script, no shell.
                [sys.executable, "-I", "-S", str(CHILD), json.dumps(setup)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )
        except OSError:
            ours.close()
            raise
    ours.settimeout(START_SECONDS)
    try:
        if not ours.recv(1):
            raise ConnectionResetError("fork server did not get ready")
    except OSError:
        ours.close()
        process.kill()
        process.wait()
        raise
    return _Server(process, ours)


servers = ForkServers()
atexit.register(servers.close)
