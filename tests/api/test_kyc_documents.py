"""KYC documents that a customer sent: as the merchant reads them, alone, listed and embedded."""

import jsonschema_rs
import pytest

from app.domain.documents import FileTag
from app.models import KycDocument
from app.services.transaction import transaction
from tests.api.conftest import Json, Merchant
from tests.support.gathering import gather, send


@pytest.fixture
def sent(created: Json) -> Json:
    """A KYC request for which the customer sent a passport; `sent` is the document's id."""
    gather(created["id"], FileTag.FRONT)
    return {**created, "sent": send(created["id"])}


def test_a_document_is_answered_whole(merchant: Merchant, sent: Json) -> None:
    found = merchant.get(f"/kyc-documents/{sent['sent']}").get_json()
    expected = {
        "id": sent["sent"],
        "documentType": "identity-proof",
        "documentSubtype": "passport",
        "status": "in-progress",
        "rejectionReason": None,
        "requestId": sent["id"],
        "customerId": sent["customerId"],
        "matchLevel": 2,
        "revision": 1,
        "tags": [],
        "processedTime": None,
        "_embedded": {},
    }
    assert {name: found[name] for name in expected} == expected
    assert len(found["fileIds"]) == 1


def test_files_and_customer_are_embedded_when_asked(merchant: Merchant, sent: Json) -> None:
    path = f"/kyc-documents/{sent['sent']}"
    found = merchant.get(f"{path}?expand=customer,files").get_json()
    assert found["_embedded"]["customer"] == merchant.get("/customers/anna").get_json()
    (file,) = found["_embedded"]["files"]
    assert file["id"] == found["fileIds"][0]
    assert (file["tags"], file["mime"]) == (["kyc", "id-front"], "image/jpeg")
    assert file["isPublic"] is False
    assert file["size"] > 0
    assert set(merchant.get(f"{path}?expand=files").get_json()["_embedded"]) == {"files"}
    listed = merchant.get("/kyc-documents?expand=files,customer").get_json()
    assert listed == [found]


def test_a_request_embeds_its_documents(merchant: Merchant, sent: Json) -> None:
    document = merchant.get(f"/kyc-documents/{sent['sent']}").get_json()
    for path in (f"/kyc-requests/{sent['id']}?expand=documents", "/kyc-requests?expand=documents"):
        answer = merchant.get(path).get_json()
        found = answer[0] if isinstance(answer, list) else answer
        assert found["_embedded"]["documents"] == [document]
        assert found["status"] == "attempted"


def test_a_refusal_is_told_with_its_reason(merchant: Merchant, sent: Json) -> None:
    with transaction() as session:
        document = session.get_one(KycDocument, sent["sent"])
        document.rejection_type = "document-expired"
        document.rejection_message = "Document is expired"
    found = merchant.get(f"/kyc-documents/{sent['sent']}").get_json()
    reason = {"type": "document-expired", "message": "Document is expired"}
    assert found["rejectionReason"] == reason
    assert found["revision"] == 2


def test_a_document_is_an_instance_of_its_schema(merchant: Merchant, sent: Json) -> None:
    document = merchant.get("/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/KycDocument", "components": document["components"]}
    path = f"/kyc-documents/{sent['sent']}?expand=customer,files"
    jsonschema_rs.validator_for(schema).validate(merchant.get(path).get_json())


def test_a_gatherer_link_stands_nowhere_but_in_links(merchant: Merchant, sent: Json) -> None:
    assert "token=" not in merchant.get("/kyc-documents?expand=customer,files").text
    assert merchant.get(f"/kyc-requests/{sent['id']}").text.count("token=") == 1
