"""Leaving, finishing, time over: what is taken back to the merchant each time."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.adapters.clock import MovableClock
from app.domain.transitions import DocumentEvent
from app.models import KycRequest
from app.services.gatherer_links import make_link
from tests.gatherer.conftest import BILL, PASSPORT, MakeRequest
from tests.gatherer.customer import Customer
from tests.gatherer.outcomes import decide
from tests.support.pictures import jpeg

#: What a journey stores on the way is stored on both kinds of database by other modules.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Start = Callable[[KycRequest], Customer]
HOUR = timedelta(hours=1)


def _info(url: str | None) -> list[str]:
    """Every `info` of an address; the rest of it must be the merchant's own."""
    parts = urlsplit(url or "")
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "shop.example", "/return")
    query = parse_qs(parts.query)
    assert query["cart"] == ["7"]
    assert parts.fragment == "top"
    return query["info"]


def _send_passport(customer: Customer) -> None:
    customer.hand_in("front", jpeg())
    customer.press("send")


def test_back_is_asked_first_and_takes_back(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request())
    assert customer.follow("back-to-website").heading == "Leave without finishing?"
    customer.press("leave")
    assert _info(customer.returned_to) == ["back"]


def test_leaving_can_be_taken_back(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request())
    customer.follow("back-to-website")
    assert customer.follow("keep-going").heading.startswith("Take a photo")


def test_link_works_after_leaving(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.follow("back-to-website")
    customer.press("leave")
    assert start(kyc_request).page.heading.startswith("Take a photo")


@pytest.mark.parametrize(
    ("event", "info"),
    [
        (DocumentEvent.ACCEPTED, "partial"),
        (DocumentEvent.REFERRED, "manual"),
        (DocumentEvent.REJECTED, "manual"),
        (None, "manual"),
    ],
)
def test_finish_takes_the_result_so_far(
    start: Start, make_request: MakeRequest, event: DocumentEvent | None, info: str
) -> None:
    kyc_request = make_request(PASSPORT, BILL)
    customer = start(kyc_request)
    _send_passport(customer)
    if event is not None:
        decide(kyc_request.id, event)
    customer.open(f"/verify/{kyc_request.id}/")
    customer.press("finish")
    assert _info(customer.returned_to) == [info]


def test_finish_with_nothing_sent_is_back(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.open(f"/verify/{kyc_request.id}/")
    customer.press("finish")
    assert _info(customer.returned_to) == ["back"]


def test_finish_names_the_merchant_in_the_policy(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.open(f"/verify/{kyc_request.id}/")
    policy = customer.response.headers["Content-Security-Policy"]
    assert "form-action 'self' https://shop.example;" in policy


def test_finish_without_a_way_back_ends_on_our_page(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(PASSPORT, BILL, redirect_url=None)
    customer = start(kyc_request)
    _send_passport(customer)
    customer.open(f"/verify/{kyc_request.id}/")
    page = customer.press("finish")
    assert customer.url.endswith("/done")
    assert page.heading == "Harbour Street Shop has what you sent"
    assert "return" not in page.hooks


@pytest.mark.parametrize(
    ("event", "info", "heading"),
    [
        (DocumentEvent.ACCEPTED, "success", "Done. Harbour Street Shop has your documents"),
        (DocumentEvent.REFERRED, "manual", "Done. Harbour Street Shop has your documents"),
    ],
)
def test_settled_request_offers_the_way_back(
    start: Start, make_request: MakeRequest, event: DocumentEvent, info: str, heading: str
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    _send_passport(customer)
    decide(kyc_request.id, event)
    page = customer.follow("check-again")
    assert page.heading == heading
    assert "Opens <bdi>shop.example</bdi>" in customer.text
    assert _info(page.links["return"]) == [info]


def test_success_returns_alone_and_nothing_else_does(
    start: Start, make_request: MakeRequest
) -> None:
    for event, returns in ((DocumentEvent.ACCEPTED, True), (DocumentEvent.REFERRED, False)):
        kyc_request = make_request()
        customer = start(kyc_request)
        _send_passport(customer)
        decide(kyc_request.id, event)
        customer.follow("check-again")
        # The element and its script.
        assert customer.text.count('data-module="return"') == (2 if returns else 0)


def test_all_skipped_is_told_and_taken_back(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request())
    page = customer.press("skip")
    assert page.heading == "You have not sent any documents"
    assert _info(page.links["return"]) == ["back"]


def test_expired_link_says_so_with_a_way_back(
    gatherer: Customer, make_request: MakeRequest, clock: MovableClock
) -> None:
    link = make_link(make_request())
    clock.advance(HOUR)
    page = gatherer.open(link)
    assert gatherer.response.status_code == 410
    assert page.heading == "This link has expired"
    assert "expired" in page.hooks
    assert _info(page.links["return"]) == ["token_expired"]


def test_expired_link_without_a_way_back_names_the_merchant(
    gatherer: Customer, make_request: MakeRequest, clock: MovableClock
) -> None:
    link = make_link(make_request(redirect_url=None))
    clock.advance(HOUR)
    page = gatherer.open(link)
    assert "Ask Harbour Street Shop for a new link" in gatherer.text
    assert "return" not in page.hooks


@pytest.mark.parametrize("path", ["", "identity-proof/front", "leave", "done", "checking"])
def test_time_over_ends_every_page_of_the_journey(
    start: Start, make_request: MakeRequest, clock: MovableClock, path: str
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    clock.advance(HOUR)
    page = customer.open(f"/verify/{kyc_request.id}/{path}")
    assert customer.response.status_code == 410
    assert _info(page.links["return"]) == ["token_expired"]


def test_time_over_stores_nothing_more(
    start: Start, make_request: MakeRequest, clock: MovableClock
) -> None:
    customer = start(make_request())
    clock.advance(HOUR)
    page = customer.hand_in("front", jpeg())
    assert page.heading == "This link has expired"


def test_time_over_while_a_document_is_checked_lets_the_customer_wait(
    start: Start, make_request: MakeRequest, clock: MovableClock
) -> None:
    kyc_request = make_request(PASSPORT, BILL)
    customer = start(kyc_request)
    _send_passport(customer)
    clock.advance(HOUR)
    page = customer.open(f"/verify/{kyc_request.id}/address-proof/pages")
    assert page.heading == "We are checking your documents"
    decide(kyc_request.id, DocumentEvent.REFERRED)
    page = customer.open(customer.url)
    assert page.heading == "Harbour Street Shop has what you sent"
    assert _info(page.links["return"]) == ["manual"]


def test_accepted_customer_keeps_the_result_page_after_the_time(
    start: Start, make_request: MakeRequest, clock: MovableClock
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    _send_passport(customer)
    decide(kyc_request.id, DocumentEvent.ACCEPTED)
    clock.advance(HOUR)
    page = customer.open(f"/verify/{kyc_request.id}/done")
    assert _info(page.links["return"]) == ["success"]


@pytest.mark.parametrize(
    ("minutes_left", "warnings"),
    [(10, []), (5, ["You have 4 minutes left."]), (1, ["You have 1 minute left."])],
)
def test_last_five_minutes_are_told(
    start: Start,
    make_request: MakeRequest,
    clock: MovableClock,
    minutes_left: int,
    warnings: list[str],
) -> None:
    customer = start(make_request())
    clock.advance(HOUR - timedelta(minutes=minutes_left))
    customer.open(customer.url)
    assert re.findall(r'notice-warn">([^<]+)<', customer.text) == warnings
