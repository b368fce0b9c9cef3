"""Changing and deleting a KYC request: what can be changed, when, and what is gone afterwards."""

from datetime import timedelta
from threading import Thread

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.domain.documents import FileTag
from app.domain.wire_times import wire_time
from app.extensions import now, store
from app.models import AuditEntry, KycRequest
from app.services.kyc_requests import expire_due
from app.services.transaction import reading
from tests.api.conftest import Json, MakeMerchant, Merchant, invalid_fields
from tests.support.gathering import gather, send

IDENTITY, ADDRESS = {"type": "identity-proof"}, {"type": "address-proof"}


def patch(merchant: Merchant, created: Json, body: Json, *, query: str = "") -> Json:
    """Change a request that takes the change, and return it."""
    answer = merchant.call("PATCH", f"/kyc-requests/{created['id']}{query}", json=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.get_json()
    return found


def refusal(merchant: Merchant, created: Json, body: Json) -> set[str]:
    """Return the invalid fields of a change that is refused."""
    return invalid_fields(merchant.call("PATCH", f"/kyc-requests/{created['id']}", json=body))


def token_of(created: Json) -> str:
    """Return path and query of the customer's link."""
    (href,) = [link["href"] for link in created["_links"] if link["rel"] == "gatherer"]
    return str(href.removeprefix("http://localhost"))


def events_of(kyc_request_id: str) -> list[str]:
    """Return what the audit trail tells of a request."""
    with reading() as session:
        found = select(AuditEntry.event).where(AuditEntry.subject_id == kyc_request_id)
        return list(session.scalars(found.order_by(AuditEntry.id)))


def test_each_field_can_be_changed_and_counts_as_one_change(
    merchant: Merchant, created: Json
) -> None:
    later = wire_time(now() + timedelta(days=2))
    body = {
        "expirationTime": later,
        "redirectUrl": "https://shop.example/back",
        "reason": "spend limit",
        "matchLevel": 3,
        "locale": "de",
        "documents": [{**IDENTITY, "maxAttempts": 7, "subtypes": ["passport"]}, ADDRESS],
    }
    changed = patch(merchant, created, body, query="?expand=documents")
    assert {name: changed[name] for name in body if name != "documents"} == {
        name: body[name] for name in body if name != "documents"
    }
    assert changed["revision"] == 2
    assert changed["_embedded"] == {"documents": []}
    identity, address = changed["documents"]
    assert (identity["maxAttempts"], identity["subtypes"]) == (7, ["passport"])
    assert address["type"] == "address-proof"
    again = patch(merchant, created, {"documents": [{**IDENTITY, "faceLivenessRequired": True}]})
    assert again["documents"][0] == {
        **identity,
        "faceProofRequired": True,
        "faceLivenessRequired": True,
    }
    assert again["revision"] == 3
    assert "document-added" in events_of(created["id"])


def test_what_was_read_can_be_sent_back_and_changes_nothing(
    merchant: Merchant, created: Json
) -> None:
    assert patch(merchant, created, created) == created
    assert patch(merchant, created, {}) == created
    assert events_of(created["id"]) == ["created"]


def test_a_change_can_insist_on_the_revision_it_starts_from(
    merchant: Merchant, created: Json
) -> None:
    path, body = f"/kyc-requests/{created['id']}", {"reason": "a"}
    answers = [
        merchant.call("PATCH", path, json=body, headers={"If-Match": wanted}).status_code
        for wanted in ('"2"', '"1"', '"1"', "*", "W/x")
    ]
    assert answers == [412, 200, 412, 200, 400]


def test_everything_that_cannot_be_is_named(merchant: Merchant, created: Json) -> None:
    wrong: Json = {
        "expirationTime": wire_time(now() - timedelta(seconds=5)),
        "redirectUrl": "http://shop.example",
        "documents": [
            {"type": "funds-proof", "faceProofRequired": True},
            ADDRESS,
            ADDRESS,
            {"type": "credit-file-proof"},
        ],
    }
    assert refusal(merchant, created, wrong) == {
        "expirationTime",
        "redirectUrl",
        "documents.0.faceProofRequired",
        "documents.2.type",
        "documents.3.type",
    }
    assert refusal(merchant, created, {"matchLevel": None, "nonsense": 1, "documents": []}) == {
        "matchLevel",
        "nonsense",
        "documents",
    }
    # What is wrong with one part is told together with the shape of another.
    mixed = {**wrong, "matchLevel": 4, "documents": [{"type": "x"}, *wrong["documents"]]}
    assert refusal(merchant, created, mixed) == {
        "matchLevel",
        "expirationTime",
        "redirectUrl",
        "documents.0.type",
        "documents.1.faceProofRequired",
        "documents.3.type",
        "documents.4.type",
    }
    assert merchant.get(f"/kyc-requests/{created['id']}").get_json() == created


def test_a_line_that_was_uploaded_to_stays_as_it_is(merchant: Merchant, created: Json) -> None:
    gather(created["id"])
    send(created["id"])
    assert refusal(merchant, created, {"documents": [{**IDENTITY, "maxAttempts": 9}]}) == {
        "documents.0"
    }
    changed = patch(merchant, created, {"documents": [IDENTITY, ADDRESS]})
    assert [line["type"] for line in changed["documents"]] == ["identity-proof", "address-proof"]


def test_gathered_files_that_a_changed_line_does_not_take_are_let_go(
    merchant: Merchant, body: Json
) -> None:
    line = {**IDENTITY, "faceProofRequired": True}
    created = merchant.post("/kyc-requests", {**body, "documents": [line]}).get_json()
    gather(created["id"], FileTag.FACE_PROOF)
    patch(merchant, created, {"documents": [{**IDENTITY, "faceProofRequired": False}]})
    assert list(store().list("files/")) == []


def test_the_end_moves_with_the_expiration_time(
    merchant: Merchant, created: Json, clock: MovableClock, app: APIFlask
) -> None:
    customer = app.test_client()
    patch(merchant, created, {"expirationTime": wire_time(now() + timedelta(hours=3))})
    clock.advance(timedelta(hours=2))
    assert expire_due() == 0
    assert customer.get(token_of(created)).status_code == 200
    patch(merchant, created, {"expirationTime": wire_time(now() + timedelta(minutes=1))})
    clock.advance(timedelta(minutes=2))
    assert customer.get(token_of(created)).status_code == 410
    # Ended by the clock, although no duty has written it down yet.
    assert refusal(merchant, created, {"reason": "x"}) == {"status"}
    assert expire_due() == 1


def test_of_two_changes_at_once_none_is_lost(app: APIFlask, merchant: Merchant, body: Json) -> None:
    created = merchant.post("/kyc-requests", body).get_json()

    def change(wanted: Json) -> None:
        with app.app_context():
            patch(merchant, created, wanted)

    changes = [{"reason": "a"}, {"matchLevel": 1}, {"locale": "fr"}, {"documents": [ADDRESS]}]
    threads = [Thread(target=change, args=(each,)) for each in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = merchant.get(f"/kyc-requests/{created['id']}").get_json()
    assert (found["reason"], found["matchLevel"], found["locale"]) == ("a", 1, "fr")
    assert len(found["documents"]) == 2
    assert found["revision"] == 1 + len(changes)


def test_a_deleted_request_is_gone_and_its_files_with_it(
    merchant: Merchant, created: Json, app: APIFlask
) -> None:
    customer = app.test_client()
    assert customer.get(token_of(created)).status_code == 200
    gather(created["id"])
    document_id = send(created["id"])
    path = f"/kyc-requests/{created['id']}"
    assert merchant.call("DELETE", path).status_code == 204
    for method in ("GET", "PATCH", "DELETE"):
        body = {} if method == "PATCH" else None
        assert merchant.call(method, path, json=body).status_code == 404
    assert merchant.get("/kyc-requests").get_json() == []
    assert customer.get(token_of(created)).status_code == 404
    assert list(store().list("files/")) == []
    document = merchant.get(f"/kyc-documents/{document_id}").get_json()
    assert (document["status"], document["fileIds"]) == ("archived", [])
    assert events_of(created["id"])[-1] == "deleted"
    with reading() as session:
        assert session.get_one(KycRequest, created["id"]).deleted_at is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_key_needs_the_permission(
    make_merchant: MakeMerchant, merchant: Merchant, created: Json, method: str
) -> None:
    with reading() as session:
        organization = session.get_one(KycRequest, created["id"]).organization
    reader = make_merchant(organization, permissions=["GetKycRequest"])
    body = {} if method == "PATCH" else None
    answer = reader.call(method, f"/kyc-requests/{created['id']}", json=body)
    assert answer.status_code == 403
