"""The storefront: a customer's token opens what is theirs, by the rules of the portal."""

import base64
from collections.abc import Callable
from io import BytesIO
from typing import Any

import jsonschema_rs
import pytest
from apiflask import APIFlask
from PIL import Image

from app.extensions import store
from app.models import Organization
from tests.api.conftest import Json, Merchant, invalid_fields
from tests.api.test_authentication import bearer, issuer, make_token
from tests.support.pictures import jpeg

__all__ = ["issuer"]

FRONT, SELFIE = ["kyc", "id-front"], ["kyc", "face-proof"]
PASSPORT = {"documentType": "identity-proof", "documentSubtype": "passport"}


@pytest.fixture
def anna(app: APIFlask, issuer: Organization) -> Merchant:
    """A client with a token of Anna's."""
    return bearer(app, make_token(customerId="anna"))


@pytest.fixture
def faced(merchant: Merchant, body: Json) -> Json:
    """A KYC request that asks Anna for a live selfie."""
    line = {"type": "identity-proof", "faceLivenessRequired": True}
    found: Json = merchant.post("/kyc-requests", {**body, "documents": [line]}).get_json()
    return found


def keep(client: Merchant, seed: int = 0, *, tags: Any = FRONT) -> Any:
    encoded = base64.b64encode(jpeg(seed)).decode()
    return client.post("/files", {"file": encoded, "tags": tags})


def frames(count: int = 5) -> list[tuple[BytesIO, str]]:
    """Return small frames, no two of them alike."""
    found = []
    for number in range(count):
        out = BytesIO()
        Image.new("L", (64, 48), 9 * number).save(out, "JPEG")
        found.append((BytesIO(out.getvalue()), f"{number}.jpg"))
    return found


def test_a_customer_reads_their_request_and_less_of_it(
    anna: Merchant, created: Json, run_analysis: Callable[[], int]
) -> None:
    file_id = keep(anna).get_json()["id"]
    sent = anna.post("/storefront/kyc-documents", {**PASSPORT, "fileIds": [file_id]})
    assert sent.status_code == 201, sent.text
    assert sent.get_json()["requestId"] == created["id"]
    assert run_analysis() == 1
    found = anna.get(f"/storefront/kyc-requests/{created['id']}?expand=documents").get_json()
    assert set(created) - set(found) == {"customerId", "reason", "matchLevel", "locale", "revision"}
    assert [link["rel"] for link in found["_links"]] == ["self"]
    (document,) = found["_embedded"]["documents"]
    assert document == anna.get(f"/storefront/kyc-documents/{document['id']}").get_json()
    assert document["status"] == "rejected"
    assert set(document["documentMatches"]) == {"version", "data"}
    data = document["documentMatches"]["data"]
    assert data["firstName"] == ""
    assert {"isTampered", "isPhotocopy", "matchingImages"}.isdisjoint(data)
    patched = anna.call(
        "PATCH", f"/storefront/kyc-documents/{document['id']}", json={"documentSubtype": "id-card"}
    )
    assert patched.status_code == 409


def test_a_token_of_a_customer_opens_nothing_else(
    app: APIFlask, anna: Merchant, merchant: Merchant, created: Json
) -> None:
    bea = bearer(app, make_token(customerId="bea"))
    path = f"/storefront/kyc-requests/{created['id']}"
    assert anna.get(path).status_code == 200
    assert (bea.get(path).status_code, merchant.get(path).status_code) == (404, 403)
    for foreign in ("/kyc-requests", "/kyc-documents", "/customers", "/files"):
        assert anna.get(foreign).status_code == 403
    merchant_s = bearer(app, make_token())
    assert (merchant_s.get("/kyc-requests").status_code, merchant_s.get(path).status_code) == (
        200,
        403,
    )
    for wrong in ("", 1, None, ["anna"], "a b"):
        token = make_token(customerId=wrong) if wrong is not None else make_token(customerId={})
        assert bearer(app, token).get("/kyc-requests").status_code == 401
    file_id = keep(anna).get_json()["id"]
    for client in (bea, merchant):
        assert client.get(f"/files/{file_id}").status_code in {403, 404}
    merchant.put("/customers/bea", {})
    for client in (bea, anna):
        sent = {**PASSPORT, "fileIds": ["file_0"], "requestId": created["id"]}
        expected = {"requestId", "fileIds.0"} if client is bea else {"fileIds.0"}
        assert invalid_fields(client.post("/storefront/kyc-documents", sent)) == expected
    assert invalid_fields(
        bea.post("/storefront/kyc-documents", {**PASSPORT, "fileIds": ["x"]})
    ) == {"documentType"}
    by_address = anna.post("/files", {"url": "https://shop.example/a.jpg"})
    assert invalid_fields(by_address) == {"url"}


def test_no_selfie_is_kept_before_the_customer_agrees(
    anna: Merchant, merchant: Merchant, faced: Json
) -> None:
    consent = f"/storefront/kyc-requests/{faced['id']}/biometric-consent"
    assert keep(anna, tags=SELFIE).status_code == 409
    session = {"kycRequestId": faced["id"]}
    assert anna.post("/storefront/kyc-liveness-sessions", session).status_code == 409
    assert list(store().list("files/")) == []
    assert anna.post(consent, {"agrees": False}).status_code == 409
    assert anna.post(consent, {"agrees": True, "textVersion": "v1"}).status_code == 204
    selfie, front = keep(anna, 1, tags=SELFIE).get_json(), keep(anna).get_json()
    alone = {**PASSPORT, "fileIds": [front["id"]]}
    assert invalid_fields(anna.post("/storefront/kyc-documents", alone)) == {"fileIds"}
    assert anna.call("DELETE", consent).status_code == 204
    assert len(list(store().list("files/"))) == 1
    assert anna.post(consent, {"agrees": True}).status_code == 204
    both = [front["id"], keep(anna, 2, tags=SELFIE).get_json()["id"]]
    sent = anna.post("/storefront/kyc-documents", {**PASSPORT, "fileIds": both})
    assert sent.status_code == 201, sent.text
    assert merchant.get("/files").headers["Pagination-Total"] == "2"
    assert selfie["id"] not in sent.get_json()["fileIds"]


def test_a_liveness_session_goes_challenge_by_challenge(
    app: APIFlask, anna: Merchant, faced: Json, created: Json
) -> None:
    place = "/storefront/kyc-liveness-sessions"
    consent = f"/storefront/kyc-requests/{faced['id']}/biometric-consent"
    assert anna.post(consent, {"agrees": True, "language": "de"}).status_code == 204
    assert invalid_fields(anna.post(place, {"kycRequestId": created["id"]})) == {"kycRequestId"}
    begun = anna.post(place, {"kycRequestId": faced["id"]})
    assert begun.status_code == 201, begun.text
    state = begun.get_json()
    document = anna.get("/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/LivenessSession", "components": document["components"]}
    jsonschema_rs.validator_for(schema).validate(state)
    path = f"{place}/{state['id']}"
    assert bearer(app, make_token(customerId="bea")).get(path).status_code == 404
    assert anna.get(path).get_json()["nonce"] is None
    form = {"nonce": state["nonce"], "frames": frames()}
    answered = anna.call("POST", f"{path}/frames", data=form)
    assert answered.status_code == 200, answered.text
    following = answered.get_json()
    assert (following["step"], following["status"]) == (2, "pending")
    assert following["nonce"] not in {None, state["nonce"]}
    stale = {"nonce": state["nonce"], "frames": frames()}
    assert anna.call("POST", f"{path}/frames", data=stale).status_code == 409
    assert anna.post(f"{path}/finish").get_json()["status"] == "abandoned"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_belongs_to_payments_is_not_here(anna: Merchant) -> None:
    for verb in ("continue", "bypass"):
        assert anna.post(f"/storefront/transactions/txn_1/token/{verb}").status_code == 404
