"""Deliveries looked at, sent again, and tests sent, to a real receiver."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from standardwebhooks import Webhook

from app.adapters.clock import MovableClock
from app.models import WebhookAttempt, WebhookDelivery
from app.services.organizations import create_organization
from app.services.transaction import reading, transaction
from app.services.webhook_attempts import KEPT_ATTEMPTS, KEPT_FOR, forget_deliveries
from app.services.webhook_deliveries import deliver
from app.services.webhook_tracking import _TESTS
from tests.api.conftest import Json, MakeMerchant, Merchant, invalid_fields
from tests.support.receiver import Receiver, answering, in_turn

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OWNER = "worker-1:boot:token"


@pytest.fixture
def webhook(merchant: Merchant, receiver: Receiver) -> Json:
    """A webhook at the receiver, with a credential and a header of its own."""
    auth = {"type": "basic", "username": "kyc", "password": "horse"}
    body = {"host": "127.0.0.1", "auth": auth}
    credential = merchant.post("/service-credentials/webhook", body).get_json()["id"]
    created: Json = merchant.post(
        "/webhooks",
        {
            "url": receiver.url,
            "eventsFilter": ["kyc-document-created"],
            "filter": "kycDocument.documentType:credit-file-proof",
            "headers": [
                {"name": "X-Key", "value": "swordfish"},
                {"name": "X-Off", "value": "1", "status": "inactive"},
            ],
            "credentialHash": credential,
        },
    ).get_json()
    return created


@pytest.fixture
def delivery_id(merchant: Merchant, webhook: Json) -> str:
    """A delivery of one event, not yet sent; a webhook with another filter hears nothing."""
    other = {"url": webhook["url"], "filter": "kycDocument.documentType:identity-proof"}
    merchant.post("/webhooks", {**other, "eventsFilter": ["kyc-document-created"]})
    merchant.put("/customers/1", {"primaryAddress": {"firstName": "accept"}})
    body = {"customerId": "1", "documents": [{"type": "credit-file-proof"}]}
    merchant.post("/kyc-requests", body)
    with reading() as session:
        return session.scalars(select(WebhookDelivery.id)).one()


def tracked(merchant: Merchant, delivery_id: str) -> Json:
    found: Json = merchant.get(f"/tracking/webhooks/{delivery_id}").get_json()
    return found


def test_each_try_is_told_without_secrets(
    merchant: Merchant, webhook: Json, delivery_id: str, receiver: Receiver, clock: MovableClock
) -> None:
    new = tracked(merchant, delivery_id)
    assert (new["deliveryStatus"], new["attempt"], new["status"]) == ("waiting", 0, None)
    receiver.behave = in_turn(answering(500, body=b"out of order"), answering(200, body=b"ok"))
    deliver(delivery_id, OWNER)
    clock.advance(timedelta(seconds=10))
    deliver(delivery_id, OWNER)
    found = tracked(merchant, delivery_id)
    assert (found["deliveryStatus"], found["attempt"], found["status"]) == ("delivered", 2, 200)
    assert (found["webhookId"], found["url"]) == (webhook["id"], receiver.url)
    assert [(each["status"], each["response"]) for each in found["attempts"]] == [
        (500, "out of order"),
        (200, "ok"),
    ]
    assert found["entityId"] == json.loads(found["request"])["kycDocumentId"]
    shown = found["requestHeaders"]
    assert (shown["webhook-id"], shown["X-Key"]) == (found["eventId"], "***")
    assert (shown["Authorization"], "X-Off" in shown) == ("***", False)
    got = receiver.received[0].headers
    assert (got["x-key"], "x-off" in got) == ("swordfish", False)
    text = merchant.get("/tracking/webhooks").text
    for secret in ("swordfish", got["authorization"], got["webhook-signature"]):
        assert secret not in text
    queries = {
        f"webhookId:{webhook['id']};deliveryStatus:delivered": 1,
        "status:200..299;eventType:kyc-document-created": 1,
        f"entityId:{found['entityId']};attempt:2;error:null": 1,
        f"createdTime:..{found['createdTime']};sentTime:!null": 1,
        "deliveryStatus:failed": 0,
    }
    for query, total in queries.items():
        page = merchant.get(
            "/tracking/webhooks", query_string={"filter": query, "sort": "-updatedTime"}
        )
        assert page.headers["Pagination-Total"] == str(total), query


def test_a_delivery_is_sent_again_with_the_same_bytes(
    merchant: Merchant,
    make_merchant: MakeMerchant,
    webhook: Json,
    delivery_id: str,
    receiver: Receiver,
) -> None:
    path = f"/tracking/webhooks/{delivery_id}/resend"
    deliver(delivery_id, OWNER)
    assert merchant.post(path).status_code == 204
    assert tracked(merchant, delivery_id)["deliveryStatus"] == "waiting"
    deliver(delivery_id, OWNER)
    first, second = receiver.received
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    rival = make_merchant(create_organization("Rival"))
    assert rival.post(path).status_code == rival.get(path[:-7]).status_code == 404
    with transaction() as session:
        session.execute(update(WebhookDelivery).values(owner="worker-1:boot:other"))
    assert merchant.post(path).status_code == 409
    with transaction() as session:
        session.execute(update(WebhookDelivery).values(owner=None))
    merchant.call("PATCH", f"/webhooks/{webhook['id']}", json={"status": "inactive"})
    refused = merchant.post(path)
    assert (refused.status_code, "activate it first" in refused.text) == (409, True)


def test_what_is_over_is_forgotten_in_time(
    merchant: Merchant, delivery_id: str, receiver: Receiver, clock: MovableClock
) -> None:
    for _ in range(KEPT_ATTEMPTS + 2):
        deliver(delivery_id, OWNER)
        merchant.post(f"/tracking/webhooks/{delivery_id}/resend")
    assert len(tracked(merchant, delivery_id)["attempts"]) == KEPT_ATTEMPTS
    clock.advance(KEPT_FOR)
    # It waits to be sent again, so it stays.
    assert forget_deliveries() == 0
    deliver(delivery_id, OWNER)
    clock.advance(KEPT_FOR)
    assert forget_deliveries() == 1
    with reading() as session:
        assert session.scalars(select(WebhookAttempt)).all() == []
    assert merchant.get(f"/tracking/webhooks/{delivery_id}").status_code == 404


def test_a_test_event_is_sent_and_what_came_back_is_told(
    merchant: Merchant, webhook: Json, receiver: Receiver
) -> None:
    receiver.behave = answering(503, body=b"not yet")
    told = merchant.post(f"/webhooks/{webhook['id']}/test").get_json()
    assert (told["isAcknowledged"], told["status"], told["response"]) == (False, 503, "not yet")
    (got,) = receiver.received
    assert got.headers["x-key"] == "swordfish"
    assert Webhook(webhook["signingSecret"]).verify(got.body, got.headers) == json.loads(
        told["request"]
    )
    assert json.loads(got.body)["eventType"] == "webhook-test"
    assert merchant.get("/tracking/webhooks").get_json() == []
    with _TESTS, _TESTS:
        assert merchant.post(f"/webhooks/{webhook['id']}/test").status_code == 409


def test_a_preview_keeps_nothing(merchant: Merchant, receiver: Receiver) -> None:
    hook = {"url": receiver.url, "body": '{"text": "{{eventType}}", "id": {{eventId}}}'}
    told: dict[str, Any] = merchant.post("/previews/webhooks", hook).get_json()
    assert (told["isAcknowledged"], told["url"]) == (True, receiver.url)
    (got,) = receiver.received
    sent = Webhook(told["signingSecret"]).verify(got.body, got.headers)
    assert sent == {"text": "webhook-test", "id": got.headers["webhook-id"]}
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    assert merchant.get("/webhooks").get_json() == []
    refused = merchant.post("/previews/webhooks", {"url": "https://10.0.0.1/", "method": "GET"})
    assert invalid_fields(refused) == {"url", "method"}
