"""Photograph every state of the portal and lay them out on contact sheets in docs/img.

    .venv/bin/python -m scripts.state_sheets
    .venv/bin/python -m scripts.state_sheets --languages en ar --folder elsewhere

Starts a portal of its own on free ports, with data of its own that are removed at the end. One
sheet for each language and size; each picture is the whole page, cut at the height of a screen.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, ViewportSize

from app.specimens import draw_id_card_front, draw_person, load_portrait, photograph
from e2e.support.papers import SEED
from e2e.support.portal import run_portal
from scripts.chromium import running_chromium

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "img"
#: Viewport, width of one picture on the sheet, pictures in a row.
SIZES: dict[str, tuple[ViewportSize, int, int]] = {
    "phone": ({"width": 390, "height": 844}, 150, 12),
    "desktop": ({"width": 1280, "height": 900}, 240, 8),
}
LANGUAGES = ("en", "ar", "en-XA")
_CAPTION = 14
_GAP = 8


def main() -> int:
    """Write the sheets; their names and sizes are printed."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.state_sheets",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to (default: docs/img)")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, help="default: en ar en-XA")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        run_portal(Path(scratch)) as portal,
        running_chromium() as browser,
    ):
        for language in options.languages:
            for size in SIZES:
                file = options.folder / f"portal-{size}-{language.lower()}.webp"
                sheet = _sheet(size, list(_pictures(browser, portal.url, size, language)))
                sheet.save(file, "WEBP", quality=55, method=6)
                print(f"{file.name}: {file.stat().st_size / 1024:.0f} KB", flush=True)
    return 0


def _pictures(
    browser: Browser, url: str, size: str, language: str
) -> Iterator[tuple[str, Image.Image]]:
    """Yield the name and the picture of each state."""
    viewport, _width, _columns = SIZES[size]
    context = browser.new_context(viewport=viewport, reduced_motion="reduce")
    # These lead to the merchant, or ask for a request that is not there and load their page again:
    # an answer without content leaves the page where it is.
    leaving = re.compile(r"^https://harbour-street\.example/|/(progress|phone/(state|events))$")
    context.route(leaving, lambda route: route.fulfill(status=204))
    card = _card()
    context.route("**/thumbnail", lambda route: route.fulfill(body=card, content_type="image/jpeg"))
    page = context.new_page()
    page.goto(f"{url}/_states/")
    links = page.get_by_role("main").get_by_role("listitem").get_by_role("link").all()
    paths = [str(link.get_attribute("href")) for link in links]
    for path in paths:
        page.goto(f"{url}{path}?locale={language}")
        # The camera screen opens after the page is there.
        if page.locator("script[data-answer]").count():
            page.wait_for_selector("[data-rehearsed]")
        yield path.rsplit("/", 1)[-1], _photograph(page)
    context.close()


def _photograph(page: Page) -> Image.Image:
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def _card() -> bytes:
    person = draw_person(SEED, today=datetime.now(UTC).date())
    front = draw_id_card_front(person, load_portrait("p1_a"), seed=SEED)
    return photograph(front.image, SEED)


def _sheet(size: str, pictures: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    """Return all pictures in rows, each under its name."""
    viewport, width, columns = SIZES[size]
    height = round(width * viewport["height"] / viewport["width"])
    step = (width + _GAP, height + _CAPTION + _GAP)
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * step[0] + _GAP, rows * step[1] + _GAP), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(10)
    for place, (name, picture) in enumerate(pictures):
        left = _GAP + place % columns * step[0]
        top = _GAP + place // columns * step[1]
        draw.text((left, top), name[: width // 5], fill="black", font=font)
        small = picture.resize((width, height), Image.Resampling.LANCZOS)
        sheet.paste(small, (left, top + _CAPTION))
        draw.rectangle((left, top + _CAPTION, left + width, top + _CAPTION + height), None, "grey")
    return sheet


if __name__ == "__main__":
    sys.exit(main())
