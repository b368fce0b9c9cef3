"""A Chromium under Playwright, for programs that take pictures or time pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from scripts import browser


def launch_args() -> dict[str, Any]:
    """Return how to launch the browser that is installed, kept from calling home."""
    found = browser.find()
    return {
        **({"executable_path": str(found)} if found else {}),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Run a browser until the block ends."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_args())
        yield chromium
        chromium.close()
