"""What only we write takes no effect in a body, however often a client sends it."""

import pytest

from app.services.organizations import create_organization
from tests.api.conftest import Json, MakeMerchant, Merchant

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FOREIGN = {
    "id": "chosen-by-them",
    "organizationId": "org_chosen",
    "organization_id": "org_chosen",
    "status": "fulfilled",
    "revision": 99,
    "createdTime": "2001-01-01T00:00:00Z",
    "updatedTime": "2001-01-01T00:00:00Z",
    "hasFulfilledKyc": True,
    "signingSecret": "whsec_chosen",
    "secret": "chosen",
    "disabledReason": "chosen",
    "linkNonce": "chosen",
    "permissions": ["*"],
    "isWaived": True,
    "attemptsUsed": -5,
    "_links": [{"rel": "self", "href": "https://thief.example"}],
    "_embedded": {"documents": []},
}


def test_no_foreign_field_takes_effect(merchant: Merchant, body: Json) -> None:
    line = body["documents"][0]
    bodies: list[tuple[str, str, Json]] = [
        ("POST", "/customers", {}),
        ("PUT", "/customers/anna", {}),
        ("POST", "/kyc-requests", body),
        ("POST", "/webhooks", {"url": "https://shop.example"}),
    ]
    for method, path, good in bodies:
        for name, value in FOREIGN.items():
            if name == "status" and path == "/webhooks":
                continue
            answer = merchant.call(method, path, json={**good, name: value})
            # Known fields that only we write are passed over, all others are refused by name.
            if answer.status_code == 422:
                assert {each["field"] for each in answer.get_json()["invalidFields"]} == {name}
            else:
                assert answer.status_code in {200, 201}
                assert answer.get_json().get(name) != value, (path, name)
    for name, value in FOREIGN.items():
        sent = {**body, "documents": [{**line, name: value}]}
        assert merchant.post("/kyc-requests", sent).status_code == 422, name


def test_an_organization_is_never_chosen_by_the_caller(
    merchant: Merchant, make_merchant: MakeMerchant, body: Json
) -> None:
    rival = make_merchant(create_organization("Rival"))
    for headers in (
        {"X-Organization-Id": "org_chosen"},
        {"X-Forwarded-Host": "thief.example"},
        {"Host": "thief.example"},
    ):
        created = merchant.post("/kyc-requests?organizationId=org_chosen", body, headers=headers)
        assert created.status_code == 201
        assert "thief" not in created.text
        assert rival.get(f"/kyc-requests/{created.get_json()['id']}").status_code == 404
