"""S1: what is asked, by whom, until when."""

from playwright.sync_api import Page

from e2e.pages.base import GathererPage


class StartPage(GathererPage):
    """The page that the link opens."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.start_button = self.hook("start")

    def open(self, link: str) -> "StartPage":
        """Open the link."""
        self.page.goto(link)
        return self

    def start(self) -> None:
        """Press Start."""
        self.start_button.click()
        self.page.wait_for_url("**/verify/**")
