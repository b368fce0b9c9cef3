"""S5: the selfie page where liveness is asked for, walked through with the camera."""

from playwright.sync_api import Page, expect

from e2e.pages.base import GathererPage


class LivenessPage(GathererPage):
    """The challenges above the form for a selfie."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.section = self.hook("liveness")
        self.status = self.section.get_by_role("status")
        self.camera_button = self.hook("liveness-start")
        self.cannot_button = self.hook("liveness-cannot")
        self.on_link = self.section.get_by_role("link", name="Go on")

    def turn_on_camera(self) -> None:
        """Turn on the camera; the challenges begin."""
        self.arrive("file-selfie")
        self.camera_button.click()

    def wait_for_challenge(self, number: int) -> None:
        """Wait until an instruction is given."""
        expect(self.status).to_contain_text(f"Step {number} of", timeout=20_000)

    def go_on(self) -> None:
        """Leave the challenges behind."""
        self.on_link.click(timeout=60_000)
