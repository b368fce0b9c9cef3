"""The receipt on the customer's link: before the end, after it, and after erasing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.adapters.clock import MovableClock
from app.domain.transitions import DocumentEvent
from app.extensions import store
from app.models import KycRequest
from app.services.gatherer_links import make_link
from tests.gatherer.conftest import BILL, PASSPORT, MakeRequest
from tests.gatherer.customer import Customer
from tests.gatherer.outcomes import decide
from tests.support.pictures import jpeg
from tests.support.terms import set_terms

Start = Callable[[KycRequest], Customer]


@pytest.fixture
def sent(start: Start, make_request: MakeRequest) -> tuple[KycRequest, Customer]:
    """A customer who has sent the only document."""
    kyc_request = make_request(PASSPORT)
    set_terms(kyc_request.organization_id, erasure_allowed=True)
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    customer.press("send")
    return kyc_request, customer


def test_receipt_lists_files_and_shows_no_picture(sent: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = sent
    customer.open(f"/verify/{kyc_request.id}/receipt")
    assert customer.page.heading == "What you sent to Harbour Street Shop"
    assert "Photo page of your passport" in customer.text
    assert "Being checked" in customer.text
    assert "<img" not in customer.text


def test_receipt_before_anything_was_sent(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.open(f"/verify/{kyc_request.id}/receipt")
    assert "You have not sent anything" in customer.text
    assert customer.follow("continue").heading.startswith("Take a photo")


def test_unsent_files_are_on_it(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(PASSPORT, BILL)
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    customer.open(f"/verify/{kyc_request.id}/receipt")
    assert "Not sent yet" in customer.text


def test_erasing_waits_for_the_check(sent: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = sent
    page = customer.open(f"/verify/{kyc_request.id}/erase")
    assert page.heading == "Your documents are being checked"
    assert list(store().list("files/"))


def test_link_opened_after_the_end_erases_and_proves(
    sent: tuple[KycRequest, Customer], clock: MovableClock
) -> None:
    kyc_request, customer = sent
    decide(kyc_request.id, DocumentEvent.ACCEPTED)
    clock.advance(timedelta(days=3))
    assert customer.open(make_link(kyc_request)).heading == "This link has expired"
    customer.press("receipt")
    assert customer.follow("ask-erase").heading == "Erase your files?"
    page = customer.press("erase-now")
    assert "1 file was erased" in customer.text
    assert "ask-erase" not in page.links
    assert list(store().list("files/")) == []
    answer = customer.request("GET", page.links["proof"])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.json is not None
    assert set(answer.json) == {"algorithm", "publicKey", "signature", "statement"}
    keys = customer.request("GET", "/privacy/proof-keys").json
    assert keys is not None
    assert answer.json["publicKey"] == keys["publicKeys"][0]
    customer.open(f"/verify/{kyc_request.id}/erase")
    assert customer.page.heading.startswith("What you sent")


def test_finished_link_leads_to_the_receipt(sent: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = sent
    decide(kyc_request.id, DocumentEvent.ACCEPTED)
    assert customer.open(make_link(kyc_request)).heading == "You have already finished"
    assert customer.press("receipt").heading.startswith("What you sent")


def test_erasing_is_not_offered_where_it_is_not_allowed(
    sent: tuple[KycRequest, Customer],
) -> None:
    kyc_request, customer = sent
    decide(kyc_request.id, DocumentEvent.ACCEPTED)
    set_terms(kyc_request.organization_id, erasure_allowed=False)
    page = customer.open(f"/verify/{kyc_request.id}/receipt")
    assert "ask-erase" not in page.links
    customer.open(f"/verify/{kyc_request.id}/erase")
    assert customer.page.heading.startswith("What you sent")


def test_receipt_of_another_request_is_not_found(
    sent: tuple[KycRequest, Customer], make_request: MakeRequest
) -> None:
    _, customer = sent
    other = make_request(BILL)
    assert customer.request("GET", f"/verify/{other.id}/receipt").status_code == 404


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_token_that_is_none_opens_no_receipt(
    gatherer: Customer, make_request: MakeRequest, token: str
) -> None:
    kyc_request = make_request()
    gatherer.open(make_link(kyc_request))
    form = gatherer.page.form_with("start")
    assert form is not None
    data = {"csrf_token": form.values["csrf_token"], "token": token}
    assert gatherer.post("/receipt", data).status_code == 404


def test_finished_link_tells_when_it_was_finished(sent: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = sent
    decide(kyc_request.id, DocumentEvent.ACCEPTED)
    customer.open(make_link(kyc_request))
    assert "received your documents on" in customer.text
