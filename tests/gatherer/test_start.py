"""Opening the link, and pressing Start."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from app.domain.transitions import DocumentEvent
from app.extensions import now
from app.models import AuditEntry, GathererSession, KycRequest
from app.services.gatherer_links import make_link
from app.services.kyc_requests import find_kyc_request
from app.services.transaction import reading
from tests.gatherer.conftest import ANY_IDENTITY, BILL, ID_CARD, RETURN_URL, MakeRequest
from tests.gatherer.customer import Customer
from tests.gatherer.outcomes import decide
from tests.support.pictures import jpeg

#: What is the same whatever the database is.
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Start = Callable[[KycRequest], Customer]


def _traces(kyc_request: KycRequest) -> tuple[int, int, int]:
    """What opening a link could have left behind."""
    with reading() as session:
        sessions = session.scalar(select(func.count(GathererSession.id)))
        entries = session.scalar(select(func.count(AuditEntry.id)))
    found = find_kyc_request(kyc_request.organization_id, kyc_request.id)
    return sessions or 0, entries or 0, found.revision


def test_link_shows_who_asks_for_what_and_until_when(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request(ANY_IDENTITY, BILL, reason="Orders over 500 need a check")
    page = gatherer.open(make_link(kyc_request))
    assert page.heading == "Verify your identity for Harbour Street Shop"
    assert "Passport, identity card, driving licence or another document" in gatherer.text
    assert "Utility bill" in gatherer.text
    assert "Orders over 500 need a check" in gatherer.text
    assert "this link works for another 59 minutes" in gatherer.text


def test_heading_names_documents_when_no_identity_is_asked(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    page = gatherer.open(make_link(make_request(BILL)))
    assert page.heading == "Send your documents to Harbour Street Shop"


@ON_ONE_DATABASE
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Purpose": "prefetch;prerender"}, {"User-Agent": "Slackbot-LinkExpanding 1.0"}],
)
def test_opening_a_link_has_no_effect(
    gatherer: Customer, make_request: MakeRequest, method: str, headers: dict[str, str]
) -> None:
    kyc_request = make_request()
    before = _traces(kyc_request)
    for _ in range(3):
        assert gatherer.request(method, make_link(kyc_request), headers=headers).status_code == 200
    assert _traces(kyc_request) == before


def test_start_swaps_the_link_for_a_session_and_a_clean_address(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    assert customer.url.endswith(f"/verify/{kyc_request.id}/identity-proof/front")
    assert make_link(kyc_request).partition("token=")[2] not in customer.text


def test_start_leads_to_the_choice_when_there_is_one(
    start: Start, make_request: MakeRequest
) -> None:
    customer = start(make_request(ANY_IDENTITY))
    assert customer.page.heading == "Which document will you use?"


def test_link_opened_again_shows_what_was_received(
    start: Start, make_request: MakeRequest, app: APIFlask
) -> None:
    kyc_request = make_request(ID_CARD, BILL)
    customer = start(kyc_request)
    customer.hand_in("front", jpeg(1))
    customer.hand_in("back", jpeg(2))
    customer.press("send")
    other = Customer(app)
    other.open(make_link(kyc_request))
    assert other.page.hooks["status-identity-proof"] == "Being checked"
    assert other.press("start").heading == "Welcome back. 1 of 2 received"
    assert other.follow("continue").heading == "Add your utility bill"


def test_new_start_ends_the_session_before_it(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    start(kyc_request)
    with reading() as session:
        ended = session.scalars(select(GathererSession.ended_at)).all()
    assert sorted(item is None for item in ended) == [False, True]
    assert customer.open(customer.url).heading.startswith("Take a photo")


def test_back_link_of_the_first_page_goes_straight_to_the_merchant(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    page = gatherer.open(make_link(make_request()))
    assert page.links["back-to-website"] == "https://shop.example/return?cart=7&info=back#top"
    assert RETURN_URL.count("info") == 0


def test_no_back_link_without_a_way_back(gatherer: Customer, make_request: MakeRequest) -> None:
    page = gatherer.open(make_link(make_request(redirect_url=None)))
    assert "back-to-website" not in page.hooks


@ON_ONE_DATABASE
@pytest.mark.parametrize("token", ["", "abc", "a" * 2000, "WyJhIl0.x", "%00"])
def test_link_that_is_not_ours_says_so(gatherer: Customer, token: str) -> None:
    page = gatherer.open(f"/?token={token}")
    assert gatherer.response.status_code == 404
    assert page.heading == "This link does not work"


def test_altered_link_opens_nothing(gatherer: Customer, make_request: MakeRequest) -> None:
    link = make_link(make_request())
    head, last = link[:-1], link[-1]
    for replacement in set("AZaz09-_") - {last}:
        assert gatherer.request("GET", head + replacement).status_code in {404, 429}


def test_guessing_links_is_slowed_down_and_good_ones_still_open(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    answers = [gatherer.request("GET", f"/?token=guess{n}").status_code for n in range(12)]
    assert answers[:10] == [404] * 10
    assert answers[10:] == [429] * 2
    assert gatherer.open("/?token=guess").heading.startswith("Wait ")
    assert gatherer.request("GET", make_link(make_request())).status_code == 200


def test_looking_at_the_bare_address_is_no_guess(gatherer: Customer) -> None:
    assert [gatherer.request("GET", "/").status_code for _ in range(12)] == [404] * 12


def test_start_without_csrf_token_does_nothing(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    token = make_link(make_request()).partition("token=")[2]
    answer = gatherer.request("POST", "/start", data={"token": token})
    assert answer.status_code == 403
    assert "This page was open too long" in answer.get_data(as_text=True)
    assert f"/?token={token}" in answer.get_data(as_text=True)


def test_form_from_another_site_is_refused(gatherer: Customer, make_request: MakeRequest) -> None:
    gatherer.open(make_link(make_request()))
    form = gatherer.page.form_with("start")
    assert form is not None
    answer = gatherer.request(
        "POST", "/start", data=form.values, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_finished_request_says_so_instead_of_starting(
    gatherer: Customer, make_request: MakeRequest, start: Start
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg())
    customer.press("send")
    decide(kyc_request.id, DocumentEvent.ACCEPTED)
    page = customer.open(make_link(kyc_request))
    assert page.heading == "You have already finished"
    assert page.links["return"] == "https://shop.example/return?cart=7&info=success#top"
    assert "start" not in page.hooks


def test_five_sessions_fit_into_one_browser(start: Start, make_request: MakeRequest) -> None:
    requests = [make_request() for _ in range(6)]
    for kyc_request in requests:
        customer = start(kyc_request)
    statuses = [
        customer.request("GET", f"/verify/{item.id}/identity-proof/front").status_code
        for item in requests
    ]
    assert statuses == [404, 200, 200, 200, 200, 200]


def test_time_left_is_told_in_words(gatherer: Customer, make_request: MakeRequest) -> None:
    kyc_request = make_request(expires_at=now() + timedelta(days=3, minutes=1))
    gatherer.open(make_link(kyc_request))
    assert "this link works for another 3 days" in gatherer.text
