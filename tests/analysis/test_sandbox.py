"""The decoding child: shut in, bounded in time and number, and never believed."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from app.analysis import intake
from app.analysis.sandbox import parent, walls
from app.analysis.sandbox.fork_server import servers
from app.analysis.sandbox.parent import Answer, ChildFailed, decode, understand
from app.domain.documents import FileTag
from app.domain.errors import DamagedFile, FileTooLarge, PdfLocked, ServiceUnavailable
from tests.hostile_files import many_scans
from tests.odd_files import drawing, saved
from tests.support.decoding import our_children, server_of_ours

# Enough scans for minutes of work, and a limit that lets them through.
_ENDLESS = many_scans(20_000, side=2000)
_OPTIONS = {
    "media_type": "image/jpeg",
    "limits": {"pixels": 50_000_000, "side": 12_000, "scans": 1_000_000},
}
_PHOTO = saved(drawing(), "JPEG")


def behind_walls(attempt: str) -> str:
    """Run a line behind the walls in a process of its own; return what it prints.

    Return its exit status when it prints nothing.
    """
    program = (
        "import sys, os, resource, ctypes, threading, socket\n"
        f"sys.path.insert(0, {str(Path(walls.__file__).parent)!r})\n"
        "import walls\n"
        "apart = walls.enter(memory_bytes=512 << 20)\n"
        "devices = open('/proc/net/dev').read()\n"
        "walls.shut(1, parent_pid=os.getppid(), is_apart=apart)\n"
        f"try: {attempt}\n"
        "except BaseException as error: print(type(error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or f"status {done.returncode}"


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.kill(os.getppid(), 0)",
        "open('/proc/self/environ')",
        "open('/etc/passwd')",
        "os.open('/tmp/left-behind', os.O_CREAT | os.O_WRONLY)",
    ],
)
def test_nothing_leads_out_of_the_child(attempt: str) -> None:
    assert behind_walls(attempt) == "PermissionError"


def test_child_has_no_network_device_where_the_kernel_allows_that() -> None:
    leave = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    refused = subprocess.run([sys.executable, "-c", leave], check=False).returncode
    attempt = "print(sum(':' in line and 'lo:' not in line for line in devices.splitlines()))"
    assert refused or behind_walls(attempt) == "0"


def test_child_cannot_lift_its_limits() -> None:
    attempt = "resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)"
    assert behind_walls(attempt) == "ValueError"


def test_child_gets_no_more_memory_than_it_may_have() -> None:
    assert behind_walls("bytearray(513 << 20)") == "MemoryError"
    assert behind_walls("print(len(bytearray(300 << 20)) >> 20)") == "300"


def test_child_that_computes_too_long_is_killed_by_the_kernel() -> None:
    assert behind_walls("any(iter(bool, True))") == "status -9"


def test_child_may_have_threads() -> None:
    attempt = "t = threading.Thread(target=print, args=('done',)); t.start(); t.join()"
    assert behind_walls(attempt) == "done"


def test_child_leaves_no_core() -> None:
    assert behind_walls("print(resource.getrlimit(resource.RLIMIT_CORE))") == "(0, 0)"


def test_child_ends_at_once_when_its_parent_is_gone() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(Path(walls.__file__).parent)!r}); import walls\n"
        "apart = walls.enter(memory_bytes=512 << 20)\n"
        "walls.shut(5, parent_pid=1 << 22, is_apart=apart)\n"
        "print('alive')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


def test_a_child_that_takes_too_long_is_killed() -> None:
    with pytest.raises(DamagedFile) as refusal:
        decode("pictures", "inspect", _ENDLESS, _OPTIONS, wall_seconds=1.0)
    assert refusal.value.reason == "timeout"
    assert our_children() == []


def test_children_are_few_and_know_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    refusals: list[str] = []

    def ask() -> None:
        with pytest.raises(DamagedFile) as refusal:
            decode("pictures", "inspect", _ENDLESS, _OPTIONS, wall_seconds=1.0)
        refusals.append(refusal.value.reason)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    most, seen = 0, []
    while any(thread.is_alive() for thread in threads):
        children = our_children()
        most = max(most, len(children))
        with suppress(psutil.NoSuchProcess):
            seen += [child.environ() for child in children]
        time.sleep(0.2)
    assert refusals == ["timeout"] * 4
    assert most == parent.CHILDREN_AT_ONCE
    assert {} in seen
    assert not any(seen)
    decode("pictures", "inspect", _PHOTO, _OPTIONS)
    assert server_of_ours().environ() == {}


def test_a_child_that_cannot_get_ready_is_our_fault() -> None:
    with pytest.raises(ServiceUnavailable):
        decode("no_such_decoder", "inspect", _PHOTO, _OPTIONS)


def test_a_child_that_does_not_start_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    servers.close()
    monkeypatch.setattr(sys, "executable", "/no/such/interpreter")
    with pytest.raises(ServiceUnavailable):
        decode("pictures", "inspect", _PHOTO, _OPTIONS)


def test_waiting_for_a_turn_ends(
    monkeypatch: pytest.MonkeyPatch, lying_child: Callable[[str], None]
) -> None:
    lying_child("time.sleep(60)")
    monkeypatch.setattr(parent, "TURN_SECONDS", 0.2)
    busy = [threading.Thread(target=_expect_timeout) for _ in range(parent.CHILDREN_AT_ONCE)]
    for thread in busy:
        thread.start()
    while len(our_children()) < parent.CHILDREN_AT_ONCE:
        time.sleep(0.02)
    with pytest.raises(ServiceUnavailable):
        decode("pictures", "inspect", _PHOTO, _OPTIONS)
    for thread in busy:
        thread.join()


def _expect_timeout() -> None:
    with pytest.raises(DamagedFile):
        decode("pictures", "inspect", _PHOTO, _OPTIONS, wall_seconds=1.5)


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("os._exit(3)", "no answer"),
        ("ctypes.string_at(0)", "no answer"),
        ("sys.exit(3)", "no answer"),
        ("os.write(1, b'nonsense'); os._exit(0)", "answer"),
        ('os.write(1, b\'{"facts": {}, "sizes": [9]}\\n\'); os._exit(0)', "answer"),
        ("os.write(1, b'{}\\n' + bytes(40 << 20))", "answer too long"),
        ("while True: os.write(1, bytes(1 << 20))", "answer too long"),
        ("os.close(1); time.sleep(60)", "no answer"),
        ("os.close(0); time.sleep(0.2); os._exit(4)", "no answer"),
    ],
)
def test_a_child_that_misbehaves_makes_a_damaged_file(
    lying_child: Callable[[str], None], program: str, reason: str
) -> None:
    lying_child(program)
    with pytest.raises(DamagedFile) as refusal:
        decode("pictures", "inspect", _PHOTO * 40, _OPTIONS)
    assert refusal.value.reason == reason
    assert our_children() == []


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n",
        b"[]\n",
        b"7\n",
        b"null\n",
        b"{}\n",
        b'{"error": "DamagedFile"}\n',
        b'{"facts": 3, "sizes": []}\n',
        b'{"facts": {}, "sizes": ["x"]}\n',
        b'{"facts": {}, "sizes": [4, -1]}\nabc',
        b'{"facts": {}, "sizes": [2]}\nabc',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_makes_no_sense_is_a_damaged_file(answer: bytes) -> None:
    with pytest.raises(ChildFailed) as failure:
        understand(answer)
    assert failure.value.reason in {"answer", "no answer"}


def test_an_answer_is_facts_and_the_pictures_after_them() -> None:
    answer = understand(b'{"facts": {"a": 1}, "sizes": [2, 0, 3]}\nabc\nd')
    assert answer == Answer({"a": 1}, (b"ab", b"", b"c\nd"))


@pytest.mark.parametrize(
    ("error", "reason", "refusal"),
    [
        ("FileTooLarge", "pages", FileTooLarge),
        ("FileTooLarge", "bytes of gold", DamagedFile),
        ("PdfLocked", "password", PdfLocked),
        ("AttemptsExhausted", "", DamagedFile),
        (["x"], None, DamagedFile),
    ],
)
def test_a_child_may_only_name_some_refusals(
    error: object, reason: object, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal) as raised:
        understand(json.dumps({"error": error, "reason": reason}).encode() + b"\n")
    assert type(raised.value) is refusal


_PAGE = {"width": 10, "height": 10, "lines": []}
_PREPARED = {"width": 10, "height": 10, "page_count": 1, "software": "x", "pages": [_PAGE]}


@pytest.mark.parametrize(
    "change",
    [
        {"width": 12_001},
        {"height": 0},
        {"width": True},
        {"width": "10"},
        {"page_count": 21},
        {"pages": []},
        {"pages": [_PAGE, _PAGE]},
        {"pages": "x"},
        {"pages": [3]},
        {"pages": [{**_PAGE, "width": 2001}]},
    ],
)
def test_facts_that_cannot_be_are_a_damaged_file(
    lying_child: Callable[[str], None], change: dict[str, object]
) -> None:
    answer = json.dumps({"facts": {**_PREPARED, **change}, "sizes": [3]})
    lying_child(f"os.write(1, {answer!r}.encode() + b'\\n\\xff\\xd8\\xff'); os._exit(0)")
    with pytest.raises(DamagedFile):
        intake.prepare(_PHOTO)


@pytest.mark.parametrize("sizes", [[], [3], [1, 2]])
def test_a_thumbnail_that_is_none_is_a_damaged_file(
    lying_child: Callable[[str], None], sizes: list[int]
) -> None:
    answer = json.dumps({"facts": {}, "sizes": sizes})
    lying_child(f"os.write(1, {answer!r}.encode() + b'\\n' + b'GIF'[:{sum(sizes)}]); os._exit(0)")
    with pytest.raises(DamagedFile):
        intake.thumbnail(_PHOTO)


def test_a_true_answer_of_any_child_is_believed(lying_child: Callable[[str], None]) -> None:
    answer = json.dumps({"facts": {"width": 7, "height": 8, "pages": 1}, "sizes": []})
    lying_child(f"os.write(1, {answer!r}.encode() + b'\\n'); os._exit(0)")
    inspected = intake.inspect(_PHOTO, FileTag.FRONT)
    assert (inspected.width, inspected.height, inspected.pages) == (7, 8, 1)
