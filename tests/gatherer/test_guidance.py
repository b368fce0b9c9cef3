"""Guidance for the selfie: small frames in, the face's place out, nothing kept."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from app.domain.commands import RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType
from app.models import File, KycRequest
from app.services.consents import answer_consent
from app.services.organization_settings import change_settings
from app.services.transaction import reading
from scripts.camera_clips import selfie, selfie_aside
from tests.gatherer.conftest import PASSPORT, MakeRequest
from tests.gatherer.customer import Customer
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]
WITH_SELFIE = RequestDocument(
    DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), face_proof_required=True
)


def frame_of(image: Image.Image) -> bytes:
    out = BytesIO()
    image.resize((320, 240)).save(out, "JPEG", quality=60)
    return out.getvalue()


def ask(customer: Customer, kyc_request: KycRequest, frame: bytes, **values: Any) -> TestResponse:
    form = customer.page.form_with("send")
    assert form is not None
    data = {
        "csrf_token": form.values["csrf_token"],
        "frame": FileStorage(BytesIO(frame), "frame.jpg"),
        **values,
    }
    address = f"/verify/{kyc_request.id}/identity-proof/selfie-guidance"
    return customer.post(address, data)


@pytest.fixture
def at_front(start: Start, make_request: MakeRequest) -> tuple[KycRequest, Customer]:
    """A customer who will be asked for a selfie, and has agreed to it."""
    kyc_request = make_request(WITH_SELFIE)
    customer = start(kyc_request)
    answer_consent(kyc_request.id, agrees=True, language="en")
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    return kyc_request, customer


def test_the_place_of_a_face_is_told_and_nothing_kept(
    at_front: tuple[KycRequest, Customer],
) -> None:
    kyc_request, customer = at_front
    middle = ask(customer, kyc_request, frame_of(selfie())).get_json()
    assert middle["face"] is True
    assert abs(middle["dx"]) < 0.14
    assert middle["light"] > 70
    aside = ask(customer, kyc_request, frame_of(selfie_aside())).get_json()
    assert aside["face"] is True
    assert aside["dx"] < middle["dx"] - 0.1
    nothing = ask(customer, kyc_request, frame_of(Image.new("RGB", (320, 240), "#111"))).get_json()
    assert (nothing["face"], nothing["size"]) == (False, 0)
    assert nothing["light"] < 70
    with reading() as session:
        assert session.scalars(select(File)).all() == []


@pytest.mark.parametrize(
    "frame", [b"", b"no picture", b"\xff\xd8\xff" * 20_000], ids=["empty", "text", "large"]
)
def test_what_is_no_small_frame_is_refused(
    at_front: tuple[KycRequest, Customer], frame: bytes
) -> None:
    kyc_request, customer = at_front
    assert ask(customer, kyc_request, frame).status_code == 422


def test_frames_need_the_token_and_are_counted(at_front: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = at_front
    assert ask(customer, kyc_request, jpeg(1), csrf_token="guess").status_code == 403
    answers = [ask(customer, kyc_request, b"").status_code for _ in range(121)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_no_guidance_where_no_selfie_is_asked_for(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(PASSPORT)
    customer = start(kyc_request)
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    assert ask(customer, kyc_request, jpeg(1)).status_code == 409


def test_no_frame_is_looked_at_before_the_customer_agrees(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(WITH_SELFIE)
    customer = start(kyc_request)
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    assert ask(customer, kyc_request, jpeg(1)).status_code == 409


def test_the_camera_screen_is_there_where_the_merchant_asks_for_it(
    at_front: tuple[KycRequest, Customer],
) -> None:
    kyc_request, customer = at_front
    assert "data-viewfinder" not in customer.text
    change_settings(kyc_request.organization_id, {"capture": "viewfinder"}, actor="test")
    customer.open(customer.url)
    assert "data-viewfinder" in customer.text
    assert "We use the camera only while this screen is open." in customer.text
    assert "/?token=" in customer.text
    customer.hand_in("front", jpeg(1))
    assert "selfie-guidance" in customer.text
    customer.hand_in("selfie", jpeg(2))
    assert customer.url.endswith("/review")
