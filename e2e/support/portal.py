"""A portal started by the very supervisor that `make run` starts, on free ports, for one run."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import psutil

from tests.support.object_store_server import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


@dataclass(frozen=True)
class Portal:
    """What a started portal printed about itself, and the process that runs it."""

    url: str
    demo_shop: str
    api_key: str
    gatherer_link: str
    data_dir: Path
    process: subprocess.Popen[str]

    def kill_everything(self) -> None:
        """End every process at once by SIGKILL: supervisor, storage, web, worker and children."""
        family = psutil.Process(self.process.pid)
        doomed = [family, *family.children(recursive=True)]
        for process in doomed:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(doomed[1:], timeout=10)
        self.process.wait(timeout=10)


@contextmanager
def run_portal(data_dir: Path, port: int | None = None) -> Iterator[Portal]:
    """Run a portal over `data_dir` until the block ends; nothing of it stays behind."""
    port = port or free_port_pair()
    environment = {
        **os.environ,
        "PORT": str(port),
        "S3_PORT": str(port + 1),
        "DATA_DIR": str(data_dir),
        "EGRESS_ALLOWED_NETWORKS": "127.0.0.0/8",
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.supervise"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = _read_until_ready(process)
        yield Portal(
            url=said["Portal"],
            demo_shop=said["Demo shop"],
            api_key=said["API key"],
            gatherer_link=said["Gatherer link"],
            data_dir=data_dir,
            process=process,
        )
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stdout is not None:
            process.stdout.close()


def _read_until_ready(process: subprocess.Popen[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    lines: list[str] = []
    assert process.stdout is not None
    # A portal that never gets ready is ended, which ends the loop.
    patience = Timer(START_SECONDS, process.kill)
    patience.start()
    try:
        for line in process.stdout:
            lines.append(line)
            name, separator, value = line.strip().partition(": ")
            if separator:
                said[name] = value
            if line.startswith("Ready"):
                return said
    finally:
        patience.cancel()
    raise AssertionError("the portal did not start:\n" + "".join(lines))


def free_port_pair() -> int:
    """Return a port that is free and whose successor is too."""
    for _ in range(100):
        port = free_port()
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port + 1))
            return port
    raise AssertionError("no two free ports in a row")
