"""What scripts add to the page that takes a photo: picked, shown, made smaller, sent."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.flows import begin
from e2e.pages.capture_page import CapturePage
from e2e.pages.consent_page import ConsentPage
from e2e.support.line import Gate, slow_down
from e2e.support.merchant import ADDRESS, IDENTITY_WITH_SELFIE, Merchant, Request
from e2e.support.papers import Papers
from e2e.support.portal import Portal
from e2e.support.stored_files import digest, stored_files
from tests.heic_writer import heic
from tests.odd_files import drawing
from tests.support.pictures import jpeg

KILOBYTE = 1024
#: Where scripts keep how fast the line was, in bytes a millisecond.
SET_SPEED = "(speed) => sessionStorage.setItem('uplink-bytes-per-ms', speed)"


def test_a_photo_is_shown_at_once_and_stored_before_anything_is_pressed(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    gate = Gate(capture.page)
    capture.pick("front", papers.passport)
    expect(capture.preview).to_be_visible()
    assert capture.preview.evaluate("image => image.decode().then(() => image.naturalWidth)")
    expect(capture.status).to_have_text("Preparing your photo")
    assert stored_files(portal, request_) == []
    gate.open()
    expect(capture.status).to_have_text("Front received. Is everything readable?")
    expect(capture.send_button).to_have_text("Use this photo")
    assert len(stored_files(portal, request_)) == 1
    capture.page.reload()
    expect(capture.received_photo).to_be_visible()
    expect(capture.status).to_have_text("Front received.")


def test_how_far_the_sending_is_shows_and_is_said_in_quarters(
    capture: CapturePage, papers: Papers
) -> None:
    # About 180 KB at 60 KB a second: long enough for several reports of the browser.
    slow_down(capture.page, {"latency": 20, "downloadThroughput": -1, "uploadThroughput": 60e3})
    capture.listen()
    capture.pick("front", papers.passport)
    expect(capture.bar).to_be_visible()
    capture.wait_until_received()
    expect(capture.bar).to_be_hidden()
    said = capture.said()
    assert said[0] == "Preparing your photo"
    assert said[-1] == "Front received. Is everything readable?"
    quarters = [f"Sending, {percent}%" for percent in (0, 25, 50, 75, 100)]
    assert len(said[1:-1]) >= 2
    assert said[1:-1] == [sentence for sentence in quarters if sentence in said]


def test_send_pressed_while_bytes_move_goes_on_when_they_are_there(
    capture: CapturePage, papers: Papers
) -> None:
    gate = Gate(capture.page)
    capture.pick("front", papers.passport)
    expect(capture.preview).to_be_visible()
    capture.send_button.click()
    expect(capture.status).to_have_text("Sending. The next page opens by itself.")
    gate.open()
    capture.page.wait_for_url("**/review")


def test_nothing_picked_is_told_by_the_server(capture: CapturePage) -> None:
    capture.send_button.click()
    expect(capture.error).to_contain_text("Take or choose a photo")
    expect(capture.error).to_be_focused()


def test_a_photo_of_twelve_megapixels_arrives_small_and_upright(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    assert papers.large_passport.stat().st_size > 1.5 * KILOBYTE * KILOBYTE
    capture.pick_and_wait("front", papers.large_passport)
    (stored,) = stored_files(portal, request_)
    assert (stored.width, stored.height) == (2048, 1536)
    assert stored.size_bytes <= 700 * KILOBYTE
    assert stored.media_type == "image/jpeg"


def test_a_selfie_arrives_smaller_still(
    page: Page, merchant: Merchant, papers: Papers, portal: Portal
) -> None:
    request = merchant.ask({**IDENTITY_WITH_SELFIE, "subtypes": ["passport"]})
    begin(page, request.link)
    capture = CapturePage(page)
    capture.hand_in("front", papers.passport)
    ConsentPage(page).agree()
    capture.arrive("file-selfie")
    capture.page.evaluate(SET_SPEED, 1)
    capture.pick_and_wait("selfie", papers.large_passport)
    stored = {file.tag: file for file in stored_files(portal, request)}
    assert stored["face-proof"].long_edge == 1280
    assert stored["face-proof"].size_bytes <= 200 * KILOBYTE


def test_a_photo_arrives_untouched_over_a_line_that_moves_it_in_no_time(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    capture.page.evaluate(SET_SPEED, papers.large_passport.stat().st_size)
    capture.pick_and_wait("front", papers.large_passport)
    assert [file.sha256 for file in stored_files(portal, request_)] == [
        digest(papers.large_passport)
    ]


def test_a_small_photo_arrives_byte_for_byte(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    capture.pick_and_wait("front", papers.passport)
    assert [file.sha256 for file in stored_files(portal, request_)] == [digest(papers.passport)]


def test_heic_arrives_untouched_and_shows_its_name(
    capture: CapturePage, portal: Portal, request_: Request, tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_0042.heic"
    photo.write_bytes(heic(drawing(640, 480)))
    capture.pick_and_wait("front", photo)
    expect(capture.viewer).to_have_text("IMG_0042.heic")
    (stored,) = stored_files(portal, request_)
    assert (stored.sha256, stored.media_type) == (digest(photo), "image/heic")


def test_a_photo_taken_with_the_camera_is_stored_as_one(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    capture.open_camera().set_files(papers.passport)
    capture.wait_until_received()
    expect(capture.take_button).to_have_text("Take it again")
    expect(capture.choose_button).to_have_text("Choose another file")
    assert [file.source_type for file in stored_files(portal, request_)] == ["camera"]


def test_a_new_photo_takes_the_place_of_the_first(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    capture.pick_and_wait("front", papers.expired_passport)
    capture.pick_and_wait("front", papers.passport)
    assert [file.sha256 for file in stored_files(portal, request_)] == [digest(papers.passport)]


def test_a_photo_picked_while_another_is_on_its_way_is_shown_and_sent_instead(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    gate = Gate(capture.page)
    capture.pick("front", papers.expired_passport)
    expect(capture.preview).to_be_visible()
    first = capture.preview.get_attribute("src")
    capture.send_button.click()
    capture.pick("front", papers.passport)
    expect(capture.preview).not_to_have_attribute("src", first or "")
    with capture.expect_answer():
        gate.open()
    expect(capture.status).to_have_text("Front received. Is everything readable?")
    assert [file.sha256 for file in stored_files(portal, request_)] == [digest(papers.passport)]


def test_a_photo_picked_while_another_is_made_smaller_is_the_one_that_is_sent(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    assert papers.large_passport.exists()
    capture.pick("front", papers.large_passport)
    capture.pick_and_wait("front", papers.passport)
    assert [file.sha256 for file in stored_files(portal, request_)] == [digest(papers.passport)]


def test_a_photo_can_be_dropped_or_pasted(
    capture: CapturePage, papers: Papers, portal: Portal, request_: Request
) -> None:
    with capture.expect_answer():
        capture.drop(papers.expired_passport, "image/jpeg")
    first = stored_files(portal, request_)
    with capture.expect_answer():
        capture.paste(papers.passport, "image/jpeg")
    assert [file.sha256 for file in first] == [digest(papers.expired_passport)]
    assert [file.sha256 for file in stored_files(portal, request_)] == [digest(papers.passport)]


@pytest.mark.parametrize(
    ("name", "data", "title"),
    [
        ("empty.jpg", b"", "That file is empty"),
        ("text.jpg", b"this is not a photo", "Choose a JPG, PNG, HEIC or WebP"),
        ("huge.heic", bytes(13_000_000), "That file is larger than 12 MB"),
    ],
    ids=["empty", "text", "huge"],
)
def test_a_refused_file_is_explained_and_another_can_be_picked(
    capture: CapturePage, papers: Papers, tmp_path: Path, name: str, data: bytes, title: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    capture.pick("front", file)
    expect(capture.error).to_contain_text(title)
    expect(capture.error).to_contain_text("did not use up an attempt")
    expect(capture.error).to_be_focused()
    expect(capture.drawing).to_be_visible()
    capture.send_button.click()
    expect(capture.error).to_be_focused()
    capture.pick_and_wait("front", papers.passport)
    expect(capture.error).to_be_hidden()
    capture.send_button.click()
    capture.page.wait_for_url("**/review")


def test_a_refused_file_leaves_the_photo_before_it(capture: CapturePage, papers: Papers) -> None:
    capture.pick_and_wait("front", papers.passport)
    capture.pick("front", papers.text)
    expect(capture.error).to_be_focused()
    expect(capture.preview).to_be_visible()
    capture.send_button.click()
    capture.page.wait_for_url("**/review")


@pytest.fixture
def bill_request(merchant: Merchant) -> Request:
    """A request for a bill, whose pages are a set."""
    return merchant.ask(ADDRESS)


@pytest.fixture
def page_set(page: Page, bill_request: Request) -> CapturePage:
    """The page that asks for its pages."""
    begin(page, bill_request.link)
    return CapturePage(page)


@pytest.fixture
def sheets(tmp_path: Path) -> list[Path]:
    """Four pages that differ."""
    paths = [tmp_path / f"page{number}.jpg" for number in range(4)]
    for number, path in enumerate(paths):
        path.write_bytes(jpeg(number))
    return paths


def test_pages_are_listed_as_they_arrive_and_a_fourth_is_refused(
    page_set: CapturePage, sheets: list[Path], portal: Portal, bill_request: Request
) -> None:
    for count, sheet in enumerate(sheets[:3], 1):
        page_set.pick("pages", sheet)
        expect(page_set.pages).to_have_count(count)
        expect(page_set.drawing).to_be_visible()
    page_set.pick("pages", sheets[3])
    expect(page_set.error).to_contain_text("You can send up to 3 files for this document")
    expect(page_set.error).to_be_focused()
    expect(page_set.drawing).to_be_visible()
    stored = stored_files(portal, bill_request)
    assert [file.sha256 for file in stored] == [digest(sheet) for sheet in sheets[:3]]


def test_three_pages_are_picked_at_once_and_one_is_removed(
    page_set: CapturePage, sheets: list[Path], portal: Portal, bill_request: Request
) -> None:
    page_set.pick("pages", *sheets[:3])
    expect(page_set.pages).to_have_count(3)
    page_set.page.get_by_role("button", name="Remove page 2").click()
    expect(page_set.pages).to_have_count(2)
    page_set.pick("pages", sheets[3])
    expect(page_set.pages).to_have_count(3)
    stored = stored_files(portal, bill_request)
    assert {file.sha256 for file in stored} == {digest(sheets[i]) for i in (0, 2, 3)}


def test_a_pdf_arrives_untouched_and_is_enough(
    page_set: CapturePage, papers: Papers, portal: Portal, bill_request: Request
) -> None:
    page_set.pick_and_wait("pages", papers.bill_pdf)
    expect(page_set.pages).to_have_count(1)
    expect(page_set.send_button).to_have_text("Continue")
    (stored,) = stored_files(portal, bill_request)
    assert (stored.sha256, stored.media_type) == (digest(papers.bill_pdf), "application/pdf")
    page_set.send_button.click()
    page_set.page.wait_for_url("**/review")
