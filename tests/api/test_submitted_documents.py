"""Documents that a merchant's server submits: which files they take, and what follows."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.domain.documents import FileTag
from app.domain.transitions import DocumentEvent
from app.extensions import store
from app.models import File, KycDocument, Organization
from app.services import status
from app.services.kept_faces import forget_faces_without_request
from app.services.transaction import reading, transaction
from tests import pdf_writer
from tests.api.conftest import Json, Merchant, invalid_fields
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg
from tests.support.terms import set_terms

FRONT, BACK, SELFIE = ("kyc", "id-front"), ("kyc", "id-back"), ("kyc", "face-proof")


def keep(merchant: Merchant, seed: int = 0, *, tags: Any = FRONT, data: bytes = b"") -> str:
    """Upload a file and return its id."""
    encoded = base64.b64encode(data or jpeg(seed)).decode()
    answer = merchant.post("/files", {"file": encoded, "tags": list(tags)})
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])


def passport(*file_ids: str, **fields: Any) -> Json:
    """Return the body of a passport."""
    named = {"documentType": "identity-proof", "documentSubtype": "passport", **fields}
    return {"customerId": "anna", "fileIds": list(file_ids), **named}


def submit(merchant: Merchant, body: Json, query: str = "") -> Json:
    """Submit a document that is taken, and return it."""
    answer = merchant.post(f"/kyc-documents{query}", body)
    assert answer.status_code == 201, answer.text
    found: Json = answer.get_json()
    return found


def decide(document_id: str, *events: DocumentEvent) -> None:
    with transaction() as session:
        for event in events:
            document = session.scalars(
                select(KycDocument).where(KycDocument.has_id(document_id))
            ).one()
            status.move(session, document, event, actor="test")


def test_a_document_of_a_request_is_an_attempt_and_is_analysed(
    merchant: Merchant, created: Json, run_analysis: Callable[[], int]
) -> None:
    body = passport(keep(merchant), requestId=created["id"], notes="by e-mail\nfrom Ada")
    document = submit(merchant, body, "?expand=files,customer")
    assert (document["status"], document["requestId"]) == ("in-progress", created["id"])
    assert document["notes"] == "by e-mail\nfrom Ada"
    assert document["_embedded"]["files"][0]["tags"] == list(FRONT)
    assert document["_embedded"]["customer"]["id"] == "anna"
    read = merchant.get(f"/kyc-requests/{created['id']}").get_json()
    assert read["status"] == "attempted"
    assert run_analysis() == 1
    judged = merchant.get(f"/kyc-documents/{document['id']}").get_json()
    assert (judged["status"], judged["revision"]) == ("rejected", 2)
    # The same bytes again would be refused for the same reason, and cost an attempt.
    again = merchant.post("/kyc-documents", passport(keep(merchant), requestId=created["id"]))
    assert (again.status_code, again.get_json()["detail"][:22]) == (422, "Exactly these files we")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_document_of_no_request_is_analysed_too(
    merchant: Merchant, created: Json, run_analysis: Callable[[], int]
) -> None:
    pdf = keep(merchant, data=pdf_writer.pdf())
    front = submit(merchant, passport(pdf, matchLevel=3, reason="registration"))
    assert (front["requestId"], front["matchLevel"], front["reason"]) == (None, 3, "registration")
    bill = {"documentType": "address-proof", "documentSubtype": None}
    pages = [keep(merchant, seed, tags=()) for seed in (1, 2)]
    submit(merchant, passport(*pages, **bill))
    assert run_analysis() == 2
    found = merchant.get("/kyc-documents?filter=requestId:null").get_json()
    assert {each["status"] for each in found} <= {"rejected", "pending"}
    assert merchant.get(f"/kyc-requests/{created['id']}").get_json() == created


def test_files_that_will_not_do_are_named(merchant: Merchant, created: Json) -> None:
    used = keep(merchant)
    submit(merchant, passport(used))
    untagged = keep(merchant, 1, tags=["kyc"])
    body = passport(used, untagged, "file_0", requestId="kyc_req_0")
    assert invalid_fields(merchant.post("/kyc-documents", body)) == {
        "fileIds.0",
        "fileIds.1",
        "fileIds.2",
        "requestId",
    }
    front = keep(merchant, 2)
    for files in ((front, keep(merchant, 3)), (front, front), (keep(merchant, 4, tags=SELFIE),)):
        named = invalid_fields(merchant.post("/kyc-documents", passport(*files)))
        assert {name.partition(".")[0] for name in named} == {"fileIds"}
    gather(created["id"])
    with reading() as session:
        (gathered,) = session.scalars(select(File.id).where(File.upload_key == "key-1"))
    assert invalid_fields(merchant.post("/kyc-documents", passport(gathered))) == {"fileIds.0"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"customerId": "nobody"}, "customerId"),
        ({"documentType": "credit-file-proof", "documentSubtype": None}, "documentType"),
        ({"documentSubtype": "utility-bill"}, "documentSubtype"),
        ({"fileIds": []}, "fileIds"),
        ({"matchLevel": 4}, "matchLevel"),
        ({"notes": "\x00"}, "notes"),
        ({"requestid": "x"}, "requestid"),
    ],
)
def test_a_field_that_cannot_be_is_named(
    merchant: Merchant, customer: Any, fields: Json, field: str
) -> None:
    body = {**passport(keep(merchant)), **fields}
    assert invalid_fields(merchant.post("/kyc-documents", body)) == {field}


def test_a_request_takes_only_what_it_asks_for_and_while_it_is_open(
    merchant: Merchant, body: Json, clock: MovableClock
) -> None:
    line = {"type": "identity-proof", "subtypes": ["id-card"], "maxAttempts": 1}
    created = merchant.post("/kyc-requests", {**body, "documents": [line]}).get_json()
    file_id, asked = keep(merchant), {"requestId": created["id"]}
    assert invalid_fields(merchant.post("/kyc-documents", passport(file_id, **asked))) == {
        "documentSubtype"
    }
    bill = {"documentType": "address-proof", "documentSubtype": None, **asked}
    assert invalid_fields(merchant.post("/kyc-documents", passport(file_id, **bill))) == {
        "documentType"
    }
    card = {"documentSubtype": "id-card", **asked}
    submit(merchant, passport(file_id, **card))
    exhausted = merchant.post("/kyc-documents", passport(keep(merchant, 1), **card))
    assert (exhausted.status_code, exhausted.get_json()["detail"][:13]) == (409, "No attempt is")
    clock.advance(timedelta(hours=2))
    closed = merchant.post("/kyc-documents", passport(keep(merchant, 1), **card))
    assert (closed.status_code, closed.get_json()["detail"][:15]) == (409, "The KYC request")


def test_a_selfie_needs_consent_and_is_needed_where_asked_for(
    merchant: Merchant, organization: Organization, body: Json
) -> None:
    line = {"type": "identity-proof", "faceProofRequired": True}
    created = merchant.post("/kyc-requests", {**body, "documents": [line]}).get_json()
    asked = {"requestId": created["id"]}
    front, selfie = keep(merchant), keep(merchant, 1, tags=SELFIE)
    assert invalid_fields(merchant.post("/kyc-documents", passport(front, **asked))) == {"fileIds"}
    for fields in (asked, {}):
        answer = merchant.post("/kyc-documents", passport(front, selfie, **fields))
        assert (answer.status_code, "agreed" in answer.get_json()["detail"]) == (409, True)
    set_terms(organization.id, biometric_consent=False)
    document = submit(merchant, passport(selfie, front, **asked))
    assert document["fileIds"] == [front, selfie]


def test_a_document_is_put_under_an_id_and_changed_until_it_is_decided(
    merchant: Merchant, customer: Any
) -> None:
    path, body = "/kyc-documents/mine-1", passport(keep(merchant))
    answer = merchant.put(path, body)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"http://localhost{path}")
    assert merchant.put(path, {**body, "documentSubtype": "id-card"}).status_code == 409
    noted = merchant.put(path, {**answer.get_json(), "notes": "looked at"})
    assert (noted.status_code, noted.get_json()["revision"]) == (200, 2)
    decide("mine-1", DocumentEvent.REFERRED)
    changed = merchant.put(f"{path}?expand=files", {**body, "documentSubtype": "id-card"})
    found = changed.get_json()
    assert (found["documentSubtype"], found["notes"], found["revision"]) == (
        "id-card",
        "looked at",
        4,
    )
    assert len(found["_embedded"]["files"]) == 1
    fixed = {**body, "fileIds": [keep(merchant, 1)], "documentType": "funds-proof"}
    fixed["documentSubtype"] = None
    assert invalid_fields(merchant.put(path, fixed)) == {"fileIds", "documentType"}
    decide("mine-1", DocumentEvent.ACCEPTED_BY_REVIEWER)
    assert merchant.put(path, {**body, "documentSubtype": "passport"}).status_code == 409
    late = merchant.put(path, {**found, "notes": None}).get_json()
    assert (late["notes"], late["status"]) == (None, "accepted")
    assert invalid_fields(merchant.put(f"/kyc-documents/{51 * chr(97)}", body)) == {"id"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_portal_goes_on_where_the_merchant_submitted(merchant: Merchant, created: Json) -> None:
    submit(merchant, passport(keep(merchant), requestId=created["id"]))
    gather(created["id"], FileTag.FRONT, data=jpeg(5))
    send(created["id"])
    found = merchant.get(f"/kyc-documents?filter=requestId:{created['id']}").get_json()
    assert len(found) == 2


def test_a_face_of_no_request_goes_in_time(
    merchant: Merchant, organization: Organization, customer: Any, clock: MovableClock
) -> None:
    set_terms(organization.id, biometric_consent=False)
    document = submit(merchant, passport(keep(merchant), keep(merchant, 1, tags=SELFIE)))
    clock.advance(timedelta(days=40))
    assert forget_faces_without_request() == 0
    decide(document["id"], DocumentEvent.REFERRED, DocumentEvent.ACCEPTED_BY_REVIEWER)
    clock.advance(timedelta(days=31))
    assert [forget_faces_without_request() for _ in range(2)] == [1, 0]
    kept = merchant.get(f"/kyc-documents/{document['id']}").get_json()["fileIds"]
    assert kept == document["fileIds"][:1]
    assert len(list(store().list("files/"))) == 1
