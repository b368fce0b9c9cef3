"""Run the whole portal on this machine, S3, web and worker, until Ctrl-C.

Settings come from the environment: PORT (8000), HOST (127.0.0.1), DATA_DIR (./var), S3_PORT (the
one after PORT), WORKERS (1), LOG_LEVEL (INFO) and whatever else the portal reads. Each service
writes to DATA_DIR/log; its errors are shown here as well.
"""

import argparse
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from app.config import Settings, SettingsError, load_settings
from scripts import ports
from scripts.run_state import AlreadyRunning, RunState
from scripts.supervisor import Service, ServiceFailed, Stopped, Supervisor, say

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 120.0
STORAGE_SECONDS = 10.0
WEB_PROCESSES = 2
WEB_THREADS = 4
WORKER_RESTARTS = 5
FAILED = 2


def main() -> int:
    """Run until asked to stop (status 0) or until something cannot be had (status 2)."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.supervise",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args()
    # Database, files and logs are about people: for this user only.
    os.umask(0o077)
    try:
        plan = Plan(os.environ)
        with RunState(plan.settings.data_dir) as state:
            plan.check_ports()
            _run(plan, state)
    except AlreadyRunning as error:
        say(plan.advice_when_running(error.note))
    except ports.PortTaken as error:
        say(plan.advice_when_taken(error))
    except (SettingsError, ServiceFailed) as error:
        say(f"Cannot run the portal. {error}")
    else:
        return 0
    return FAILED


def _run(plan: "Plan", state: RunState) -> None:
    """Start all in order, say where it is, and watch it; what was started is always stopped."""
    with Supervisor(ROOT, plan.settings.data_dir / "log", plan.environment) as supervisor:
        try:
            link = _start(plan, supervisor)
            state.tell(
                base_url=plan.settings.base_url,
                s3_endpoint_url=plan.settings.s3_endpoint_url,
                pids={"supervisor": os.getpid(), **supervisor.pids},
            )
            _introduce(plan.settings, link)
            supervisor.watch()
        except Stopped as stopped:
            say(f"Stopping: {stopped}.")
    say("Stopped.")


def _start(plan: "Plan", supervisor: Supervisor) -> str:
    """Start everything in order, wait until it is ready, and return a gatherer link to try."""
    if plan.has_own_storage:
        supervisor.start(plan.storage())
        supervisor.wait_until(plan.missing_storage, STORAGE_SECONDS)
        say(f"storage   {plan.settings.s3_endpoint_url}, files in {plan.settings.data_dir / 's3'}")
    supervisor.finish(plan.flask("database", "db", "upgrade"))
    say("database  up to date")
    supervisor.start(plan.web())
    say(f"web       {WEB_PROCESSES} processes of {WEB_THREADS} threads")
    for worker in plan.workers():
        supervisor.start(worker)
        say(f"{worker.name:9} started")
    link = _sample_link(plan, supervisor) if plan.settings.is_sandbox else ""
    supervisor.wait_until(plan.missing_parts, READY_SECONDS)
    return link


def _sample_link(plan: "Plan", supervisor: Supervisor) -> str:
    said = supervisor.finish(plan.flask("link", "sample", "link"))
    # A link is a secret of its customer, even of this invented one.
    (plan.settings.data_dir / "log" / "link.log").unlink()
    return said.splitlines()[-1]


def _introduce(settings: Settings, link: str) -> None:
    """Print where everything is, and in the sandbox what to try it with."""
    say(f"Portal: {settings.base_url}")
    if settings.is_sandbox:
        say(f"Demo shop: {settings.base_url}/demo")
        say(f"API key: {settings.demo_api_key}")
        say(f"Gatherer link: {link}")
    say("Ready. Press Ctrl-C to stop.")


class Plan:
    """What to run, with which settings."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Read the environment; raise SettingsError when it makes no sense."""
        self.host = environ.get("HOST") or "127.0.0.1"
        self.port = _number(environ, "PORT", 8000)
        self.storage_port = _number(environ, "S3_PORT", self.port + 1)
        self.worker_count = _number(environ, "WORKERS", 1)
        self.has_own_storage = not environ.get("S3_ENDPOINT_URL")
        self._is_storage_port_chosen = bool(environ.get("S3_PORT"))
        self.environment = {
            # The demo shop listens on this machine, so webhooks must be able to reach it.
            "EGRESS_ALLOWED_NETWORKS": "127.0.0.0/8",
            "PYTHONUNBUFFERED": "1",
            **environ,
            "HOST": self.host,
            "PORT": str(self.port),
            "S3_PORT": str(self.storage_port),
        }
        self.settings: Settings = load_settings(self.environment)
        self.environment["DATA_DIR"] = str(self.settings.data_dir)

    def check_ports(self) -> None:
        """Raise PortTaken when something else listens where we want to."""
        ports.check(self.host, self.port)
        if self.has_own_storage:
            ports.check("127.0.0.1", self.storage_port)

    def storage(self) -> Service:
        """Serve S3 out of a folder; the keys go by the environment, where `ps` does not show them.

        Without rclone's own cache a file that was acknowledged is in the folder.
        """
        folder = self.settings.data_dir / "s3"
        folder.mkdir(parents=True, exist_ok=True)
        keys = f'"{self.settings.s3_access_key},{self.settings.s3_secret_key}"'
        address = ("--addr", f"127.0.0.1:{self.storage_port}", "--vfs-cache-mode", "off")
        program = str(Path(sys.executable).with_name("rclone"))
        return Service(
            "storage",
            (program, "serve", "s3", *address, "--config", os.devnull, str(folder)),
            {**self.environment, "RCLONE_AUTH_KEY": keys},
        )

    def web(self) -> Service:
        """Serve `wsgi:app`."""
        command = (
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", self.host, "--port", str(self.port), "--log-level", "warning"),
            *("--workers", str(WEB_PROCESSES), "--blocking-threads", str(WEB_THREADS)),
            *("--respawn-failed-workers", "--workers-kill-timeout", "3", "wsgi:app"),
        )
        return Service("web", command, self.environment)

    def workers(self) -> list[Service]:
        """Do the background work; each worker has a name that stays the same at every start."""
        found = []
        for number in range(1, self.worker_count + 1):
            slot = {"WORKER_SLOT": f"worker-{number}"}
            command = self.flask(f"worker-{number}", "worker").command
            environment = self.environment | slot
            found.append(Service(f"worker-{number}", command, environment, WORKER_RESTARTS))
        return found

    def flask(self, name: str, *words: str) -> Service:
        """Run one of the portal's commands."""
        return Service(
            name, (sys.executable, "-m", "flask", "--app", "wsgi", *words), self.environment
        )

    def missing_storage(self) -> str | None:
        """Say what is missing while the storage does not listen."""
        is_there = ports.answers("127.0.0.1", self.storage_port)
        return None if is_there else "the storage does not answer"

    def missing_parts(self) -> str | None:
        """Say what the portal itself reports as missing; None when it is ready."""
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        # The empty handler keeps a proxy from the environment out of the way.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            opener.open(f"http://{shown}:{self.port}/health/ready", timeout=2).close()
        except urllib.error.HTTPError as error:
            return _failed_checks(error.read())
        except OSError:
            return "the portal does not answer"
        return None

    def advice_when_taken(self, error: ports.PortTaken) -> str:
        """Name the port and a way out that works."""
        if error.port == self.storage_port and self._is_storage_port_chosen:
            way_out = f"S3_PORT={ports.free_after('127.0.0.1', error.port)} make run"
        else:
            way_out = f"PORT={ports.free_after(self.host, self.port, together=2)} make run"
        return f"Port {error.port} is {error}. Choose another one: {way_out}"

    def advice_when_running(self, note: Mapping[str, object]) -> str:
        """Name the portal that works over the same data, and how to run one beside it."""
        free = ports.free_after(self.host, self.port, together=2)
        data_dir = self.settings.data_dir
        return (
            f"Port {self.port}: a portal already runs over {data_dir}"
            f" ({note.get('base_url', 'just starting')}). "
            "For a second one choose another port and another folder: "
            f"DATA_DIR={data_dir}-{free} PORT={free} make run"
        )


def _failed_checks(body: bytes) -> str:
    try:
        checks: dict[str, str] = json.loads(body)["checks"]
    except (ValueError, KeyError, TypeError):
        return "the portal answers with an error"
    return ", ".join(f"{name} is {outcome}" for name, outcome in checks.items() if outcome != "ok")


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise SettingsError(f"{name} must be a whole number, 1 to 65535; it is {text}.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
