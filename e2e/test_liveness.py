"""Customers of whom liveness is asked, before a camera that shows a photograph."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from e2e.flows import begin
from e2e.pages.capture_page import CapturePage
from e2e.pages.choose_page import ChoosePage
from e2e.pages.consent_page import ConsentPage
from e2e.pages.liveness_page import LivenessPage
from e2e.pages.result_page import ResultPage
from e2e.pages.review_page import ReviewPage
from e2e.support.merchant import Merchant, Request
from e2e.support.papers import Papers

LIVENESS = {"type": "identity-proof", "faceLivenessRequired": True}


@pytest.fixture(scope="module")
def camera(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    papers: Papers,
) -> Iterator[Page]:
    """A phone whose camera films a photograph of Anna."""
    browser = browser_type.launch(
        **{
            **browser_type_launch_args,
            "args": [
                *browser_type_launch_args["args"],
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={papers.clip_of_a_photograph}",
            ],
        }
    )
    yield browser.new_page(**browser_context_args)
    browser.close()


def reach_the_selfie(page: Page, merchant: Merchant, papers: Papers, shop: str) -> Request:
    """Ask for an identity with liveness, and hand in the passport."""
    request = merchant.ask(LIVENESS, redirectUrl=shop)
    begin(page, request.link)
    ChoosePage(page).choose("passport")
    CapturePage(page).hand_in("front", papers.passport)
    ConsentPage(page).agree()
    return request


def assert_a_person_looks(merchant: Merchant, request: Request) -> None:
    """The document waits for a person; nothing was held against the customer."""
    outcome = merchant.wait_for(request, "pending-review")
    document = outcome["_embedded"]["documents"][0]
    assert document["status"] == "pending"
    assert document["documentMatches"]["data"]["hasCompletedFaceLiveness"] is False


def test_a_photograph_before_the_camera_is_left_to_a_person(
    camera: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = reach_the_selfie(camera, merchant, papers, shop)
    liveness = LivenessPage(camera)
    liveness.turn_on_camera()
    liveness.wait_for_challenge(1)
    liveness.wait_for_challenge(2)
    expect(liveness.status).to_contain_text("could not confirm", timeout=90_000)
    liveness.go_on()
    ReviewPage(camera).send()
    ResultPage(camera).wait_for_result()
    assert_a_person_looks(merchant, request)


def test_who_cannot_do_a_challenge_goes_on_at_once(
    camera: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = reach_the_selfie(camera, merchant, papers, shop)
    liveness = LivenessPage(camera)
    liveness.turn_on_camera()
    liveness.wait_for_challenge(1)
    liveness.cannot_button.click()
    ReviewPage(camera).send()
    ResultPage(camera).wait_for_result()
    assert_a_person_looks(merchant, request)


def test_without_a_camera_the_plain_selfie_serves(
    page: Page, merchant: Merchant, papers: Papers, shop: str
) -> None:
    request = reach_the_selfie(page, merchant, papers, shop)
    liveness = LivenessPage(page)
    liveness.turn_on_camera()
    expect(liveness.status).to_contain_text("cannot use the camera", timeout=20_000)
    CapturePage(page).hand_in("selfie", papers.selfie)
    ReviewPage(page).send()
    ResultPage(page).wait_for_result()
    assert_a_person_looks(merchant, request)
