"""The review desk as staff use it: by single keys, or by its buttons."""

from playwright.sync_api import Page, expect

from e2e.test_accessibility import tab_to


class DeskPage:
    """One page of the desk."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1)
        self.status = page.get_by_test_id("status")
        self.flash = page.get_by_test_id("flash")

    def sign_in_by_keyboard(self, key: str) -> None:
        """Pass the skip link, type the key and press Enter."""
        self.page.keyboard.press("Tab")
        expect(self.page.get_by_role("link", name="Skip to the content")).to_be_focused()
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(key)
        self.page.keyboard.press("Enter")
        expect(self.heading).to_contain_text("Waiting")

    def open_first_by_keyboard(self) -> None:
        """Go to the first row and open it."""
        self.page.keyboard.press("j")
        self.page.keyboard.press("o")
        expect(self.status).to_have_text("waits for a person")

    def switch_shortcuts(self) -> None:
        """Press the switch of the single keys."""
        tab_to(self.page, "shortcuts")
        self.page.keyboard.press("Enter")

    def accept_by_keyboard(self) -> None:
        """Accept the case that is open."""
        expect(self.status).to_have_text("waits for a person")
        self.page.keyboard.press("a")
        expect(self.flash).to_contain_text("Accepted: Proof of funds of ")

    def turn_to(self, key: str, heading: str) -> None:
        """Go from a case to a page of it by a single key."""
        expect(self.status).to_have_text("waits for a person")
        self.page.keyboard.press(key)
        expect(self.heading).to_contain_text(heading)

    def reject_by_keyboard(self) -> None:
        """Reject the case that is open, for the second reason of the list."""
        self.turn_to("r", "Reject")
        tab_to(self.page, "reason")
        self.page.keyboard.press("ArrowDown")
        tab_to(self.page, "reject-now")
        self.page.keyboard.press("Enter")
        expect(self.flash).to_contain_text("Rejected: Proof of funds of ")
