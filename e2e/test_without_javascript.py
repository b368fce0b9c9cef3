"""What may go another way than well, by forms alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.flows import begin, send_document
from e2e.pages.base import GathererPage
from e2e.pages.result_page import ResultPage
from e2e.support.merchant import PASSPORT, Merchant
from e2e.support.papers import Papers


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_refusal_is_explained_and_tried_again(
    plain_page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(PASSPORT, redirectUrl=shop)
    begin(plain_page, request.link)
    send_document(plain_page, front=papers.expired_passport)
    ResultPage(plain_page).look_again_until("rejection")
    expect(GathererPage(plain_page).attempts_left).to_contain_text("2")
    send_document(plain_page, front=papers.passport)
    ResultPage(plain_page).look_again_until("return")
    assert merchant.read(request)["status"] == "fulfilled"


def test_finishing_for_now_takes_back_what_there_is(
    plain_page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(PASSPORT, redirectUrl=shop)
    begin(plain_page, request.link)
    send_document(plain_page, front=papers.expired_passport)
    ResultPage(plain_page).look_again_until("rejection")
    assert ResultPage(plain_page).finish() == f"{shop}&info=manual"
    assert merchant.read(request)["status"] == "attempted"
