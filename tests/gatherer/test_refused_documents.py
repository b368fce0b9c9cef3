"""What the customer is told about a refused document, and what they can do."""

from collections.abc import Callable

import pytest

from app.domain.commands import RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.rejections import RejectionReason, RejectionType
from app.domain.transitions import DocumentEvent
from app.models import KycRequest
from app.services.journey import read_journey
from tests.gatherer.conftest import ANY_IDENTITY, BILL, PASSPORT, MakeRequest
from tests.gatherer.customer import Customer
from tests.gatherer.outcomes import decide
from tests.support.pictures import jpeg

#: Attempts are counted on both kinds of database by tests of the services.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Start = Callable[[KycRequest], Customer]

EXPIRED = RejectionReason(RejectionType.DOCUMENT_EXPIRED, "expired on 2020-01-01")
ONE_TRY = RequestDocument(DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), max_attempts=1)
ALWAYS = RequestDocument(DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), max_attempts=0)


@pytest.fixture
def refuse(start: Start) -> Callable[[KycRequest], Customer]:
    """Send a passport and have it refused."""

    def refused(kyc_request: KycRequest) -> Customer:
        customer = start(kyc_request)
        if "subtype-passport" in customer.page.hooks:
            customer.choose("passport")
        customer.hand_in("front", jpeg())
        customer.press("send")
        decide(kyc_request.id, DocumentEvent.REJECTED, EXPIRED)
        return customer

    return refused


def test_refusal_says_why_what_to_do_and_how_often(
    refuse: Start, make_request: MakeRequest
) -> None:
    customer = refuse(make_request())
    page = customer.open(customer.url)
    assert page.heading == "Take a photo of the photo page of your passport"
    assert page.hooks["rejection"].startswith("This document has expired Use one that is still")
    assert page.hooks["attempts-left"] == "You can try 2 more times."
    assert "2020-01-01" not in customer.text


def test_refusal_leads_back_to_the_choice(refuse: Start, make_request: MakeRequest) -> None:
    customer = refuse(make_request(ANY_IDENTITY))
    page = customer.open(customer.url)
    assert page.heading == "Which document will you use?"
    assert "rejection" in page.hooks


def test_overview_lists_the_refusal_with_a_way_on(refuse: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(PASSPORT, BILL)
    customer = refuse(kyc_request)
    page = customer.open(f"/verify/{kyc_request.id}/")
    assert page.heading == "One document needs another try"
    assert page.hooks["status-identity-proof"] == "Needs another try"
    assert {"rejection", "attempts-left", "skip", "finish", "continue"} <= set(page.hooks)
    assert "rejection" in customer.follow("try-again").hooks


def test_last_attempt_is_told_in_the_singular(refuse: Start, make_request: MakeRequest) -> None:
    asked = RequestDocument(
        DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), max_attempts=2
    )
    customer = refuse(make_request(asked))
    page = customer.open(customer.url)
    assert page.hooks["attempts-left"] == "You can try 1 more time."


def test_unlimited_attempts_are_told(refuse: Start, make_request: MakeRequest) -> None:
    customer = refuse(make_request(ALWAYS))
    page = customer.open(customer.url)
    assert page.hooks["attempts-left"] == "You can try again as often as you need."


def test_no_attempts_are_shown_before_the_first_refusal(
    start: Start, make_request: MakeRequest
) -> None:
    assert "attempts-left" not in start(make_request()).page.hooks


def test_used_up_attempts_end_without_another_try(refuse: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(ONE_TRY)
    customer = refuse(kyc_request)
    page = customer.open(customer.url)
    assert page.heading == "We cannot check this document online"
    assert page.hooks["status-identity-proof"] == "Cannot be checked online"
    assert page.links["return"].endswith("info=manual#top")
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    assert customer.page.heading == "We cannot check this document online"


def test_second_try_is_sent_and_accepted(refuse: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = refuse(kyc_request)
    customer.open(customer.url)
    customer.hand_in("front", jpeg(2))
    customer.press("send")
    decide(kyc_request.id, DocumentEvent.ACCEPTED)
    page = customer.open(customer.url)
    assert page.heading == "Done. Harbour Street Shop has your documents"
    assert page.hooks["status-identity-proof"] == "Accepted"


def test_selfie_of_a_refused_document_is_not_asked_for_again(
    start: Start, make_request: MakeRequest
) -> None:
    asked = RequestDocument(
        DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), face_proof_required=True
    )
    kyc_request = make_request(asked)
    customer = start(kyc_request)
    customer.hand_in("front", jpeg(1))
    customer.hand_in("selfie", jpeg(2))
    customer.press("send")
    decide(kyc_request.id, DocumentEvent.REJECTED, EXPIRED)
    customer.open(customer.url)
    assert customer.hand_in("front", jpeg(3)).heading == "Check your photos"


def test_another_document_is_finished_before_the_refused_one(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(PASSPORT, BILL)
    customer = start(kyc_request)
    customer.hand_in("front", jpeg(1))
    customer.press("send")
    decide(kyc_request.id, DocumentEvent.REJECTED, EXPIRED)
    assert customer.hand_in("pages", jpeg(2)).heading == "Check your photos"
    page = customer.press("send")
    assert page.heading == "Take a photo of the photo page of your passport"
    assert "rejection" in page.hooks


def test_skipped_document_can_be_added_later(refuse: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = refuse(kyc_request)
    customer.open(customer.url)
    page = customer.press("skip")
    assert page.heading == "Harbour Street Shop has what you sent"
    assert page.hooks["status-identity-proof"] == "Skipped"
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    assert customer.hand_in("front", jpeg(2)).heading == "Check your photos"
    assert not read_journey(kyc_request.id).lines[0].is_skipped


def test_skip_of_a_settled_document_changes_nothing(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    form = customer.page.form_with("skip")
    customer.hand_in("front", jpeg())
    customer.press("send")
    decide(kyc_request.id, DocumentEvent.ACCEPTED)
    assert form is not None
    answer = customer.request("POST", form.action, data=form.values)
    assert answer.headers["Location"].endswith("/done")
