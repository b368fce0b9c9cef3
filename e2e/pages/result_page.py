"""S7 and S8: waiting, and how it ended."""

from playwright.sync_api import Page

from e2e.pages.base import GathererPage


class ResultPage(GathererPage):
    """The end of the journey, or the wait before it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.return_link = self.hook("return")
        self.finish_button = self.hook("finish")
        self.status = page.get_by_role("status")
        self.stay_button = page.get_by_role("button", name="Stay on this page")

    def wait_for_result(self) -> None:
        """Wait until nothing is being checked any more."""
        self.return_link.wait_for(timeout=60_000)

    def look_again_until(self, hook: str) -> None:
        """Press *Check again*, as one does without scripts, until the page with this hook comes."""
        for _ in range(120):
            if self.hook(hook).count():
                return
            self.hook("check-again").click()
            self.page.wait_for_timeout(500)
        raise AssertionError(f"no {hook} came; last was {self.page.title()}")

    def go_back_to_shop(self) -> str:
        """Return to the merchant; return the address one lands on."""
        self.return_link.click()
        self.page.get_by_role("heading", name="Welcome back to the shop").wait_for()
        return self.page.url

    def finish(self) -> str:
        """Finish for now; return the address one lands on."""
        self.finish_button.click()
        self.page.get_by_role("heading", name="Welcome back to the shop").wait_for()
        return self.page.url
