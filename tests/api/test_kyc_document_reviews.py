"""The review verbs over HTTP: answers, refusals in words, bodies, and whose documents they are."""

from dataclasses import replace

import pytest

from app.models import Customer, Organization
from app.services.organizations import create_organization
from tests.api.conftest import MakeMerchant, Merchant, invalid_fields
from tests.support.decisions import decide, waiting
from tests.support.reports import passport

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

VERBS = ("acceptance", "rejection", "review", "start-review", "stop-review", "matches")


@pytest.fixture
def path(customer: Customer) -> str:
    """The path of a passport that the machine left to a person."""
    document_id = decide(waiting(customer), replace(passport(), failures=("ocr",)))
    return f"/kyc-documents/{document_id}"


def test_a_document_is_kept_and_rejected(
    make_merchant: MakeMerchant, organization: Organization, path: str
) -> None:
    ada, bob = (make_merchant(organization, label=name) for name in ("Ada", "Bob"))
    started = ada.post(f"{path}/start-review")
    assert started.status_code == 201
    assert started.headers["Location"].endswith(path)
    assert started.get_json()["reviewerName"] == "Ada"
    refused = bob.post(f"{path}/acceptance")
    assert refused.status_code == 409
    assert started.get_json()["reviewStartTime"] in refused.get_json()["detail"]
    rejected = ada.post(f"{path}/rejection", {"type": "document-expired", "message": "Since May"})
    found = rejected.get_json()
    assert found["status"] == "rejected"
    assert found["rejectionReason"] == {"type": "document-expired", "message": "Since May"}
    assert found["reviewTime"] is not None
    refused = bob.post(f"{path}/stop-review")
    assert refused.status_code == 409
    assert found["reviewTime"] in refused.get_json()["detail"]


def test_what_was_matched_is_corrected(merchant: Merchant, path: str) -> None:
    given = {"type": "identity-proof", "lastName": "Lopez", "expirationDate": "2031-06-30"}
    assert merchant.post(f"{path}/matches", given).status_code == 204
    data = merchant.get(path).get_json()["documentMatches"]["data"]
    assert (data["lastName"], data["expiryDate"]) == ("Lopez", "2031-06-30T00:00:00Z")


@pytest.mark.parametrize(
    ("verb", "body", "wrong"),
    [
        ("rejection", {}, {"type"}),
        ("rejection", {"type": "ugly", "message": "x" * 256}, {"type", "message"}),
        ("matches", {"lastName": "Lopez"}, {"type"}),
        ("matches", {"type": "credit-file-proof"}, {"type"}),
        ("matches", {"type": "address-proof", "city": "Zenith"}, {"type"}),
        ("matches", {"type": "identity-proof", "city": "Zenith"}, {"city"}),
        ("matches", {"type": "identity-proof", "shoeSize": 43}, {"shoeSize"}),
        ("matches", {"type": "identity-proof", "dateOfBirth": "soon"}, {"dateOfBirth"}),
    ],
)
def test_bodies_that_cannot_be_are_refused(
    merchant: Merchant, path: str, verb: str, body: dict[str, object], wrong: set[str]
) -> None:
    assert invalid_fields(merchant.post(f"{path}/{verb}", body)) == wrong


def test_each_verb_needs_its_permission_and_one_s_own_document(
    make_merchant: MakeMerchant, organization: Organization, path: str
) -> None:
    reader = make_merchant(organization, permissions=["GetKycDocument"])
    rival = make_merchant(create_organization("Rival"))
    bodies = {"rejection": {"type": "other"}, "matches": {"type": "funds-proof", "lastName": "L"}}
    for verb in VERBS:
        assert reader.post(f"{path}/{verb}", bodies.get(verb)).status_code == 403
        assert rival.post(f"{path}/{verb}", bodies.get(verb)).status_code == 404
