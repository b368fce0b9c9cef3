"""The figures: what they count, and who may see them."""

from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.clock import MovableClock
from app.domain.commands import PostWebhook
from app.domain.percentiles import percentile
from app.domain.review import Reviewer
from app.domain.statuses import DeliveryStatus, RequestStatus
from app.models import Customer as CustomerRow
from app.models import WebhookEndpoint
from app.services import reviews
from app.services.operator_figures import read_figures
from app.services.transaction import transaction
from app.services.webhooks import create_endpoint
from tests.gatherer.customer import Customer as Browser
from tests.support.decisions import decide, waiting


def test_figures_count_by_day(customer: CustomerRow, clock: MovableClock) -> None:
    endpoint = create_endpoint(
        customer.organization_id, PostWebhook(url="https://shop.example/hook", events=())
    )[0]
    clock.stop()
    document_id = waiting(customer)
    clock.advance(timedelta(seconds=4))
    decide(document_id)
    reviews.accept(customer.organization_id, document_id, Reviewer("a", None, "key:a"))
    waiting(customer, 2)
    with transaction() as session:
        failing = session.get_one(WebhookEndpoint, endpoint.id)
        failing.failing_since, failing.failures = datetime(2026, 11, 1, tzinfo=UTC), 3
    figures = read_figures(customer.organization_id)
    today, verdicts = figures.requests[-1], figures.verdicts[-1]
    assert today.counts == {RequestStatus.FULFILLED: 1, RequestStatus.ATTEMPTED: 1}
    assert sum(sum(day.counts.values()) for day in figures.requests) == 2
    assert (verdicts.count, verdicts.reviewed) == (1, 1)
    assert verdicts.p50 == 4
    assert set(figures.webhooks.counts) == {DeliveryStatus.WAITING}
    assert [each.id for each in figures.webhooks.failing] == [endpoint.id]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_shows_them_with_numbers_beside_the_drawings(
    ada: Browser, customer: CustomerRow
) -> None:
    decide(waiting(customer))
    ada.open("/review/overview")
    assert ada.page.hooks["webhooks-delivered"] == "0"
    assert ada.text.count('role="img"') == 2
    assert ada.text.count("<table") == 2
    assert ">Pending review</th>" in ada.text


@pytest.mark.parametrize(("percent", "expected"), [(50, 3.0), (95, 5.0), (1, 1.0), (100, 5.0)])
def test_percentiles_are_values_that_were_measured(percent: int, expected: float) -> None:
    assert percentile([5, 1, 4, 2, 3], percent) == expected
    assert percentile([], percent) is None
