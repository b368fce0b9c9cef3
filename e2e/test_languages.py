"""Another language in the middle of a journey, and pages written from right to left."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from e2e.flows import begin
from e2e.pages.capture_page import CapturePage
from e2e.pages.header import Header
from e2e.pages.review_page import ReviewPage
from e2e.pages.start_page import StartPage
from e2e.support.line import Gate
from e2e.support.merchant import ADDRESS, IDENTITY, Merchant
from e2e.support.papers import Papers


def test_language_switched_in_mid_journey_keeps_position_and_files(
    page: Page, merchant: Merchant, papers: Papers
) -> None:
    request = merchant.ask(ADDRESS)
    begin(page, request.link)
    capture = CapturePage(page)
    gate = Gate(page)
    capture.pick("pages", papers.bill)
    expect(capture.preview).to_be_visible()
    here = page.url
    # The switch waits for the photo that is on its way.
    header = Header(page)
    header.hook("languages").click()
    header.hook("language-de").click()
    expect(capture.status).to_have_text("Sending. The next page opens by itself.")
    gate.open()
    page.locator('html[lang="de"]').wait_for()
    assert page.url == here
    expect(capture.heading).to_have_text("Hinzufügen: Rechnung eines Versorgers")
    expect(page.get_by_role("img", name="Seite 1: Rechnung eines Versorgers")).to_be_visible()
    capture.send_button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prüfen Sie Ihre Fotos")
    ReviewPage(page).send()
    merchant.wait_for(request, "fulfilled")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fertig", timeout=30_000)


def test_scripts_speak_the_language_that_was_chosen(
    page: Page, merchant: Merchant, papers: Papers
) -> None:
    begin(page, merchant.ask(ADDRESS, locale="de").link)
    capture = CapturePage(page)
    capture.listen()
    capture.pick("pages", papers.bill)
    expect(capture.status).to_have_text("Seite erhalten.", timeout=30_000)
    assert "Ihr Foto wird vorbereitet" in capture.said()
    assert "Wird gesendet: 100\xa0%" in capture.said()


def test_switch_works_by_keyboard_and_without_scripts(browser: Browser, merchant: Merchant) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    StartPage(page).open(merchant.ask(IDENTITY).link)
    summary = page.get_by_test_id("languages")
    for _ in range(10):
        page.keyboard.press("Tab")
        if summary.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator('html[lang="de"]')).to_be_attached()
    expect(page.get_by_test_id("start")).to_have_text("Beginnen")
    context.close()


def test_back_arrow_points_to_the_start_of_the_line(page: Page, merchant: Merchant) -> None:
    def arrow() -> dict[str, Any]:
        return dict(
            page.locator(".back-link").evaluate(
                "link => ({ left: link.getBoundingClientRect().left < innerWidth / 2, "
                "turn: getComputedStyle(link, '::before').transform })"
            )
        )

    begin(page, merchant.ask(IDENTITY).link)
    forwards = arrow()
    begin(page, merchant.ask(IDENTITY, locale="ar-XB").link)
    backwards = arrow()
    assert (forwards["left"], backwards["left"]) == (True, False)
    assert forwards["turn"] != backwards["turn"]
