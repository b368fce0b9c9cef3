"""The review desk: five cases by keyboard alone, and the whole desk without scripts."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.pages.desk_page import DeskPage
from e2e.support import inspection
from e2e.support.merchant import Merchant
from e2e.support.papers import Papers
from e2e.support.portal import Portal
from e2e.support.waiting_documents import leave_to_people

#: Staff sit at the desk with a mouse as well; WCAG 2.2 asks for no more (2.5.8).
LEAST_TARGET = 24


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that axe is brought into."""
    inspection.prepare(context)
    return context.new_page()


def look(page: Page) -> None:
    """Insist on a page without faults as it is now."""
    problems = [*inspection.faults_of(page, LEAST_TARGET), *inspection.violations_of(page)]
    assert problems == [], page.url


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page of a phone that runs no scripts."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_five_cases_by_keyboard_alone(
    page: Page, merchant: Merchant, papers: Papers, portal: Portal
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    waiting = leave_to_people(merchant, papers, 5)
    desk = DeskPage(page)
    page.goto(f"{portal.url}/review/sign-in")
    look(page)
    desk.sign_in_by_keyboard(portal.api_key)
    page.goto(f"{portal.url}/review/?reason={quote(waiting.reason)}")
    expect(desk.heading).to_have_text("Waiting: 5 documents")
    look(page)
    desk.open_first_by_keyboard()
    look(page)
    page.keyboard.press("t")
    expect(page.locator(".paper-frame img").first).to_have_css("rotate", "90deg")
    desk.switch_shortcuts()
    page.keyboard.press("a")
    expect(desk.status).to_have_text("waits for a person")
    page.keyboard.press("Enter")
    page.keyboard.press("s")
    expect(desk.flash).to_contain_text("kept for you")
    desk.accept_by_keyboard()
    desk.turn_to("r", "Reject")
    look(page)
    page.go_back()
    desk.reject_by_keyboard()
    desk.accept_by_keyboard()
    desk.turn_to("m", "Correct")
    look(page)
    page.go_back()
    desk.reject_by_keyboard()
    desk.accept_by_keyboard()
    expect(desk.heading).to_have_text("Waiting: 0 documents")
    assert waiting.outcomes() == ["accepted", "rejected", "accepted", "rejected", "accepted"]
    assert complaints == []


def test_the_desk_without_scripts_on_a_phone(
    plain_page: Page, page: Page, merchant: Merchant, papers: Papers, portal: Portal
) -> None:
    waiting = leave_to_people(merchant, papers, 2)
    here = f"{portal.url}/review/?reason={quote(waiting.reason)}"
    plain_page.goto(here)
    plain_page.get_by_label("Your API key").fill(portal.api_key)
    plain_page.get_by_test_id("sign-in").click()
    plain_page.get_by_role("link", name="Proof of funds").first.click()
    plain_page.get_by_test_id("larger").first.click()
    plain_page.get_by_test_id("turn-right").click()
    picture = plain_page.get_by_test_id("picture")
    expect(picture).to_be_visible()
    wide, high = (picture.evaluate(f"e => e.natural{side}") for side in ("Width", "Height"))
    assert wide > high, "the letter lies on its side"
    plain_page.get_by_role("link", name="Back to the case").click()
    plain_page.get_by_test_id("accept").click()
    plain_page.get_by_test_id("reject").click()
    plain_page.get_by_label("Cannot be read").check()
    plain_page.get_by_test_id("reject-now").click()
    expect(plain_page.get_by_test_id("nothing")).to_be_visible()
    assert waiting.outcomes() == ["accepted", "rejected"]
    # The same pages fit the narrowest phone, and axe finds nothing: that takes scripts to ask.
    page.set_viewport_size({"width": 320, "height": 640})
    page.context.add_cookies(plain_page.context.cookies())  # type: ignore[arg-type]
    page.goto(f"{here}&state=reviewed")
    look(page)
    page.locator("[data-row]").first.click()
    expect(page.get_by_test_id("history")).to_contain_text("Sent by the customer")
    look(page)
    page.goto(f"{portal.url}/review/overview")
    look(page)
    plain_page.get_by_test_id("sign-out").click()
    page.goto(here)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
