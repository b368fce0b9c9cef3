"""Customers who are refused, skip, leave, or come too late."""

import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from e2e.flows import begin, send_document
from e2e.pages.base import GathererPage
from e2e.pages.capture_page import CapturePage
from e2e.pages.result_page import ResultPage
from e2e.support.merchant import ADDRESS, IDENTITY_WITH_SELFIE, PASSPORT, Merchant
from e2e.support.papers import Papers


def test_rejected_then_accepted(page: Page, merchant: Merchant, papers: Papers, shop: str) -> None:
    request = merchant.ask(PASSPORT, redirectUrl=shop)
    begin(page, request.link)
    send_document(page, front=papers.expired_passport)
    gatherer = GathererPage(page)
    expect(gatherer.rejection).to_be_visible(timeout=60_000)
    expect(gatherer.rejection).to_contain_text("expired")
    expect(gatherer.attempts_left).to_contain_text("2")
    send_document(page, front=papers.passport)
    ResultPage(page).wait_for_result()
    outcome = merchant.read(request)
    assert outcome["status"] == "fulfilled"
    assert [d["status"] for d in outcome["_embedded"]["documents"]] == ["rejected", "accepted"]


def test_another_selfie_waits_for_a_person(
    page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(IDENTITY_WITH_SELFIE, redirectUrl=shop)
    begin(page, request.link)
    send_document(page, subtype="passport", front=papers.passport, selfie=papers.selfie_of_another)
    result = ResultPage(page)
    result.wait_for_result()
    assert result.go_back_to_shop() == f"{shop}&info=manual"
    assert merchant.read(request)["status"] == "pending-review"


def test_a_skipped_document_is_partial(
    page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(PASSPORT, ADDRESS, redirectUrl=shop)
    begin(page, request.link)
    send_document(page, front=papers.passport)
    page.get_by_test_id("skip").click()
    result = ResultPage(page)
    result.wait_for_result()
    assert result.go_back_to_shop() == f"{shop}&info=partial"
    assert merchant.read(request)["status"] == "partial"


def test_leaving_by_the_back_link_keeps_the_link_working(
    page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(PASSPORT, redirectUrl=shop)
    begin(page, request.link)
    page.get_by_test_id("back-to-website").first.click()
    page.get_by_role("button", name="Leave").click()
    page.get_by_role("heading", name="Welcome back to the shop").wait_for()
    assert page.url == f"{shop}&info=back"
    assert merchant.read(request)["status"] == "gathering"
    begin(page, request.link)
    CapturePage(page).arrive("file-front")


def test_a_link_whose_time_is_over_says_so(page: Page, merchant: Merchant, shop: str) -> None:
    request = merchant.ask(PASSPORT, redirectUrl=shop, seconds=2)
    time.sleep(2.5)
    answer = page.goto(request.link)
    assert answer is not None
    assert answer.status == 410
    gatherer = GathererPage(page)
    expect(gatherer.hook("expired")).to_be_visible()
    page.get_by_test_id("return").click()
    page.get_by_role("heading", name="Welcome back to the shop").wait_for()
    assert page.url == f"{shop}&info=token_expired"


def test_time_over_in_mid_journey_says_so(
    page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(PASSPORT, redirectUrl=shop)
    begin(page, request.link)
    CapturePage(page).arrive("file-front")
    # Only now: a slow machine may take as long as it likes to get here.
    ends_at = datetime.now(UTC) + timedelta(seconds=3)
    merchant.call("PATCH", f"/kyc-requests/{request.id}", {"expirationTime": ends_at.isoformat()})
    time.sleep(3.5)
    page.reload()
    expect(GathererPage(page).hook("expired")).to_be_visible()


def test_attempts_run_out(page: Page, merchant: Merchant, papers: Papers, shop: str) -> None:
    request = merchant.ask({**PASSPORT, "maxAttempts": 1}, redirectUrl=shop)
    begin(page, request.link)
    send_document(page, front=papers.expired_passport)
    result = ResultPage(page)
    result.wait_for_result()
    expect(result.heading).to_contain_text("cannot check this document online")
    assert result.go_back_to_shop() == f"{shop}&info=manual"
    assert merchant.read(request)["status"] == "failed"


def test_a_file_nobody_can_read_costs_no_attempt(
    page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask({**PASSPORT, "maxAttempts": 1}, redirectUrl=shop)
    begin(page, request.link)
    capture = CapturePage(page)
    for file in (papers.empty, papers.text, papers.bill_pdf):
        capture.pick("front", file)
        expect(
            page.get_by_role("alert").filter(has_text="did not use up an attempt")
        ).to_be_visible()
    send_document(page, front=papers.passport)
    ResultPage(page).wait_for_result()
    assert merchant.read(request)["status"] == "fulfilled"
