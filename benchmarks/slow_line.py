"""A photo of 12 megapixels on a slow line, in a slow phone's browser (`make bench-slow-line`).

From the pick of the file to the server's answer, in a real Chromium with the line and the processor
of Lighthouse's slow 4G: 562 ms, 1475 kbps down, 675 kbps up, four times slower. The page's promise
is 7 s and no task of the main thread over 50 ms; the line alone needs the bytes' own time.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.support.papers import passport
from e2e.flows import begin
from e2e.pages.capture_page import CapturePage
from e2e.support.line import SLOW_4G
from e2e.support.merchant import PASSPORT, Merchant
from e2e.support.portal import Portal, run_portal
from scripts import browser as browsers

_CPU = 4

_WATCH = """
() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
  }).observe({ type: "longtask" });
  const status = document.querySelector("[data-status]");
  const input = document.querySelector('[data-testid="file-front"]');
  input.addEventListener("change", () => { window.picked = performance.now(); }, true);
  new MutationObserver(() => {
    if (status.textContent.includes("received")) window.answered ??= performance.now();
  }).observe(status, { childList: true, characterData: true, subtree: true });
}
"""


class Sent(NamedTuple):
    """One photo: seconds from pick to answer, bytes of the request, longest task in ms."""

    seconds: float
    body_bytes: int
    longest_task: float


def main() -> int:
    """Print one row."""
    parser = argparse.ArgumentParser(prog="make bench-slow-line", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="photos that are sent")
    parser.add_argument("--quick", action="store_true", help="one photo")
    options = parser.parse_args()
    photo = passport(large=True)
    with tempfile.TemporaryDirectory() as scratch, run_portal(Path(scratch) / "var") as portal:
        file = Path(scratch) / "passport.jpg"
        file.write_bytes(photo)
        with sync_playwright() as playwright:
            found = browsers.find()
            browser = playwright.chromium.launch(
                executable_path=str(found) if found else None,
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            rounds = range(1 if options.quick else options.rounds)
            sent = [_send(browser, portal, file) for _ in rounds]
            browser.close()
    seconds = [each.seconds for each in sent]
    size = statistics.median(each.body_bytes for each in sent)
    line = size / SLOW_4G["uploadThroughput"]
    print(f"original                    {len(photo) / 1024:8.0f} KB")
    print(f"sent                        {size / 1024:8.0f} KB, {line:.1f} s of the line alone")
    print(f"pick to answer, median      {statistics.median(seconds):8.1f} s, goal 7.0")
    print(f"pick to answer, worst       {max(seconds):8.1f} s")
    print(f"longest task of the page    {max(each.longest_task for each in sent):8.0f} ms, goal 50")
    return 0


def _send(browser: Browser, portal: Portal, file: Path) -> Sent:
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    begin(page, Merchant(portal.url, portal.api_key).ask(PASSPORT).link)
    CapturePage(page).arrive("file-front")
    _slow_down(page)
    page.evaluate(_WATCH)
    with page.expect_request(lambda request: request.method == "POST") as posted:
        CapturePage(page).pick("front", file)
    page.wait_for_function("window.answered", timeout=60_000)
    picked, answered, longest = page.evaluate("[window.picked, window.answered, window.longest]")
    body = posted.value.sizes()["requestBodySize"]
    page.context.close()
    return Sent((answered - picked) / 1000, body, longest)


def _slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_4G})
    session.send("Emulation.setCPUThrottlingRate", {"rate": _CPU})


if __name__ == "__main__":
    sys.exit(main())
