"""What customers do in one go, over several pages.

`look` is called on each page that is passed, before anything is done on it.
"""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from e2e.pages.capture_page import CapturePage
from e2e.pages.choose_page import ChoosePage
from e2e.pages.consent_page import ConsentPage
from e2e.pages.review_page import ReviewPage
from e2e.pages.start_page import StartPage

Look = Callable[[], None]


def _pass_by() -> None:
    """Look at nothing."""


def begin(page: Page, link: str, *, look: Look = _pass_by) -> None:
    """Open the link and press Start."""
    start = StartPage(page).open(link)
    look()
    start.start()


def send_document(
    page: Page,
    *,
    subtype: str | None = None,
    look: Look = _pass_by,
    **files: Path | list[Path],
) -> None:
    """Choose a paper where there is a choice, hand in each side, and send it.

    The keywords are sides (front, back, pages, selfie) in the order they are asked for; before the
    first selfie of a request the customer agrees to it.
    """
    if subtype is not None:
        choice = ChoosePage(page)
        choice.arrive(f"subtype-{subtype}")
        look()
        choice.choose(subtype)
    for side, given in files.items():
        if side == "selfie":
            consent = ConsentPage(page)
            consent.arrive("agree")
            look()
            consent.agree()
        capture = CapturePage(page)
        capture.arrive(f"file-{side}")
        look()
        capture.hand_in(side, *(given if isinstance(given, list) else [given]))
    review = ReviewPage(page).arrive_here()
    look()
    review.send()
