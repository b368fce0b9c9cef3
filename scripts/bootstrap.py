"""Set up what `make run` or `make test` needs: packages, models, portraits, a browser for tests.

Runs on a bare system Python and does nothing, in some hundredths of a second, when nothing changed.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this very line is what enforces the minimum)
    sys.exit(
        f"Python 3.11 or newer is needed, this is {sys.version_info[0]}.{sys.version_info[1]}. "
        "Name another one, for example: make run PYTHON=python3.12"
    )

# The rest needs a modern Python, so it is imported after the check.
import argparse
import contextlib
import fcntl
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

from scripts import browser, default_index, fetch_models, package_index, python_environment
from scripts.commands import LOG, ROOT, TOOLS, SetupError

STAMP = python_environment.VENV / ".setup.json"
#: What decides whether a finished set-up still holds, beside the lock file itself.
INPUTS = (
    "models.json",
    "portraits.json",
    "portraits-test.json",
    "verifiers.json",
    "scripts/bootstrap.py",
    "scripts/python_environment.py",
)


def main() -> int:
    """Set up what the command line names; return 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(
        prog="python3 -m scripts.bootstrap", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("mode", choices=["run", "test"])
    parser.add_argument("--installer", choices=["uv", "pip"], default="uv")
    arguments = parser.parse_args()
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        with _only_one():
            set_up(arguments.mode, arguments.installer)
    except (SetupError, package_index.IndexUnreachableError) as error:
        print(f"\nSet-up stopped: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def set_up(mode: str, installer: str = "uv") -> None:
    """Bring packages, models, portraits and (for `test`) a browser; raise SetupError."""
    stamped = _stamped_mode()
    if stamped not in {mode, "test"}:
        # An environment that once served tests keeps serving them: the smaller lock would take
        # the test packages away again.
        wanted = "test" if "test" in {mode, _read_stamp().get("mode")} else "run"
        _install(wanted, installer)
    if mode == "test" and not browser.is_present():
        with _step("browser"):
            browser.install()


def _install(mode: str, installer: str) -> None:
    STAMP.unlink(missing_ok=True)
    settings = _index_settings()
    with _step("packages"):
        _install_packages(mode, installer, settings)
    for target in fetch_models.NEEDED_FOR[mode]:
        with _step(target):
            _fetch(target, settings)
    STAMP.write_text(json.dumps({"mode": mode, "digest": _digest(mode)}), encoding="utf-8")


def _index_settings() -> package_index.IndexSettings:
    try:
        return package_index.read_settings()
    except package_index.IndexUnreachableError:
        # A Debian without pip, where root can fetch the copy that names the index.
        if not python_environment.can_use_apt():
            raise
        with _step("package index"):
            python_environment.apt_install([default_index.DEBIAN_PACKAGE])
        return package_index.read_settings()


def _install_packages(mode: str, installer: str, settings: package_index.IndexSettings) -> None:
    if installer == "uv":
        try:
            python_environment.install_with_uv(mode, settings)
        except SetupError as error:
            print(f"\n  {error}\n  Trying with pip, which takes a minute …", file=sys.stderr)
        else:
            return
    python_environment.install_with_pip(mode)


def _fetch(target: str, settings: package_index.IndexSettings) -> None:
    try:
        fetch_models.fetch(target, settings)
    except fetch_models.WrongChecksumError as error:
        raise SetupError(str(error)) from error


def _stamped_mode() -> str | None:
    """Return the mode that is set up and up to date, None when there is something to do."""
    stamp = _read_stamp()
    mode = stamp.get("mode", "")
    if mode not in python_environment.LOCKS or stamp.get("digest") != _digest(mode):
        return None
    needed = fetch_models.NEEDED_FOR[mode]
    return mode if all(fetch_models.are_there(target) for target in needed) else None


def _read_stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def _digest(mode: str) -> str:
    """Sum up what a set-up follows from; the folder counts, as installed programs name it."""
    digest = hashlib.sha256(f"{python_environment.abi()} {ROOT}".encode())
    for file in (python_environment.LOCKS[mode], *(ROOT / name for name in INPUTS)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Let one set-up work at a time; the next one then finds nothing left to do."""
    TOOLS.mkdir(exist_ok=True)
    with Path(TOOLS / "setup.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Setting up: another set-up is at work, waiting for it …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    """Say what is being done and, when it is done, how long it took."""
    print(f"Setting up: {name} … ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(f"stopped (log: {LOG.relative_to(ROOT)})", flush=True)
        raise
    print(f"{time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
