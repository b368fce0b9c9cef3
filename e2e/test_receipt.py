"""A customer agrees, sends, comes back to the same link, erases everything, and can prove it."""

import re
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from e2e.flows import begin, send_document
from e2e.pages.receipt_page import ReceiptPage
from e2e.support.merchant import IDENTITY_WITH_SELFIE, Merchant
from e2e.support.papers import Papers
from e2e.support.portal import Portal
from tests.support.verifiers import run_verifier


def test_files_are_erased_with_a_proof_that_holds(
    page: Page, merchant: Merchant, papers: Papers, portal: Portal, shop: str, tmp_path: Path
) -> None:
    secret = merchant.call("POST", "/organization-settings/return-secret")["returnSecret"]
    merchant.call(
        "PUT",
        "/organization-settings",
        {"erasureAllowed": True, "signedReturn": True, "accent": "#0a7"},
    )
    try:
        request = merchant.ask(IDENTITY_WITH_SELFIE, redirectUrl=shop)
        begin(page, request.link)
        send_document(page, subtype="passport", front=papers.passport, selfie=papers.selfie)
        merchant.wait_for(request, "fulfilled")
        page.get_by_test_id("return").click(timeout=60_000)
        expect(page).to_have_url(re.compile("signature=v1-"), timeout=30_000)
        returned_to = page.url
        receipt = ReceiptPage(page).open_from_link(request.link)
        receipt.erase()
        proof = receipt.download_proof(tmp_path)
        key = page.request.get(urljoin(portal.url, "/privacy/proof-keys")).json()["publicKeys"][0]
        for ending in (".py", ".mjs"):
            assert run_verifier("verify_deletion", ending, str(proof), key)[0] == 0
            assert run_verifier("verify_return", ending, returned_to, secret)[0] == 0
    finally:
        merchant.call("PUT", "/organization-settings", {})
