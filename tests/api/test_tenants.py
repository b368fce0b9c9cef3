"""One organization never sees, changes or notices what belongs to another."""

import base64
import json

import pytest

from app.models import Organization
from app.services.organizations import create_organization
from tests.api.conftest import Json, MakeMerchant, Merchant, invalid_fields
from tests.support.pictures import jpeg


@pytest.fixture
def rival(make_merchant: MakeMerchant) -> Merchant:
    """A client of another organization."""
    return make_merchant(create_organization("Rival"))


@pytest.fixture
def paths(merchant: Merchant) -> list[str]:
    """Paths of one resource of each kind that the first organization owns."""
    merchant.put("/customers/lucky", {"primaryAddress": {"firstName": "accept"}})
    body = {"customerId": "lucky", "documents": [{"type": "credit-file-proof"}]}
    created = merchant.post("/kyc-requests?expand=documents", body).get_json()
    document = created["_embedded"]["documents"][0]
    file = merchant.post("/files", {"file": base64.b64encode(jpeg()).decode()}).get_json()
    webhook = merchant.post("/webhooks", {"url": "https://shop.example/hook"}).get_json()
    return [
        "/customers/lucky",
        f"/kyc-requests/{created['id']}",
        f"/kyc-documents/{document['id']}",
        f"/files/{file['id']}",
        f"/webhooks/{webhook['id']}",
    ]


def test_a_foreign_resource_is_as_unknown_as_one_that_never_was(
    merchant: Merchant, rival: Merchant, paths: list[str]
) -> None:
    for path in paths:
        assert merchant.get(path).status_code == 200
        foreign = rival.get(path)
        unknown = rival.get(f"{path}X")
        assert foreign.status_code == 404
        assert foreign.text.replace(path, "") == unknown.text.replace(f"{path}X", "")
        assert sorted(foreign.headers.keys()) == sorted(unknown.headers.keys())


def test_what_is_foreign_is_neither_changed_nor_deleted(
    merchant: Merchant, rival: Merchant, paths: list[str]
) -> None:
    _, kyc_request, document, file, webhook = paths
    for path in (kyc_request, file, webhook):
        assert rival.call("DELETE", path).status_code == 404
        assert merchant.get(path).status_code == 200
    assert rival.call("PATCH", kyc_request, json={"reason": "x"}).status_code == 404
    assert rival.put(file, {"name": "x"}).status_code == 404
    assert rival.get(f"{file}/download").status_code == 404
    document_id, file_id = document.split("/")[-1], file.split("/")[-1]
    assert rival.post(f"/tags/x/kyc-documents/{document_id}").status_code == 404
    tagged = {"kycDocumentIds": [document_id]}
    assert invalid_fields(rival.post("/tags/x/kyc-documents", tagged)) == {"kycDocumentIds.0"}
    rival.put("/customers/lucky", {})
    sent = {"customerId": "lucky", "documentType": "funds-proof", "fileIds": [file_id]}
    asked = {**sent, "requestId": kyc_request.split("/")[-1]}
    assert invalid_fields(rival.post("/kyc-documents", asked)) == {"fileIds.0", "requestId"}
    assert invalid_fields(rival.put(document, sent)) == {"fileIds.0"}


def test_lists_hold_only_what_is_one_s_own(
    merchant: Merchant, rival: Merchant, paths: list[str]
) -> None:
    for path in paths:
        collection, _, resource_id = path.rpartition("/")
        assert merchant.get(collection).headers["Pagination-Total"] == "1"
        for query in ("", f"?filter=id:{resource_id}", "?filter=id:!x"):
            answer = rival.get(collection + query)
            assert (answer.get_json(), answer.headers["Pagination-Total"]) == ([], "0")


def test_a_foreign_customer_cannot_be_asked(rival: Merchant, body: Json) -> None:
    assert invalid_fields(rival.post("/kyc-requests", body)) == {"customerId"}


def test_two_organizations_may_choose_the_same_customer_id(
    merchant: Merchant, rival: Merchant
) -> None:
    for each, name in ((merchant, "Ada"), (rival, "Bob")):
        answer = each.put("/customers/1", {"primaryAddress": {"firstName": name}})
        assert answer.status_code == 201
    assert merchant.get("/customers/1").get_json()["primaryAddress"]["firstName"] == "Ada"


def test_two_organizations_may_choose_the_same_document_and_webhook_id(
    merchant: Merchant, rival: Merchant
) -> None:
    for each, number in ((merchant, 1), (rival, 2)):
        hook = {"url": f"https://shop.example/{number}"}
        assert each.put("/webhooks/main", hook).status_code == 201
        each.put("/customers/anna", {})
        file = {"file": base64.b64encode(jpeg(number)).decode(), "tags": ["kyc"]}
        sent = {
            "customerId": "anna",
            "documentType": "funds-proof",
            "fileIds": [each.post("/files", file).get_json()["id"]],
            "notes": f"of {number}",
        }
        answer = each.put("/kyc-documents/bill", sent)
        assert (answer.status_code, answer.get_json()["id"]) == (201, "bill")
        assert answer.headers["Location"].endswith("/kyc-documents/bill")
        assert each.put("/kyc-documents/bill", sent).get_json() == answer.get_json()
    for each, number in ((merchant, 1), (rival, 2)):
        assert each.get("/webhooks/main").get_json()["url"] == f"https://shop.example/{number}"
        assert each.post("/tags/seen/kyc-documents/bill").status_code == 204
        assert each.post("/tags/x/kyc-documents", {"kycDocumentIds": ["bill"]}).status_code == 204
        for query in ("id:bill", "id:!x", "tags:seen"):
            (found,) = each.get(f"/kyc-documents?filter={query}").get_json()
            assert (found["notes"], found["tags"]) == (f"of {number}", ["seen", "x"])
        assert each.get("/kyc-documents?filter=id:!bill").get_json() == []
        (sending,) = each.get("/tracking/webhooks?filter=webhookId:main").get_json()
        assert (sending["webhookId"], sending["entityId"]) == ("main", "bill")
        told = json.loads(sending["request"])
        assert told["kycDocumentId"] == told["_embedded"]["kycDocument"]["id"] == "bill"
        for link in [*told["_links"], *sending["_links"]]:
            assert each.get(link["href"].partition("localhost")[2]).status_code == 200
        assert each.get("/tracking/webhooks?filter=webhookId:!main").get_json() == []


def test_expanding_shows_the_customer_of_one_s_own_organization(
    merchant: Merchant, rival: Merchant, organization: Organization
) -> None:
    for each, city in ((merchant, "Harbour"), (rival, "Hill")):
        person = {"firstName": "accept", "city": city}
        each.put("/customers/1", {"primaryAddress": person})
        each.post(
            "/kyc-requests", {"customerId": "1", "documents": [{"type": "credit-file-proof"}]}
        )
        (document,) = each.get("/kyc-documents?expand=customer").get_json()
        assert document["_embedded"]["customer"]["primaryAddress"]["city"] == city
