"""Webhook endpoints: created with a secret that is shown once, listed, read, deleted."""

from typing import Any

import pytest
from standardwebhooks import Webhook

from app.domain.events import EventType
from tests.api.conftest import Json, Merchant, invalid_fields

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

URL = "https://shop.example/hooks/kyc"
BODY = '{"text": "{{customerId}}: {{kycRequest.status}}", "n": {{revision}}}'
HEADER = {"name": "X-Shop", "value": "Harbour", "status": "active"}


def test_a_webhook_is_answered_with_defaults(merchant: Merchant) -> None:
    found = merchant.post("/webhooks", {"url": URL}).get_json()
    assert found["id"].startswith("hook_")
    expected = {"url": URL, "method": "POST", "status": "active", "eventsFilter": [], "headers": []}
    assert {name: found[name] for name in expected} == expected
    assert (found["revision"], found["disabledReason"]) == (1, None)


def test_every_value_is_taken_and_answered(merchant: Merchant) -> None:
    body = {
        "url": URL,
        "method": "PUT",
        "status": "inactive",
        "eventsFilter": [item.value for item in EventType],
        "headers": [HEADER],
        "body": BODY,
    }
    found = merchant.post("/webhooks", body).get_json()
    assert {name: found[name] for name in body} == body
    again = merchant.post("/webhooks", {**found, "headers": None, "eventsFilter": None})
    assert again.status_code == 201


def test_the_secret_is_shown_once_and_signs(merchant: Merchant) -> None:
    created = merchant.post("/webhooks", {"url": URL}).get_json()
    secret = created.pop("signingSecret")
    assert Webhook(secret)
    assert merchant.get(f"/webhooks/{created['id']}").get_json() == created
    assert merchant.get("/webhooks").get_json() == [created]
    assert secret not in merchant.get("/webhooks").text


def test_a_deleted_webhook_is_gone(merchant: Merchant) -> None:
    path = f"/webhooks/{merchant.post('/webhooks', {'url': URL}).get_json()['id']}"
    assert merchant.call("DELETE", path).status_code == 204
    assert merchant.get(path).status_code == 404
    assert merchant.call("DELETE", path).status_code == 404
    assert merchant.get("/webhooks").get_json() == []


WRONG: list[tuple[str, Any]] = [
    *(("url", value) for value in ["", "x", "http://shop.example", "https://", None, 1, True, []]),
    *(("url", value) for value in ["https://10.0.0.1/", "https://[::1]/", "https://a@b.example"]),
    *(("method", value) for value in ["GET", "DELETE", "post", None, 1]),
    *(("status", value) for value in ["on", "", None, 1, True]),
    *(("eventsFilter", value) for value in ["kyc-request-failed", 1, {}]),
    *(("eventsFilter.0", [value]) for value in ["kyc", None, 1, ["kyc-request-failed"]]),
    *(("headers", value) for value in [{}, "X: y", [HEADER] * 21]),
    *(("headers.0.name", [{**HEADER, "name": value}]) for value in ["", "a b", "Host", 1, None]),
    *(("headers.0.value", [{**HEADER, "value": value}]) for value in ["a\r\nb", "é", 1, None]),
    *(("headers.0.status", [{**HEADER, "status": value}]) for value in ["off", None, 1]),
    *(("credentialHash", value) for value in ["cred_unknown", "a b", 1]),
    *(("body", value) for value in ["Hello {{customerId}}", '"' + "x" * 8191 + '"', {}, 1]),
    *(("filter", value) for value in ["status", "kycRequest.name:x", 1]),
]


def test_a_wrong_value_is_refused_by_name(merchant: Merchant) -> None:
    for name, value in WRONG:
        body: Json = {"url": URL, name.split(".")[0]: value}
        answer = merchant.post("/webhooks", body)
        assert invalid_fields(answer) == {name}, (name, value)
    assert merchant.get("/webhooks").get_json() == []


def test_a_webhook_needs_an_address(merchant: Merchant) -> None:
    assert invalid_fields(merchant.post("/webhooks", {})) == {"url"}
