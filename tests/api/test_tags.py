"""Tags: given and taken, alone and many at once, and what lists can be filtered by."""

import pytest

from tests.api.conftest import Merchant, invalid_fields


@pytest.fixture
def ids(merchant: Merchant) -> list[str]:
    """Two documents of the merchant's."""
    merchant.put("/customers/1", {"primaryAddress": {"firstName": "accept"}})
    body = {"customerId": "1", "documents": [{"type": "credit-file-proof"}]}
    for _ in range(2):
        merchant.post("/kyc-requests", body)
    return [each["id"] for each in merchant.get("/kyc-documents").get_json()]


def tagged(merchant: Merchant, tag: str) -> set[str]:
    """Return the documents that a filter finds."""
    found = merchant.get(f"/kyc-documents?filter=tags:{tag}").get_json()
    return {each["id"] for each in found}


def test_many_are_tagged_and_untagged_at_once(merchant: Merchant, ids: list[str]) -> None:
    path, body = "/tags/vip/kyc-documents", {"kycDocumentIds": ids}
    first = merchant.get(f"/kyc-documents/{ids[0]}").get_json()
    for _ in range(2):
        assert merchant.post(path, body).status_code == 204
    now = merchant.get(f"/kyc-documents/{ids[0]}").get_json()
    assert (now["tags"], now["revision"]) == (["vip"], first["revision"] + 1)
    assert tagged(merchant, "vip") == set(ids)
    for _ in range(2):
        assert merchant.call("DELETE", path, json=body).status_code == 204
    assert tagged(merchant, "vip") == set()


def test_one_is_tagged_and_untagged(merchant: Merchant, ids: list[str]) -> None:
    for tag in ("vip", "a~b"):
        assert merchant.call("POST", f"/tags/{tag}/kyc-documents/{ids[0]}").status_code == 204
    assert tagged(merchant, "a~b") == tagged(merchant, "vip,other") == {ids[0]}
    assert tagged(merchant, "!vip") == {ids[1]}
    assert tagged(merchant, "vi") == tagged(merchant, "VIP") == set()
    assert merchant.call("DELETE", f"/tags/vip/kyc-documents/{ids[0]}").status_code == 204
    assert merchant.get(f"/kyc-documents/{ids[0]}").get_json()["tags"] == ["a~b"]


def test_of_unknown_documents_none_is_tagged(merchant: Merchant, ids: list[str]) -> None:
    path = "/tags/vip/kyc-documents"
    body = {"kycDocumentIds": [ids[0], "kyc_doc_0"]}
    for method in ("POST", "DELETE"):
        assert invalid_fields(merchant.call(method, path, json=body)) == {"kycDocumentIds.1"}
        for wrong in ([], ["x"] * 1001, ["a b"]):
            answer = merchant.call(method, path, json={"kycDocumentIds": wrong})
            assert answer.status_code == 422
        assert merchant.call(method, f"{path}/kyc_doc_0").status_code == 404
    assert tagged(merchant, "vip") == set()


def test_a_document_carries_fifty_tags_at_most(merchant: Merchant, ids: list[str]) -> None:
    answers = [
        merchant.call("POST", f"/tags/t{number}/kyc-documents/{ids[0]}").status_code
        for number in range(51)
    ]
    assert answers == [204] * 50 + [422]
