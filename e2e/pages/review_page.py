"""S6: check your photos, and send."""

import re

from playwright.sync_api import expect

from e2e.pages.base import GathererPage


class ReviewPage(GathererPage):
    """What was gathered, before it is sent."""

    def arrive_here(self) -> "ReviewPage":
        """Wait until the last side is there and the page has come."""
        expect(self.page).to_have_url(re.compile("/review$"), timeout=30_000)
        return self

    def send(self) -> None:
        """Send the document."""
        self.arrive_here()
        here = self.page.url
        self.send_button.click()
        expect(self.page).not_to_have_url(here)
