"""Start services in order, watch them, and stop them in reverse: all of them, always.

Nothing else does this without leaving processes behind when its parent is killed, its terminal is
closed or a service ignores SIGTERM. One thread and one loop: every wait goes through `_look`.
"""

import dataclasses
import select
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from scripts import process_tree
from scripts.service_log import ServiceLog
from scripts.stop_signs import StopSigns

STOP_SECONDS = 8.0
RESTART_DELAY_SECONDS = 1.0
#: A service that ran this long before it died starts with a clean record.
STEADY_SECONDS = 60.0
SHOWN_LINES = 15
MAX_MIRRORED_LINES = 20
#: How long a line waits for a reader that is slow.
READER_MILLISECONDS = 100


class Stopped(Exception):
    """Somebody asked us to stop; the text says how we noticed."""


class ServiceFailed(Exception):
    """A service that cannot be done without ended, or never became ready."""


@dataclasses.dataclass(frozen=True)
class Service:
    """A program to run: how often it may be started again after it died, and its environment."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    restarts: int = 0


@dataclasses.dataclass
class _Running:
    service: Service
    pid: int
    since: float
    deaths: int


class Supervisor:
    """Run services; as a context manager it stops them when the block is left, however it is."""

    def __init__(
        self,
        folder: Path,
        log_folder: Path,
        environ: Mapping[str, str],
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        self._folder = folder
        self._log_folder = log_folder
        self._stop_seconds = stop_seconds
        self._signs = StopSigns(environ)
        self._logs: dict[str, ServiceLog] = {}
        self._running: list[_Running] = []
        self._to_restart: list[tuple[float, Service, int]] = []
        self._step: str | None = None
        self._step_status: int | None = None
        process_tree.adopt_orphans()

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pids(self) -> dict[str, int]:
        """Return the process id of each running service by name."""
        return {running.service.name: running.pid for running in self._running}

    def start(self, service: Service) -> None:
        """Start a service; raise ServiceFailed when its program cannot be started."""
        self._logs[service.name] = ServiceLog(self._log_folder, service.name)
        self._spawn(service, deaths=0)

    def finish(self, step: Service) -> str:
        """Run a program to its end and return what it said; raise ServiceFailed if it failed."""
        self._step, self._step_status = step.name, None
        self.start(step)
        while self._step_status is None:
            self._look()
        said = self._logs.pop(step.name).tail(SHOWN_LINES)
        if self._step_status:
            raise ServiceFailed(f"{step.name} failed:\n{said}")
        return said

    def wait_until(self, what_is_missing: Callable[[], str | None], seconds: float) -> None:
        """Ask again and again until nothing is missing; raise ServiceFailed when time is over."""
        deadline = time.monotonic() + seconds
        while missing := what_is_missing():
            if time.monotonic() > deadline:
                raise ServiceFailed(f"Not ready after {seconds:.0f} seconds: {missing}")
            self._look()

    def watch(self) -> None:
        """Go on until there is a reason to stop, raised as Stopped or ServiceFailed."""
        while True:
            self._look()

    def stop(self) -> None:
        """Stop all in reverse order of their start, within ten seconds; kill what does not."""
        self._to_restart.clear()
        heard = self._signs.signals
        deadline = time.monotonic() + self._stop_seconds
        # After its share of the time the next one is asked as well, though this one is not done.
        share = self._stop_seconds / (len(self._running) + 1)
        for running in reversed(self._running.copy()):
            process_tree.ask_to_end(running.pid)
            self._wait_for_end({running.pid}, min(deadline, _in(share)), heard)
        self._wait_for_end({running.pid for running in self._running}, deadline, heard)
        for running in self._running:
            say(f"{running.service.name} does not stop, so it is killed")
            process_tree.end_group(running.pid)
        process_tree.end_all_children()

    def _wait_for_end(self, pids: set[int], deadline: float, heard: int) -> None:
        """Wait until these are gone, the time is over, or somebody asks a second time."""
        while time.monotonic() < deadline and self._signs.signals <= heard:
            ended = {pid for pid, _ in process_tree.collect()}
            self._running = [running for running in self._running if running.pid not in ended]
            pids -= ended
            if not pids:
                return
            self._signs.wait()

    def _spawn(self, service: Service, deaths: int) -> None:
        output = self._logs[service.name].path
        try:
            pid = process_tree.start(service.command, service.environment, self._folder, output)
        except OSError as error:
            raise ServiceFailed(f"{service.name} cannot be started: {error}") from error
        self._running.append(_Running(service, pid, time.monotonic(), deaths))

    def _look(self) -> None:
        """Wait a moment, then deal with all that happened; raise what ends the run."""
        reason = self._signs.wait()
        self._mirror_errors()
        if reason:
            raise Stopped(reason)
        statuses = dict(process_tree.collect())
        for running in self._running.copy():
            if running.pid in statuses:
                self._running.remove(running)
                self._bury(running, statuses[running.pid])
        self._restart_due()

    def _bury(self, running: _Running, status: int) -> None:
        """Decide what the end of a program means: a step done, a restart, or the end of all."""
        service = running.service
        # Whatever it started may still write to the files that its successor will use.
        process_tree.end_group(running.pid)
        if service.name == self._step:
            self._step_status = status
            return
        deaths = 1 if time.monotonic() - running.since > STEADY_SECONDS else running.deaths + 1
        if deaths > service.restarts:
            tail = self._logs[service.name].tail(SHOWN_LINES)
            raise ServiceFailed(f"{service.name} ended ({_meaning(status)}):\n{tail}")
        say(
            f"{service.name} ended ({_meaning(status)}); "
            f"starting it again ({deaths} of {service.restarts})"
        )
        self._to_restart.append((_in(RESTART_DELAY_SECONDS), service, deaths))

    def _restart_due(self) -> None:
        for waiting in self._to_restart.copy():
            due, service, deaths = waiting
            if time.monotonic() >= due:
                self._to_restart.remove(waiting)
                self._spawn(service, deaths)

    def _mirror_errors(self) -> None:
        for name, log in self._logs.items():
            # What a failed step said is shown as a whole.
            errors = log.new_errors() if name != self._step else []
            is_heard = all(say(f"{name} | {line}") for line in errors[:MAX_MIRRORED_LINES])
            if is_heard and len(errors) > MAX_MIRRORED_LINES:
                say(f"{name} | … {len(errors) - MAX_MIRRORED_LINES} more in {log.path}")


def say(text: str) -> bool:
    """Print at once; return whether it could be said.

    A reader that went away is noticed elsewhere and is no error here. One that does not read, such
    as a terminal halted by Ctrl-S, must not halt us: what it misses stands in the log files.
    """
    for line in text.splitlines():
        if sys.stdout is None or not _can_write(sys.stdout.fileno()):
            return False
        try:
            print(line, flush=True)
        except OSError:
            # What the failed print left in the buffer would fail again at exit.
            sys.stdout = None
            return False
    return True


def _can_write(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return bool(poll.poll(READER_MILLISECONDS))


def _meaning(status: int) -> str:
    return f"status {status}" if status >= 0 else f"signal {-status}"


def _in(seconds: float) -> float:
    return time.monotonic() + seconds
