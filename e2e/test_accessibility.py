"""axe on every page of a journey, at phone and desktop width, and the keyboard alone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from e2e.flows import begin, send_document
from e2e.pages.capture_page import CapturePage
from e2e.pages.choose_page import ChoosePage
from e2e.pages.consent_page import ConsentPage
from e2e.pages.start_page import StartPage
from e2e.support.merchant import ADDRESS, IDENTITY_WITH_SELFIE, PASSPORT, Merchant
from e2e.support.papers import Papers
from e2e.support.portal import Portal

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Inspector:
    """Runs axe on a page and insists on a page that fits its width."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: list[str] = []

    def look(self) -> None:
        """Inspect the page as it is, every <details> opened."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": TAGS}})
        problems = [(item["id"], item["help"]) for item in found.response["violations"]]
        assert problems == [], f"{self.page.url}: {problems}"
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{self.page.url} scrolls sideways by {overflow} px"
        self.seen.append(self.page.title())


@pytest.fixture(params=[320, 1280])
def browser_context_args(
    browser_context_args: dict[str, Any], request: pytest.FixtureRequest
) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": request.param, "height": 800}}


def test_every_page_of_a_journey(page: Page, merchant: Merchant, papers: Papers, shop: str) -> None:
    inspector = Inspector(page)
    request = merchant.ask(IDENTITY_WITH_SELFIE, ADDRESS, redirectUrl=shop)
    StartPage(page).open(request.link)
    inspector.look()
    StartPage(page).start()
    inspector.look()
    page.get_by_test_id("send").click()
    inspector.look()
    ChoosePage(page).choose("passport")
    CapturePage(page).arrive("file-front")
    inspector.look()
    CapturePage(page).pick("front", papers.text)
    page.get_by_role("alert").first.wait_for()
    inspector.look()
    CapturePage(page).hand_in("front", papers.expired_passport)
    ConsentPage(page).arrive("agree")
    inspector.look()
    ConsentPage(page).agree()
    CapturePage(page).arrive("file-selfie")
    inspector.look()
    CapturePage(page).hand_in("selfie", papers.selfie)
    inspector.look()
    page.get_by_test_id("send").click()
    CapturePage(page).arrive("file-pages")
    inspector.look()
    page.get_by_test_id("skip").click()
    page.get_by_test_id("rejection").wait_for(timeout=60_000)
    inspector.look()
    page.get_by_test_id("back-to-website").first.click()
    inspector.look()
    assert len(set(inspector.seen)) >= 8


def test_the_last_pages(page: Page, merchant: Merchant, papers: Papers, portal: Portal) -> None:
    inspector = Inspector(page)
    request = merchant.ask(PASSPORT)
    begin(page, request.link)
    send_document(page, front=papers.passport)
    inspector.look()
    merchant.wait_for(request, "fulfilled")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Done", timeout=30_000)
    inspector.look()
    page.goto(request.link)
    inspector.look()
    for address in ("/?token=nothing", "/verify/kyc_req_0/", "/nothing"):
        page.goto(portal.url + address)
        inspector.look()


def test_the_demo_shop(page: Page, portal: Portal) -> None:
    page.goto(portal.demo_shop)
    Inspector(page).look()


def test_the_journey_by_keyboard_alone(page: Page, merchant: Merchant, papers: Papers) -> None:
    request = merchant.ask(PASSPORT)
    page.goto(request.link)
    tab_to(page, "start")
    page.keyboard.press("Enter")
    CapturePage(page).arrive("file-front")
    # The file dialog belongs to the browser; only picking is done for the customer.
    CapturePage(page).pick("front", papers.passport)
    tab_to(page, "send")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review", timeout=30_000)
    tab_to(page, "send")
    page.keyboard.press("Enter")
    merchant.wait_for(request, "fulfilled")


def tab_to(page: Page, hook: str) -> None:
    """Press Tab until the element with this hook has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.dataset.testid") == hook:
            return
    raise AssertionError(f"{hook} cannot be reached with Tab on {page.url}")
