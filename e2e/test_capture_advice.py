"""What the capture page says of a photo by itself, and how one on its way is let go."""

import pytest
from playwright.sync_api import Page, expect

from app.specimens import Condition
from e2e.flows import begin
from e2e.pages.capture_page import CapturePage
from e2e.support.line import Gate
from e2e.support.merchant import ADDRESS, PASSPORT, Merchant, Request
from e2e.support.organizations import merchant_with
from e2e.support.papers import Papers
from e2e.support.portal import Portal
from e2e.support.stored_files import digest, digests, stored_files

KILOBYTE = 1024


@pytest.mark.parametrize(
    ("condition", "title"),
    [
        ("blur", "The photo is blurry"),
        ("glare", "A reflection covers part of the document"),
        ("dark", "The photo is too dark"),
        ("cut", "Part of the document is missing"),
    ],
)
def test_a_poor_photo_is_named_while_it_is_sent_and_may_be_used_anyway(
    capture: CapturePage,
    papers: Papers,
    portal: Portal,
    request_: Request,
    condition: Condition,
    title: str,
) -> None:
    gate = Gate(capture.page)
    photo = papers.passport_in(condition)
    capture.pick("front", photo)
    expect(capture.advice).to_contain_text(title)
    expect(capture.advice).to_be_focused()
    assert digests(portal, request_) == []
    gate.open()
    capture.wait_until_received()
    assert digests(portal, request_) == [digest(photo)]
    capture.anyway_button.click()
    capture.page.wait_for_url("**/review")


def test_use_it_anyway_pressed_while_bytes_move_goes_on_when_they_are_there(
    capture: CapturePage, papers: Papers
) -> None:
    gate = Gate(capture.page)
    capture.pick("front", papers.blurry_passport)
    expect(capture.advice).to_be_visible()
    capture.anyway_button.click()
    expect(capture.advice).to_be_hidden()
    expect(capture.status).to_have_text("Sending. The next page opens by itself.")
    gate.open()
    capture.page.wait_for_url("**/review")


def test_a_poor_photo_is_taken_again_by_keyboard(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    Gate(capture.page).open()
    capture.pick("front", papers.blurry_passport)
    expect(capture.advice).to_be_focused()
    # Playwright asks Chromium for its file dialogs by another channel than it presses keys; told
    # right before a key, now and then the dialog is there before Chromium listens.
    with capture.page.expect_file_chooser() as opened:
        capture.page.keyboard.press("Tab")
        expect(capture.again_button).to_be_focused()
        capture.page.keyboard.press("Enter")
    opened.value.set_files(papers.passport)
    expect(capture.advice).to_be_hidden()
    capture.wait_until_received()
    assert digests(portal, request_) == [digest(papers.passport)]


def test_the_same_photo_is_named_once(capture: CapturePage, papers: Papers) -> None:
    capture.pick_and_wait("front", papers.blurry_passport)
    expect(capture.advice).to_be_visible()
    capture.pick_and_wait("front", papers.blurry_passport)
    expect(capture.advice).to_be_hidden()


def test_a_good_photo_is_not_named(capture: CapturePage, papers: Papers) -> None:
    capture.pick_and_wait("front", papers.passport)
    expect(capture.advice).to_be_hidden()


def test_a_photo_on_its_way_is_let_go_and_another_one_sent(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    expect(capture.cancel_button).to_be_hidden()
    gate = Gate(capture.page)
    capture.pick("front", papers.expired_passport)
    expect(capture.preview).to_be_visible()
    capture.cancel_button.click()
    expect(capture.status).to_have_text("The photo was not sent. Take or choose another one.")
    expect(capture.drawing).to_be_visible()
    expect(capture.cancel_button).to_be_hidden()
    expect(capture.send_button).to_be_focused()
    gate.is_open = True
    capture.pick_and_wait("front", papers.passport)
    expect(capture.cancel_button).to_be_hidden()
    assert digests(portal, request_) == [digest(papers.passport)]


def test_letting_go_of_a_second_photo_leaves_the_first(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    capture.pick_and_wait("front", papers.passport)
    Gate(capture.page)
    capture.pick("front", papers.expired_passport)
    capture.cancel_button.click()
    expect(capture.preview).to_be_visible()
    assert digests(portal, request_) == [digest(papers.passport)]
    capture.send_button.click()
    capture.page.wait_for_url("**/review")


def test_letting_go_ends_a_whole_set_of_pages(
    page: Page, merchant: Merchant, portal: Portal, papers: Papers
) -> None:
    request = merchant.ask(ADDRESS)
    begin(page, request.link)
    capture = CapturePage(page)
    gate = Gate(page)
    capture.pick("pages", papers.bill, papers.old_bill)
    expect(capture.preview).to_be_visible()
    capture.cancel_button.click()
    gate.is_open = True
    capture.pick("pages", papers.bill)
    expect(capture.pages).to_have_count(1)
    assert digests(portal, request) == [digest(papers.bill)]


def test_a_poor_page_taken_again_makes_room_for_the_new_one(
    page: Page, merchant: Merchant, portal: Portal, papers: Papers
) -> None:
    request = merchant.ask(ADDRESS)
    begin(page, request.link)
    capture = CapturePage(page)
    capture.pick("pages", papers.bill, papers.far_passport)
    expect(capture.advice).to_contain_text("The document is too far away")
    expect(capture.pages).to_have_count(2)
    with page.expect_file_chooser() as opened:
        capture.again_button.click()
    opened.value.set_files(papers.old_bill)
    expect(capture.status).to_contain_text("Page received.")
    expect(capture.pages).to_have_count(2)
    assert digests(portal, request) == [digest(papers.bill), digest(papers.old_bill)]


def test_a_page_closed_while_offline_says_so_when_it_is_opened_again(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    capture.page.context.set_offline(True)
    capture.pick("front", papers.passport)
    expect(capture.error).to_contain_text("You are offline")
    # Back on the line it would be sent by itself.
    Gate(capture.page)
    capture.page.context.set_offline(False)
    capture.page.reload()
    expect(capture.error).to_contain_text("closed while a photo was being sent")
    expect(capture.error).to_be_focused()
    assert digests(portal, request_) == []
    capture.page.reload()
    expect(capture.error).to_be_hidden()


@pytest.mark.parametrize(
    ("policy", "follows"), [("original", True), ("adaptive", False), ("optimised", False)]
)
def test_a_merchant_chooses_which_bytes_are_sent(
    page: Page, portal: Portal, papers: Papers, policy: str, *, follows: bool
) -> None:
    request = merchant_with(portal, imagePolicy=policy).ask(PASSPORT)
    begin(page, request.link)
    capture = CapturePage(page)
    # A line that moves the original in no time counts under one policy only.
    speed = papers.large_passport.stat().st_size if policy == "optimised" else 1
    page.evaluate("(speed) => sessionStorage.setItem('uplink-bytes-per-ms', speed)", speed)
    gate = Gate(page, "**/original")
    capture.pick_and_wait("front", papers.large_passport)
    (copy,) = stored_files(portal, request)
    assert (copy.width, copy.height) == (2048, 1536)
    # Nobody waits for the original, and the page says nothing of it.
    expect(capture.send_button).to_have_text("Use this photo")
    if follows:
        with page.expect_response("**/original") as answer:
            gate.open()
        assert answer.value.status == 204
    (stored,) = stored_files(portal, request)
    assert (stored.sha256 == digest(papers.large_passport)) is follows
