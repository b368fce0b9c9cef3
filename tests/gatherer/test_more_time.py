"""More time: one press when the link is nearly over, ten times, where it is allowed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.adapters.clock import MovableClock
from app.domain.more_time import MAX_EXTENSIONS
from app.extensions import now
from app.models import KycRequest
from app.services.journey import read_journey
from app.services.more_time import give_more_time
from tests.gatherer.conftest import MakeRequest
from tests.gatherer.customer import Customer
from tests.support.pictures import jpeg
from tests.support.terms import set_terms

Start = Callable[[KycRequest], Customer]


@pytest.fixture
def kyc_request(make_request: MakeRequest) -> KycRequest:
    """A request whose link works for twenty minutes, of an organization that gives more."""
    made = make_request(expires_at=now() + timedelta(minutes=20))
    set_terms(made.organization_id, link_extension=True)
    return made


def ends_in(kyc_request: KycRequest) -> timedelta:
    return read_journey(kyc_request.id).expires_at - now()


def test_more_time_adds_the_original_length(
    start: Start, kyc_request: KycRequest, clock: MovableClock
) -> None:
    customer = start(kyc_request)
    clock.advance(timedelta(minutes=16))
    page = customer.open(customer.url)
    assert page.form_with("more-time") is not None
    here = customer.url
    customer.press("more-time")
    assert customer.url == here
    assert ends_in(kyc_request) > timedelta(minutes=23)
    assert "You have" not in customer.text.split("</style>")[1].split("<form")[0]
    clock.advance(timedelta(minutes=10))
    assert customer.hand_in("front", jpeg()).heading == "Check your photos"


def test_early_and_late_presses_change_nothing(
    kyc_request: KycRequest, clock: MovableClock
) -> None:
    assert not give_more_time(kyc_request.id)
    clock.advance(timedelta(minutes=16))
    assert give_more_time(kyc_request.id)
    assert not give_more_time(kyc_request.id)
    clock.advance(timedelta(minutes=30))
    assert not give_more_time(kyc_request.id)


def test_each_extension_is_as_long_as_the_first_and_there_are_ten(
    kyc_request: KycRequest, clock: MovableClock
) -> None:
    for _ in range(MAX_EXTENSIONS):
        clock.advance(ends_in(kyc_request) - timedelta(minutes=1))
        before = read_journey(kyc_request.id).expires_at
        assert give_more_time(kyc_request.id)
        after = read_journey(kyc_request.id).expires_at
        assert abs(after - before - timedelta(minutes=20)) < timedelta(seconds=1)
    clock.advance(ends_in(kyc_request) - timedelta(minutes=1))
    assert not give_more_time(kyc_request.id)


def test_nothing_is_offered_where_it_is_not_allowed(
    start: Start, kyc_request: KycRequest, clock: MovableClock
) -> None:
    set_terms(kyc_request.organization_id, link_extension=False)
    customer = start(kyc_request)
    clock.advance(timedelta(minutes=16))
    assert customer.open(customer.url).form_with("more-time") is None
    assert not give_more_time(kyc_request.id)


@pytest.mark.parametrize("referrer", ["https://evil.example/verify/x/", "//evil.example", ""])
def test_press_never_leads_elsewhere(start: Start, kyc_request: KycRequest, referrer: str) -> None:
    customer = start(kyc_request)
    form = customer.page.form_with("more-time")
    assert form is not None
    answer = customer.post(
        f"/verify/{kyc_request.id}/more-time",
        {"csrf_token": form.values["csrf_token"]},
        headers={"Referer": referrer},
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/verify/{kyc_request.id}/")
