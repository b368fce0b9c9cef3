"""Photograph the review desk for docs/review.md: queue, case, rejection, figures.

    .venv/bin/python -m scripts.desk_screenshots
    .venv/bin/python -m scripts.desk_screenshots --folder elsewhere

Starts a portal of its own on free ports, with data of its own that are removed at the end.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from e2e.support.merchant import ADDRESS, ANNA, Merchant
from e2e.support.papers import Papers
from e2e.support.portal import Portal, run_portal
from e2e.support.waiting_documents import leave_to_people
from scripts.chromium import running_chromium
from scripts.customer_over_http import CustomerOverHttp

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "img"
SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}


def main() -> int:
    """Write every picture in both sizes."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.desk_screenshots",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to (default: docs/img)")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, run_portal(Path(scratch)) as portal:
        _send_documents(portal, Papers(Path(scratch), datetime.now(UTC).date()))
        with running_chromium() as browser:
            for name, size in SIZES.items():
                for page_name, page in _walk(browser, portal, size):
                    _save(folder / f"desk-{page_name}-{name}.webp", page)
    return 0


def _send_documents(portal: Portal, papers: Papers) -> None:
    """Leave proofs of funds to people, and a bill whose postal code is not the customer's."""
    merchant = Merchant(portal.url, portal.api_key)
    leave_to_people(merchant, papers, 3)
    moved = {**ANNA, "postalCode": "99401"}
    request = merchant.ask(ADDRESS, person=moved, reason="spend limit", locale="de")
    sent = {("address-proof", "file-pages"): [papers.bill.read_bytes()]}
    with CustomerOverHttp(subtypes={}, papers=sent) as customer:
        customer.open(request.link)
        next(walked for walked in customer.walk() if walked.done == "press Send")
    merchant.wait_for(request, "pending-review")


def _walk(browser: Browser, portal: Portal, size: ViewportSize) -> Iterator[tuple[str, Page]]:
    context = browser.new_context(viewport=size, locale="en-GB")
    page = context.new_page()
    page.goto(f"{portal.url}/review/")
    page.get_by_label("Your API key").fill(portal.api_key)
    page.get_by_test_id("sign-in").click()
    yield "queue", page
    page.goto(f"{portal.url}/review/?type=address-proof")
    page.locator("[data-row]").first.click()
    page.wait_for_load_state("networkidle")
    yield "case", page
    page.get_by_test_id("reject").click()
    yield "reject", page
    page.goto(f"{portal.url}/review/overview")
    yield "figures", page
    context.close()


def _save(path: Path, page: Page) -> None:
    with Image.open(BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(path, "WEBP", quality=80, method=6)
    print(f"{path.name}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
