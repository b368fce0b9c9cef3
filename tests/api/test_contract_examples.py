"""Every example of a body in the OpenAPI document is taken as it stands, but for the ids in it."""

import base64
import json
from itertools import count
from typing import Any

import pytest
from apiflask import APIFlask

from app.api.contract import examples
from app.domain.transitions import DocumentEvent
from app.models import KycDocument, Organization
from app.services import status
from app.services.transaction import transaction
from tests.api.conftest import Json, Merchant
from tests.api.test_authentication import bearer, issuer, make_token
from tests.support.pictures import jpeg

__all__ = ["issuer"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CUSTOMER = "123_456789"
IDENTITY: Json = {"type": "identity-proof"}
#: Whoever tries a test event on wants it to go to a receiver of theirs.
NOBODY = "http://127.0.0.1:9/"

_seeds = count(1)


def upload(client: Merchant) -> str:
    """Keep a picture of a front that no document uses yet, and return its id."""
    body = {
        "file": base64.b64encode(jpeg(next(_seeds))).decode(),
        "tags": ["kyc", "id-front"],
    }
    return str(client.post("/files", body).get_json()["id"])


def ask(merchant: Merchant, **line: Any) -> str:
    """Create a KYC request for the customer of the examples, and return its id."""
    body = {"customerId": CUSTOMER, "documents": [{**IDENTITY, **line}]}
    return str(merchant.post("/kyc-requests", body).get_json()["id"])


def pending(merchant: Merchant) -> str:
    """Submit a passport that a person must look at, and return its id."""
    body = {"documentType": "identity-proof", "fileIds": [upload(merchant)]}
    sent = merchant.post("/kyc-documents", {**body, "customerId": CUSTOMER}).get_json()
    with transaction() as session:
        document = session.get_one(KycDocument, sent["id"])
        status.move(session, document, DocumentEvent.REFERRED, actor="test")
    return str(sent["id"])


@pytest.fixture
def places(merchant: Merchant) -> dict[str, str]:
    """A real id for each name in paths, and for each id in the examples."""
    merchant.put(f"/customers/{CUSTOMER}", {})
    webhook = merchant.post("/webhooks", {"url": "https://shop.example.com"}).get_json()
    credential = merchant.post("/service-credentials/webhook", examples.EXAMPLES["CredentialBody"])
    return {
        "customerId": CUSTOMER,
        "tag": "vip",
        "webhookId": webhook["id"],
        "credentialId": credential.get_json()["id"],
        "fileId": upload(merchant),
        "faced": ask(merchant, faceLivenessRequired=True),
        "kycRequestId": ask(merchant),
    }


def test_every_example_of_a_body_is_taken(
    app: APIFlask, merchant: Merchant, issuer: Organization, places: dict[str, str]
) -> None:
    anna = bearer(app, make_token(customerId=CUSTOMER))
    consent = f"/storefront/kyc-requests/{places['faced']}/biometric-consent"
    assert anna.post(consent, {"agrees": True}).status_code == 204
    taken = 0
    for path, methods in merchant.get("/openapi.json").get_json()["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" not in content:
                continue
            client = anna if path.startswith("/storefront") else merchant
            names = {**places, "kycDocumentId": pending(merchant)}
            text = json.dumps(content["application/json"]["example"])
            is_liveness = "liveness" in path
            for example, real in (
                (examples._REQUEST_ID, names["faced" if is_liveness else "kycRequestId"]),
                (examples._DOCUMENT_ID, names["kycDocumentId"]),
                (examples._FILE_ID, upload(client)),
            ):
                text = text.replace(example, real)
            if path.startswith("/previews"):
                text = text.replace("https://shop.example.com/hooks/kyc", NOBODY)
            if operation["operationId"] == "PutKycDocument":
                names["kycDocumentId"] = "mine-1"
            sent = json.loads(text)
            answer = client.call(method.upper(), path.format_map(names), json=sent)
            assert answer.status_code in {200, 201, 204}, (method, path, answer.text)
            taken += 1
    assert taken == 27
