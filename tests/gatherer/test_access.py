"""Who gets in, and what a page says to those who do not."""

import re
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app.gatherer.sessions import MAX_SESSIONS
from app.models import GathererSession, KycRequest
from app.services.gatherer_links import make_link
from app.services.journey import read_journey
from app.services.transaction import reading, transaction
from tests.gatherer.conftest import ID_CARD, MakeRequest
from tests.gatherer.customer import Customer
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]

#: Sessions are kept on both kinds of database by the journeys of the other modules.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGES = [
    "",
    "identity-proof/document",
    "identity-proof/front",
    "identity-proof/review",
    "checking",
    "progress",
    "done",
    "leave",
    "phone",
    "phone/state",
    "phone/events",
    "files/file_x/thumbnail",
]
FORMS = [
    "identity-proof/document",
    "identity-proof/front",
    "identity-proof/review",
    "identity-proof/skip",
    "identity-proof/pages/remove",
    "files/file_x/original",
    "finish",
    "leave",
    "phone",
    "phone/end",
    "new-link",
]


@pytest.mark.parametrize("path", PAGES)
def test_page_without_a_session_is_not_found(
    gatherer: Customer, make_request: MakeRequest, path: str
) -> None:
    answer = gatherer.request("GET", f"/verify/{make_request().id}/{path}")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_foreign_request_looks_like_an_unknown_one(
    start: Start, make_request: MakeRequest, path: str
) -> None:
    foreign = make_request()
    customer = start(make_request())
    answers = [
        customer.request("GET", f"/verify/{kyc_request_id}/{path}")
        for kyc_request_id in (foreign.id, "kyc_req_00000000000000000000000000")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    texts = [_without_nonce(answer.get_data(as_text=True)) for answer in answers]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("path", FORMS)
def test_form_of_a_foreign_request_does_nothing(
    start: Start, make_request: MakeRequest, path: str
) -> None:
    foreign = make_request()
    customer = start(make_request())
    form = customer.page.form_with("send")
    assert form is not None
    answer = customer.request("POST", f"/verify/{foreign.id}/{path}", data=form.values)
    assert answer.status_code == 404
    assert read_journey(foreign.id).lines[0].is_skipped is False


@pytest.mark.parametrize("path", FORMS)
def test_form_without_csrf_token_does_nothing(
    start: Start, make_request: MakeRequest, path: str
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    answer = customer.request("POST", f"/verify/{kyc_request.id}/{path}", data={"file_id": "x"})
    assert answer.status_code == 403
    text = answer.get_data(as_text=True)
    assert "This page was open too long" in text
    assert f"/verify/{kyc_request.id}/" in text


def test_csrf_token_of_another_browser_is_refused(
    start: Start, make_request: MakeRequest, app: APIFlask
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    stranger = Customer(app)
    stranger.request("GET", "/?token=x")
    form = customer.page.form_with("skip")
    assert form is not None
    answer = stranger.request("POST", form.action, data=form.values)
    assert answer.status_code in {403, 404}
    assert not read_journey(kyc_request.id).lines[0].is_skipped


def test_ended_session_asks_to_open_the_link_again(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request())
    with transaction() as session:
        for row in session.scalars(select(GathererSession)):
            row.ended_at = row.created_at
    page = customer.open(customer.url)
    assert customer.response.status_code == 403
    assert page.heading == "Open your link again"


@pytest.mark.parametrize("position", [0, 10, 40, -30, -1])
def test_altered_cookie_opens_nothing(
    start: Start, make_request: MakeRequest, app: APIFlask, position: int
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    cookie = customer.browser.get_cookie("kyc")
    assert cookie is not None
    letters = list(cookie.value)
    # Of the last letter only four bits count, and in these A and Q differ.
    letters[position] = "A" if letters[position] != "A" else "Q"
    stranger = Customer(app)
    stranger.browser.set_cookie("kyc", "".join(letters))
    answer = stranger.request("GET", f"/verify/{kyc_request.id}/")
    assert answer.status_code == 404


def test_cookie_is_for_us_alone_and_small(start: Start, make_request: MakeRequest) -> None:
    for _ in range(MAX_SESSIONS + 1):
        customer = start(make_request())
    cookie = customer.browser.get_cookie("kyc")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert len(cookie.value) < 2048


def test_secret_is_stored_as_its_hash_only(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request())
    with reading() as session:
        stored = session.scalars(select(GathererSession.secret_hash)).one()
    cookie = customer.browser.get_cookie("kyc")
    assert cookie is not None
    assert stored not in cookie.value
    assert len(stored) == 64


def test_two_links_in_one_browser_never_mix(start: Start, make_request: MakeRequest) -> None:
    first, second = make_request(ID_CARD), make_request(ID_CARD)
    start(first)
    customer = start(second)
    customer.open(f"/verify/{first.id}/identity-proof/front")
    customer.hand_in("front", jpeg())
    assert len(read_journey(first.id).lines[0].files) == 1
    assert read_journey(second.id).lines[0].files == ()


def test_unknown_address_is_a_page_for_people(gatherer: Customer) -> None:
    assert gatherer.open("/nothing/here").heading == "We cannot find this page"
    assert gatherer.response.status_code == 404


def test_names_from_outside_are_escaped(gatherer: Customer, make_request: MakeRequest) -> None:
    kyc_request = make_request(reason='<script>alert(1)</script>"><b>')
    gatherer.open(make_link(kyc_request))
    assert "<script>alert" not in gatherer.text
    assert "&lt;script&gt;alert(1)" in gatherer.text


def _without_nonce(text: str) -> str:
    return re.sub(r'nonce="[^"]+"|name="csrf_token" value="[^"]+"', "", text)
