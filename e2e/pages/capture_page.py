"""S3 and S5: one side of a paper, or the selfie."""

from pathlib import Path

from playwright.sync_api import expect

from e2e.pages.base import GathererPage


class CapturePage(GathererPage):
    """The page that takes a file; `side` is front, back, pages or selfie."""

    def hand_in(self, side: str, *files: Path) -> None:
        """Pick files for a side and go on to the next page."""
        self.pick(side, *files)
        here = self.page.url
        self.send_button.click()
        expect(self.page).not_to_have_url(here, timeout=30_000)

    def pick(self, side: str, *files: Path) -> None:
        """Pick files for a side and stay."""
        self.arrive(f"file-{side}")
        self.hook(f"file-{side}").set_input_files([str(file) for file in files])
