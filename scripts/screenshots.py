"""Photograph the pages that README.md shows: walk a journey in Chromium and write docs/img.

    .venv/bin/python -m scripts.screenshots
    .venv/bin/python -m scripts.screenshots --folder elsewhere

Starts a portal of its own on free ports, with data of its own that are removed at the end.
"""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FloatRect, Locator, ViewportSize, expect

from app.specimens import draw_passport, photograph
from e2e.flows import send_document
from e2e.pages.capture_page import CapturePage
from e2e.pages.choose_page import ChoosePage
from e2e.pages.result_page import ResultPage
from e2e.pages.start_page import StartPage
from e2e.support.merchant import ADDRESS, IDENTITY_WITH_SELFIE, Merchant
from e2e.support.papers import SEED, Papers
from e2e.support.portal import Portal, run_portal
from scripts.chromium import running_chromium

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "img"
#: A page of readers on slow lines shows both pictures.
MAX_BYTES = 150 * 1024
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
#: Pixels left below the last thing that a picture shows.
MARGIN = 24


def main() -> int:
    """Write both pictures; status 1 when one of them is too heavy."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.screenshots",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to (default: docs/img)")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, run_portal(Path(scratch)) as portal:
        papers = Papers(Path(scratch), datetime.now(UTC).date())
        with running_chromium() as browser:
            sizes = [
                _save(folder / "capture.png", _capture_page(browser, portal, papers)),
                _save(folder / "demo-shop.png", _demo_shop(browser, portal, papers)),
            ]
    return 0 if max(sizes) <= MAX_BYTES else 1


def _capture_page(browser: Browser, portal: Portal, papers: Papers) -> bytes:
    """Return the page that asks for a passport, on a phone, with one picked."""
    page = browser.new_page(viewport=PHONE, device_scale_factor=2, has_touch=True, locale="en-GB")
    request = Merchant(portal.url, portal.api_key).ask(
        IDENTITY_WITH_SELFIE, ADDRESS, redirectUrl=f"{portal.demo_shop}/return"
    )
    StartPage(page).open(request.link).start()
    ChoosePage(page).choose("passport")
    capture = CapturePage(page)
    capture.pick_and_wait("front", _passport_of_nobody(papers))
    return _photograph_down_to(capture.send_button)


def _demo_shop(browser: Browser, portal: Portal, papers: Papers) -> bytes:
    """Return the demo shop's page of an order whose documents were accepted."""
    page = browser.new_page(viewport=DESKTOP, locale="en-GB")
    page.goto(portal.demo_shop)
    page.get_by_test_id("verify").click()
    StartPage(page).start()
    send_document(page, subtype="passport", front=papers.passport, selfie=papers.selfie)
    send_document(page, subtype="utility-bill", pages=papers.bill)
    ResultPage(page).return_link.click(timeout=60_000)
    webhooks = page.get_by_test_id("demo-webhook")
    expect(webhooks.filter(has_text="kyc-document-accepted")).to_have_count(2, timeout=30_000)
    expect(webhooks.filter(has_text="kyc-request-fulfilled")).to_have_count(1, timeout=30_000)
    return _photograph_down_to(webhooks.last)


def _passport_of_nobody(papers: Papers) -> Path:
    """Return a specimen with an outline in place of a face: README shows no person."""
    portrait = Image.new("RGB", (700, 900), "#dfe3ea")
    pen = ImageDraw.Draw(portrait)
    pen.ellipse((60, 600, 640, 1240), fill="#8a94a6")
    pen.ellipse((200, 190, 500, 570), fill="#8a94a6")
    path = papers.folder / "nobody.jpg"
    path.write_bytes(photograph(draw_passport(papers.anna, portrait).image, SEED))
    return path


def _photograph_down_to(last: Locator) -> bytes:
    """Return the page as PNG from its top to the end of `last`."""
    box = last.bounding_box()
    if box is None:
        raise RuntimeError(f"{last} is not on the page")
    page = last.page
    width = page.evaluate("document.documentElement.clientWidth")
    height = box["y"] + box["height"] + MARGIN
    clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": height}
    return page.screenshot(full_page=True, clip=clip, animations="disabled")


def _save(path: Path, png: bytes) -> int:
    """Write a picture with a palette, which costs a third; return and print its bytes."""
    # Of Pillow's methods the one that keeps rare colours, such as the green of a small tick, and
    # large grounds true.
    method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
    with Image.open(BytesIO(png)) as picture:
        flat = picture.convert("RGB").quantize(256, method, dither=dither)
    flat.save(path, "PNG", optimize=True)
    size = path.stat().st_size
    heavy = "" if size <= MAX_BYTES else f"  too heavy: {MAX_BYTES // 1024} KB are allowed"
    print(f"{path.name:14} {flat.width} × {flat.height}  {size / 1024:.0f} KB{heavy}")
    return size


if __name__ == "__main__":
    sys.exit(main())
