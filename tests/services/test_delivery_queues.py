"""An endpoint that fails is served by a queue of its own, and comes back at its first success."""

from typing import Any

import pytest
from sqlalchemy import event, select

from app.adapters.clock import MovableClock
from app.domain.commands import PostWebhook
from app.domain.delivery_portions import EACH_FAILING
from app.domain.events import EventType
from app.domain.jobs import QueueName
from app.extensions import queue, resources
from app.models import KycRequest, WebhookDelivery, WebhookEndpoint
from app.services.delivery_queues import sweep_deliveries
from app.services.transaction import reading, transaction
from app.services.webhook_deliveries import deliver
from app.services.webhook_events import record_request
from app.services.webhooks import create_endpoint
from tests.support.receiver import Receiver, answering


@pytest.fixture
def endpoint(kyc_request: KycRequest, receiver: Receiver) -> WebhookEndpoint:
    return create_endpoint(kyc_request.organization_id, PostWebhook(receiver.url))[0]


def tell(kyc_request: KycRequest, times: int = 1) -> None:
    with transaction() as session:
        row = session.get_one(KycRequest, kyc_request.id)
        for _ in range(times):
            record_request(session, row, EventType.REQUEST_ATTEMPTED)


def waiting_in(name: QueueName) -> list[str]:
    """Return the ids of the deliveries whose word waits in a queue."""
    client = queue()._client
    found = client.list_workflows(queue_name=name.value, status="ENQUEUED", load_output=False)
    return [item.workflow_id.split(":")[1] for item in found]


def send_waiting(name: QueueName) -> int:
    """Do what a worker does with a queue: take each word up, and send; return how many."""
    ids = waiting_in(name)
    for number, delivery_id in enumerate(ids):
        with reading() as session:
            generation = session.get_one(WebhookDelivery, delivery_id).generation
        queue().cancel([f"deliver-webhook:{delivery_id}:{generation}"])
        deliver(delivery_id, f"worker-1:boot:{number}")
    return len(ids)


def test_a_failing_endpoint_is_tried_apart_and_comes_back(
    kyc_request: KycRequest, endpoint: WebhookEndpoint, receiver: Receiver, clock: MovableClock
) -> None:
    receiver.behave = answering(500)
    tell(kyc_request)
    assert send_waiting(QueueName.DELIVERIES) == 1
    # It failed: what happens from now on waits for the sweep, and that hands over a few.
    tell(kyc_request, times=10)
    assert waiting_in(QueueName.DELIVERIES) == waiting_in(QueueName.RETRIES) == []
    assert sweep_deliveries() == len(waiting_in(QueueName.RETRIES)) == EACH_FAILING
    assert sweep_deliveries() == 0
    receiver.behave = answering(200)
    assert send_waiting(QueueName.RETRIES) == EACH_FAILING
    # It answers: new events go at once, and what it missed follows by the same queue.
    tell(kyc_request)
    assert send_waiting(QueueName.DELIVERIES) == 1
    assert sweep_deliveries() == 10 - EACH_FAILING
    assert waiting_in(QueueName.RETRIES) == []
    assert send_waiting(QueueName.DELIVERIES) == 10 - EACH_FAILING
    with reading() as session:
        left = session.scalars(select(WebhookDelivery).where(WebhookDelivery.status == "waiting"))
        assert [each.attempts for each in left] == [1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_sweep_never_reads_through_the_whole_table(
    kyc_request: KycRequest, endpoint: WebhookEndpoint
) -> None:
    """It comes every two seconds, and deliveries are kept for a month."""
    with transaction() as session:
        session.get_one(WebhookEndpoint, endpoint.id).failures = 3
    tell(kyc_request, times=2)
    asked: list[tuple[str, Any]] = []
    engine = resources().engine

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    assert sweep_deliveries() == EACH_FAILING
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        plans = [
            str(step)
            for statement, values in asked
            if statement.startswith("SELECT") and "webhook_deliveries" in statement
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert plans
    assert not [step for step in plans if "SCAN webhook_deliveries" in step]


def test_an_endpoint_that_lives_has_its_word_at_once(
    kyc_request: KycRequest, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    dead, _ = create_endpoint(kyc_request.organization_id, PostWebhook(f"{receiver.url}/dead"))
    with transaction() as session:
        session.get_one(WebhookEndpoint, dead.id).failures = 3
    tell(kyc_request)
    (delivery_id,) = waiting_in(QueueName.DELIVERIES)
    with reading() as session:
        assert session.get_one(WebhookDelivery, delivery_id).endpoint_id == endpoint.id
