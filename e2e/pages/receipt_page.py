"""The receipt: what was sent, erasing it, and the proof of that."""

from pathlib import Path

from playwright.sync_api import expect

from e2e.pages.base import GathererPage


class ReceiptPage(GathererPage):
    """What the customer sent, on the same link."""

    def open_from_link(self, link: str) -> "ReceiptPage":
        """Open a link that has ended, and its receipt."""
        self.page.goto(link)
        self.hook("receipt").click()
        self.arrive("papers")
        return self

    def erase(self) -> None:
        """Erase everything, and wait for the page that tells of it."""
        self.hook("ask-erase").click()
        self.hook("erase-now").click()
        expect(self.hook("erased")).to_be_visible(timeout=30_000)

    def download_proof(self, folder: Path) -> Path:
        """Save the signed proof and return where it is."""
        with self.page.expect_download() as started:
            self.hook("proof").click()
        target = folder / "proof.json"
        started.value.save_as(target)
        return target
