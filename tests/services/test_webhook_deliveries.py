"""Delivering: to a real receiver, through failures, the schedule, and the end of an endpoint."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update
from standardwebhooks import Webhook

from app.adapters.clock import MovableClock
from app.adapters.job_queue import workflow_id
from app.adapters.tokens import new_id
from app.domain.commands import PostCredential, PostWebhook
from app.domain.events import EventType
from app.domain.jobs import JobName
from app.domain.retries import WAITS
from app.domain.return_proof import CODE_LIFE
from app.domain.webhook_chaos import LONGEST_DELAY, fate_of
from app.extensions import now, queue, resources
from app.models import KycRequest, WebhookDelivery, WebhookEndpoint
from app.services import claims
from app.services.delivery_queues import sweep_deliveries
from app.services.sending_places import EACH_OTHER
from app.services.transaction import reading, transaction
from app.services.webhook_credentials import create_credential, switch_credential
from app.services.webhook_deliveries import _PLACES, deliver, forget_codes, secret_box
from app.services.webhook_events import record_code, record_request
from app.services.webhook_tracking import send_test
from app.services.webhooks import create_endpoint, delete_endpoint, find_endpoint
from tests.support.gathering import gather, send
from tests.support.receiver import Receiver, answering, in_turn

OWNER = "worker-1:boot:token"


@pytest.fixture
def endpoint(kyc_request: KycRequest, receiver: Receiver) -> WebhookEndpoint:
    """An endpoint at the receiver that hears when a document was sent."""
    return listen(kyc_request, receiver)[0]


@pytest.fixture
def delivery_id(kyc_request: KycRequest, endpoint: WebhookEndpoint) -> str:
    """The delivery of one event, not yet sent."""
    gather(kyc_request.id)
    send(kyc_request.id)
    with reading() as session:
        return session.scalars(select(WebhookDelivery.id)).one()


def listen(kyc_request: KycRequest, receiver: Receiver) -> tuple[WebhookEndpoint, str]:
    command = PostWebhook(receiver.url, events=("kyc-document-created",))
    return create_endpoint(kyc_request.organization_id, command)


def found(delivery_id: str) -> WebhookDelivery:
    with reading() as session:
        return session.get_one(WebhookDelivery, delivery_id)


def copies(delivery_id: str, number: int, *, endpoint_id: str | None = None) -> list[str]:
    """Add more deliveries of other events, to the same endpoint or another."""
    original = found(delivery_id)
    ids = [new_id("hook_log") for _ in range(number)]
    with transaction() as session:
        for each in ids:
            session.add(
                WebhookDelivery(
                    id=each,
                    organization_id=original.organization_id,
                    endpoint_id=endpoint_id or original.endpoint_id,
                    event_id=new_id("evt"),
                    event_type=original.event_type,
                    body=original.body,
                    attempts=0,
                    generation=0,
                    next_attempt_at=now(),
                    created_at=now(),
                )
            )
    return ids


def change(endpoint: WebhookEndpoint, **values: object) -> None:
    with transaction() as session:
        session.execute(
            update(WebhookEndpoint).where(WebhookEndpoint.id == endpoint.id).values(**values)
        )


def test_a_code_is_forgotten_once_it_was_taken_and_never_sent_late(
    kyc_request: KycRequest, receiver: Receiver, clock: MovableClock
) -> None:
    command = PostWebhook(receiver.url, events=(EventType.CODE_REQUESTED,))
    create_endpoint(kyc_request.organization_id, command)
    with transaction() as session:
        for code in ("246810", "135791"):
            row = session.get_one(KycRequest, kyc_request.id)
            record_code(session, row, code, None, now() + CODE_LIFE)
    with reading() as session:
        first, late = session.scalars(select(WebhookDelivery.id).order_by(WebhookDelivery.body))
    deliver(first, OWNER)
    assert found(first).body == ""
    assert found(late).body != ""
    clock.advance(CODE_LIFE)
    deliver(late, OWNER)
    assert found(late).last_error == "code-expired"
    assert len(receiver.received) == 1
    assert forget_codes() == 1
    assert found(late).body == ""


def test_a_delivery_is_sent_signed_and_settled(kyc_request: KycRequest, receiver: Receiver) -> None:
    _, secret = listen(kyc_request, receiver)
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    with reading() as session:
        delivery_id = session.scalars(select(WebhookDelivery.id)).one()
    deliver(delivery_id, OWNER)
    (got,) = receiver.received
    assert Webhook(secret).verify(got.body, got.headers)["kycDocumentId"] == document_id
    delivery = found(delivery_id)
    assert got.body.decode() == delivery.body
    assert got.headers["webhook-id"] == delivery.event_id == json.loads(got.body)["eventId"]
    assert (delivery.status, delivery.attempts, delivery.last_status_code) == ("delivered", 1, 200)
    assert delivery.delivered_at is not None
    assert (delivery.next_attempt_at, delivery.lease_until, delivery.owner) == (None, None, None)


def test_a_settled_delivery_is_not_sent_again(delivery_id: str, receiver: Receiver) -> None:
    deliver(delivery_id, OWNER)
    deliver(delivery_id, OWNER)
    assert len(receiver.received) == 1


def test_a_delivery_is_sent_once_when_many_are_at_it(
    app: APIFlask, delivery_id: str, receiver: Receiver
) -> None:
    def rush(number: int) -> None:
        with app.app_context():
            deliver(delivery_id, f"worker-{number}:boot:token")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(rush, range(6)))
    assert len(receiver.received) == 1


def test_a_failure_waits_for_the_next_try_with_the_same_id_and_body(
    delivery_id: str, receiver: Receiver, clock: MovableClock
) -> None:
    receiver.behave = in_turn(answering(500), answering(200))
    # The engine took the word up, so it waits no more.
    queue().cancel([workflow_id(JobName.DELIVER_WEBHOOK, delivery_id, 0)])
    deliver(delivery_id, OWNER)
    delivery = found(delivery_id)
    assert (delivery.status, delivery.attempts, delivery.last_status_code) == ("waiting", 1, 500)
    assert delivery.next_attempt_at is not None
    # Not due yet: nobody sends it, and the sweep leaves it alone.
    deliver(delivery_id, OWNER)
    assert sweep_deliveries() == 0
    clock.advance(timedelta(seconds=7))
    assert sweep_deliveries() == 1
    deliver(delivery_id, OWNER)
    assert found(delivery_id).status == "delivered"
    first, second = receiver.received
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_the_schedule_is_kept_to_its_end_and_then_it_is_given_up(
    delivery_id: str, receiver: Receiver, clock: MovableClock
) -> None:
    receiver.behave = answering(503)
    for attempt in range(1, len(WAITS)):
        deliver(delivery_id, OWNER)
        delivery = found(delivery_id)
        assert (delivery.attempts, delivery.status) == (attempt, "waiting")
        assert delivery.next_attempt_at is not None
        wait = delivery.next_attempt_at - now()
        assert WAITS[attempt] * 0.79 - timedelta(seconds=2) < wait <= WAITS[attempt] * 1.2
        clock.advance(wait + timedelta(seconds=1))
    deliver(delivery_id, OWNER)
    delivery = found(delivery_id)
    assert (delivery.attempts, delivery.status, delivery.next_attempt_at) == (10, "failed", None)
    assert len(receiver.received) == 10
    clock.advance(timedelta(days=30))
    assert sweep_deliveries() == 0


def test_retry_after_is_honoured(delivery_id: str, receiver: Receiver) -> None:
    receiver.behave = answering(429, {"Retry-After": "3600"})
    deliver(delivery_id, OWNER)
    next_attempt_at = found(delivery_id).next_attempt_at
    assert next_attempt_at is not None
    assert timedelta(minutes=59) < next_attempt_at - now() <= timedelta(hours=1)


def test_the_sandbox_can_run_the_schedule_faster(
    app: APIFlask, delivery_id: str, receiver: Receiver
) -> None:
    resources().settings = replace(resources().settings, webhook_speed_up=1000)
    receiver.behave = answering(429, {"Retry-After": "3600"})
    deliver(delivery_id, OWNER)
    next_attempt_at = found(delivery_id).next_attempt_at
    assert next_attempt_at is not None
    assert timedelta(seconds=3) < next_attempt_at - now() <= timedelta(seconds=3.6)


def test_chaos_delays_drops_and_doubles_and_loses_nothing(
    kyc_request: KycRequest, receiver: Receiver, clock: MovableClock
) -> None:
    command = PostWebhook(receiver.url, events=("kyc-request-attempted",), chaos=True)
    create_endpoint(kyc_request.organization_id, command)
    with transaction() as session:
        row = session.get_one(KycRequest, kyc_request.id)
        for _ in range(24):
            record_request(session, row, EventType.REQUEST_ATTEMPTED)
    with reading() as session:
        made = session.scalars(select(WebhookDelivery)).all()
    fates = {each.id: fate_of(each.event_id) for each in made}
    for each in made:
        deliver(each.id, OWNER)
    at_once = {each.id for each in made if not fates[each.id].delay}
    dropped = {each.id for each in made if fates[each.id].is_dropped}
    tried = {each.id for each in made if found(each.id).attempts}
    assert {each.id for each in made if found(each.id).status == "delivered"} == tried - dropped
    # The clock goes on meanwhile, so what is late by a moment may be due by now.
    late = {each.id for each in made if fates[each.id].delay > LONGEST_DELAY / 2}
    assert at_once <= tried
    assert not late & tried
    for _ in range(2):
        clock.advance(LONGEST_DELAY)
        for each in made:
            deliver(each.id, OWNER)
    doubled = {each.event_id for each in made if fates[each.id].is_doubled}
    times = Counter(got.headers["webhook-id"] for got in receiver.received)
    assert times == {each.event_id: 1 + (each.event_id in doubled) for each in made}
    assert len({got.body for got in receiver.received}) == len(made)


@pytest.mark.parametrize("status", [301, 400, 401, 404, 408, 429, 500, 502])
def test_whatever_is_not_2xx_or_410_is_tried_again(
    delivery_id: str, receiver: Receiver, status: int
) -> None:
    receiver.behave = answering(status)
    deliver(delivery_id, OWNER)
    assert found(delivery_id).status == "waiting"


def test_410_switches_the_endpoint_off_and_ends_what_waits(
    delivery_id: str, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    (other,) = copies(delivery_id, 1)
    receiver.behave = answering(410)
    deliver(delivery_id, OWNER)
    told = found(delivery_id)
    assert (told.status, told.last_status_code, told.last_error) == ("failed", 410, None)
    assert (found(other).status, found(other).last_error) == ("failed", "endpoint-inactive")
    after = find_endpoint(endpoint.organization_id, endpoint.id)
    assert (after.status, after.revision) == ("inactive", 2)
    assert after.disabled_reason == "The receiver answered 410 Gone."
    deliver(other, OWNER)
    assert len(receiver.received) == 1


def test_an_endpoint_that_failed_for_five_days_is_switched_off(
    delivery_id: str, endpoint: WebhookEndpoint, receiver: Receiver, clock: MovableClock
) -> None:
    receiver.behave = answering(500)
    change(endpoint, failures=8, failing_since=now() - timedelta(hours=121))
    deliver(delivery_id, OWNER)
    assert find_endpoint(endpoint.organization_id, endpoint.id).status == "active"
    clock.advance(timedelta(seconds=10))
    deliver(delivery_id, OWNER)
    after = find_endpoint(endpoint.organization_id, endpoint.id)
    assert after.status == "inactive"
    assert after.disabled_reason == "Every delivery failed for 120 hours."


def test_failures_are_counted_from_the_first_and_forgotten_at_a_success(
    delivery_id: str, endpoint: WebhookEndpoint, receiver: Receiver, clock: MovableClock
) -> None:
    receiver.behave = in_turn(answering(500), answering(500), answering(200))
    deliver(delivery_id, OWNER)
    since = find_endpoint(endpoint.organization_id, endpoint.id).failing_since
    assert since is not None
    clock.advance(timedelta(seconds=10))
    deliver(delivery_id, OWNER)
    after = find_endpoint(endpoint.organization_id, endpoint.id)
    assert (after.failures, after.failing_since, after.revision) == (2, since, 1)
    clock.advance(timedelta(minutes=10))
    deliver(delivery_id, OWNER)
    after = find_endpoint(endpoint.organization_id, endpoint.id)
    assert (after.failures, after.failing_since) == (0, None)


def test_failures_at_the_same_time_are_all_counted(
    app: APIFlask, delivery_id: str, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.behave = answering(500)
    ids = [delivery_id, *copies(delivery_id, 5)]

    def attempt(numbered: tuple[int, str]) -> None:
        with app.app_context():
            deliver(numbered[1], f"worker-1:boot:{numbered[0]}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(attempt, enumerate(ids)))
    tried = sum(found(each).attempts for each in ids)
    assert find_endpoint(endpoint.organization_id, endpoint.id).failures == tried > 0


def test_an_endpoint_without_a_place_loses_no_try(
    delivery_id: str, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    with ExitStack() as places:
        for _ in range(EACH_OTHER):
            places.enter_context(_PLACES.place(endpoint.id, is_failing=False))
        deliver(delivery_id, OWNER)
    delivery = found(delivery_id)
    assert (delivery.status, delivery.attempts, delivery.owner) == ("waiting", 0, None)
    assert delivery.next_attempt_at is not None
    assert delivery.next_attempt_at > now()
    assert receiver.received == []


def test_nothing_is_sent_to_a_deleted_endpoint(
    delivery_id: str, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    # As when the event is recorded while the endpoint is being deleted.
    delete_endpoint(endpoint.organization_id, endpoint.id)
    (late,) = copies(delivery_id, 1)
    deliver(late, OWNER)
    assert (found(late).status, found(late).last_error) == ("failed", "endpoint-inactive")
    assert receiver.received == []


def test_one_under_way_when_its_endpoint_is_deleted_ends_at_its_next_turn(
    app: APIFlask,
    delivery_id: str,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    clock: MovableClock,
) -> None:
    def delete_and_fail(request: BaseHTTPRequestHandler) -> None:
        with app.app_context():
            delete_endpoint(endpoint.organization_id, endpoint.id)
        answering(500)(request)

    receiver.behave = delete_and_fail
    deliver(delivery_id, OWNER)
    assert (found(delivery_id).status, found(delivery_id).attempts) == ("waiting", 1)
    clock.advance(timedelta(seconds=10))
    deliver(delivery_id, OWNER)
    assert found(delivery_id).status == "failed"
    assert len(receiver.received) == 1


def test_both_secrets_sign_while_one_replaces_the_other(
    delivery_id: str, endpoint: WebhookEndpoint, receiver: Receiver, clock: MovableClock
) -> None:
    old = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
    change(
        endpoint,
        previous_secret=secret_box().seal(old, context=endpoint.id),
        previous_secret_until=now() + timedelta(hours=24),
    )
    (later,) = copies(delivery_id, 1)
    deliver(delivery_id, OWNER)
    clock.advance(timedelta(hours=25))
    deliver(later, OWNER)
    during, after = receiver.received
    assert len(during.headers["webhook-signature"].split()) == 2
    assert len(after.headers["webhook-signature"].split()) == 1


def test_an_unreadable_secret_is_a_failed_try_and_sends_nothing(
    app: APIFlask, delivery_id: str, receiver: Receiver
) -> None:
    real = resources().settings
    resources().settings = replace(real, secret_keys=("another-key-" * 5,))
    deliver(delivery_id, OWNER)
    delivery = found(delivery_id)
    assert (delivery.status, delivery.last_error) == ("waiting", "secret-unreadable")
    assert receiver.received == []


def test_a_deactivated_credential_is_a_failed_try_until_it_is_active(
    delivery_id: str, endpoint: WebhookEndpoint, receiver: Receiver, clock: MovableClock
) -> None:
    command = PostCredential("127.0.0.1", "basic", "kyc", "horse")
    organization_id = endpoint.organization_id
    credential_id = create_credential(organization_id, command, actor="test").id
    change(endpoint, credential_id=credential_id)
    switch_credential(organization_id, credential_id, "deactivated", actor="test")
    deliver(delivery_id, OWNER)
    delivery = found(delivery_id)
    assert (delivery.status, delivery.last_error) == ("waiting", "credential-deactivated")
    assert send_test(organization_id, endpoint.id).result.error == "credential-deactivated"
    assert receiver.received == []
    switch_credential(organization_id, credential_id, "active", actor="test")
    clock.advance(timedelta(seconds=7))
    deliver(delivery_id, OWNER)
    assert found(delivery_id).status == "delivered"


def test_a_worker_that_lost_its_claim_settles_nothing(
    app: APIFlask, delivery_id: str, receiver: Receiver, clock: MovableClock
) -> None:
    """It slept through its lease; whoever took over sends the same event again, and settles it."""

    def take_over(request: BaseHTTPRequestHandler) -> None:
        clock.advance(timedelta(minutes=1))
        with app.app_context():
            assert claims.claim(WebhookDelivery, delivery_id, "worker-2:boot:token")
        answering(200)(request)

    receiver.behave = in_turn(take_over, answering(200))
    deliver(delivery_id, OWNER)
    delivery = found(delivery_id)
    assert (delivery.status, delivery.attempts) == ("waiting", 0)
    assert delivery.owner == "worker-2:boot:token"
    claims.clear_slot("worker-2")
    deliver(delivery_id, "worker-2:later:token")
    assert (found(delivery_id).status, found(delivery_id).attempts) == ("delivered", 1)
    assert len({got.headers["webhook-id"] for got in receiver.received}) == 1
