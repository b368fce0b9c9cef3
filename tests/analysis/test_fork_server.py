"""The fork server: fast, replaced in time, and no way from one file to the next."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psutil
import pytest

from app.analysis.intake import inspect, prepare
from app.analysis.sandbox import fork_server
from app.analysis.sandbox.fork_server import servers
from app.analysis.sandbox.parent import decode
from app.domain.documents import FileTag
from app.domain.errors import DamagedFile
from tests.hostile_files import good_files, many_scans
from tests.odd_files import drawing, saved
from tests.support.decoding import our_children, server_of_ours

_PHOTO = saved(drawing(), "JPEG")
_ENDLESS = many_scans(20_000, side=2000)
_OPTIONS = {
    "media_type": "image/jpeg",
    "limits": {"pixels": 50_000_000, "side": 12_000, "scans": 1_000_000},
}


def decode_endless(wall_seconds: float = 20.0) -> list[str]:
    """Decode what takes minutes; return the reason of the refusal that must come."""
    with pytest.raises(DamagedFile) as refusal:
        decode("pictures", "inspect", _ENDLESS, _OPTIONS, wall_seconds=wall_seconds)
    return [refusal.value.reason]


def the_child_at_work() -> psutil.Process:
    """Return the child that decodes, once it has worked for a while: it has the file by then."""
    for _ in range(1000):
        for child in our_children():
            if child.cpu_times().user > 0.2:
                return child
        time.sleep(0.01)
    raise AssertionError("no child")


def test_200_files_in_a_row_each_get_their_own_answer() -> None:
    servers.close()
    seen = set()
    for number in range(200):
        width, height = 20 + number, 300 - number
        found = inspect(saved(drawing(width, height), "PNG"), FileTag.FRONT)
        assert (found.width, found.height) == (width, height)
        seen.add(servers.pid)
    assert len(seen) == 200 // fork_server.FILES_PER_SERVER
    assert our_children() == []


def test_several_threads_each_get_their_own_answer() -> None:
    wrong: list[tuple[int, int]] = []

    def ask(start: int) -> None:
        for side in range(start, start + 15):
            found = inspect(saved(drawing(side, side + 1), "PNG"), FileTag.FRONT)
            if (found.width, found.height) != (side, side + 1):
                wrong.append((side, found.width))

    threads = [threading.Thread(target=ask, args=(start,)) for start in (20, 120, 220, 320)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_warm_child_is_ready_sooner_than_a_fresh_interpreter() -> None:
    servers.close()
    times = []
    for _ in range(8):
        begun = time.perf_counter()
        inspect(_PHOTO, FileTag.FRONT)
        times.append(time.perf_counter() - begun)
    assert min(times[1:]) < times[0] / 2


def test_nothing_that_one_file_leaves_in_memory_is_there_for_the_next(
    lying_child: Callable[[str], None],
) -> None:
    lying_child(
        "width = getattr(json, 'left_behind', 1)\n"
        "json.left_behind = 77\n"
        "os.environ['LEFT'] = 'behind'\n"
        "return {'width': width, 'height': 5, 'pages': 1}, []"
    )
    assert {inspect(_PHOTO, FileTag.FRONT).width for _ in range(3)} == {1}


def test_each_file_has_a_process_of_its_own(lying_child: Callable[[str], None]) -> None:
    lying_child("return {'width': os.getpid() % 12_000 + 1, 'height': 5, 'pages': 1}, []")
    assert len({inspect(_PHOTO, FileTag.FRONT).width for _ in range(5)}) == 5


def test_a_child_killed_in_mid_file_spoils_that_file_alone() -> None:
    reasons: list[str] = []
    at_work = threading.Thread(target=lambda: reasons.extend(decode_endless()))
    at_work.start()
    the_child_at_work().kill()
    at_work.join()
    assert reasons == ["no answer"]
    assert inspect(_PHOTO, FileTag.FRONT).width == 480


def test_a_server_killed_in_mid_file_takes_its_child_along() -> None:
    inspect(_PHOTO, FileTag.FRONT)
    server, reasons = server_of_ours(), []
    at_work = threading.Thread(target=lambda: reasons.extend(decode_endless()))
    at_work.start()
    child = the_child_at_work()
    server.kill()
    at_work.join()
    assert reasons == ["no answer"]
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert inspect(_PHOTO, FileTag.FRONT).width == 480


def test_a_server_killed_while_idle_is_not_noticed() -> None:
    inspect(_PHOTO, FileTag.FRONT)
    first = server_of_ours()
    first.kill()
    assert inspect(_PHOTO, FileTag.FRONT).width == 480
    assert server_of_ours().pid != first.pid


def test_a_child_that_hangs_costs_the_server_its_place() -> None:
    inspect(_PHOTO, FileTag.FRONT)
    first = server_of_ours().pid
    assert decode_endless(wall_seconds=0.5) == ["timeout"]
    inspect(_PHOTO, FileTag.FRONT)
    assert server_of_ours().pid != first


def test_a_file_that_is_only_damaged_leaves_the_server_in_its_place() -> None:
    inspect(_PHOTO, FileTag.FRONT)
    first = server_of_ours().pid
    with pytest.raises(DamagedFile):
        inspect(_PHOTO[:900], FileTag.FRONT)
    inspect(_PHOTO, FileTag.FRONT)
    assert server_of_ours().pid == first


def test_a_replaced_server_lets_its_child_finish() -> None:
    inspect(_PHOTO, FileTag.FRONT)
    server, reasons = server_of_ours(), []
    at_work = threading.Thread(target=lambda: reasons.extend(decode_endless(4.0)))
    at_work.start()
    child = the_child_at_work()
    servers.replace()
    time.sleep(0.3)
    assert child.is_running()
    assert child.status() != psutil.STATUS_ZOMBIE
    at_work.join()
    assert reasons == ["timeout"]
    with suppress(psutil.TimeoutExpired):
        server.wait(2)
    servers.close()
    assert not server.is_running()


def test_a_server_ends_with_the_process_it_serves() -> None:
    program = (
        "import os, sys\n"
        "from app.analysis.intake import inspect\n"
        "from app.analysis.sandbox.fork_server import servers\n"
        "from tests.hostile_files import good_files\n"
        "inspect(good_files()['jpeg'], 'front')\n"
        "print(servers.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    gone = int(done.stdout)
    for _ in range(300):
        if not psutil.pid_exists(gone) or psutil.Process(gone).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.01)
    raise AssertionError("the server outlived its process")


def test_a_forked_process_gets_a_server_of_its_own() -> None:
    inspect(_PHOTO, FileTag.FRONT)
    program = (
        "import os\n"
        "from app.analysis.intake import inspect\n"
        "from app.analysis.sandbox.fork_server import servers\n"
        "from tests.hostile_files import good_files\n"
        "photo = good_files()['jpeg']\n"
        "inspect(photo, 'front')\n"
        "first = servers.pid\n"
        "if os.fork() == 0:\n"
        "    inspect(photo, 'front')\n"
        "    os._exit(servers.pid == first)\n"
        "status = os.wait()[1]\n"
        "inspect(photo, 'front')\n"
        "print(status, servers.pid == first)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == [b"0", b"True"]


def test_no_descriptor_is_left_open() -> None:
    inspect(_PHOTO, FileTag.FRONT)
    before = psutil.Process().num_fds()
    for data in good_files().values():
        prepare(data)
    assert psutil.Process().num_fds() == before
