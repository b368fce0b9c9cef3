"""The liveness challenges in the portal: for scripts with a camera, and never in the way."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from app.domain.commands import RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.liveness import Challenge
from app.gatherer.wording.scripts import LIVENESS
from app.models import KycRequest, LivenessSession
from app.services.transaction import reading
from tests.gatherer.conftest import PASSPORT, MakeRequest
from tests.gatherer.customer import Customer
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]
JSON = {"Accept": "application/json"}
LIVE = RequestDocument(
    DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), face_liveness_required=True
)


@pytest.fixture
def at_selfie(start: Start, make_request: MakeRequest) -> tuple[KycRequest, Customer]:
    """A customer whose passport is gathered and who is asked for the selfie."""
    kyc_request = make_request(LIVE)
    customer = start(kyc_request)
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    customer.hand_in("front", jpeg(1))
    return kyc_request, customer


def frames(shade: int, count: int = 5) -> list[FileStorage]:
    """Return small frames, no two of them alike."""
    files = []
    for number in range(count):
        out = BytesIO()
        Image.new("L", (64, 48), shade + 9 * number).save(out, "JPEG")
        files.append(FileStorage(BytesIO(out.getvalue()), "frame.jpg"))
    return files


def token(customer: Customer) -> str:
    form = customer.page.form_with("send")
    assert form is not None
    return str(form.values["csrf_token"])


def begin(kyc_request: KycRequest, customer: Customer, **values: str) -> TestResponse:
    address = f"/verify/{kyc_request.id}/identity-proof/liveness"
    return customer.post(address, {"csrf_token": token(customer), **values}, headers=JSON)


def reply(customer: Customer, state: dict[str, str], shade: int = 0) -> TestResponse:
    data = {"csrf_token": token(customer), "nonce": state["nonce"], "frames": frames(shade)}
    return customer.post(state["answer"], data, headers=JSON)


def test_selfie_page_offers_the_challenges_to_scripts(
    at_selfie: tuple[KycRequest, Customer],
) -> None:
    _, customer = at_selfie
    assert 'data-module="liveness"' in customer.text
    assert "js/liveness.js" in customer.text
    assert set(Challenge) <= set(LIVENESS)


def test_selfie_without_scripts_goes_on_without_challenges(
    at_selfie: tuple[KycRequest, Customer],
) -> None:
    _, customer = at_selfie
    customer.hand_in("selfie", jpeg(2))
    assert customer.url.endswith("/review")


def test_page_offers_nothing_where_liveness_is_not_asked_for(
    start: Start, make_request: MakeRequest
) -> None:
    plain = RequestDocument(
        DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), face_proof_required=True
    )
    kyc_request = make_request(plain)
    customer = start(kyc_request)
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    customer.hand_in("front", jpeg(1))
    assert customer.url.endswith("/selfie")
    assert "js/liveness.js" not in customer.text
    assert 'data-module="liveness"' not in customer.text


def test_script_goes_through_the_challenges(at_selfie: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = at_selfie
    answer = begin(kyc_request, customer)
    assert answer.status_code == 200
    state = answer.get_json()
    while state["challenge"]:
        answer = reply(customer, state, 40 * state["step"])
        assert answer.status_code == 200
        state = answer.get_json()
    assert (state["status"], state["nonce"], state["step"]) == ("pending", None, 3)
    shown = customer.request("GET", state["url"], headers=JSON).get_json()
    assert shown == state


def test_who_cannot_turn_says_so(at_selfie: tuple[KycRequest, Customer]) -> None:
    state = begin(*at_selfie, can_turn="no").get_json()
    assert state["steps"] == 2
    assert state["challenge"] in {"blink", "move-closer"}


def test_wrong_nonce_is_refused_without_a_reason(at_selfie: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = at_selfie
    state = begin(kyc_request, customer).get_json()
    answer = reply(customer, {**state, "nonce": "guess"})
    assert (answer.status_code, answer.get_json()) == (409, {"status": "refused"})


def test_finish_leaves_what_was_not_answered(at_selfie: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = at_selfie
    state = begin(kyc_request, customer).get_json()
    answer = customer.post(state["leave"], {"csrf_token": token(customer)}, headers=JSON)
    assert answer.get_json()["status"] == "abandoned"


def test_liveness_that_was_not_asked_for_is_refused(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(PASSPORT)
    customer = start(kyc_request)
    customer.open(f"/verify/{kyc_request.id}/identity-proof/front")
    assert begin(kyc_request, customer).status_code == 409


@pytest.mark.parametrize("path", ["identity-proof/liveness", "liveness/kyc_liv_0/frames"])
def test_nothing_is_begun_without_a_token_or_from_outside(
    at_selfie: tuple[KycRequest, Customer], path: str
) -> None:
    kyc_request, customer = at_selfie
    address = f"/verify/{kyc_request.id}/{path}"
    assert customer.post(address, {"nonce": "x"}).status_code == 403
    from_outside = {"Sec-Fetch-Site": "cross-site"}
    data = {"csrf_token": token(customer)}
    assert customer.post(address, data, headers=from_outside).status_code == 403
    with reading() as session:
        assert session.scalars(select(LivenessSession)).all() == []


def test_session_of_another_request_is_not_found(
    at_selfie: tuple[KycRequest, Customer], start: Start, make_request: MakeRequest
) -> None:
    kyc_request, customer = at_selfie
    state = begin(kyc_request, customer).get_json()
    other = make_request(LIVE)
    foreign = start(other)
    answer = foreign.request("GET", state["url"].replace(kyc_request.id, other.id))
    assert answer.status_code == 404
