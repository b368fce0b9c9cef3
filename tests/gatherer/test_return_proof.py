"""Coming back in another browser, where the organization wants proof."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from app.adapters.clock import MovableClock
from app.domain.commands import PostWebhook
from app.models import Customer as CustomerRow
from app.models import KycRequest, ReturnCode, WebhookDelivery
from app.services.gatherer_links import make_link
from app.services.organization_settings import change_settings
from app.services.transaction import reading, transaction
from app.services.webhook_deliveries import forget_codes
from app.services.webhooks import create_endpoint
from tests.gatherer.conftest import ID_CARD, MakeRequest
from tests.gatherer.customer import Customer
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]

EVENT = "kyc-request-code-requested"


@pytest.fixture
def strict(make_request: MakeRequest) -> KycRequest:
    """A request of an organization that wants proof, and hears of codes on one of two endpoints."""
    kyc_request = make_request(ID_CARD)
    for events in ((EVENT,), ()):
        command = PostWebhook("https://shop.example/hooks", events=events)
        create_endpoint(kyc_request.organization_id, command)
    change_settings(kyc_request.organization_id, {"returning_customer_proof": "code"}, actor="test")
    with transaction() as session:
        session.execute(
            update(CustomerRow).values(emails=[{"label": "main", "value": "anna@shop.example"}])
        )
    return kyc_request


@pytest.fixture
def other(app: APIFlask) -> Customer:
    """Another browser."""
    return Customer(app)


def told() -> list[dict[str, Any]]:
    with reading() as session:
        rows = session.scalars(
            select(WebhookDelivery.body)
            .where(WebhookDelivery.event_type == EVENT)
            .order_by(WebhookDelivery.created_at)
        )
        return [json.loads(body) for body in rows if body]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_second_browser_sees_nothing_before_the_code(
    start: Start, strict: KycRequest, other: Customer
) -> None:
    first = start(strict)
    first.hand_in("front", jpeg())
    assert told() == []
    other.open(make_link(strict))
    page = other.press("start")
    assert page.heading == "Welcome back"
    assert "to a•••@shop.example" in other.text.replace('<bdi dir="ltr">', "")
    for path in ("", "identity-proof/front", "receipt", "leave"):
        assert other.open(f"/verify/{strict.id}/{path}").heading == "Welcome back"
        assert "<img" not in other.text
    (body,) = told()
    assert (body["contact"], body["kycRequestId"]) == ("anna@shop.example", strict.id)
    assert len(body["code"]) == 6
    # Arabic digits and a space are the same code.
    typed = (
        body["code"][:3] + " " + body["code"][3:].translate({48 + n: 0x660 + n for n in range(10)})
    )
    assert other.press("prove", values={"code": typed}).heading == "Your documents"
    assert other.open(f"/verify/{strict.id}/identity-proof/back").heading.startswith("Take a")
    assert other.open(f"/verify/{strict.id}/welcome-back").heading == "Your documents"


def test_receipt_of_the_link_is_locked_too(
    start: Start, strict: KycRequest, other: Customer, clock: MovableClock
) -> None:
    start(strict)
    clock.advance(timedelta(hours=1))
    other.open(make_link(strict))
    assert other.press("receipt").heading == "Welcome back"
    other.press("prove", values={"code": told()[0]["code"]})
    assert other.follow("receipt").heading != "Welcome back"


def test_same_browser_and_the_phone_of_a_handoff_are_not_asked(
    start: Start, strict: KycRequest, other: Customer
) -> None:
    first = start(strict)
    assert start(strict).page.heading.startswith("Take a photo")
    first.press("use-phone")
    other.open(first.page.hooks["address"])
    assert other.press("continue-here").heading.startswith("Take a photo")
    assert told() == []


def test_code_is_used_up_by_five_tries_and_another_one_works(
    start: Start, strict: KycRequest, other: Customer, clock: MovableClock
) -> None:
    start(strict)
    other.open(make_link(strict))
    other.press("start")
    (first,) = told()
    # What cannot be a code uses up no try.
    other.press("prove", values={"code": "12"})
    assert "You can try 5 more times" in other.text
    for left in (4, 3, 2, 1):
        other.press("prove", values={"code": wrong(first["code"])})
        assert other.response.status_code == 422
        assert f"You can try {left} more time" in other.text
    other.press("prove", values={"code": wrong(first["code"])})
    assert "This code no longer works" in other.text
    assert "prove" not in other.page.hooks
    assert other.press("another-code").heading == "Welcome back"
    assert (other.response.status_code, len(told())) == (429, 1)
    clock.advance(timedelta(minutes=1))
    assert "resent" in other.press("another-code").hooks
    second = told()[1]["code"]
    assert other.press("prove", values={"code": second}).heading == "Your documents"


def test_code_ends_after_ten_minutes_and_is_kept_nowhere(
    start: Start, strict: KycRequest, other: Customer, clock: MovableClock
) -> None:
    start(strict)
    other.open(make_link(strict))
    other.press("start")
    (body,) = told()
    with reading() as session:
        assert body["code"] not in session.scalars(select(ReturnCode.code_hash)).one()
    assert forget_codes() == 0
    clock.advance(timedelta(minutes=10))
    other.press("prove", values={"code": body["code"]})
    assert "This code no longer works" in other.text
    assert forget_codes() == 1
    assert told() == []


def test_five_codes_an_hour_are_all_that_a_request_gets(
    start: Start, strict: KycRequest, app: APIFlask, clock: MovableClock
) -> None:
    start(strict)
    for _ in range(6):
        browser = Customer(app)
        browser.open(make_link(strict))
        browser.press("start")
    assert len(told()) == 5
    assert "We could not send you a code" in browser.text
    assert browser.press("another-code").heading == "Welcome back"
    assert int(browser.response.headers["Retry-After"]) > 3500


def test_locked_session_is_no_proof_for_the_next_one(
    start: Start, strict: KycRequest, other: Customer
) -> None:
    start(strict)
    for _ in range(2):
        other.open(make_link(strict))
        assert other.press("start").heading == "Welcome back"
