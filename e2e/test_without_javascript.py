"""The whole journey by forms alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.flows import begin, send_document
from e2e.pages.base import GathererPage
from e2e.pages.result_page import ResultPage
from e2e.support.merchant import ADDRESS, IDENTITY_WITH_SELFIE, PASSPORT, Merchant
from e2e.support.papers import Papers


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


def look_again_until(page: Page, hook: str) -> None:
    """Press *Check again* until the page with this hook comes."""
    for _ in range(120):
        if page.get_by_test_id(hook).count():
            return
        page.get_by_role("link", name="Check again").click()
        page.wait_for_timeout(500)
    raise AssertionError(f"no {hook} came; last was {page.title()}")


def test_everything_is_accepted(
    plain_page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(IDENTITY_WITH_SELFIE, ADDRESS, redirectUrl=shop)
    begin(plain_page, request.link)
    send_document(plain_page, subtype="passport", front=papers.passport, selfie=papers.selfie)
    send_document(plain_page, pages=papers.bill)
    look_again_until(plain_page, "return")
    assert ResultPage(plain_page).go_back_to_shop() == f"{shop}&info=success"
    assert merchant.read(request)["status"] == "fulfilled"


def test_a_refusal_is_explained_and_tried_again(
    plain_page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(PASSPORT, redirectUrl=shop)
    begin(plain_page, request.link)
    send_document(plain_page, front=papers.expired_passport)
    look_again_until(plain_page, "rejection")
    expect(GathererPage(plain_page).attempts_left).to_contain_text("2")
    send_document(plain_page, front=papers.passport)
    look_again_until(plain_page, "return")
    assert merchant.read(request)["status"] == "fulfilled"


def test_finishing_for_now_takes_back_what_there_is(
    plain_page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(PASSPORT, redirectUrl=shop)
    begin(plain_page, request.link)
    send_document(plain_page, front=papers.expired_passport)
    look_again_until(plain_page, "rejection")
    assert ResultPage(plain_page).finish() == f"{shop}&info=manual"
    assert merchant.read(request)["status"] == "attempted"
