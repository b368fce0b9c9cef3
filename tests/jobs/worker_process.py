"""Real worker processes for tests: started with given settings, stopped or killed by their pid."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config import Settings

ROOT = Path(__file__).resolve().parent.parent.parent

COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]


@dataclass
class WorkerProcess:
    """One `flask --app wsgi worker`, and the file its log goes to."""

    process: "subprocess.Popen[bytes]"
    log_path: Path

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    def log(self) -> str:
        """Return what the worker has logged so far."""
        return self.log_path.read_text()

    def wait_for(self, event: str) -> None:
        """Return when the worker has logged an event; raises AssertionError when it ended first."""
        wait_until(lambda: event in self.log() or self.process.poll() is not None)
        assert event in self.log(), f"the worker ended before {event}: {self.log()[-2000:]}"

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(timeout=10)

    def stop(self) -> int:
        """Ask it to stop and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)


@contextmanager
def worker(settings: Settings, slot: str, **environment: str) -> Iterator[WorkerProcess]:
    """Run a worker until the block ends; `environment` changes what `settings` says."""
    log_path = settings.data_dir / f"{slot}-{time.monotonic_ns()}.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            COMMAND,
            cwd=ROOT,
            env={**environ_of(settings), "WORKER_SLOT": slot, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield WorkerProcess(process, log_path)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(timeout=10)


def environ_of(settings: Settings) -> Mapping[str, str]:
    """Return the environment that makes a process see these settings."""
    networks = ",".join(str(network) for network in settings.egress_allowed_networks)
    inherited = ("PATH", "PYTHONPATH", "HOME", "LANG", "TMPDIR")
    return {
        **{name: os.environ[name] for name in inherited if name in os.environ},
        "ENVIRONMENT": settings.environment,
        "BASE_URL": settings.base_url,
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEYS": ",".join(settings.secret_keys),
        "S3_ENDPOINT_URL": settings.s3_endpoint_url,
        "S3_BUCKET": settings.s3_bucket,
        "S3_ACCESS_KEY": settings.s3_access_key,
        "S3_SECRET_KEY": settings.s3_secret_key,
        "EGRESS_ALLOWED_NETWORKS": networks,
        "MODELS_DIR": str(settings.models_dir),
        "LOG_LEVEL": "INFO",
    }


def wait_until(happened: Callable[[], bool], *, seconds: float = 90) -> None:
    """Return when `happened` says so; raises TimeoutError, for tests that would wait for ever."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)
