"""Set-up: does nothing twice, says plainly what is missing. Runs in a copy of the checkout."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.fetch_models import NEEDED_FOR
from tests.scripts.index_server import IndexServer

ROOT = Path(__file__).resolve().parents[2]
DIGEST = "from scripts.bootstrap import _digest; print(_digest('{}'))"
HOLD = """
import fcntl
lock = open(".tools/setup.lock", "w")
fcntl.flock(lock, fcntl.LOCK_EX)
print(flush=True)
input()
"""
PINS = {
    "models": "models.json",
    "portraits": "portraits.json",
    "test portraits": "portraits-test.json",
    "verifiers": "verifiers.json",
}
NOBODY = "http://127.0.0.1:9/simple"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What set-up reads, copied; no environment and no tools."""
    for name in ("requirements.txt", "requirements-dev.txt", *PINS.values()):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    return tmp_path


@pytest.fixture
def empty_index() -> Iterator[IndexServer]:
    """An index that offers nothing, and says so at once."""
    server = IndexServer()
    yield server
    server.close()


def bootstrap(checkout: Path, *words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run set-up in the copy; the package index is one that nobody serves."""
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "scripts.bootstrap", *words],
        cwd=checkout,
        env={**base, "UV_DEFAULT_INDEX": NOBODY, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def pretend_it_was_set_up(checkout: Path, mode: str) -> None:
    """Write down that `mode` is set up, and put its files there."""
    digest = subprocess.run(
        [sys.executable, "-c", DIGEST.format(mode)],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (checkout / ".venv").mkdir()
    stamp = {"mode": mode, "digest": digest}
    (checkout / ".venv" / ".setup.json").write_text(json.dumps(stamp))
    for target in NEEDED_FOR[mode]:
        archives = json.loads((checkout / PINS[target]).read_text())["archives"]
        folder = checkout / f".{target.split()[-1]}"
        folder.mkdir(exist_ok=True)
        for entry in (entry for archive in archives for entry in archive["files"]):
            (folder / entry["name"]).touch()


def test_nothing_is_done_when_all_is_set_up(checkout: Path) -> None:
    pretend_it_was_set_up(checkout, "run")
    done = bootstrap(checkout, "run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_set_up_for_tests_serves_running_too(checkout: Path) -> None:
    pretend_it_was_set_up(checkout, "test")
    done = bootstrap(checkout, "run")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("missing", ["lock", "model", "test packages"])
def test_set_up_starts_again_when_something_changed(
    checkout: Path, empty_index: IndexServer, missing: str
) -> None:
    pretend_it_was_set_up(checkout, "run")
    if missing == "lock":
        with (checkout / "requirements.txt").open("a") as lock:
            lock.write("# one more\n")
    elif missing == "model":
        (checkout / ".models" / "centerface.onnx").unlink()
    mode = "test" if missing == "test packages" else "run"
    done = bootstrap(checkout, mode, UV_DEFAULT_INDEX=empty_index.url)
    assert done.returncode == 1
    assert "Setting up: packages … stopped" in done.stdout
    assert "offers no file uv-" in done.stderr


def test_index_that_does_not_answer_is_said_plainly(checkout: Path) -> None:
    done = bootstrap(checkout, "run")
    assert done.returncode == 1
    assert "Set-up stopped: No file from 127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv" / ".setup.json").exists()


def test_browser_that_is_not_there_is_named(checkout: Path) -> None:
    pretend_it_was_set_up(checkout, "test")
    done = bootstrap(checkout, "test", CHROMIUM="/no/such/browser")
    assert done.returncode == 1
    assert "CHROMIUM=/no/such/browser is not a program." in done.stderr


def test_browser_that_was_named_is_used(checkout: Path, tmp_path: Path) -> None:
    browser = tmp_path / "my browser"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    pretend_it_was_set_up(checkout, "test")
    assert bootstrap(checkout, "test", CHROMIUM=str(browser)).returncode == 0


def test_a_second_set_up_waits_for_the_first(checkout: Path) -> None:
    pretend_it_was_set_up(checkout, "run")
    (checkout / ".tools").mkdir(exist_ok=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout
        assert first.stdin
        first.stdout.readline()
        second = subprocess.Popen(
            [sys.executable, "-m", "scripts.bootstrap", "run"],
            cwd=checkout,
            stdout=subprocess.PIPE,
            text=True,
        )
        with second:
            assert second.stdout
            assert "waiting for it" in second.stdout.readline()
            assert second.poll() is None
            first.stdin.write(b"\n")
            first.stdin.flush()
            assert second.wait(20) == 0


def test_help_names_both_modes(checkout: Path) -> None:
    assert "{run,test}" in bootstrap(checkout, "--help").stdout
