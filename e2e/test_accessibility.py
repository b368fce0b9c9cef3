"""The keyboard alone, and axe on what neither the catalogue of states nor a project shows."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from e2e.pages.capture_page import CapturePage
from e2e.support import inspection
from e2e.support.merchant import PASSPORT, Merchant
from e2e.support.papers import Papers
from e2e.support.portal import Portal


@pytest.fixture(params=[320, 1280])
def browser_context_args(
    browser_context_args: dict[str, Any], request: pytest.FixtureRequest
) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": request.param, "height": 800}}


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that axe is brought into."""
    inspection.prepare(context)
    return context.new_page()


def problems_of(page: Page) -> list[str]:
    """Return what is wrong with a page as it is now."""
    return [*inspection.faults_of(page), *inspection.violations_of(page)]


def test_the_demo_shop(page: Page, portal: Portal) -> None:
    page.goto(portal.demo_shop)
    assert problems_of(page) == []


def test_the_journey_by_keyboard_alone(page: Page, merchant: Merchant, papers: Papers) -> None:
    request = merchant.ask(PASSPORT)
    page.goto(request.link)
    tab_to(page, "start")
    page.keyboard.press("Enter")
    # The file dialog belongs to the browser; only picking is done for the customer.
    CapturePage(page).pick_and_wait("front", papers.passport)
    assert problems_of(page) == []
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
