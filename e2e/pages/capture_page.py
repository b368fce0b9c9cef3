"""S3 and S5: one side of a paper, or the selfie."""

import re
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import FileChooser, Page, expect

from e2e.pages.base import GathererPage

#: Keeps every sentence that the status line says, also those that stand for a moment only.
_LISTEN = """
(status) => {
  window.said = [];
  const note = () => window.said.push(status.textContent);
  new MutationObserver(note).observe(status, { childList: true });
}
"""

_TRANSFER = """
([name, type, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(bytes)], name, { type }));
  return transfer;
}
"""


class CapturePage(GathererPage):
    """The page that takes a file; `side` is front, back, pages or selfie."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.form = page.locator("#capture")
        self.status = self.form.get_by_role("status")
        self.bar = self.form.get_by_role("progressbar", name="Sending")
        self.preview = page.get_by_role("img", name="The photo you picked")
        self.received_photo = self.form.get_by_role("img", name=re.compile("received at"))
        self.drawing = self.form.locator("[data-drawing]")
        self.viewer = self.form.locator("[data-viewer]")
        self.take_button = page.get_by_role("button", name=re.compile("^Take "))
        self.choose_button = page.get_by_role("button", name=re.compile("^Choose "))
        self.advice = self.hook("advice")
        self.anyway_button = self.hook("advice-anyway")
        self.again_button = self.hook("advice-again")
        self.cancel_button = self.hook("cancel")
        self.retry_button = page.get_by_role("button", name="Try again")
        self.pages = page.get_by_role("list").filter(has_text="Remove").get_by_role("listitem")

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

    def pick_and_wait(self, side: str, file: Path) -> None:
        """Pick a file and wait until the page says that it has arrived."""
        with self.expect_answer():
            self.pick(side, file)
        self.wait_until_received()

    def expect_answer(self) -> AbstractContextManager[object]:
        """Wait at the end of the block until the portal has answered an upload made in it."""
        return self.page.expect_response(
            lambda answer: answer.request.method == "POST", timeout=30_000
        )

    def wait_until_received(self) -> None:
        """Wait until the status line says so."""
        expect(self.status).to_contain_text("received", timeout=30_000)

    def open_camera(self) -> FileChooser:
        """Press *Take photo*; return the browser's dialog, as a phone opens its camera."""
        with self.page.expect_file_chooser() as opened:
            self.take_button.click()
        return opened.value

    def drop(self, file: Path, media_type: str) -> None:
        """Drag a file onto the page."""
        transfer = self.page.evaluate_handle(_TRANSFER, _as_parts(file, media_type))
        self.form.dispatch_event("drop", {"dataTransfer": transfer})

    def paste(self, file: Path, media_type: str) -> None:
        """Paste a copied picture."""
        transfer = self.page.evaluate_handle(_TRANSFER, _as_parts(file, media_type))
        self.page.evaluate(
            "(clipboardData) => document.body.dispatchEvent("
            "new ClipboardEvent('paste', { clipboardData, bubbles: true }))",
            transfer,
        )

    def listen(self) -> None:
        """Keep what the status line says from now on."""
        self.status.evaluate(_LISTEN)

    def said(self) -> list[str]:
        """Return what the status line has said since `listen`, in order."""
        sentences: list[str] = self.page.evaluate("window.said")
        return [sentence for sentence in sentences if sentence]


def _as_parts(file: Path, media_type: str) -> list[object]:
    return [file.name, media_type, list(file.read_bytes())]
