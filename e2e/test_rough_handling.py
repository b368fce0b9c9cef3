"""Reloads, second tabs, double clicks, damaged links."""

from playwright.sync_api import BrowserContext, Page, expect

from e2e.flows import begin, send_document
from e2e.pages.capture_page import CapturePage
from e2e.support.merchant import PASSPORT, Merchant
from e2e.support.papers import Papers
from e2e.support.portal import Portal


def test_opening_the_link_changes_nothing(page: Page, merchant: Merchant) -> None:
    request = merchant.ask(PASSPORT)
    before = merchant.read(request)
    for _ in range(5):
        page.goto(request.link)
    assert merchant.read(request) == before


def test_a_damaged_link_says_so(page: Page, merchant: Merchant) -> None:
    request = merchant.ask(PASSPORT)
    answer = page.goto(request.link[:-1] + ("A" if request.link[-1] != "A" else "B"))
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")


def test_another_customer_s_pages_are_not_there(
    page: Page, merchant: Merchant, portal: Portal
) -> None:
    mine, other = merchant.ask(PASSPORT), merchant.ask(PASSPORT)
    begin(page, mine.link)
    for address in (f"/verify/{other.id}/", f"/verify/{other.id}/done", "/verify/kyc_req_0/"):
        answer = page.goto(portal.url + address)
        assert answer is not None
        assert answer.status == 404


def test_a_reload_keeps_what_was_gathered(page: Page, merchant: Merchant, papers: Papers) -> None:
    request = merchant.ask(PASSPORT)
    begin(page, request.link)
    CapturePage(page).hand_in("front", papers.passport)
    page.reload()
    assert page.url.endswith("/review")
    page.go_back()
    page.go_forward()
    page.get_by_test_id("send").click()
    merchant.wait_for(request, "fulfilled")


def test_two_tabs_send_one_document(
    context: BrowserContext, merchant: Merchant, papers: Papers
) -> None:
    request = merchant.ask(PASSPORT)
    first, second = context.new_page(), context.new_page()
    begin(first, request.link)
    CapturePage(first).hand_in("front", papers.passport)
    second.goto(first.url)
    first.get_by_test_id("send").click()
    second.get_by_test_id("send").click()
    expect(second).not_to_have_url(first.url + "/review")
    outcome = merchant.wait_for(request, "fulfilled")
    assert len(outcome["_embedded"]["documents"]) == 1


def test_a_double_click_sends_one_document(page: Page, merchant: Merchant, papers: Papers) -> None:
    request = merchant.ask(PASSPORT)
    begin(page, request.link)
    CapturePage(page).hand_in("front", papers.passport)
    page.get_by_test_id("send").dblclick()
    outcome = merchant.wait_for(request, "fulfilled")
    assert len(outcome["_embedded"]["documents"]) == 1


def test_two_links_in_one_browser_do_not_mix(
    context: BrowserContext, merchant: Merchant, papers: Papers
) -> None:
    one, two = merchant.ask(PASSPORT), merchant.ask(PASSPORT)
    first, second = context.new_page(), context.new_page()
    begin(first, one.link)
    begin(second, two.link)
    send_document(first, front=papers.passport)
    merchant.wait_for(one, "fulfilled")
    assert merchant.read(two)["status"] == "gathering"
    CapturePage(second).arrive("file-front")
