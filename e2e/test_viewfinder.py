"""Our camera screen before fake cameras: one that films, one that is denied, and none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from e2e.flows import begin
from e2e.pages.capture_page import CapturePage
from e2e.pages.consent_page import ConsentPage
from e2e.pages.viewfinder import Viewfinder
from e2e.support.merchant import IDENTITY_WITH_SELFIE, PASSPORT, Merchant, Request
from e2e.support.organizations import merchant_with
from e2e.support.papers import Papers
from e2e.support.portal import Portal
from e2e.support.stored_files import stored_files
from scripts.camera_clips import write_clip

#: Notes every camera that the page opens, and how often it asked for one.
_NOTE_STREAMS = """
window.streams = [];
window.asked = 0;
const open = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (open) navigator.mediaDevices.getUserMedia = async (wanted) => {
  window.asked += 1;
  const stream = await open(wanted);
  window.streams.push(stream);
  return stream;
};
"""
_FAIL_WITH = """
(name) => {
  navigator.mediaDevices.getUserMedia = async () => {
    window.asked += 1;
    throw new DOMException("", name);
  };
}
"""

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def strict(portal: Portal) -> Merchant:
    """A merchant who asks for our camera screen."""
    return merchant_with(portal, capture="viewfinder")


@pytest.fixture(scope="module")
def film(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], Any]:
    """Open a page on a phone whose camera films a clip; the camera is allowed."""

    @contextmanager
    def open_page(clip: str) -> Iterator[Page]:
        path = write_clip(clip, tmp_path_factory.mktemp("clips"))
        browser = browser_type.launch(
            **{
                **browser_type_launch_args,
                "args": [
                    *browser_type_launch_args["args"],
                    "--use-fake-device-for-media-stream",
                    "--use-fake-ui-for-media-stream",
                    f"--use-file-for-fake-video-capture={path}",
                ],
            }
        )
        page = browser.new_page(**browser_context_args)
        page.add_init_script(_NOTE_STREAMS)
        yield page
        browser.close()

    return open_page


@pytest.fixture(scope="module")
def camera(film: Callable[[str], Any]) -> Iterator[Page]:
    """A camera that is held over a passport."""
    with film("passport") as page:
        yield page


@pytest.fixture
def request_(strict: Merchant) -> Request:
    """A request for a passport alone."""
    return strict.ask(PASSPORT)


@pytest.mark.parametrize("by", ["click", "keyboard"])
def test_a_passport_is_taken(
    camera: Page, portal: Portal, request_: Request, screenshots: Path, by: str
) -> None:
    begin(camera, request_.link)
    viewfinder = Viewfinder(camera)
    viewfinder.open()
    assert camera.evaluate("window.asked") == 0
    expect(viewfinder.on_button).to_be_focused()
    viewfinder.on_button.press("Enter")
    expect(viewfinder.shutter).to_be_focused()
    expect(viewfinder.cue).not_to_be_empty()
    box = viewfinder.shutter.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 72
    # One lens alone: there is nothing to switch to, and it has no light.
    expect(viewfinder.lens_button).to_be_hidden()
    camera.screenshot(path=screenshots / f"stage-{by}.png")
    if by == "click":
        viewfinder.shutter.click()
    else:
        camera.keyboard.press("Space")
    expect(viewfinder.dialog).to_be_hidden()
    assert viewfinder.live_tracks() == 0
    viewfinder.capture.wait_until_received()
    (stored,) = stored_files(portal, request_)
    assert (stored.source_type, stored.media_type) == ("camera", "image/jpeg")
    assert stored.long_edge == 1280
    viewfinder.capture.send_button.click()
    camera.wait_for_url("**/review")


def test_closing_the_screen_stops_the_camera(camera: Page, request_: Request) -> None:
    begin(camera, request_.link)
    viewfinder = Viewfinder(camera)
    viewfinder.turn_on()
    assert viewfinder.live_tracks() == 1
    camera.keyboard.press("Escape")
    expect(viewfinder.dialog).to_be_hidden()
    viewfinder.wait_for_closed_camera()
    viewfinder.turn_on()
    viewfinder.close_button.click()
    viewfinder.wait_for_closed_camera()


@pytest.mark.parametrize(
    ("name", "title", "has_app"),
    [
        ("NotAllowedError", "Your browser is blocking the camera", True),
        ("NotFoundError", "We did not find a camera", False),
        ("NotReadableError", "Another app is using the camera", True),
    ],
)
def test_each_trouble_has_its_words_and_a_way_by_file(
    page: Page,
    papers: Papers,
    portal: Portal,
    request_: Request,
    name: str,
    title: str,
    *,
    has_app: bool,
) -> None:
    page.add_init_script(_NOTE_STREAMS)
    begin(page, request_.link)
    page.evaluate(_FAIL_WITH, name)
    viewfinder = Viewfinder(page)
    viewfinder.open()
    viewfinder.on_button.click()
    expect(viewfinder.trouble).to_contain_text(title)
    expect(viewfinder.trouble).to_be_focused()
    expect(viewfinder.native_button).to_be_visible(visible=has_app)
    expect(viewfinder.phone_button).to_be_visible(visible=name == "NotFoundError")
    with page.expect_file_chooser() as opened:
        viewfinder.file_button.click()
    opened.value.set_files(papers.passport)
    expect(viewfinder.dialog).to_be_hidden()
    viewfinder.capture.wait_until_received()
    assert len(stored_files(portal, request_)) == 1


def test_who_denied_the_camera_is_not_asked_again(
    page: Page, papers: Papers, request_: Request
) -> None:
    page.add_init_script(_NOTE_STREAMS)
    begin(page, request_.link)
    page.evaluate(_FAIL_WITH, "NotAllowedError")
    viewfinder = Viewfinder(page)
    viewfinder.open()
    viewfinder.on_button.click()
    expect(viewfinder.trouble).to_contain_text("blocking the camera")
    viewfinder.dialog.get_by_text("How to allow the camera").click()
    expect(viewfinder.dialog.get_by_text("Samsung Internet")).to_be_visible()
    viewfinder.close_button.click()
    viewfinder.open()
    expect(viewfinder.trouble).to_contain_text("blocking the camera")
    assert page.evaluate("window.asked") == 1
    with page.expect_file_chooser() as opened:
        viewfinder.native_button.click()
    opened.value.set_files(papers.passport)
    viewfinder.capture.wait_until_received()


def test_an_app_that_has_no_camera_offers_the_link(page: Page, request_: Request) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });"
        "Object.defineProperty(navigator, 'userAgent',"
        " { value: 'Mozilla/5.0 (Linux; Android 14; Pixel 7; wv) Instagram 300' });"
    )
    begin(page, request_.link)
    viewfinder = Viewfinder(page)
    viewfinder.open()
    expect(viewfinder.trouble).to_contain_text("Open this page in your browser")
    expect(viewfinder.copy_button).to_be_visible()
    assert viewfinder.dialog.get_attribute("data-link") == request_.link


def test_a_face_aside_is_told_where_to_move(
    film: Callable[[str], Any], strict: Merchant, papers: Papers, screenshots: Path
) -> None:
    request = strict.ask({**IDENTITY_WITH_SELFIE, "subtypes": ["passport"]})
    with film("selfie-aside") as page:
        begin(page, request.link)
        CapturePage(page).hand_in("front", papers.passport)
        ConsentPage(page).agree()
        viewfinder = Viewfinder(page)
        viewfinder.turn_on()
        # On the left of an unmirrored picture is the customer's right.
        expect(viewfinder.cue).to_have_text("Move left", timeout=20_000)
        page.screenshot(path=screenshots / "selfie.png")
        viewfinder.shutter.click()
        viewfinder.capture.wait_until_received()
