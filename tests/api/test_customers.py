"""Customers: created, replaced, read, and every value that cannot be named."""

from typing import Any

import pytest

from app.domain.errors import NotFound
from app.models import Organization
from app.services.customers import find_customer
from tests.api.conftest import Json, Merchant, invalid_fields

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PERSON: Json = {
    "firstName": "Ängla",
    "lastName": "O'Neil <b>",
    "address": "1 Harbour Street",
    "address2": "Flat 2",
    "city": "Utopia City",
    "region": "Coast",
    "country": "GB",
    "postalCode": "UT1 2AB",
    "dob": "1990-02-28",
    "emails": [{"label": "main", "value": "a@example.com", "primary": True}],
    "phoneNumbers": [{"label": "home", "value": "+44 20 7946 0000", "primary": False}],
}
NOBODY: Json = {name: [] if isinstance(value, list) else None for name, value in PERSON.items()}


def test_a_customer_is_answered_as_it_was_sent(merchant: Merchant) -> None:
    answer = merchant.put("/customers/ada", {"primaryAddress": PERSON})
    assert answer.status_code == 201
    found = answer.get_json()
    assert (found["id"], found["primaryAddress"]) == ("ada", PERSON)
    assert (found["revision"], found["hasFulfilledKyc"]) == (1, False)
    assert merchant.get("/customers/ada").get_json() == found


def test_a_second_put_replaces_the_whole_customer(merchant: Merchant) -> None:
    merchant.put("/customers/ada", {"primaryAddress": PERSON})
    answer = merchant.put("/customers/ada", {"primaryAddress": {"lastName": "New"}})
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    found = answer.get_json()
    assert found["primaryAddress"] == {**NOBODY, "lastName": "New"}
    assert found["revision"] == 2


def test_a_put_that_changes_nothing_keeps_the_revision(merchant: Merchant) -> None:
    merchant.put("/customers/ada", {"primaryAddress": PERSON})
    again = merchant.put("/customers/ada", {"primaryAddress": PERSON})
    assert again.get_json()["revision"] == 1


def test_a_posted_customer_gets_an_id_of_ours(merchant: Merchant, app: object) -> None:
    answer = merchant.post("/customers", {"id": "mine", "primaryAddress": PERSON})
    assert answer.status_code == 201
    assert answer.get_json()["id"].startswith("cus_")
    assert merchant.get("/customers/mine").status_code == 404


def test_nothing_has_to_be_known(merchant: Merchant) -> None:
    for address in (None, {}, NOBODY):
        answer = merchant.put("/customers/x", {"primaryAddress": address})
        assert answer.get_json()["primaryAddress"] == NOBODY
    assert merchant.put("/customers/x", {}).get_json()["primaryAddress"] == NOBODY


def test_fields_that_only_we_write_are_ignored(merchant: Merchant) -> None:
    sent = {
        "id": "other",
        "revision": 7,
        "hasFulfilledKyc": True,
        "createdTime": "x",
        "updatedTime": 1,
        "_links": [],
        "_embedded": 1,
        "customFields": {"anything": [1]},
    }
    found = merchant.put("/customers/ada", {"primaryAddress": PERSON, **sent}).get_json()
    assert (found["id"], found["revision"], found["hasFulfilledKyc"]) == ("ada", 1, False)
    assert merchant.put("/customers/ada", found).status_code == 200


LONG = ("firstName", "lastName", "address", "address2", "city", "region")
WRONG: list[tuple[str, Any]] = [
    *((name, value) for name in LONG for value in ["x" * 256, 1, True, [], {}, "a\u0000"]),
    ("firstName", "\ud800"),
    *(("postalCode", value) for value in ["x" * 33, 12345, True, [], "a\nb"]),
    *(("country", value) for value in ["gb", "GBR", "G", "ÄÖ", 1, True, [], "GB\n"]),
    *(
        ("dob", value)
        for value in ["", "1990-2-3", "1990-02-30", "28.02.1990", "1990-02-28T00:00:00Z", 1990]
    ),
    *(("emails", value) for value in ["a@b", {}, 1, [{"value": "x"}] * 21]),
    *(("emails.0", [value]) for value in ["a@b", None, 1, []]),
    *(("emails.0.value", [{"value": value}]) for value in [None, 1, "x" * 256]),
    ("emails.0.value", [{}]),
    ("phoneNumbers.0.primary", [{"value": "1", "primary": 1}]),
    ("phoneNumbers.0.kind", [{"value": "1", "kind": "x"}]),
    ("firstname", "x"),
]  # fmt: skip


def test_a_wrong_value_is_refused_by_name(merchant: Merchant) -> None:
    for name, value in WRONG:
        answer = merchant.put("/customers/x", {"primaryAddress": {name.split(".")[0]: value}})
        assert invalid_fields(answer) == {f"primaryAddress.{name}"}, (name, value)
    assert merchant.get("/customers/x").status_code == 404


def test_all_wrong_fields_are_told_at_once(merchant: Merchant, organization: Organization) -> None:
    person = {"country": "xx", "dob": "soon", "postalCode": 1}
    answer = merchant.put(f"/customers/{'x' * 51}", {"primaryAddress": person, "colour": "red"})
    assert invalid_fields(answer) == {
        "id",
        "primaryAddress.country",
        "primaryAddress.dob",
        "primaryAddress.postalCode",
        "colour",
    }
    with pytest.raises(NotFound):
        find_customer(organization.id, "x" * 51)


def test_an_id_that_cannot_be_is_named(merchant: Merchant) -> None:
    client = merchant.app.test_client()
    for text in ("x" * 51, "a%20b", "%C3%A4", "...", "a%00"):
        answer = client.put(f"/customers/{text}", headers=dict(merchant.headers), json={})
        assert invalid_fields(answer) == {"id"}, text


def test_an_id_of_the_reference_s_letters_is_taken(merchant: Merchant) -> None:
    for text in ("1", "123_456789", "a@b~c.d-e", "x" * 50, "a..", "~"):
        assert merchant.put(f"/customers/{text}", {}).get_json()["id"] == text
