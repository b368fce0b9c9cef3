"""Every state of the catalogue: axe with no rule off, no sideways scrolling, no words cut off,
targets to be hit, shapes that show in forced colours, nothing that moves for who wants stillness,
nothing in the console, nothing against the page's policy, nothing asked of other hosts.

Three looks hold all that a customer may set: width, light and dark, forced colours, larger text and
the direction of writing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from e2e.support import inspection
from e2e.support.portal import Portal
from e2e.support.watch import Watch

#: Some scripts ask for a request that is not there and load their page again, or lead to the
#: merchant after a while: here nobody answers them, and no time goes by.
_STAND_STILL = """
window.fetch = () => new Promise(() => {});
window.EventSource = class extends EventTarget { close() {} };
const { setTimeout } = window;
window.setTimeout = (act, delay, ...given) => delay >= 1000 ? 0 : setTimeout(act, delay, ...given);
"""


@dataclass(frozen=True)
class Look:
    """How a customer may have set the browser; `texts` are sizes of letters in percent."""

    name: str
    context: dict[str, Any]
    texts: tuple[int, ...] = (100,)
    locale: str = "en"


LOOKS = (
    Look(
        "phone",
        {"viewport": {"width": 320, "height": 700}, "color_scheme": "light"},
        # Twice as large on the narrowest screen is the worst that a page can meet (WCAG 1.4.4).
        texts=(200, 100),
    ),
    Look(
        "tablet-dark",
        {"viewport": {"width": 768, "height": 900}, "color_scheme": "dark"},
        locale="ar",
    ),
    Look(
        "desktop-forced-colours-large-text",
        {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
        texts=(200,),
    ),
)


@pytest.fixture(params=LOOKS, ids=lambda look: look.name)
def look(request: pytest.FixtureRequest) -> Look:
    found: Look = request.param
    return found


@pytest.fixture
def page(browser: Browser, look: Look) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", **look.context)
    context.add_init_script(_STAND_STILL)
    inspection.prepare(context)
    yield context.new_page()
    context.close()


@pytest.mark.timeout(600)
def test_every_state_can_be_read_and_used(page: Page, look: Look, portal: Portal) -> None:
    page.goto(f"{portal.url}/_states/")
    links = page.get_by_role("main").get_by_role("listitem").get_by_role("link").all()
    paths = [link.get_attribute("href") or "" for link in links]
    assert len(paths) > 70
    # The photos of a journey made up for the purpose are nowhere stored.
    watch = Watch(page.context, [portal.url], missing="/files/file_example/")
    problems = []
    for path in paths:
        page.goto(f"{portal.url}{path}?locale={look.locale}")
        # The camera screen opens after the page is there.
        if page.locator("script[data-answer]").count():
            page.wait_for_selector("[data-rehearsed]")
        found = []
        for text in look.texts:
            page.evaluate("size => document.documentElement.style.fontSize = size", f"{text}%")
            found += inspection.faults_of(page)
        found += inspection.violations_of(page)
        problems += [f"{path} {problem}" for problem in [*found, *watch.take()]]
    assert not problems, "\n".join(problems)
