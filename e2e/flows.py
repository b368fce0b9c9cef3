"""What customers do in one go, over several pages."""

from pathlib import Path

from playwright.sync_api import Page

from e2e.pages.capture_page import CapturePage
from e2e.pages.choose_page import ChoosePage
from e2e.pages.consent_page import ConsentPage
from e2e.pages.review_page import ReviewPage
from e2e.pages.start_page import StartPage


def begin(page: Page, link: str) -> None:
    """Open the link and press Start."""
    StartPage(page).open(link).start()


def send_document(page: Page, *, subtype: str | None = None, **files: Path | list[Path]) -> None:
    """Choose a paper where there is a choice, hand in each side, and send it.

    The keywords are sides (front, back, pages, selfie) in the order they are asked for; before the
    first selfie of a request the customer agrees to it.
    """
    if subtype is not None:
        ChoosePage(page).choose(subtype)
    for side, given in files.items():
        if side == "selfie":
            ConsentPage(page).agree()
        CapturePage(page).hand_in(side, *(given if isinstance(given, list) else [given]))
    ReviewPage(page).send()
