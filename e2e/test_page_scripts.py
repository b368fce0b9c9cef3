"""What scripts add to the other pages."""

import pytest
from playwright.sync_api import Page, expect

from e2e.flows import begin, send_document
from e2e.pages.capture_page import CapturePage
from e2e.pages.result_page import ResultPage
from e2e.support.merchant import PASSPORT, Merchant
from e2e.support.papers import Papers

CAMERA_INPUTS = """
Object.defineProperty(HTMLInputElement.prototype, "capture", {
  get() { return this.getAttribute("capture") ?? ""; },
});
"""

CAMERA_LOST = "Your phone closed the page while the camera was open"


@pytest.fixture
def capture(page: Page, merchant: Merchant) -> CapturePage:
    """The page that asks for the photo page of a passport."""
    begin(page, merchant.ask(PASSPORT).link)
    return CapturePage(page)


@pytest.fixture
def on_phone(page: Page) -> None:
    """Let inputs tell that they open a camera, as they do in browsers of phones alone."""
    page.add_init_script(CAMERA_INPUTS)


@pytest.mark.usefixtures("on_phone")
def test_a_page_that_the_phone_closed_behind_its_camera_says_so(
    capture: CapturePage, papers: Papers
) -> None:
    capture.open_camera()
    capture.page.reload()
    expect(capture.error).to_contain_text(CAMERA_LOST)
    expect(capture.error).to_be_focused()
    capture.page.reload()
    expect(capture.take_button).to_be_visible()
    expect(capture.error).to_be_hidden()
    capture.open_camera().set_files(papers.passport)
    capture.wait_until_received()
    capture.page.reload()
    expect(capture.received_photo).to_be_visible()
    expect(capture.error).to_be_hidden()


@pytest.mark.usefixtures("on_phone")
def test_a_camera_closed_without_a_photo_is_no_lost_one(capture: CapturePage) -> None:
    capture.open_camera()
    capture.hook("camera-front").dispatch_event("cancel")
    capture.page.reload()
    expect(capture.take_button).to_be_visible()
    expect(capture.error).to_be_hidden()


def test_the_end_of_the_time_is_said_before_it_comes(page: Page, merchant: Merchant) -> None:
    page.clock.install()
    begin(page, merchant.ask(PASSPORT, seconds=600).link)
    notice = page.locator(".time-limit")
    expect(notice).to_have_attribute("aria-live", "polite")
    expect(notice).to_be_empty()
    page.clock.fast_forward(301_000)
    expect(notice).to_have_text("You have 5 minutes left.")
    page.clock.fast_forward(240_000)
    expect(notice).to_have_text("You have 1 minute left.")
    page.clock.fast_forward(60_000)
    expect(notice).to_contain_text("The time of this link is over. What you already sent is safe.")


def test_a_page_opened_in_the_last_minutes_says_so_at_once(page: Page, merchant: Merchant) -> None:
    begin(page, merchant.ask(PASSPORT, seconds=290).link)
    expect(page.locator(".time-limit")).to_have_text("You have 4 minutes left.")


@pytest.fixture
def ended(page: Page, merchant: Merchant, papers: Papers, shop: str) -> ResultPage:
    """The page after success, on a clock that the test moves on."""
    page.clock.install()
    begin(page, merchant.ask(PASSPORT, redirectUrl=shop).link)
    send_document(page, front=papers.passport)
    result = ResultPage(page)
    result.wait_for_result()
    expect(result.status).to_have_text("You go back to Harbour Street Shop in 5 seconds.")
    return result


def test_after_success_the_page_says_that_it_goes_back_and_does(
    ended: ResultPage, shop: str
) -> None:
    ended.page.clock.fast_forward(5000)
    expect(ended.page).to_have_url(f"{shop}&info=success")
    ended.page.go_back()
    # Who comes back wants to read it: no second countdown.
    expect(ended.return_link).to_be_visible()
    expect(ended.stay_button).to_be_hidden()
    expect(ended.status).to_be_empty()


def test_going_back_by_itself_can_be_stopped(ended: ResultPage) -> None:
    here = ended.page.url
    ended.stay_button.press("Enter")
    expect(ended.status).to_have_text("You stay on this page.")
    expect(ended.return_link).to_be_focused()
    left: list[str] = []
    ended.page.on("request", lambda request: left.append(request.url))
    ended.page.clock.fast_forward(60_000)
    # A request that the clock had set off would be under way before this answer comes back.
    ended.page.evaluate("fetch('/health/live').then((answer) => answer.status)")
    assert [url.rpartition("/")[2] for url in left] == ["live"]
    assert ended.page.url == here


def test_the_wait_says_when_it_becomes_long(page: Page, merchant: Merchant, papers: Papers) -> None:
    page.clock.install()
    begin(page, merchant.ask(PASSPORT).link)
    page.route("**/progress", lambda route: route.fulfill(status=304))
    send_document(page, front=papers.passport)
    status = page.get_by_role("status")
    expect(status).to_have_text("Usually under a minute. The next page opens by itself.")
    page.clock.fast_forward(21_000)
    expect(status).to_have_text("Still checking. You do not need to wait here.")
    page.clock.fast_forward(121_000)
    expect(status).to_contain_text("You can close this page and open your link later.")
    page.unroute("**/progress")
    page.clock.fast_forward(16_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Done", timeout=60_000)


def test_a_photo_is_picked_and_sent_by_keyboard(capture: CapturePage, papers: Papers) -> None:
    keyboard = capture.page.keyboard
    # The browser hands choosers over only once somebody listens, which takes a moment to arrange.
    capture.page.on("filechooser", lambda _: None)
    capture.page.get_by_role("link", name="Back", exact=True).focus()
    for button in (capture.take_button, capture.choose_button, capture.send_button):
        keyboard.press("Tab")
        expect(button).to_be_focused()
    keyboard.press("Shift+Tab")
    expect(capture.choose_button).to_be_focused()
    with capture.page.expect_file_chooser() as opened:
        keyboard.press("Enter")
    opened.value.set_files(papers.passport)
    capture.wait_until_received()
    expect(capture.choose_button).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Enter")
    capture.page.wait_for_url("**/review")
