"""Six papers that are refused: each customer reads what is wrong and what to do about it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.flows import begin, send_document
from e2e.pages.base import GathererPage
from e2e.support.merchant import ADDRESS, IDENTITY, PASSPORT, Merchant
from e2e.support.papers import Papers

#: Widths at which each page is left as a picture, for whoever wants to look at it.
WIDTHS = (320, 1280)


@pytest.mark.parametrize(
    ("document", "sent", "told"),
    [
        pytest.param(
            PASSPORT,
            {"front": "bill"},
            ("This looks like a letter or bill", "Send your passport."),
            id="a-bill-for-a-passport",
        ),
        pytest.param(
            PASSPORT,
            {"front": "selfie"},
            ("This is a photo of a face", "Take a photo of your passport."),
            id="a-selfie-for-a-passport",
        ),
        pytest.param(
            IDENTITY,
            {"subtype": "id-card", "front": "card_front", "back": "card_front_again"},
            ("Both photos show the same side", "one photo of the front and one of the back"),
            id="the-front-of-a-card-twice",
        ),
        pytest.param(
            PASSPORT,
            {"front": "blurry_passport"},
            ("The photo is blurry", "Hold the phone still"),
            id="a-blurry-passport",
        ),
        pytest.param(
            ADDRESS,
            {"pages": "passport"},
            ("This looks like an identity document", "Send your utility bill."),
            id="a-passport-for-a-bill",
        ),
        pytest.param(
            ADDRESS,
            {"pages": "old_bill"},
            ("This document is too old", "Use one from the last 90 days."),
            id="a-bill-of-last-year",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(
    page: Page,
    merchant: Merchant,
    papers: Papers,
    screenshots: Path,
    document: dict[str, str],
    sent: dict[str, str],
    told: tuple[str, str],
) -> None:
    request = merchant.ask(document)
    begin(page, request.link)
    subtype = sent.get("subtype")
    files = {side: getattr(papers, paper) for side, paper in sent.items() if side != "subtype"}
    send_document(page, subtype=subtype, **files)
    gatherer = GathererPage(page)
    expect(gatherer.rejection).to_be_visible(timeout=60_000)
    for words in told:
        expect(gatherer.rejection).to_contain_text(words)
    expect(gatherer.attempts_left).to_contain_text("2")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=screenshots / f"{width}.png")
    (kept,) = merchant.read(request)["_embedded"]["documents"]
    assert kept["status"] == "rejected"
