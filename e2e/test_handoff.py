"""Two devices: a computer shows a code, a phone scans it and takes the photos."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.flows import begin, send_document
from e2e.pages.capture_page import CapturePage
from e2e.pages.handoff_pages import PhonePage, UsePhonePage
from e2e.pages.result_page import ResultPage
from e2e.support.merchant import ADDRESS, PASSPORT, Merchant, Request
from e2e.support.organizations import merchant_with
from e2e.support.papers import Papers
from e2e.support.portal import Portal
from e2e.support.stored_files import stored_files

OpenBrowser = Callable[..., Page]


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[OpenBrowser]:
    """Open a browser of its own, with cookies of its own."""
    contexts = []

    def open_(**options: Any) -> Page:
        contexts.append(browser.new_context(locale="en-GB", **options))
        return contexts[-1].new_page()

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def computer(open_browser: OpenBrowser) -> Page:
    """A computer in dark mode, whose code must be readable all the same."""
    return open_browser(viewport={"width": 1280, "height": 1000}, color_scheme="dark")


@pytest.fixture
def phone(open_browser: OpenBrowser) -> Page:
    """A phone."""
    return open_browser(viewport={"width": 390, "height": 844}, has_touch=True)


def show_code(computer: Page, request: Request, portal: Portal) -> UsePhonePage:
    """Start on the computer, press the offer, and see that the code can be scanned."""
    begin(computer, request.link)
    shown = UsePhonePage(computer).open()
    assert shown.scan() == shown.address.text_content()
    assert shown.scan().startswith(f"{portal.url}/phone?code=")
    return shown


def test_phone_takes_all_photos_and_the_computer_advances_by_itself(
    computer: Page, phone: Page, merchant: Merchant, papers: Papers, portal: Portal, shop: str
) -> None:
    request = merchant.ask(PASSPORT, ADDRESS, redirectUrl=shop)
    shown = show_code(computer, request, portal)
    assert (box := shown.qr.bounding_box()) is not None
    assert box["width"] >= 200
    expect(shown.state).to_have_text("Waiting for your phone")
    PhonePage(phone).open(shown.scan()).go_on()
    expect(shown.state).to_have_text("Phone connected")
    expect(shown.qr).to_be_hidden()
    CapturePage(phone).hand_in("front", papers.passport)
    expect(shown.state).to_have_text("Front received.")
    phone.get_by_test_id("send").click()
    send_document(phone, pages=papers.bill)
    computer.wait_for_url(re.compile("/(checking|done)$"))
    ResultPage(computer).wait_for_result()
    assert merchant.wait_for(request, "fulfilled")


def test_phone_finishes_alone(
    computer: Page, phone: Page, merchant: Merchant, papers: Papers, portal: Portal, shop: str
) -> None:
    request = merchant.ask(PASSPORT, redirectUrl=shop)
    code = show_code(computer, request, portal).scan()
    PhonePage(phone).open(code).go_on()
    computer.context.close()
    send_document(phone, front=papers.passport)
    ResultPage(phone).wait_for_result()
    assert ResultPage(phone).go_back_to_shop() == f"{shop}&info=success"


def test_somebody_who_did_not_start_it_ends_it(
    computer: Page, phone: Page, merchant: Merchant, portal: Portal
) -> None:
    request = merchant.ask(PASSPORT)
    code = show_code(computer, request, portal).scan()
    opened = PhonePage(phone).open(code)
    expect(opened.page.get_by_text("Started on Chrome, Linux, 1 minute ago.")).to_be_visible()
    opened.not_me_button.click()
    expect(opened.heading).to_have_text("Nothing was sent")
    # The computer hears of it without being touched.
    expect(computer.get_by_role("heading", level=1)).to_have_text("Open your link again")
    assert stored_files(portal, request) == []


def test_computer_disconnects_and_the_phone_is_told(
    computer: Page, phone: Page, merchant: Merchant, papers: Papers, portal: Portal
) -> None:
    shown = show_code(computer, merchant.ask(PASSPORT), portal)
    PhonePage(phone).open(shown.scan()).go_on()
    CapturePage(phone).arrive("file-front")
    shown.disconnect_button.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "This phone is not connected any more"
    )
    shown.new_code_button.click()
    PhonePage(phone).open(shown.scan()).go_on()
    CapturePage(phone).arrive("file-front")


def test_everything_works_where_the_computer_runs_no_scripts(
    open_browser: OpenBrowser,
    phone: Page,
    merchant: Merchant,
    papers: Papers,
    portal: Portal,
) -> None:
    plain = open_browser(java_script_enabled=False, viewport={"width": 320, "height": 640})
    shown = show_code(plain, merchant.ask(PASSPORT), portal)
    expect(plain.get_by_role("button", name="Copy link")).to_be_hidden()
    old = shown.scan()
    shown.new_code_button.click()
    assert shown.scan() != old
    PhonePage(phone).open(shown.scan()).go_on()
    shown.finished_link.click()
    expect(shown.error).to_contain_text("Not everything has arrived yet")
    expect(shown.state).to_have_text("Phone connected")
    send_document(phone, front=papers.passport)
    shown.finished_link.click()
    expect(shown.heading).to_have_text(re.compile("We are checking|Done"))


def test_code_is_swapped_in_place_before_its_time_is_over(
    computer: Page, phone: Page, merchant: Merchant, portal: Portal
) -> None:
    request = merchant.ask(PASSPORT)
    computer.clock.install()
    shown = show_code(computer, request, portal)
    old = shown.scan()
    with computer.expect_response(lambda answer: answer.request.method == "POST"):
        computer.clock.run_for(9 * 60 * 1000 + 1000)
    expect(shown.address).not_to_have_text(old)
    assert shown.scan() == shown.address.text_content()
    expect(PhonePage(phone).open(old).heading).to_have_text("This code is out of date")
    PhonePage(phone).open(shown.scan()).go_on()


def test_link_is_copied(open_browser: OpenBrowser, merchant: Merchant, portal: Portal) -> None:
    computer = open_browser(permissions=["clipboard-read", "clipboard-write"])
    shown = show_code(computer, merchant.ask(PASSPORT), portal)
    computer.get_by_role("button", name="Copy link").click()
    expect(shown.state).to_have_text("Link copied")
    copied = computer.evaluate("navigator.clipboard.readText()")
    assert copied == shown.address.text_content()


def test_many_computers_poll_where_streams_are_taken(
    open_browser: OpenBrowser, merchant: Merchant, portal: Portal
) -> None:
    # More pages than the two web processes have streams: each hears of its phone all the same.
    shown = []
    for _ in range(4):
        shown.append(show_code(open_browser(), merchant.ask(PASSPORT), portal))
    for page in shown:
        PhonePage(open_browser()).open(page.scan()).go_on()
    for page in shown:
        expect(page.state).to_have_text("Phone connected", timeout=10_000)


def test_other_device_says_what_was_sent_meanwhile(
    computer: Page, phone: Page, merchant: Merchant, papers: Papers, portal: Portal
) -> None:
    shown = show_code(computer, merchant.ask(PASSPORT), portal)
    PhonePage(phone).open(shown.scan()).go_on()
    CapturePage(phone).arrive("file-front")
    shown.stay_button.click()
    CapturePage(computer).pick_and_wait("front", papers.passport)
    told = phone.get_by_test_id("other-device")
    expect(told).to_contain_text("You sent this from another device")
    expect(told).to_contain_text("Front received.")
    told.get_by_role("link", name="Show what was sent").click()
    expect(phone.get_by_test_id("sent-elsewhere")).to_be_visible()


def test_number_match(computer: Page, phone: Page, portal: Portal) -> None:
    careful = merchant_with(portal, handoffMatch=True)
    shown = show_code(computer, careful.ask(PASSPORT), portal)
    number = shown.number.inner_text()
    opened = PhonePage(phone).open(shown.scan())
    buttons = phone.get_by_role("button", name=re.compile(r"^\d\d$"))
    expect(buttons).to_have_count(3)
    wrong = next(text for text in buttons.all_inner_texts() if text != number)
    old = shown.scan()
    opened.pick(wrong)
    expect(opened.heading).to_have_text("That is not the number on your computer")
    # The computer shows a new code by itself, with a new number.
    expect(shown.address).not_to_have_text(old)
    PhonePage(phone).open(shown.scan()).pick(shown.number.inner_text())
    CapturePage(phone).arrive("file-front")
