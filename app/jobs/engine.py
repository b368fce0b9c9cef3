"""The worker: the running half of background work.

Beside `adapters.job_queue` this is the only module that knows DBOS.

The engine carries words to handlers; who may act on a row is settled by `services.claims`. An
exception in a handler is logged and leaves the row to the sweep, which enqueues its next
generation: the engine itself never runs a word again.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Lock, Thread, Timer
from types import FrameType

from dbos import DBOS
from flask import Flask
from structlog import get_logger

from app.adapters.job_queue import (
    APPLICATION_NAME,
    APPLICATION_VERSION,
    engine_for,
    quieten,
)
from app.adapters.tokens import new_id
from app.analysis.sandbox.fork_server import servers as fork_servers
from app.domain.jobs import HEARTBEAT_SECONDS, JobName, QueueName
from app.extensions import settings
from app.jobs.handlers import HANDLERS
from app.jobs.schedule import DUTIES, perform
from app.services import claims, workers

log = get_logger()

#: How many jobs of each queue one worker runs at a time: analysis is work for the processor,
#: sending is waiting for others.
CONCURRENCY = {QueueName.ANALYSIS: 1, QueueName.DELIVERIES: 32, QueueName.RETRIES: 12}

#: How often each queue is looked into: for two of them 0.1 s costs 6 % of a core while idle, 0.02 s
#: a fifth. Nobody waits for a second to go to an endpoint that failed.
POLLING_SECONDS = {
    QueueName.ANALYSIS: 0.1,
    QueueName.DELIVERIES: 0.1,
    QueueName.RETRIES: 1.0,
}

#: After SIGTERM jobs may go on for this long; whoever started us waits for eight seconds. A job cut
#: off is harmless: another worker, or this one at its next start, takes its row up again.
_GRACE_SECONDS, _LAST_SECONDS = 5, 7

#: Exit status of a worker whose slot another process has taken.
SLOT_LOST = 3


def run_worker(app: Flask) -> None:
    """Work until SIGTERM, Ctrl-C or the end of the process that started us; does not return."""
    worker = Worker(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.ask_to_stop)
    worker.start()
    status = worker.wait()
    worker.end(status)


class Worker:
    """One worker process: its slot, what it is at, and its threads."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        with app.app_context():
            self._slot = settings().worker_slot
            self._database_url = settings().database_url
        self._boot = new_id("b")[2:]
        self._parent = os.getppid()
        self._stop = Event()
        self._owners: set[str] = set()
        self._lock = Lock()
        self._status = 0

    def start(self) -> None:
        """Take the slot, launch the engine, and begin the regular duties."""
        with self._app.app_context():
            workers.begin(self._slot, self._boot)
            count = claims.clear_slot(self._slot)
        self._launch()
        self._begin("heartbeat", self._beat)
        owner = f"{self._slot}:{self._boot}"
        for duty in DUTIES:
            self._begin(duty.name, partial(perform, self._app, duty, owner, self._stop))
        log.info("worker.started", slot=self._slot, count=count)

    def wait(self) -> int:
        """Return the exit status once there is a reason to stop."""
        while not self._stop.wait(1):
            if os.getppid() != self._parent:
                log.info("worker.parent_gone", slot=self._slot)
                break
        self._stop.set()
        return self._status

    def end(self, status: int) -> None:
        """Let running jobs finish for a while, then leave."""
        log.info("worker.stopping", slot=self._slot)
        # The engine's own shutdown waits for its threads, and a job may be stuck in one.
        last = Timer(_LAST_SECONDS, os._exit, (status,))
        last.daemon = True
        last.start()
        DBOS.destroy(workflow_completion_timeout_sec=_GRACE_SECONDS)
        # It would end by itself a moment after us; whoever waits for us finds nothing left.
        fork_servers.close()
        # The interpreter would wait for a job that outlasted the grace.
        os._exit(status)

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        """Handle a signal."""
        self._stop.set()

    def _launch(self) -> None:
        DBOS(
            config={
                "name": APPLICATION_NAME,
                "application_version": APPLICATION_VERSION,
                "executor_id": self._slot,
                "system_database_engine": engine_for(self._database_url),
                "log_level": "ERROR",
            }
        )
        quieten()
        for job in HANDLERS:
            DBOS.workflow(name=job.value, max_recovery_attempts=None)(self._runner(job))
        DBOS.launch()
        for queue, concurrency in CONCURRENCY.items():
            DBOS.register_queue(
                queue.value,
                worker_concurrency=concurrency,
                polling_interval_sec=POLLING_SECONDS[queue],
                on_conflict="always_update",
            )

    def _runner(self, job: JobName) -> Callable[[str], None]:
        def run(row_id: str) -> None:
            with self._app.app_context(), self._working() as owner:
                try:
                    HANDLERS[job](row_id, owner)
                except Exception:
                    # Not raised: the engine would keep the text, and the sweep does not need it.
                    log.exception("job.failed", job=job.value, row_id=row_id)

        return run

    @contextmanager
    def _working(self) -> Iterator[str]:
        """Yield a fresh claim token, kept alive by the heartbeat until the block ends."""
        owner = claims.new_owner(self._slot, self._boot)
        with self._lock:
            self._owners.add(owner)
        try:
            yield owner
        finally:
            with self._lock:
                self._owners.discard(owner)

    def _beat(self) -> None:
        while not self._stop.wait(HEARTBEAT_SECONDS):
            try:
                with self._app.app_context():
                    self._beat_once()
            except Exception:
                # The database may be away for a moment; a lease outlives two missed beats.
                log.exception("worker.beat_failed", slot=self._slot)

    def _beat_once(self) -> None:
        with self._lock:
            owners = list(self._owners)
        claims.extend(owners)
        if not workers.beat(self._slot, self._boot):
            log.error("worker.slot_lost", slot=self._slot)
            self._status = SLOT_LOST
            self._stop.set()

    def _begin(self, name: str, target: Callable[[], None]) -> None:
        Thread(target=target, name=name, daemon=True).start()
