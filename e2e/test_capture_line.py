"""Photos over a bad line: dropped, answered by nobody, offline, from two devices at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.flows import begin
from e2e.pages.capture_page import CapturePage
from e2e.pages.review_page import ReviewPage
from e2e.support.line import (
    Gate,
    answer_uploads,
    drop_uploads,
    lose_first_answer,
    note_upload_keys,
    upload_keys,
)
from e2e.support.merchant import ADDRESS, Merchant, Request
from e2e.support.papers import Papers
from e2e.support.portal import Portal
from e2e.support.stored_files import digest, digests
from tests.support.pictures import jpeg


@pytest.fixture
def capture(page: Page, request_: Request) -> CapturePage:
    """The page that asks for its photo page; it notes the key of each upload."""
    note_upload_keys(page)
    begin(page, request_.link)
    return CapturePage(page)


def test_a_dropped_photo_is_sent_again_under_the_same_key_and_stored_once(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    drop_uploads(capture.page, times=1)
    capture.pick("front", papers.passport)
    expect(capture.status).to_have_text("Connection problem. Trying again (1 of 5)")
    capture.wait_until_received()
    keys = upload_keys(capture.page)
    assert len(keys) == 2
    assert keys[0] == keys[1] != ""
    assert digests(portal, request_) == [digest(papers.passport)]


def test_a_page_whose_answer_was_lost_is_stored_once(
    page: Page, merchant: Merchant, portal: Portal, tmp_path: Path
) -> None:
    request = merchant.ask(ADDRESS)
    begin(page, request.link)
    capture = CapturePage(page)
    sheets = [tmp_path / f"{number}.jpg" for number in range(3)]
    for number, sheet in enumerate(sheets):
        sheet.write_bytes(jpeg(number))
    capture.pick("pages", *sheets[:2])
    expect(capture.pages).to_have_count(2)
    lose_first_answer(page)
    # The last place is taken by the page itself when it comes again.
    capture.pick("pages", sheets[2])
    expect(capture.status).to_contain_text("Trying again")
    assert digests(portal, request) == [digest(sheet) for sheet in sheets]
    expect(capture.pages).to_have_count(3, timeout=15_000)
    expect(capture.error).to_be_hidden()
    assert digests(portal, request) == [digest(sheet) for sheet in sheets]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_fault_of_the_server_is_tried_again(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request, status: int
) -> None:
    answer_uploads(capture.page, status, times=1)
    capture.pick("front", papers.passport)
    expect(capture.status).to_contain_text("Trying again (1 of 5)")
    capture.wait_until_received()
    assert digests(portal, request_) == [digest(papers.passport)]


def test_a_photo_too_large_for_a_proxy_is_explained(capture: CapturePage, papers: Papers) -> None:
    answer_uploads(capture.page, 413, times=1)
    capture.pick("front", papers.passport)
    expect(capture.error).to_contain_text("That file is larger than 12 MB")
    expect(capture.error).to_be_focused()
    capture.pick_and_wait("front", papers.passport)


def test_a_dead_line_is_told_after_five_tries_and_the_photo_is_kept(
    page: Page, papers: Papers, portal: Portal, request_: Request
) -> None:
    page.clock.install()
    note_upload_keys(page)
    begin(page, request_.link)
    capture = CapturePage(page)
    drop_uploads(page, times=6)
    capture.pick("front", papers.passport)
    for attempt in range(1, 6):
        expect(capture.status).to_have_text(f"Connection problem. Trying again ({attempt} of 5)")
        page.clock.fast_forward(20_000)
    expect(capture.error).to_contain_text("The photo was not sent")
    expect(capture.error).to_contain_text("Move to a place with better signal")
    expect(capture.error).to_be_focused()
    expect(capture.preview).to_be_visible()
    capture.send_button.click()
    expect(capture.error).to_be_focused()
    page.keyboard.press("Tab")
    expect(capture.retry_button).to_be_focused()
    page.keyboard.press("Enter")
    # `Continue` had been pressed, so the page goes on once the photo is there.
    page.wait_for_url("**/review")
    assert digests(portal, request_) == [digest(papers.passport)]


def test_another_photo_can_be_picked_over_one_that_was_not_sent(
    capture: CapturePage, context: BrowserContext, papers: Papers, portal: Portal, request_: Request
) -> None:
    context.set_offline(True)
    capture.pick("front", papers.expired_passport)
    expect(capture.error).to_contain_text("You are offline")
    first = capture.preview.get_attribute("src")
    capture.pick("front", papers.passport)
    expect(capture.preview).not_to_have_attribute("src", first or "")
    context.set_offline(False)
    capture.wait_until_received()
    assert len(set(upload_keys(capture.page))) == 2
    assert digests(portal, request_) == [digest(papers.passport)]


def test_a_photo_picked_offline_is_sent_by_itself_later(
    capture: CapturePage, context: BrowserContext, papers: Papers, portal: Portal, request_: Request
) -> None:
    context.set_offline(True)
    capture.pick("front", papers.passport)
    expect(capture.error).to_contain_text("You are offline")
    expect(capture.error).to_contain_text("Keep this page open")
    expect(capture.error).to_be_focused()
    expect(capture.retry_button).to_be_visible()
    assert digests(portal, request_) == []
    context.set_offline(False)
    capture.wait_until_received()
    expect(capture.error).to_be_hidden()
    # Who was reading the notice goes on from where the photo is sent.
    expect(capture.send_button).to_be_focused()
    assert digests(portal, request_) == [digest(papers.passport)]


def test_going_back_while_bytes_move_shows_what_is_true(
    page: Page, merchant: Merchant, papers: Papers, portal: Portal
) -> None:
    request = merchant.ask({"type": "identity-proof", "subtypes": ["passport", "id-card"]})
    begin(page, request.link)
    page.get_by_test_id("subtype-passport").check(force=True)
    page.get_by_test_id("send").click()
    capture = CapturePage(page)
    Gate(page)
    capture.pick("front", papers.passport)
    expect(capture.preview).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("subtype-passport")).to_be_checked()
    page.go_forward()
    expect(capture.drawing).to_be_visible()
    assert digests(portal, request) == []


@pytest.fixture
def desktop(
    browser: Browser, browser_context_args: dict[str, Any], request_: Request
) -> Iterator[CapturePage]:
    """The same page on the customer's computer."""
    context = browser.new_context(
        **{**browser_context_args, "viewport": {"width": 1280, "height": 800}, "has_touch": False}
    )
    begin(context.new_page(), request_.link)
    yield CapturePage(context.pages[0])
    context.close()


def test_of_two_devices_the_last_photo_counts(
    capture: CapturePage, desktop: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    capture.pick_and_wait("front", papers.expired_passport)
    desktop.pick_and_wait("front", papers.passport)
    assert digests(portal, request_) == [digest(papers.passport)]
    capture.send_button.click()
    ReviewPage(capture.page).send()


def test_what_one_device_has_sent_moves_the_other_on(
    capture: CapturePage,
    desktop: CapturePage,
    papers: Papers,
    merchant: Merchant,
    request_: Request,
) -> None:
    capture.hand_in("front", papers.passport)
    ReviewPage(capture.page).send()
    desktop.pick("front", papers.expired_passport)
    # Nothing was pressed: the page moves on by itself, first to the wait and then to its end.
    expect(desktop.heading).to_contain_text("Done", timeout=60_000)
    outcome = merchant.wait_for(request_, "fulfilled")
    assert len(outcome["_embedded"]["documents"]) == 1
