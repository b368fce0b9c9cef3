"""Asking the merchant for a new link, once the old one has expired."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.domain.commands import PostWebhook
from app.models import KycRequest, WebhookDelivery
from app.services.gatherer_links import make_link
from app.services.organization_settings import change_settings
from app.services.transaction import reading
from app.services.webhooks import create_endpoint
from tests.gatherer.conftest import MakeRequest
from tests.gatherer.customer import Customer

Start = Callable[[KycRequest], Customer]

HOUR = timedelta(hours=1)
EVENT = "kyc-request-link-requested"


def allow(kyc_request: KycRequest, *, hears: str = EVENT, is_on: bool = True) -> None:
    command = PostWebhook("https://shop.example/hooks", events=(hears,))
    create_endpoint(kyc_request.organization_id, command)
    change_settings(kyc_request.organization_id, {"link_renewal": is_on}, actor="test")


def told() -> list[str]:
    with reading() as session:
        events = session.scalars(select(WebhookDelivery.body).where(_IS_OURS))
        return list(events)


_IS_OURS = WebhookDelivery.event_type == EVENT


def test_merchant_is_asked_once_an_hour_for_each_link(
    gatherer: Customer, make_request: MakeRequest, clock: MovableClock
) -> None:
    kyc_request = make_request()
    allow(kyc_request)
    link = make_link(kyc_request)
    assert "new-link" not in gatherer.open(link).hooks
    clock.advance(HOUR)
    form = gatherer.open(link).form_with("new-link")
    assert form is not None
    page = gatherer.press("new-link")
    assert page.heading == "This link has expired"
    assert "Harbour Street Shop to send you a new link" in page.hooks["link-asked"]
    assert "new-link" not in page.hooks
    # Pressed again on a page that was left open.
    gatherer.post(form.action or "", form.values)
    (body,) = told()
    assert f'"kycRequestId":"{kyc_request.id}"' in body
    assert f'"revision":{kyc_request.revision}' in body
    clock.advance(HOUR)
    gatherer.open(link)
    gatherer.press("new-link")
    assert len(told()) == 2


def test_customer_who_was_on_the_way_asks_too(
    start: Start, make_request: MakeRequest, clock: MovableClock
) -> None:
    kyc_request = make_request()
    allow(kyc_request)
    customer = start(kyc_request)
    clock.advance(HOUR)
    customer.open(customer.url)
    assert "link-asked" in customer.press("new-link").hooks
    assert len(told()) == 1


@pytest.mark.parametrize(("hears", "is_on"), [(EVENT, False), ("kyc-request-failed", True)])
def test_nothing_is_offered_where_nobody_allows_or_hears_it(
    gatherer: Customer, make_request: MakeRequest, clock: MovableClock, hears: str, *, is_on: bool
) -> None:
    kyc_request = make_request()
    allow(kyc_request, hears=hears, is_on=is_on)
    clock.advance(HOUR)
    assert "new-link" not in gatherer.open(make_link(kyc_request)).hooks
    assert "Ask Harbour Street Shop for a new link" in gatherer.text


def test_link_that_still_works_or_is_none_asks_nobody(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    allow(kyc_request)
    link = make_link(kyc_request)
    form = gatherer.open(link).form_with("start")
    assert form is not None
    assert gatherer.post("/new-link", form.values).location == f"/?token={form.values['token']}"
    assert gatherer.post("/new-link", {**form.values, "token": "abc"}).status_code == 404
    assert told() == []
