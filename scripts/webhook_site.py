"""A portal of its own for a program that needs one: a database, an organization, and a worker.

The worker is the product's, in a process of its own. It is forked from one that has loaded
everything, so that a life begins within a second and many of them can be tried.
"""

import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import load_settings
from app.domain.commands import Address, PutCustomer
from app.extensions import resources
from app.jobs.engine import run_worker
from app.services import schema
from app.services.customers import put_customer
from app.services.organizations import create_organization
from tests.support.databases import serve_postgres

#: Where a site can keep its rows.
DATABASES = ("sqlite", "postgresql")

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["scripts.webhook_site", "app.factory"])


class Site:
    """An application with a database of its own, and the workers beside it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        inherited = {n: os.environ[n] for n in ("PATH", "HOME", "LANG") if n in os.environ}
        self._environment = {
            **inherited,
            "DATA_DIR": str(folder),
            "PORT": "1",
            "EGRESS_ALLOWED_NETWORKS": "127.0.0.0/8",
            "WORKER_SLOT": "worker-1",
            "LOG_LEVEL": "INFO",
            **environment,
        }
        self._log = folder / "worker.log"
        # What the program itself logs would hide what it prints.
        quiet = {**self._environment, "LOG_LEVEL": "ERROR"}
        self.app: Flask = create_app(load_settings(quiet))
        self._worker: multiprocessing.process.BaseProcess | None = None

    def start_worker(self) -> None:
        """Start the worker and wait until it works."""
        self._log.write_bytes(b"")
        worker = _FORKS.Process(target=_work, args=(self._environment, self._log))
        worker.start()
        self._worker = worker
        deadline = time.monotonic() + 120
        while b"worker.started" not in self._log.read_bytes():
            if not worker.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(self._log.read_text()[-2000:])
            time.sleep(0.02)

    def end_worker(self, number: signal.Signals) -> None:
        """End the worker by a signal, and wait until it is gone."""
        worker, self._worker = self._worker, None
        if worker is not None and worker.pid is not None:
            os.kill(worker.pid, number)
            worker.join(30)

    @property
    def processor_seconds(self) -> float:
        """How long the worker that runs has kept a processor busy, in its own code and ours."""
        assert self._worker is not None  # noqa: S101 - asked of a worker that runs.
        stat = Path(f"/proc/{self._worker.pid}/stat").read_text()
        # After the name in brackets; fields 14 and 15 of proc(5).
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _work(environment: Mapping[str, str], log: Path) -> None:
    """Be a worker, as `flask worker` is, until a signal comes."""
    os.environ.update(environment)
    with log.open("ab", buffering=0) as written:
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    run_worker(create_app(load_settings(environment)))


@contextmanager
def running_site(database: str = "sqlite", **environment: str) -> Iterator[tuple[Site, str]]:
    """Yield a site and the id of its one organization, inside the application's context.

    PostgreSQL is a server of the site's own, which waits for the disk as it does in production.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        if database == "postgresql":
            environment["DATABASE_URL"] = stack.enter_context(serve_postgres())
        site = Site(Path(folder), **environment)
        stack.enter_context(site.app.app_context())
        schema.upgrade()
        organization = create_organization("Faults")
        put_customer(organization.id, PutCustomer(Address(), "1"))
        try:
            yield site, organization.id
        finally:
            site.end_worker(signal.SIGKILL)
            resources().queue.close()
            resources().engine.dispose()
