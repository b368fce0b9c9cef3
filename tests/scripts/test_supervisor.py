"""The supervisor starts real processes in order, and leaves none behind however it ends."""

import fcntl
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripts.conftest import PATIENCE_SECONDS, Run, wait_until


def end_of(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Return status and words of a process that is about to end."""
    words, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, words


def start_three(run: Run) -> "subprocess.Popen[str]":
    services = {name: run.patient(name) for name in ("storage", "web", "worker")}
    process = run.start(run.command(services=services))
    run.wait_for_services(3)
    return process


def make_over(run: Run, command: list[str]) -> list[str]:
    """Return a make command whose one recipe runs `command`, as the product's does."""
    words = " ".join(f"'{word}'" for word in command)
    (run.folder / "Makefile").write_text(f"run:\n\t@exec {words}\n", encoding="utf-8")
    return ["make", "-f", str(run.folder / "Makefile"), "run"]


def all_gone(run: Run) -> None:
    wait_until(lambda: not run.alive(), "every process gone")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_services_in_reverse_order(run: Run, number: signal.Signals) -> None:
    process = start_three(run)
    process.send_signal(number)
    status, words = end_of(process)
    assert status == 0
    assert "stopping: asked to stop" in words
    assert run.order() == ["worker", "web", "storage"]
    assert run.alive() == []


def test_steps_are_finished_before_services_start(run: Run) -> None:
    step = run.program("note('step'); print('done it')")
    process = run.start(
        run.command(steps={"migrate": step}, services={"web": run.program("note('web')")})
    )
    status, words = end_of(process)
    assert run.order() == ["step", "web"]
    assert "migrate said done it" in words
    assert status == 2


def test_a_failed_step_ends_all_and_shows_what_it_said(run: Run) -> None:
    step = run.program("sys.exit('no such table')")
    process = run.start(run.command(steps={"migrate": step}, services={"web": run.patient("web")}))
    status, words = end_of(process)
    assert status == 2
    assert "migrate failed:\nno such table" in words
    assert "web" not in words


def test_a_service_that_ignores_sigterm_is_killed(run: Run) -> None:
    process = run.start(run.command(services={"web": run.patient("web"), "deaf": run.deaf()}))
    run.wait_for_services(2)
    process.terminate()
    status, words = end_of(process)
    assert status == 0
    assert "deaf does not stop, so it is killed" in words
    assert run.order() == ["web"]
    assert run.alive() == []


def test_grandchildren_in_sessions_of_their_own_are_ended(run: Run) -> None:
    grandchild = run.deaf()
    parent = run.program(f"""
        subprocess.Popen({grandchild!r}, start_new_session=True)
        time.sleep(600)
    """)
    process = run.start(run.command(services={"web": parent}))
    run.wait_for_services(2)
    process.terminate()
    assert end_of(process)[0] == 0
    assert run.alive() == []


def test_services_end_when_the_supervisor_is_killed(run: Run) -> None:
    process = start_three(run)
    process.kill()
    all_gone(run)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_services_end_when_make_alone_gets_a_signal(run: Run, number: signal.Signals) -> None:
    services = {"storage": run.patient("storage"), "web": run.patient("web")}
    process = run.start(make_over(run, run.command(services=services)))
    run.wait_for_services(2)
    process.send_signal(number)
    process.wait(timeout=PATIENCE_SECONDS)
    all_gone(run)
    assert run.order() == ["web", "storage"]


def test_services_end_when_nobody_reads_any_more(run: Run) -> None:
    process = start_three(run)
    assert process.stdout
    process.stdout.close()
    assert process.wait(timeout=PATIENCE_SECONDS) == 0
    assert run.alive() == []


@pytest.mark.parametrize("how", ["control-c", "closed"])
def test_services_end_with_the_terminal(run: Run, how: str) -> None:
    command = make_over(run, run.command(services={"web": run.patient("web")}))
    shell_pid, terminal = pty.fork()
    if not shell_pid:
        os.chdir(Path(__file__).resolve().parents[2])
        os.execvp(command[0], command)  # noqa: S606 (make over a program of this test)
    run.wait_for_services(1)
    if how == "control-c":
        os.write(terminal, b"\x03")
    else:
        os.close(terminal)
    all_gone(run)
    os.waitpid(shell_pid, 0)
    if how == "control-c":
        os.close(terminal)
    assert run.order() == ["web"]


def test_a_second_signal_kills_at_once(run: Run) -> None:
    services = {"next": run.patient("next"), "deaf": run.deaf()}
    process = run.start(run.command(services=services, stop_seconds=1000))
    run.wait_for_services(2)

    def is_over() -> bool:
        process.send_signal(signal.SIGINT)
        return process.poll() is not None

    wait_until(is_over, "an impatient person heard")
    assert "deaf does not stop, so it is killed" in end_of(process)[1]
    assert run.alive() == []


def test_a_service_that_may_restart_is_started_again(run: Run) -> None:
    dies_once = run.program("""
        if not pathlib.Path("seen").exists():
            pathlib.Path("seen").touch()
            sys.exit(7)
        time.sleep(600)
    """)
    process = run.start(run.command(services={"worker": dies_once}, restarts={"worker": 1}))
    run.wait_for_services(2)
    process.terminate()
    status, words = end_of(process)
    assert status == 0
    assert "worker ended (status 7); starting it again (1 of 1)" in words


def test_a_service_that_keeps_dying_ends_all(run: Run) -> None:
    process = run.start(
        run.command(
            services={"web": run.patient("web"), "worker": run.program("sys.exit('no engine')")},
            restarts={"worker": 1},
        )
    )
    status, words = end_of(process)
    assert status == 2
    assert "worker ended (status 1):" in words
    assert "no engine" in words
    assert run.order() == ["web"]
    assert run.alive() == []


def test_a_service_killed_from_outside_ends_all(run: Run) -> None:
    process = start_three(run)
    os.kill(run.pids()[0], signal.SIGKILL)
    status, words = end_of(process)
    assert status == 2
    assert "ended (signal 9)" in words
    assert run.alive() == []


def test_a_program_that_is_not_there_is_named(run: Run) -> None:
    process = run.start(run.command(services={"web": run.patient("web"), "s3": ["./no-such"]}))
    status, words = end_of(process)
    assert status == 2
    assert "s3 cannot be started" in words
    assert run.alive() == []


def test_errors_of_services_are_shown_and_the_rest_is_kept(run: Run) -> None:
    service = run.program("""
        print('{"event": "started", "level": "info"}', flush=True)
        print('{"event": "broke", "level": "error"}', flush=True)
        time.sleep(600)
    """)
    process = run.start(run.command(services={"web": service}))
    log = run.folder / "log" / "web.log"
    wait_until(lambda: log.exists() and "broke" in log.read_text(), "the service has written")
    assert process.stdout
    shown = [process.stdout.readline(), process.stdout.readline()]
    process.terminate()
    words = "".join(shown) + end_of(process)[1]
    assert 'web | {"event": "broke", "level": "error"}' in words
    assert '"started"' not in words
    assert '"started"' in log.read_text()


def test_services_run_in_the_folder_that_was_named(run: Run) -> None:
    process = run.start(
        run.command(
            steps={"where": [sys.executable, "-c", "import os; print(os.getcwd())"]},
            services={"web": run.patient("web")},
        )
    )
    run.wait_for_services(1)
    process.terminate()
    assert f"where said {run.folder.resolve()}" in end_of(process)[1]


def test_a_reader_that_does_not_read_halts_nothing(run: Run) -> None:
    noisy = run.program("""
        for _ in range(5):
            print(("ERROR " + "x" * 200 + chr(10)) * 100, flush=True)
            time.sleep(0.3)
        note("done")
        time.sleep(600)
    """)
    process = run.start(run.command(services={"web": noisy}))
    assert process.stdout
    # The smallest pipe there is: twenty lines fill it.
    fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)
    wait_until(lambda: run.order() == ["done"], "the service has written")
    process.terminate()
    assert process.wait(PATIENCE_SECONDS) == 0
    assert run.alive() == []
