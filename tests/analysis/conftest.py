"""A decoder that lies."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.analysis.sandbox import fork_server
from app.analysis.sandbox.fork_server import servers


@pytest.fixture
def lying_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return a function that puts a program of the test's in the place of the picture decoder."""
    folder = tmp_path / "sandbox"
    shutil.copytree(fork_server.CHILD.parent, folder)

    def replace(program: str) -> None:
        lines = "".join(f"    {line}\n" for line in program.splitlines())
        body = f"def prepare(data, **options):\n{lines}inspect = thumbnail = prepare\n"
        imports = "import ctypes, json, os, sys, time\n"
        (folder / "pictures.py").write_text(f"{imports}{body}")
        for other in ("pdf.py", "frames.py", "logos.py"):
            (folder / other).write_text("")
        monkeypatch.setattr(fork_server, "CHILD", folder / "child.py")
        servers.close()

    yield replace
    servers.close()
