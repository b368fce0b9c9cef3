"""Taking and choosing files, with and without scripts."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import encode_multipart

from app.adapters.clock import MovableClock
from app.domain.capture_settings import ImagePolicy
from app.domain.commands import RequestDocument
from app.domain.documents import MAX_FILE_BYTES, DocumentSubtype, DocumentType, FileTag
from app.domain.journey import GatheredFile
from app.domain.judgement.own_settings import own_settings_from_json
from app.extensions import store
from app.models import KycRequest, Organization
from app.services.journey import read_journey
from app.services.kyc_settings import put_kyc_settings
from app.services.transaction import transaction
from app.specimens import draw_bill_pdf, draw_person
from tests.gatherer.conftest import BILL, ID_CARD, MakeRequest
from tests.gatherer.customer import Customer, photo
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]

AS_SCRIPT = {"Accept": "application/json"}


class _SlowLine(BytesIO):
    """A body that takes an hour to arrive."""

    def __init__(self, body: bytes, clock: MovableClock) -> None:
        super().__init__(body)
        self._clock = clock

    def readinto(self, buffer: Any) -> int:
        self._clock.advance(timedelta(hours=1))
        return super().readinto(buffer)


def _files(kyc_request: KycRequest) -> tuple[GatheredFile, ...]:
    return read_journey(kyc_request.id).lines[0].files


def _post_as_script(customer: Customer, data: bytes, key: str = "key-1", **values: str) -> Any:
    form = customer.page.form_with("send")
    assert form is not None
    fields = {**form.values, "upload_key": key, "file": photo(data), **values}
    return customer.post(customer.url, fields, headers=AS_SCRIPT)


def test_capture_page_offers_camera_and_file(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(ID_CARD))
    assert 'accept="image/*" capture="environment"' in customer.text
    form = customer.page.form_with("send")
    assert form is not None
    assert form.document_type == "identity-proof"
    assert form.file_inputs == {"camera-front": "camera", "file-front": "file"}
    assert "application/pdf" not in customer.text


def test_pages_may_be_a_pdf_and_several(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(BILL))
    assert "application/pdf" in customer.text
    assert " multiple " in customer.text


def test_letter_is_asked_for_with_the_age_that_the_organization_takes(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(BILL)
    customer = start(kyc_request)
    assert "Use one from the last 90 days." in customer.text
    own = own_settings_from_json({"addressProof": {"documentMaxAge": 30}})
    put_kyc_settings(kyc_request.organization_id, own, actor="key:test")
    customer.open(customer.url)
    assert "Use one from the last 30 days." in customer.text


def test_selfie_opens_the_front_camera(start: Start, make_request: MakeRequest) -> None:
    asked = RequestDocument(
        DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), face_proof_required=True
    )
    customer = start(make_request(asked))
    customer.hand_in("front", jpeg())
    assert 'capture="user"' in customer.text
    assert "camera-selfie" in customer.page.hooks


def test_photo_is_stored_and_leads_to_the_next_side(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(ID_CARD)
    customer = start(kyc_request)
    page = customer.hand_in("front", jpeg(1))
    assert page.heading == "Take a photo of the back of your identity card"
    assert [file.tag for file in _files(kyc_request)] == [FileTag.FRONT]


def test_camera_photo_is_stored_as_one(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    page = customer.press("send", files={"camera-front": [jpeg()]})
    assert page.heading == "Check your photos"
    assert len(_files(kyc_request)) == 1


def test_nothing_picked_is_told(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(ID_CARD))
    customer.press("send")
    assert customer.response.status_code == 422
    assert "Take or choose a photo of the front of your identity card" in customer.text


def test_continue_goes_on_when_the_side_is_there(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(ID_CARD)
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    assert "Front received." in customer.text
    assert customer.press("send").heading == "Take a photo of the back of your identity card"


def test_newest_photo_of_a_side_wins(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg(1))
    first = _files(kyc_request)[0].id
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    customer.hand_in("front", jpeg(2))
    assert [file.id for file in _files(kyc_request)] != [first]
    assert len(_files(kyc_request)) == 1


def test_same_form_twice_stores_one_file(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    for _ in range(2):
        assert _post_as_script(customer, jpeg()).status_code == 200
    assert len(_files(kyc_request)) == 1


def test_old_form_brought_back_stores_the_new_photo(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    _post_as_script(customer, jpeg(1))
    first = _files(kyc_request)[0].id
    _post_as_script(customer, jpeg(2))
    assert _files(kyc_request)[0].id != first


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (b"", "That file is empty"),
        (b"%PDF-1.4\n%%EOF", "We need a photo for this one"),
        (b"GIF89a" + bytes(100), "Choose a JPG, PNG, HEIC or WebP"),
        (jpeg()[:200], "We could not open that file"),
        (bytes(MAX_FILE_BYTES + 1), "That file is larger than 12 MB"),
    ],
)
def test_file_nobody_can_read_is_told_and_costs_nothing(
    start: Start, make_request: MakeRequest, data: bytes, title: str
) -> None:
    kyc_request = make_request(ID_CARD)
    customer = start(kyc_request)
    customer.hand_in("front", data)
    assert customer.response.status_code == 422
    assert title in customer.text
    assert "This did not use up an attempt." in customer.text
    assert _files(kyc_request) == ()


def test_front_sent_as_back_is_told(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(ID_CARD))
    customer.hand_in("front", jpeg())
    customer.hand_in("back", jpeg())
    assert "This is the same photo as before" in customer.text


def test_three_photos_come_in_one_form(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(BILL)
    customer = start(kyc_request)
    page = customer.hand_in("pages", jpeg(1), jpeg(2), jpeg(3))
    assert page.heading == "Check your photos"
    assert [file.position for file in _files(kyc_request)] == [0, 1, 2]
    assert "Page 3 of your utility bill" in customer.text


def test_four_photos_are_too_many(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(BILL)
    customer = start(kyc_request)
    customer.hand_in("pages", *[jpeg(number) for number in range(4)])
    assert "You can send up to 3 files for this document" in customer.text
    assert _files(kyc_request) == ()


def test_last_page_sent_again_is_taken_as_the_one_that_is_there(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(BILL)
    customer = start(kyc_request)
    customer.hand_in("pages", jpeg(1), jpeg(2))
    customer.open(f"/verify/{kyc_request.id}/address-proof/pages")
    for _ in range(2):
        assert _post_as_script(customer, jpeg(3)).status_code == 200
    assert len(_files(kyc_request)) == 3


def test_page_taken_again_makes_room_for_itself_in_a_full_set(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(BILL)
    customer = start(kyc_request)
    customer.hand_in("pages", jpeg(1), jpeg(2))
    customer.open(f"/verify/{kyc_request.id}/address-proof/pages")
    poor = _post_as_script(customer, jpeg(3)).get_json()["file"]
    before = _files(kyc_request)
    assert poor == before[2].id
    assert _post_as_script(customer, jpeg(4), again=poor).status_code == 200
    assert [file.position for file in _files(kyc_request)] == [0, 1, 2]
    assert _files(kyc_request)[:2] == before[:2]
    assert _files(kyc_request)[2].id != poor
    # Taken again a second time: that page is gone, and there is no room.
    assert _post_as_script(customer, jpeg(5), again=poor).status_code == 422


def test_selfie_takes_the_place_of_one_page(start: Start, make_request: MakeRequest) -> None:
    asked = RequestDocument(
        DocumentType.IDENTITY_PROOF, (DocumentSubtype.BIRTH_CERTIFICATE,), face_proof_required=True
    )
    customer = start(make_request(asked))
    customer.hand_in("pages", jpeg(1), jpeg(2), jpeg(3))
    assert "You can send up to 2 files for this document" in customer.text


def test_page_is_added_and_removed(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(BILL)
    customer = start(kyc_request)
    customer.hand_in("pages", jpeg(1), jpeg(2))
    customer.open(f"/verify/{kyc_request.id}/address-proof/pages")
    first = next(form for form in customer.page.forms if form.action.endswith("/pages/remove"))
    customer.request("POST", first.action, data=first.values)
    assert [file.position for file in _files(kyc_request)] == [1]
    customer.open(customer.url)
    customer.hand_in("pages", jpeg(3))
    assert [file.position for file in _files(kyc_request)] == [0, 1]


def test_pdf_is_one_file_of_a_page_set(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(BILL)
    customer = start(kyc_request)
    today = date(2026, 11, 23)
    pdf, _ = draw_bill_pdf(draw_person(3, today=today), issued=today)
    assert customer.hand_in("pages", pdf, jpeg()).heading == "Check your photos"
    assert [file.media_type for file in _files(kyc_request)] == ["application/pdf", "image/jpeg"]


def test_script_is_answered_with_the_next_page(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(ID_CARD)
    customer = start(kyc_request)
    answer = _post_as_script(customer, jpeg())
    assert answer.status_code == 200
    assert answer.json["next"] == f"/verify/{kyc_request.id}/identity-proof/back"
    assert answer.json["status"] == "Front received."


@pytest.fixture
def copied(start: Start, make_request: MakeRequest) -> tuple[Customer, KycRequest, str]:
    """A customer whose merchant wants originals, the request, and where the first one may go."""
    kyc_request = make_request()
    with transaction() as session:
        organization = session.get_one(Organization, kyc_request.organization_id)
        organization.image_policy = ImagePolicy.ORIGINAL.value
    customer = start(kyc_request)
    return customer, kyc_request, _post_as_script(customer, jpeg(1)).json["original"]


def _post_original(customer: Customer, url: str, data: bytes) -> None:
    form = customer.page.form_with("send")
    assert form is not None
    fields = {"csrf_token": form.values["csrf_token"], "file": photo(data)}
    assert customer.post(url, fields).status_code == 204


def _kept(kyc_request: KycRequest) -> list[bytes]:
    return [store().get(item.key) for item in store().list("files/") if kyc_request.id in item.key]


def test_original_takes_the_place_of_its_copy(copied: tuple[Customer, KycRequest, str]) -> None:
    customer, kyc_request, url = copied
    (copy,) = _files(kyc_request)
    original = jpeg(2, width=900, height=600)
    for _ in range(2):
        _post_original(customer, url, original)
    (file,) = _files(kyc_request)
    assert (file.id, file.upload_key, file.width) == (copy.id, copy.upload_key, 900)
    assert _kept(kyc_request) == [original]
    # Its copy, sent again because the answer was lost, does not come back.
    _post_as_script(customer, jpeg(1))
    assert _kept(kyc_request) == [original]


def test_original_that_cannot_be_taken_leaves_the_copy(
    copied: tuple[Customer, KycRequest, str],
) -> None:
    customer, kyc_request, url = copied
    _post_original(customer, url, b"not a photo")
    _post_original(customer, url.replace(_files(kyc_request)[0].id, "file_x"), jpeg(2))
    assert _kept(kyc_request) == [jpeg(1)]
    # Another photo was taken meanwhile: the newest of a side wins.
    _post_as_script(customer, jpeg(3), "key-2")
    _post_original(customer, url, jpeg(2))
    assert _kept(kyc_request) == [jpeg(3)]


def test_original_comes_too_late_once_its_document_is_sent(
    copied: tuple[Customer, KycRequest, str],
) -> None:
    customer, kyc_request, url = copied
    page = customer.page
    customer.open(f"/verify/{kyc_request.id}/identity-proof/review")
    customer.press("send")
    customer.page = page
    _post_original(customer, url, jpeg(2))
    assert _kept(kyc_request) == [jpeg(1)]


def test_original_is_asked_for_by_some_merchants_alone(
    start: Start, make_request: MakeRequest
) -> None:
    assert _post_as_script(start(make_request()), jpeg()).json["original"] is None


def test_script_is_told_what_is_wrong(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(ID_CARD))
    answer = _post_as_script(customer, b"GIF89a" + bytes(100))
    assert answer.status_code == 422
    assert answer.json["title"] == "Choose a JPG, PNG, HEIC or WebP"
    assert answer.json["body"].endswith("This did not use up an attempt.")


def test_script_gets_the_list_of_pages(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(BILL))
    _post_as_script(customer, jpeg(1), "key-1")
    answer = _post_as_script(customer, jpeg(2), "key-2")
    assert "Page 2" in answer.json["gathered"]
    assert "csrf_token" in answer.json["gathered"]


def test_side_this_document_does_not_have_leads_on(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    page = customer.open(f"/verify/{kyc_request.id}/identity-proof/back")
    assert page.heading == "Take a photo of the photo page of your passport"


def test_body_beyond_every_limit_is_refused(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request())
    customer.press("send", files={"file-front": [bytes(MAX_FILE_BYTES)] * 4})
    assert customer.response.status_code == 413
    assert customer.page.heading == "That file is larger than 12 MB"


def test_many_parts_are_refused(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request())
    customer.press("send", values={f"field-{number}": "x" for number in range(30)})
    assert customer.response.status_code == 413


def test_upload_that_began_in_time_is_stored(
    start: Start, make_request: MakeRequest, clock: MovableClock
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    form = customer.page.form_with("send")
    assert form is not None
    fields = {**form.values, "file": photo(jpeg())}
    boundary, body = encode_multipart(fields)
    answer = customer.request(
        "POST",
        customer.url,
        input_stream=_SlowLine(body, clock),
        content_type=f'multipart/form-data; boundary="{boundary}"',
        content_length=len(body),
    )
    assert answer.status_code == 303
    assert len(_files(kyc_request)) == 1
    assert customer.open(answer.headers["Location"]).heading == "Your time ran out while sending"
