"""Every field of a KYC request: the values it takes, and those it refuses by name."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.documents import SUBTYPES, DocumentType
from app.domain.wire_times import parse_time
from app.extensions import now, resources
from app.models import Customer, Organization
from app.services.kyc_requests import find_kyc_request
from app.services.transaction import transaction
from tests.api.conftest import Json, Merchant, invalid_fields

LINE = {
    "type": "identity-proof",
    "subtypes": None,
    "maxAttempts": 3,
    "faceProofRequired": False,
    "faceLivenessRequired": False,
}

#: Field, the value sent, and the value answered.
TAKEN = [
    ("redirectUrl", None, None),
    ("redirectUrl", "https://shop.example", "https://shop.example"),
    ("redirectUrl", "https://shop.example/a?b=c&info=x#d", "https://shop.example/a?b=c&info=x#d"),
    ("redirectUrl", "http://localhost:3000/back", "http://localhost:3000/back"),
    ("redirectUrl", "http://127.0.0.1/", "http://127.0.0.1/"),
    ("redirectUrl", f"https://shop.example/{'a' * 2027}", f"https://shop.example/{'a' * 2027}"),
    ("reason", None, None),
    ("reason", "", ""),
    ("reason", "spend limit", "spend limit"),
    ("reason", "<b>' OR 1=1; -- {{7*7}} \u202e ﷽ 🏴‍☠️", "<b>' OR 1=1; -- {{7*7}} \u202e ﷽ 🏴‍☠️"),
    ("reason", "x" * 255, "x" * 255),
    ("matchLevel", 1, 1),
    ("matchLevel", 2, 2),
    ("matchLevel", 3, 3),
    ("locale", None, None),
    ("locale", "de", "de"),
    ("locale", "pt-BR", "pt-BR"),
    ("locale", "tlh-Latn-x-private", "tlh-Latn-x-private"),
]


@pytest.mark.parametrize("name", sorted({name for name, *_ in TAKEN}))
def test_a_value_is_taken_and_answered(merchant: Merchant, body: Json, name: str) -> None:
    for sent, answered in [values for each, *values in TAKEN if each == name]:
        answer = merchant.post("/kyc-requests", {**body, name: sent})
        assert answer.status_code == 201, answer.text
        assert answer.get_json()[name] == answered
        read = merchant.get(f"/kyc-requests/{answer.get_json()['id']}")
        assert read.get_json()[name] == answered


#: What one document asks, and how its line is answered.
LINES = [
    ({}, {}),
    ({"subtypes": None}, {}),
    ({"subtypes": []}, {}),
    ({"subtypes": [None]}, {}),
    ({"subtypes": ["passport"]}, {"subtypes": ["passport"]}),
    ({"subtypes": ["id-card", None, "passport", "id-card"]}, {"subtypes": ["id-card", "passport"]}),
    ({"maxAttempts": 0}, {"maxAttempts": 0}),
    ({"maxAttempts": 100}, {"maxAttempts": 100}),
    ({"faceProofRequired": True}, {"faceProofRequired": True}),
    (
        {"faceLivenessRequired": True},
        {"faceProofRequired": True, "faceLivenessRequired": True},
    ),
]


def test_a_document_is_taken_and_answered(merchant: Merchant, body: Json) -> None:
    for sent, answered in LINES:
        documents = [{"type": "identity-proof", **sent}]
        answer = merchant.post("/kyc-requests", {**body, "documents": documents})
        assert answer.status_code == 201, answer.text
        assert answer.get_json()["documents"] == [{**LINE, **answered}]


def test_every_type_is_taken_with_all_its_subtypes(merchant: Merchant, body: Json) -> None:
    for document_type in DocumentType:
        subtypes = [item.value for item in SUBTYPES[document_type]]
        documents = [{"type": document_type.value, "subtypes": subtypes}]
        answer = merchant.post("/kyc-requests", {**body, "documents": documents})
        assert answer.status_code == 201, answer.text
        assert answer.get_json()["documents"][0]["subtypes"] == (subtypes or None)


def test_defaults_are_those_of_the_reference(created: Json) -> None:
    assert created["documents"] == [LINE]
    assert (created["matchLevel"], created["redirectUrl"], created["reason"]) == (2, None, None)
    assert (created["status"], created["revision"]) == ("gathering", 1)
    life = parse_time(created["expirationTime"]) - parse_time(created["createdTime"])
    assert abs(life - timedelta(hours=1)) <= timedelta(seconds=1)


TIMES = {
    "2099-01-02T03:04:05Z": "2099-01-02T03:04:05Z",
    "2099-01-02T03:04:05.678901234Z": "2099-01-02T03:04:05Z",
    "2099-01-02T03:04:05+02:00": "2099-01-02T01:04:05Z",
    "2099-01-02t03:04:05z": "2099-01-02T03:04:05Z",
    "9999-12-31T23:59:59Z": "9999-12-31T23:59:59Z",
}


def test_a_time_is_answered_in_utc(merchant: Merchant, body: Json) -> None:
    for sent, answered in TIMES.items():
        answer = merchant.post("/kyc-requests", {**body, "expirationTime": sent})
        assert answer.get_json()["expirationTime"] == answered


WRONG_IDS = ["", "x" * 51, "a b", "a/b", "ä", "a\n", "..", ".", 7, None, True, [], {}, "a\u0000"]
WRONG_URLS = [
    "", "x", "//shop.example", "http://shop.example", "ftp://shop.example", "javascript:alert(1)",
    "https://", "https://user@shop.example", "https://u:p@shop.example", "https://shop.example:0",
    "https://shop.example:99999", "https://shop.example:-1", " https://shop.example",
    "https://shop.example/a b", "https://shop.example\\@evil.example", "https://shop.example/\r\nX:",
    "https://shop.example/\u0000", f"https://shop.example/{'a' * 2028}", 1, True, [], {},
]  # fmt: skip
WRONG_TIMES = [
    "", "tomorrow", "2099-01-02", "2099-01-02T03:04:05", "2099-13-02T03:04:05Z",
    "2099-02-30T03:04:05Z", "2099-01-02T25:00:00Z", "2099-01-02T03:04:60Z", "2099-1-2T3:4:5Z",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2000-01-01T00:00:00Z",
    "٢٠٩٩-01-02T03:04:05Z", 4070908800, 1.5, True, [], {},
]  # fmt: skip
WRONG = [
    *(("customerId", value) for value in WRONG_IDS),
    *(("redirectUrl", value) for value in WRONG_URLS),
    *(("expirationTime", value) for value in WRONG_TIMES),
    *(("reason", value) for value in ["x" * 256, "a\u0000b", "a\nb", "\x7f", "\ud800", 1, []]),
    *(("matchLevel", value) for value in [0, 4, -1, 1.0, 2.5, "2", True, None, [], {}, 10**30]),
    *(
        ("locale", value)
        for value in ["", "german", "de_AT", "d e", "de-", "de\n", "dé", "a" * 36, 1, True, [], {}]
    ),
    *(("documents", value) for value in [None, [], {}, "identity-proof", 1, True]),
    *(("documents.0", value) for value in [None, [], "identity-proof", 1, True]),
    *(
        ("documents.0.type", value)
        for value in [None, "", "passport", "IDENTITY-PROOF", " identity-proof", 1, True, [], {}]
    ),
    *(("documents.0.subtypes", value) for value in ["passport", 1, True, {}]),
    *(
        ("documents.0.subtypes.0", [value])
        for value in ["", "Passport", "utility-bill", "salary-slip", 1, True, [], {}]
    ),
    *(
        ("documents.0.maxAttempts", value)
        for value in [-1, 101, 1.0, 2.5, "3", True, None, [], {}, 10**30]
    ),
    *(
        (f"documents.0.{name}", value)
        for name in ("faceProofRequired", "faceLivenessRequired")
        for value in [None, 0, 1, "true", "", [], {}]
    ),
]  # fmt: skip


def _with(body: Json, name: str, value: Any) -> Json:
    """Return the body with the field of that name set, one level below `documents.0` at most."""
    place = name.split(".")[:3]
    if place == ["documents", "0"]:
        return {**body, "documents": [value]}
    if place[0] == "documents" and len(place) == 3:
        return {**body, "documents": [{**body["documents"][0], place[2]: value}]}
    return {**body, name: value}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", sorted({name for name, _ in WRONG}))
def test_a_wrong_value_is_refused_by_name(merchant: Merchant, body: Json, name: str) -> None:
    values = [value for each, value in WRONG if each == name]
    for value in values:
        answer = merchant.post("/kyc-requests", _with(body, name, value))
        assert invalid_fields(answer) == {name}, (value, answer.text)


@pytest.mark.parametrize("name", ["customerId", "documents"])
def test_a_missing_field_is_named(merchant: Merchant, body: Json, name: str) -> None:
    del body[name]
    assert invalid_fields(merchant.post("/kyc-requests", body)) == {name}


def test_an_unknown_field_is_named_where_it_stands(merchant: Merchant, body: Json) -> None:
    body["documents"][0]["maxattempts"] = 1
    body["customerID"] = "x"
    wanted = {"customerID", "documents.0.maxattempts"}
    assert invalid_fields(merchant.post("/kyc-requests", body)) == wanted


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("document_type", ["address-proof", "funds-proof", "purchase-proof"])
@pytest.mark.parametrize("name", ["faceProofRequired", "faceLivenessRequired"])
def test_a_face_is_only_asked_for_with_identity(
    merchant: Merchant, body: Json, document_type: str, name: str
) -> None:
    documents = [{"type": document_type, name: True}]
    answer = merchant.post("/kyc-requests", {**body, "documents": documents})
    assert invalid_fields(answer) == {f"documents.0.{name}"}


def test_all_wrong_fields_are_told_at_once(merchant: Merchant) -> None:
    answer = merchant.post(
        "/kyc-requests",
        {
            "customerId": "nobody",
            "documents": [
                {"type": "passport"},
                {"type": "address-proof", "subtypes": ["utility-bill", "passport", "salary-slip"]},
                {"type": "funds-proof"},
                7,
                {"type": "funds-proof", "faceProofRequired": True},
            ],
            "redirectUrl": "http://shop.example",
            "matchLevel": True,
            "expirationTime": "2000-01-01T00:00:00Z",
            "colour": "red",
        },
    )
    assert invalid_fields(answer) == {
        "customerId",
        "documents.0.type",
        "documents.1.subtypes.1",
        "documents.1.subtypes.2",
        "documents.3",
        "documents.4.type",
        "documents.4.faceProofRequired",
        "redirectUrl",
        "matchLevel",
        "expirationTime",
        "colour",
    }


def test_nothing_is_created_when_something_is_wrong(merchant: Merchant, body: Json) -> None:
    merchant.post("/kyc-requests", {**body, "matchLevel": 9})
    assert merchant.get("/kyc-requests").get_json() == []


def test_fields_that_only_we_write_are_ignored(
    merchant: Merchant, body: Json, organization: Organization
) -> None:
    sent = {
        "id": "kyc_req_CHOSEN",
        "status": "fulfilled",
        "revision": 99,
        "createdTime": "2000-01-01T00:00:00Z",
        "updatedTime": 7,
        "_links": "anything",
        "_embedded": {"documents": [{"status": "accepted"}]},
    }
    found = merchant.post("/kyc-requests", {**body, **sent}).get_json()
    for name, value in sent.items():
        assert found[name] != value
    assert found["status"] == "gathering"
    assert found["revision"] == 1
    stored = find_kyc_request(organization.id, found["id"])
    assert stored.created_at > now() - timedelta(minutes=1)


def test_what_was_read_can_be_sent_back(merchant: Merchant, created: Json) -> None:
    again = merchant.post("/kyc-requests", created)
    assert again.status_code == 201
    kept = {"customerId", "documents", "redirectUrl", "reason", "matchLevel", "expirationTime"}
    assert {name: again.get_json()[name] for name in kept} == {name: created[name] for name in kept}


def test_only_origins_of_the_allowlist_are_taken_when_there_is_one(
    merchant: Merchant, body: Json, organization: Organization
) -> None:
    with transaction() as session:
        session.get_one(Organization, organization.id).redirect_origins = ["https://shop.example"]
    good = merchant.post("/kyc-requests", {**body, "redirectUrl": "https://shop.example/x"})
    assert good.status_code == 201
    bad = merchant.post("/kyc-requests", {**body, "redirectUrl": "https://evil.example/x"})
    assert invalid_fields(bad) == {"redirectUrl"}


def test_a_credit_file_needs_a_bureau(merchant: Merchant, body: Json) -> None:
    resources().credit_bureau = None
    documents = [{"type": "credit-file-proof"}]
    answer = merchant.post("/kyc-requests", {**body, "documents": documents})
    assert invalid_fields(answer) == {"documents.0.type"}


def test_a_good_credit_file_fulfils_at_once(merchant: Merchant, customer: Customer) -> None:
    merchant.put("/customers/lucky", {"primaryAddress": {"firstName": "Accept"}})
    documents = [{"type": "credit-file-proof"}, {"type": "identity-proof"}]
    body = {"customerId": "lucky", "documents": documents}
    answer = merchant.post("/kyc-requests?expand=documents", body).get_json()
    assert answer["status"] == "fulfilled"
    assert [each["status"] for each in answer["_embedded"]["documents"]] == ["accepted"]
