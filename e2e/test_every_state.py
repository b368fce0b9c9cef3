"""Every state of the catalogue: axe with no rule off, no sideways scrolling, targets to be hit.

Three looks hold all that a customer may set: width, light and dark, forced colours, larger text and
the direction of writing. Refusals differ by their words alone, so each of them gets one look; all
other states get all three.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from e2e.support.portal import Portal

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Links inside a sentence may be as high as their line (WCAG 2.5.8); everything else is this large.
LEAST_TARGET = 44


@dataclass(frozen=True)
class Look:
    """How a customer may have set the browser; `text` is the size of letters in percent."""

    name: str
    context: dict[str, Any]
    text: int = 100
    locale: str = "en"


LOOKS = (
    Look("phone", {"viewport": {"width": 320, "height": 700}, "color_scheme": "light"}),
    Look(
        "tablet-dark",
        {"viewport": {"width": 768, "height": 900}, "color_scheme": "dark"},
        locale="ar",
    ),
    Look(
        "desktop-forced-colours-large-text",
        {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
        text=200,
    ),
)


@pytest.fixture(params=LOOKS, ids=lambda look: look.name)
def look(request: pytest.FixtureRequest) -> Look:
    found: Look = request.param
    return found


@pytest.fixture
def page(browser: Browser, look: Look) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", **look.context)
    # These lead to the merchant, or ask for a request that is not there and load their page again:
    # an answer without content leaves the page where it is.
    leaving = re.compile(r"^https://harbour-street\.example/|/(progress|phone/(state|events))$")
    context.route(leaving, lambda route: route.fulfill(status=204))
    yield context.new_page()
    context.close()


@pytest.mark.timeout(600)
def test_every_state_can_be_read_and_used(page: Page, look: Look, portal: Portal) -> None:
    page.goto(f"{portal.url}/_states/")
    links = page.get_by_role("main").get_by_role("listitem").get_by_role("link").all()
    paths = [link.get_attribute("href") for link in links]
    assert len(paths) > 70
    turn = LOOKS.index(look)
    alike = [path for path in paths if path and re.search("/(refused|file|line)-", path)]
    seen = [path for path in paths if path not in alike or path in alike[turn :: len(LOOKS)]]
    problems = []
    for path in seen:
        page.goto(f"{portal.url}{path}?locale={look.locale}")
        if look.text != 100:
            page.evaluate("size => document.documentElement.style.fontSize = size", f"{look.text}%")
        problems += [(path, problem) for problem in problems_of(page)]
    assert problems == []


def problems_of(page: Page) -> list[object]:
    """Return what axe finds, and what it does not look for."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    problems: list[object] = [
        (item["id"], [node["target"] for node in item["nodes"]]) for item in found["violations"]
    ]
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if overflow > 0:
        problems.append(("scrolls sideways", overflow))
    problems += [("too small to hit", name) for name in page.evaluate(_SMALL, LEAST_TARGET)]
    return problems


#: What is pressed with a control inside a label is the whole label.
_SMALL = """least => [...document.querySelectorAll("a, button, input, select, summary, .button")]
  .filter((element) => element.offsetParent && !element.closest("p:not(.actions), li:not(.page)")
    && !element.matches(".picker-input, [type=radio], [type=hidden]"))
  .map((element) => element.closest("label") ?? element)
  .filter((element) => element.getBoundingClientRect().height < least)
  .map((element) => element.outerHTML.slice(0, 90))"""
