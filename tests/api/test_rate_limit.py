"""The limit on changes: counted per organization, announced, and told when it is reached."""

import time
from dataclasses import replace

import pytest
from apiflask import APIFlask

from app import limits
from app.extensions import resources
from app.models import Organization
from app.services.organizations import create_organization
from tests.api.conftest import Json, MakeMerchant, Merchant

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(own_app: APIFlask) -> APIFlask:
    """An application whose storage of counts is opened anew."""
    return own_app


@pytest.fixture
def three_at_most(app: APIFlask) -> None:
    """Let an organization change three things in ten minutes."""
    resources().settings = replace(resources().settings, rate_limit=3)
    limits.open_storage(app)


@pytest.mark.usefixtures("three_at_most")
def test_every_change_tells_what_is_left(merchant: Merchant, body: Json) -> None:
    calls = [
        ("POST", "/kyc-requests", body),
        ("POST", "/kyc-requests", {}),
        ("PUT", "/customers/1", {}),
    ]
    for left, (method, path, sent) in zip((2, 1, 0), calls, strict=True):
        headers = merchant.call(method, path, json=sent).headers
        assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("3", str(left))


@pytest.mark.usefixtures("three_at_most")
def test_one_change_too_many_is_told_when_to_come_back(merchant: Merchant, body: Json) -> None:
    for _ in range(3):
        assert merchant.post("/kyc-requests", body).status_code == 201
    refused = merchant.post("/kyc-requests", body)
    assert (refused.status_code, refused.get_json()["title"]) == (429, "Rate Limit Exceeded")
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    seconds = int(refused.headers["Retry-After"])
    assert 0 < seconds <= 600
    assert abs(int(refused.headers["X-RateLimit-Retry-After"]) - time.time() - seconds) < 5
    assert merchant.get("/kyc-requests").headers["Pagination-Total"] == "3"


@pytest.mark.usefixtures("three_at_most")
def test_reading_costs_nothing(merchant: Merchant) -> None:
    for _ in range(5):
        answer = merchant.get("/customers")
        assert answer.status_code == 200
        assert "X-RateLimit-Limit" not in answer.headers
    assert merchant.put("/customers/1", {}).headers["X-RateLimit-Remaining"] == "2"


@pytest.mark.usefixtures("three_at_most")
def test_keys_share_the_count_of_their_organization(
    make_merchant: MakeMerchant, organization: Organization
) -> None:
    first, second = make_merchant(organization), make_merchant(organization)
    stranger = make_merchant(create_organization("Other"))
    for each in (first, second, first):
        assert each.put("/customers/1", {}).status_code in {200, 201}
    assert second.put("/customers/1", {}).status_code == 429
    assert stranger.put("/customers/1", {}).status_code == 201


@pytest.mark.usefixtures("three_at_most")
def test_what_is_not_permitted_is_not_counted(
    make_merchant: MakeMerchant, organization: Organization
) -> None:
    reader = make_merchant(organization, permissions=["GetCustomer"])
    for _ in range(5):
        assert reader.put("/customers/1", {}).status_code == 403
    writer = make_merchant(organization)
    assert writer.put("/customers/1", {}).headers["X-RateLimit-Remaining"] == "2"


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "sqlite:////dev/null/limits"])
def test_a_limiter_that_cannot_count_stops_nobody(
    app: APIFlask, merchant: Merchant, url: str
) -> None:
    # Nothing listens on the port of the one, and the other is no folder.
    resources().settings = replace(resources().settings, rate_limit_storage_url=url)
    limits.open_storage(app)
    assert merchant.put("/customers/1", {}).status_code == 201
    assert Merchant(app, {"REB-APIKEY": "wrong"}).get("/customers").status_code == 401
