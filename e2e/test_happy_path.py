"""Customers who have what is asked; passport and selfie are walked in every project."""

from playwright.sync_api import Page, expect

from e2e.flows import begin, send_document
from e2e.pages.result_page import ResultPage
from e2e.support.merchant import ADDRESS, IDENTITY, Merchant
from e2e.support.papers import Papers
from e2e.support.portal import Portal


def test_identity_card_with_two_sides_and_bill_are_accepted(
    page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(IDENTITY, ADDRESS, redirectUrl=shop)
    begin(page, request.link)
    send_document(page, subtype="id-card", front=papers.card_front, back=papers.card_back)
    send_document(page, pages=papers.bill)
    ResultPage(page).wait_for_result()
    outcome = merchant.read(request)
    assert outcome["status"] == "fulfilled"
    assert [d["status"] for d in outcome["_embedded"]["documents"]] == ["accepted", "accepted"]


def test_a_pdf_serves_as_proof_of_address(
    page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = merchant.ask(ADDRESS, redirectUrl=shop)
    begin(page, request.link)
    send_document(page, pages=papers.bill_pdf)
    ResultPage(page).wait_for_result()
    assert merchant.read(request)["status"] == "fulfilled"


def test_without_a_redirect_url_a_result_page_ends_the_journey(
    page: Page, merchant: Merchant, papers: Papers
) -> None:
    request = merchant.ask(ADDRESS)
    begin(page, request.link)
    send_document(page, pages=papers.bill)
    merchant.wait_for(request, "fulfilled")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Done", timeout=30_000)


def test_the_sample_link_and_the_demo_shop_open(page: Page, portal: Portal) -> None:
    page.goto(portal.gatherer_link)
    expect(page.get_by_test_id("start")).to_be_visible()
    page.goto(portal.demo_shop)
    page.get_by_test_id("verify").click()
    expect(page.get_by_test_id("start")).to_be_visible()
