"""The waiting page and what scripts ask it."""

from collections.abc import Callable

from app.domain.transitions import DocumentEvent
from app.models import KycRequest
from tests.gatherer.conftest import BILL, PASSPORT, MakeRequest
from tests.gatherer.customer import Customer
from tests.gatherer.outcomes import decide
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]


def test_progress_is_small_and_unchanged_costs_nothing(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    customer.press("send")
    address = f"/verify/{kyc_request.id}/progress"
    first = customer.request("GET", address)
    assert first.json == {
        "next": None,
        "lines": [
            {
                "type": "identity-proof",
                "state": "checking",
                "tone": "active",
                "text": "Being checked",
            }
        ],
    }
    assert len(first.get_data()) < 350
    again = customer.request("GET", address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.get_data() == b""


def test_progress_names_the_next_page_once_it_is_decided(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    customer.press("send")
    decide(kyc_request.id, DocumentEvent.ACCEPTED)
    answer = customer.request("GET", f"/verify/{kyc_request.id}/progress")
    assert answer.json["next"] == f"/verify/{kyc_request.id}/done"


def test_waiting_page_shows_each_document(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(PASSPORT, BILL))
    customer.hand_in("front", jpeg(1))
    customer.press("send")
    customer.hand_in("pages", jpeg(2))
    page = customer.press("send")
    assert page.heading == "We are checking your documents"
    assert page.hooks["status-identity-proof"] == "Being checked"
    assert page.hooks["status-address-proof"] == "Being checked"
    assert {"progress", "check-again", "finish"} <= set(page.hooks)


def test_waiting_page_goes_on_by_itself_without_scripts(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    customer.press("send")
    assert customer.follow("check-again").heading == "We are checking your documents"
    decide(kyc_request.id, DocumentEvent.REFERRED)
    assert customer.follow("check-again").heading.startswith("Done.")


def test_waiting_page_before_anything_is_sent_leads_to_what_is_next(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    page = customer.open(f"/verify/{kyc_request.id}/checking")
    assert page.heading.startswith("Take a photo")
