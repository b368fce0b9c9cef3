"""Webhook endpoints changed: replaced, amended, logged in at, signed with a new secret."""

from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from app.adapters.clock import MovableClock
from app.extensions import now
from app.models import Organization, WebhookCredential, WebhookEndpoint
from app.services.organizations import create_organization
from app.services.transaction import reading, transaction
from app.services.webhook_deliveries import _valid_secrets
from app.services.webhooks import reseal_secrets
from tests.api.conftest import Json, MakeMerchant, Merchant, invalid_fields

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

URL = "https://shop.example/hooks"
CREDENTIAL: Json = {
    "type": "webhook",
    "host": "shop.example",
    "auth": {"type": "digest", "username": "kyc", "password": "correct horse"},
}


@pytest.fixture
def webhook(merchant: Merchant) -> Json:
    """A webhook with a value in each field."""
    body = {
        "url": URL,
        "method": "PUT",
        "eventsFilter": ["kyc-request-failed"],
        "filter": "kycRequest.matchLevel:2",
        "headers": [{"name": "X-A", "value": "b", "status": "inactive"}],
        "chaos": True,
    }
    created: Json = merchant.post("/webhooks", body).get_json()
    del created["signingSecret"]
    return created


def test_patch_changes_what_it_names_and_put_everything(merchant: Merchant, webhook: Json) -> None:
    path = f"/webhooks/{webhook['id']}"
    patched = merchant.call("PATCH", path, json={"filter": None, "method": "POST"}).get_json()
    expected = {**webhook, "filter": None, "method": "POST", "revision": 2}
    assert {**patched, "updatedTime": 0} == {**expected, "updatedTime": 0}
    assert merchant.call("PATCH", path, json={}).get_json() == patched
    put = merchant.put(path, {"url": f"{URL}/2"}).get_json()
    assert (put["url"], put["eventsFilter"], put["headers"]) == (f"{URL}/2", [], [])
    assert (put["revision"], "signingSecret" in put) == (3, False)
    for body, field in (({"url": ""}, "url"), ({"method": "GET"}, "method"), ({"x": 1}, "x")):
        assert invalid_fields(merchant.call("PATCH", path, json=body)) == {field}
    # What was read can be sent back.
    assert merchant.put(path, put).get_json() == put


def test_put_creates_under_an_id_of_ones_own(
    merchant: Merchant, make_merchant: MakeMerchant
) -> None:
    created = merchant.put("/webhooks/orders", {"url": URL})
    assert created.status_code == 201
    assert created.headers["Location"].endswith("/webhooks/orders")
    assert Webhook(created.get_json()["signingSecret"])
    rival = make_merchant(create_organization("Rival"))
    assert rival.call("PATCH", "/webhooks/orders", json={}).status_code == 404
    assert rival.post("/webhooks/orders/signing-secret").status_code == 404
    assert rival.post("/webhooks/orders/test").status_code == 404
    merchant.call("DELETE", "/webhooks/orders")
    assert merchant.put("/webhooks/orders", {"url": URL}).status_code == 404
    assert rival.put("/webhooks/orders", {"url": URL}).status_code == 201


def test_switching_on_again_forgets_what_failed(merchant: Merchant, webhook: Json) -> None:
    path = f"/webhooks/{webhook['id']}"
    with transaction() as session:
        endpoint = session.get_one(WebhookEndpoint, webhook["id"])
        endpoint.status, endpoint.disabled_reason = "inactive", "Every delivery failed."
        endpoint.failures, endpoint.failing_since = 40, now() - timedelta(days=9)
    found = merchant.call("PATCH", path, json={"status": "active"}).get_json()
    assert (found["status"], found["disabledReason"]) == ("active", None)
    with reading() as session:
        endpoint = session.get_one(WebhookEndpoint, webhook["id"])
    assert (endpoint.failures, endpoint.failing_since) == (0, None)
    # The limit of active ones holds here too.
    merchant.call("PATCH", path, json={"status": "inactive"})
    for _ in range(25):
        assert merchant.post("/webhooks", {"url": URL}).status_code == 201
    assert invalid_fields(merchant.call("PATCH", path, json={"status": "active"})) == {"status"}


def test_two_secrets_sign_while_one_replaces_the_other(
    merchant: Merchant, clock: MovableClock
) -> None:
    created = merchant.post("/webhooks", {"url": URL}).get_json()
    path = f"/webhooks/{created['id']}"
    first = created["signingSecret"]

    def valid() -> tuple[str, ...]:
        with reading() as session:
            return _valid_secrets(session.get_one(WebhookEndpoint, created["id"]))

    second = merchant.post(f"{path}/signing-secret").get_json()["signingSecret"]
    assert valid() == (second, first)
    answer = merchant.post(f"{path}/signing-secret", {"previousSecretSeconds": 3600}).get_json()
    third, until = answer["signingSecret"], answer["previousSecretExpirationTime"]
    assert valid() == (third, second)
    assert merchant.get(path).get_json()["previousSecretExpirationTime"] == until
    clock.advance(timedelta(hours=1))
    assert valid() == (third,)
    reseal_secrets()
    assert merchant.get(path).get_json()["previousSecretExpirationTime"] is None
    for seconds in (-1, 86_401, "1"):
        refused = merchant.post(f"{path}/signing-secret", {"previousSecretSeconds": seconds})
        assert invalid_fields(refused) == {"previousSecretSeconds"}


def test_a_credential_is_kept_sealed_and_serves_one_host(
    merchant: Merchant, organization: Organization, make_merchant: MakeMerchant
) -> None:
    answer = merchant.post("/service-credentials/webhook", CREDENTIAL)
    created = answer.get_json()
    assert created["id"] == created["hash"]
    assert created["auth"] == {"type": "digest", "username": "kyc"}
    path = f"/service-credentials/webhook/{created['id']}"
    assert merchant.get(path).get_json() == created
    assert merchant.get("/service-credentials/webhook?filter=host:Shop.example").get_json() == [
        created
    ]
    with reading() as session:
        sealed = session.get_one(WebhookCredential, created["id"]).secret
    assert "horse" not in sealed
    assert "horse" not in answer.text
    used = {"url": URL, "credentialHash": created["hash"]}
    assert merchant.post("/webhooks", used).get_json()["credentialHash"] == created["id"]
    elsewhere = merchant.post("/webhooks", {**used, "url": "https://other.example/"})
    assert invalid_fields(elsewhere) == {"credentialHash"}
    rival = make_merchant(create_organization("Rival"))
    assert invalid_fields(rival.post("/webhooks", used)) == {"credentialHash"}
    assert rival.get(path).status_code == 404


def test_a_deactivated_credential_is_not_assigned_and_says_since_when(merchant: Merchant) -> None:
    credential_id = merchant.post("/service-credentials/webhook", CREDENTIAL).get_json()["id"]
    path = f"/service-credentials/webhook/{credential_id}"
    used = {"url": URL, "credentialHash": credential_id}
    endpoint = f"/webhooks/{merchant.post('/webhooks', used).get_json()['id']}"

    def switch(status: str) -> Json:
        found: Json = merchant.call("PATCH", path, json={"status": status}).get_json()
        return {name: found[name] for name in ("status", "deactivationTime", "revision")}

    off = switch("deactivated")
    assert off["deactivationTime"] is not None
    assert off == {**off, "status": "deactivated", "revision": 2} == switch("deactivated")
    listed = merchant.get("/service-credentials/webhook?filter=status:deactivated").get_json()
    assert [each["id"] for each in listed] == [credential_id]
    assert invalid_fields(merchant.post("/webhooks", used)) == {"credentialHash"}
    # An endpoint that names it already can be changed, switched off above all.
    assert merchant.call("PATCH", endpoint, json={"status": "inactive"}).status_code == 200
    assert merchant.call("PATCH", endpoint, json={"credentialHash": None}).status_code == 200
    again = merchant.call("PATCH", endpoint, json={"credentialHash": credential_id})
    assert invalid_fields(again) == {"credentialHash"}
    assert switch("active") == {"status": "active", "deactivationTime": None, "revision": 3}
    unknown = merchant.call("PATCH", path, json={"status": "inactive"})
    assert invalid_fields(unknown) == {"status"}


def test_what_no_credential_can_be_is_refused(merchant: Merchant) -> None:
    wrong: list[tuple[Json, set[str]]] = [
        ({**CREDENTIAL, "host": "https://shop.example"}, {"host"}),
        ({**CREDENTIAL, "auth": {"type": "oauth"}}, {"auth.type"}),
        ({**CREDENTIAL, "auth": {"type": "basic"}}, {"auth.username", "auth.password"}),
        ({**CREDENTIAL, "type": "smtp"}, {"type"}),
        ({}, {"host"}),
    ]
    for body, fields in wrong:
        answer = merchant.post("/service-credentials/webhook", body)
        assert invalid_fields(answer) == fields, body
