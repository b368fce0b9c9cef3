"""Notice every way in which a person, or the death of another program, asks us to stop.

Beside the signals these are: the terminal or the reader of our output goes away, `make` is killed,
and `make` alone is interrupted, in which case it tells its children nothing and waits.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

#: How long one look around may wait for something to happen.
TICK_SECONDS = 0.2
SAME_SIGNAL_SECONDS = 0.5


class StopSigns:
    """Watch for reasons to stop; one thread, no busy waiting."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.signals = 0
        self._last_signal = -SAME_SIGNAL_SECONDS
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._count)
        # Whoever started us with `nohup` wants us to outlive the terminal.
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._count)
        # Only to be woken: a child's death is looked at by whoever called `wait`.
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        # A shell that starts us in the background may end while we go on; `make` never does.
        self._parent = os.getppid() if "MAKELEVEL" in environ else None
        self._parent_caught_interrupts = self._does_parent_catch_interrupts()
        self._poll = select.poll()
        self._poll.register(self._reader, select.POLLIN)
        # No event asked for: poll still tells when the other side is gone.
        self._poll.register(sys.stdout.fileno(), 0)

    def wait(self) -> str | None:
        """Wait for a moment, less when something happens; return why to stop, None to go on."""
        for descriptor, events in self._poll.poll(TICK_SECONDS * 1000):
            if descriptor == self._reader:
                os.read(self._reader, 4096)
            elif events & (select.POLLHUP | select.POLLERR):
                self._poll.unregister(descriptor)
                return "nobody reads any more"
        if self.signals:
            return "asked to stop"
        return self._what_became_of_parent()

    def _count(self, _number: int, _frame: object) -> None:
        # A signal to the whole group arrives twice, from the sender and passed on by make. Only one
        # that comes later is somebody who has lost patience.
        if time.monotonic() - self._last_signal > SAME_SIGNAL_SECONDS:
            self.signals += 1
            self._last_signal = time.monotonic()

    def _what_became_of_parent(self) -> str | None:
        if self._parent is None:
            return None
        if os.getppid() != self._parent:
            return "make is gone"
        # GNU make puts its own handler away when it is interrupted, then waits for its children.
        if self._parent_caught_interrupts and not self._does_parent_catch_interrupts():
            return "make was interrupted"
        return None

    def _does_parent_catch_interrupts(self) -> bool:
        try:
            status = Path(f"/proc/{self._parent}/status").read_text(errors="replace")
        except OSError:
            return False
        caught = status.partition("SigCgt:")[2].split()[0]
        return bool(int(caught, 16) >> (signal.SIGINT - 1) & 1)
