"""What every page of the gatherer has."""

from playwright.sync_api import Locator, Page, expect


class GathererPage:
    """A page of the gatherer: its heading, the way out, and messages."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1)
        self.rejection = page.get_by_test_id("rejection")
        self.attempts_left = page.get_by_test_id("attempts-left")
        self.send_button = page.get_by_test_id("send")
        self.error = page.get_by_role("alert")

    def hook(self, name: str) -> Locator:
        """Return the element with this automation hook."""
        return self.page.get_by_test_id(name)

    def arrive(self, hook: str) -> None:
        """Wait until the page with this hook is there."""
        expect(self.hook(hook).first).to_be_attached(timeout=30_000)
