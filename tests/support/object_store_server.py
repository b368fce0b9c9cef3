"""A real S3 server over a folder: rclone, which checks signatures and checksums."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ACCESS_KEY = "test-access-key"
SECRET_KEY = "test-secret-key-0123456789"


@dataclass(frozen=True)
class ObjectStoreServer:
    """A running server: where it listens, what opens it, and the folder it serves."""

    endpoint_url: str
    folder: Path
    access_key: str = ACCESS_KEY
    secret_key: str = SECRET_KEY


def free_port() -> int:
    """Return a port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve_object_store(folder: Path, port: int | None = None) -> Iterator[ObjectStoreServer]:
    """Run a server over `folder` until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    rclone = Path(sys.executable).with_name("rclone")
    process = subprocess.Popen(
        [
            rclone, "serve", "s3", "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}",
            "--addr", f"127.0.0.1:{port}", "--vfs-cache-mode", "off",
            "--config", "/dev/null", folder,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for_port(port)
        yield ObjectStoreServer(f"http://127.0.0.1:{port}", folder)
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for_port(port: int, *, seconds: float = 20) -> None:
    """Return when something listens on `port`; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")
