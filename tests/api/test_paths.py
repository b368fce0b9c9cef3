"""Both forms of every path, trailing slashes, unknown paths and wrong methods."""

import pytest
from apiflask import APIFlask

from app.models import Organization
from tests.api.conftest import Json, Merchant

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("ending", ["", "/"])
@pytest.mark.parametrize("form", ["", "/organizations/{}"])
def test_every_path_answers_in_both_forms_with_and_without_a_slash(
    merchant: Merchant, organization: Organization, form: str, ending: str
) -> None:
    prefix = form.format(organization.id)
    calls = [("PUT", "/customers/1", {}), ("POST", "/customers", {})]
    request = {"customerId": "1", "documents": [{"type": "credit-file-proof"}]}
    calls += [("POST", "/kyc-requests", request)]
    calls += [("POST", "/webhooks", {"url": "https://shop.example"})]
    made = {}
    for method, path, body in calls:
        answer = merchant.call(method, f"{prefix}{path}{ending}", json=body)
        assert answer.status_code == 201, path
        made[path] = answer.get_json()["id"]
    for collection in ("/customers", "/kyc-requests", "/kyc-documents", "/webhooks"):
        listed = merchant.get(f"{prefix}{collection}{ending}").get_json()
        assert listed
        assert merchant.get(f"{prefix}{collection}/{listed[0]['id']}{ending}").status_code == 200
    deleted = merchant.call("DELETE", f"{prefix}/webhooks/{made['/webhooks']}{ending}")
    assert (deleted.status_code, deleted.data) == (204, b"")


UNKNOWN = [
    "/kyc-requests/a/b", "/kyc-settings/a", "/kyc-", "/kyc-requestsx", "/customers/a/b",
    "/organizations", "/organizations/x", "/organizations/x/y", "/webhooks/a/b/c",
    "/nowhere",
]  # fmt: skip


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json"])
def test_an_unknown_path_is_a_problem(stranger: Merchant, accept: str) -> None:
    for path in UNKNOWN:
        answer = stranger.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.get_json()["title"]) == (404, "Not Found"), path


def test_an_api_path_is_a_problem_even_for_a_browser(stranger: Merchant) -> None:
    answer = stranger.get("/kyc-requests/a/b", headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 404


NO_IDS = [
    "%00",
    "%0a",
    "a%00b",
    "%F0%9F%98%80",
    "a%20b",
    "x" * 51,
    "'%20OR%201=1",
    "%ff",
    "a%2Fb",
    "%2e"
]  # fmt: skip


@pytest.mark.parametrize("collection", ["customers", "kyc-requests", "kyc-documents", "webhooks"])
def test_what_cannot_be_an_id_is_unknown(merchant: Merchant, collection: str) -> None:
    client = merchant.app.test_client()
    for text in NO_IDS:
        answer = client.get(f"/{collection}/{text}", headers=dict(merchant.headers))
        assert answer.status_code == 404, text
        assert answer.mimetype == "application/problem+json"


ALLOWED = {
    "/kyc-requests": {"GET", "HEAD", "POST"},
    "/kyc-requests/x": {"GET", "HEAD", "PATCH", "DELETE"},
    "/kyc-documents": {"GET", "HEAD", "POST"},
    "/kyc-documents/x": {"GET", "HEAD", "PUT"},
    "/kyc-documents/x/acceptance": {"POST"},
    "/files": {"GET", "HEAD", "POST"},
    "/files/x": {"GET", "HEAD", "PUT", "DELETE"},
    "/files/x/download": {"GET", "HEAD"},
    "/tags/x/kyc-documents": {"POST", "DELETE"},
    "/customers": {"GET", "HEAD", "POST"},
    "/customers/x": {"GET", "HEAD", "PUT"},
    "/webhooks": {"GET", "HEAD", "POST"},
    "/webhooks/x": {"GET", "HEAD", "PUT", "PATCH", "DELETE"},
    "/webhooks/x/test": {"POST"},
    "/webhooks/x/signing-secret": {"POST"},
    "/tracking/webhooks": {"GET", "HEAD"},
    "/tracking/webhooks/x": {"GET", "HEAD"},
    "/tracking/webhooks/x/resend": {"POST"},
    "/previews/webhooks": {"POST"},
    "/service-credentials/webhook": {"GET", "HEAD", "POST"},
    "/service-credentials/webhook/x": {"GET", "HEAD", "PATCH"},
}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO"}


def test_a_wrong_method_is_told_the_right_ones(
    merchant: Merchant, organization: Organization
) -> None:
    for path, allowed in ALLOWED.items():
        for form in (path, f"{path}/", f"/organizations/{organization.id}{path}"):
            for method in METHODS - allowed:
                answer = merchant.call(method, form)
                assert answer.status_code == 405, (method, form)
                assert set(answer.headers["Allow"].split(", ")) == allowed


def test_head_answers_as_get_without_a_body(merchant: Merchant, created: Json) -> None:
    for path, status in ((f"/kyc-requests/{created['id']}", 200), ("/kyc-requests/x", 404)):
        answer = merchant.call("HEAD", path)
        assert (answer.status_code, answer.data) == (status, b"")


def test_answers_carry_the_headers_of_the_house(merchant: Merchant, app: APIFlask) -> None:
    answer = merchant.get("/kyc-requests")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers
