"""S4: our camera screen over a capture page."""

from playwright.sync_api import Page, expect

from e2e.pages.capture_page import CapturePage


class Viewfinder:
    """The screen that opens by *Take photo* where the merchant asks for it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.capture = CapturePage(page)
        self.dialog = page.get_by_test_id("viewfinder")
        self.on_button = self.dialog.get_by_role("button", name="Turn on camera")
        self.shutter = self.dialog.get_by_role("button", name="Take photo")
        self.lens_button = self.dialog.get_by_role("button", name="Switch camera")
        self.close_button = self.dialog.get_by_role("button", name="Close")
        self.file_button = self.dialog.get_by_role("button", name="Choose a file")
        self.native_button = self.dialog.get_by_role("button", name="Use camera app")
        self.phone_button = self.dialog.get_by_role("button", name="Continue on phone")
        self.copy_button = self.dialog.get_by_role("button", name="Copy link")
        self.trouble = self.dialog.get_by_role("alert")
        self.cue = self.dialog.get_by_role("status")

    def open(self) -> None:
        """Press *Take photo* on the page below."""
        self.capture.arrive("viewfinder")
        self.capture.take_button.click()
        expect(self.dialog).to_be_visible(timeout=15_000)

    def turn_on(self) -> None:
        """Open the screen and the camera."""
        self.open()
        self.on_button.click()
        expect(self.shutter).to_be_visible(timeout=15_000)

    def wait_for_closed_camera(self) -> None:
        """Wait until no camera is open: the dialog is gone a moment before it tells so."""
        for _ in range(50):
            if self.live_tracks() == 0:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("the camera is still open")

    def live_tracks(self) -> int:
        """Return how many cameras are still open, of those that this page opened."""
        count: int = self.page.evaluate(
            "window.streams.flatMap(s => s.getTracks()).filter(t => t.readyState === 'live').length"
        )
        return count
