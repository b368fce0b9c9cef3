"""Choosing a document, reviewing what was gathered, sending it."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from app.domain.commands import RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.rejections import RejectionReason, RejectionType
from app.domain.transitions import DocumentEvent
from app.models import KycDocument, KycRequest
from app.services.journey import read_journey
from app.services.transaction import reading
from tests.gatherer.conftest import ANY_IDENTITY, BILL, ID_CARD, MakeRequest
from tests.gatherer.customer import Customer
from tests.gatherer.outcomes import decide
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]

SELFIE_TOO = RequestDocument(
    DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), face_proof_required=True
)


def _sent() -> int:
    with reading() as session:
        return session.scalar(select(func.count(KycDocument.id))) or 0


def test_choice_lists_what_the_merchant_takes(start: Start, make_request: MakeRequest) -> None:
    two = RequestDocument(
        DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT, DocumentSubtype.ID_CARD)
    )
    customer = start(make_request(two))
    offered = [hook for hook in customer.page.hooks if hook.startswith("subtype-")]
    assert offered == ["subtype-passport", "subtype-id-card"]
    assert "Front and back" in customer.text


def test_choice_leads_to_its_first_side(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(ANY_IDENTITY))
    page = customer.choose("id-card")
    assert page.heading == "Take a photo of the front of your identity card"


def test_choosing_nothing_is_told(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(ANY_IDENTITY))
    page = customer.press("send")
    assert customer.response.status_code == 422
    assert page.heading == "Which document will you use?"
    assert "Select the document you will use" in customer.text


def test_choice_the_merchant_does_not_take_is_no_choice(
    start: Start, make_request: MakeRequest
) -> None:
    customer = start(make_request(ANY_IDENTITY))
    customer.choose("utility-bill")
    assert customer.response.status_code == 422


def test_another_choice_lets_the_files_of_the_first_go(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(ANY_IDENTITY)
    customer = start(kyc_request)
    customer.choose("id-card")
    customer.hand_in("front", jpeg(1))
    customer.open(f"/verify/{kyc_request.id}/identity-proof/document")
    page = customer.choose("passport")
    assert page.heading == "Take a photo of the photo page of your passport"
    assert read_journey(kyc_request.id).lines[0].files == ()


def test_whole_document_is_gathered_reviewed_and_sent(
    start: Start, make_request: MakeRequest
) -> None:
    customer = start(make_request(SELFIE_TOO))
    assert customer.hand_in("front", jpeg(1)).heading == "Take a selfie"
    assert customer.hand_in("selfie", jpeg(2)).heading == "Check your photos"
    assert "Photo page of your passport" in customer.text
    assert "Your selfie" in customer.text
    assert customer.press("send").heading == "We are checking your documents"
    assert _sent() == 1


def test_customer_goes_on_while_a_document_is_checked(
    start: Start, make_request: MakeRequest
) -> None:
    customer = start(make_request(ID_CARD, BILL))
    customer.hand_in("front", jpeg(1))
    customer.hand_in("back", jpeg(2))
    assert customer.press("send").heading == "Add your utility bill"


def test_sending_twice_sends_one_document(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request())
    customer.hand_in("front", jpeg())
    form = customer.page.form_with("send")
    assert form is not None
    answers = [customer.request("POST", customer.url, data=form.values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert _sent() == 1


def test_second_tab_finds_the_document_sent_by_the_first(
    start: Start, make_request: MakeRequest
) -> None:
    customer = start(make_request())
    customer.hand_in("front", jpeg())
    review = customer.url
    first = customer.page.form_with("send")
    customer.open(customer.url)
    customer.press("send")
    assert first is not None
    answer = customer.request("POST", review, data=first.values)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/checking")
    assert _sent() == 1


def test_same_photos_as_a_refused_document_cost_no_attempt(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    customer.press("send")
    decide(
        kyc_request.id,
        DocumentEvent.REJECTED,
        RejectionReason(RejectionType.DOCUMENT_UNREADABLE, "unreadable", "blurry"),
    )
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    customer.hand_in("front", jpeg())
    customer.press("send")
    assert customer.response.status_code == 422
    assert "These are the same photos as before" in customer.text
    assert "This did not use up an attempt." in customer.text
    assert read_journey(kyc_request.id).lines[0].attempts_used == 1


def test_review_before_everything_is_there_leads_to_what_is_missing(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(ID_CARD)
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    page = customer.open(f"/verify/{kyc_request.id}/identity-proof/review")
    assert page.heading == "Take a photo of the back of your identity card"


def test_thumbnail_is_a_small_jpeg_of_an_unsent_file(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    file_id = read_journey(kyc_request.id).lines[0].files[0].id
    address = f"/verify/{kyc_request.id}/files/{file_id}/thumbnail"
    assert address in customer.text
    answer = customer.request("GET", address)
    assert answer.content_type == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_data()[:2] == b"\xff\xd8"


def test_sent_file_is_never_shown_again(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    file_id = read_journey(kyc_request.id).lines[0].files[0].id
    customer.press("send")
    answer = customer.request("GET", f"/verify/{kyc_request.id}/files/{file_id}/thumbnail")
    assert answer.status_code == 404


def test_thumbnail_of_another_request_is_not_found(
    start: Start, make_request: MakeRequest, app: APIFlask
) -> None:
    other = make_request()
    start(other).hand_in("front", jpeg())
    file_id = read_journey(other.id).lines[0].files[0].id
    mine = make_request()
    customer = start(mine)
    answer = customer.request("GET", f"/verify/{mine.id}/files/{file_id}/thumbnail")
    assert answer.status_code == 404


@pytest.mark.parametrize("step", ["document", "front", "review"])
def test_pages_of_a_sent_document_lead_on(
    start: Start, make_request: MakeRequest, step: str
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    customer.press("send")
    shown = customer.open(f"/verify/{kyc_request.id}/identity-proof/{step}")
    assert shown.heading == "We are checking your documents"


@pytest.mark.parametrize(
    "path", ["address-proof/document", "nonsense/front", "credit-file-proof/document"]
)
def test_document_that_is_not_asked_for_is_not_found(
    start: Start, make_request: MakeRequest, path: str
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    assert customer.open(f"/verify/{kyc_request.id}/{path}").heading == "We cannot find this page"
