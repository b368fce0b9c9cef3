"""S2d, the computer's page with the code, and the phone's first page."""

import io

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from e2e.pages.base import GathererPage


class UsePhonePage(GathererPage):
    """The computer's page: a code, and how far the phone is."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.offer = self.hook("use-phone")
        self.qr = page.get_by_role("img", name="QR code that opens this page on your phone")
        self.state = page.get_by_role("status").and_(self.hook("handoff-state"))
        self.address = self.hook("address")
        self.number = self.hook("number")
        self.stay_button = page.get_by_role("link", name="Continue on this computer")
        self.new_code_button = page.get_by_role("button", name="Show a new code")
        self.finished_link = page.get_by_role("link", name="I have finished on my phone")
        self.disconnect_button = page.get_by_role("button", name="Disconnect the phone")

    def open(self) -> "UsePhonePage":
        """Press the offer of a capture page or the overview."""
        self.offer.click()
        self.arrive("qr")
        return self

    def scan(self) -> str:
        """Return what a camera reads from the code as it is shown; empty when it reads nothing."""
        expect(self.qr).to_be_visible()
        picture = Image.open(io.BytesIO(self.qr.screenshot()))
        return next((code.text for code in zxingcpp.read_barcodes(picture)), "")


class PhonePage(GathererPage):
    """What the code opens."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.continue_button = page.get_by_role("button", name="Continue")
        self.not_me_button = page.get_by_role("button", name="I did not start this")

    def open(self, address: str) -> "PhonePage":
        """Open a scanned code."""
        self.page.goto(address)
        return self

    def go_on(self) -> None:
        """Press Continue."""
        self.continue_button.click()
        self.page.wait_for_url("**/verify/**")

    def pick(self, number: str) -> None:
        """Press one of the three numbers."""
        self.page.get_by_role("button", name=number, exact=True).click()
