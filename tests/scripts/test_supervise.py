"""`make run` from start to stop: the real storage, web and worker."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from scripts import ports
from tests.scripts.conftest import ROOT, wait_until

START_SECONDS = 120


def start(data_dir: Path, **environ: str) -> "subprocess.Popen[str]":
    """Start the supervisor as make does."""
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.supervise"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data_dir), **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def end(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Return status and words of one that ends by itself."""
    words, _ = process.communicate(timeout=START_SECONDS)
    return process.returncode, words


@pytest.fixture(scope="module")
def port() -> int:
    """A port with a free neighbour for the storage."""
    return ports.free_after("127.0.0.1", 20_000 + os.getpid() % 20_000, together=2)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the portal that runs."""
    return tmp_path_factory.mktemp("run") / "var"


@pytest.fixture(scope="module")
def portal(data_dir: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """A portal that is ready."""
    process = start(data_dir, PORT=str(port), HOST="0.0.0.0")  # noqa: S104 (closed after the test)
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(START_SECONDS)
    assert process.stdout
    process.stdout.close()


@pytest.fixture(scope="module")
def greeting(portal: "subprocess.Popen[str]") -> list[str]:
    """What the portal said until it was ready."""
    assert portal.stdout
    lines = []
    for line in portal.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Ready."):
            return lines
    raise AssertionError("\n".join(lines))


def test_portal_says_where_everything_is(greeting: list[str], port: int) -> None:
    portal, shop, key, link, ready = greeting[-5:]
    assert portal == f"Portal: http://127.0.0.1:{port}"
    assert shop.startswith(f"Demo shop: http://127.0.0.1:{port}/demo")
    assert re.fullmatch(r"API key: \S{20,}", key)
    assert link.startswith(f"Gatherer link: http://127.0.0.1:{port}/")
    assert ready == "Ready. Press Ctrl-C to stop."


@pytest.mark.parametrize("line", ["Demo shop", "Gatherer link"])
def test_addresses_that_are_printed_open(greeting: list[str], line: str) -> None:
    address = next(text for text in greeting if text.startswith(line)).partition(": ")[2]
    with urllib.request.urlopen(address) as answer:  # noqa: S310 (our own, http)
        assert answer.status == 200
        assert b"<h1" in answer.read()


def test_note_tells_other_programs_where_the_portal_is(
    greeting: list[str], data_dir: Path, port: int
) -> None:
    note = json.loads((data_dir / "run.json").read_text())
    assert note["base_url"] == f"http://127.0.0.1:{port}"
    assert note["s3_endpoint_url"] == f"http://127.0.0.1:{port + 1}"
    assert set(note["pids"]) == {"supervisor", "storage", "web", "worker-1"}
    assert all(psutil.pid_exists(pid) for pid in note["pids"].values())


def test_data_is_for_its_owner_only(greeting: list[str], data_dir: Path) -> None:
    for path in (data_dir / "kyc.sqlite3", data_dir / "s3", data_dir / "log" / "web.log"):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path


def test_links_are_not_kept_in_logs(greeting: list[str], data_dir: Path) -> None:
    token = greeting[-2].rpartition("/")[2]
    logs = [file.read_text() for file in (data_dir / "log").iterdir()]
    assert len(logs) >= 4
    assert not any(token in text for text in logs)


def test_second_portal_over_the_same_data_is_refused(
    greeting: list[str], data_dir: Path, port: int
) -> None:
    status, words = end(start(data_dir, PORT=str(port)))
    assert status == 2
    assert f"Port {port}" in words
    assert f"http://127.0.0.1:{port}" in words
    proposed = re.search(r"DATA_DIR=\S+ PORT=(\d+) make run", words)
    assert proposed
    ports.check("127.0.0.1", int(proposed[1]))


def test_all_is_stopped_and_the_note_is_gone(
    greeting: list[str], portal: "subprocess.Popen[str]", data_dir: Path
) -> None:
    family = [portal.pid, *(child.pid for child in psutil.Process(portal.pid).children(True))]
    assert len(family) > 4
    portal.send_signal(signal.SIGINT)
    assert portal.wait(START_SECONDS) == 0
    wait_until(lambda: not any(map(psutil.pid_exists, family[1:])), "every process gone")
    assert not (data_dir / "run.json").exists()


def test_taken_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        status, words = end(start(tmp_path, PORT=str(taken)))
    assert status == 2
    assert re.fullmatch(rf"Port {taken} is taken .* PORT=\d+ make run\n", words)
    assert not (tmp_path / "s3").exists()


def test_taken_storage_port_is_named_with_a_way_out(tmp_path: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        free = ports.free_after("127.0.0.1", port)
        status, words = end(start(tmp_path, PORT=str(free), S3_PORT=str(taken)))
    assert status == 2
    assert re.fullmatch(rf"Port {taken} is taken .* S3_PORT=\d+ make run\n", words)


@pytest.mark.parametrize("number", ["eight", "0", "70000", "-1"])
def test_port_that_is_no_port_is_said_plainly(tmp_path: Path, number: str) -> None:
    status, words = end(start(tmp_path, PORT=number))
    assert (status, words) == (
        2,
        f"Cannot run the portal. PORT must be a whole number, 1 to 65535; it is {number}.\n",
    )


def test_settings_that_do_not_work_are_said_plainly(tmp_path: Path) -> None:
    status, words = end(start(tmp_path, ENVIRONMENT="production"))
    assert status == 2
    assert words.startswith("Cannot run the portal. ENVIRONMENT must be")
