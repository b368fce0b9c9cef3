"""Links: every `_links` entry and every Location leads to what it says, over the base URL."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.extensions import settings
from app.services.gatherer_links import read_link
from tests.api.conftest import Json, Merchant

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def links(resource: Any) -> Iterator[Json]:
    """Yield every link in an answer, embedded resources included."""
    if isinstance(resource, list):
        for item in resource:
            yield from links(item)
    elif isinstance(resource, dict):
        yield from resource.get("_links", [])
        for value in resource.values():
            yield from links(value)


def path_of(href: str) -> str:
    """Return what follows the base URL, which every address must begin with."""
    assert href.startswith(f"{settings().base_url}/")
    return href.removeprefix(settings().base_url)


@pytest.fixture
def answered(merchant: Merchant) -> list[Json]:
    """A request with its document, a customer with an odd id, and a webhook."""
    merchant.put("/customers/a@b~c.d-e_f", {"primaryAddress": {"firstName": "accept"}})
    body = {"customerId": "a@b~c.d-e_f", "documents": [{"type": "credit-file-proof"}]}
    answers = [
        merchant.post("/kyc-requests?expand=documents", body),
        merchant.get("/kyc-documents?expand=customer,files"),
        merchant.post("/webhooks", {"url": "https://shop.example"}),
        merchant.post("/customers", {}),
    ]
    return [answer.get_json() for answer in answers]


def test_every_link_resolves(merchant: Merchant, answered: list[Json]) -> None:
    found = [link for link in links(answered) if link["rel"] != "gatherer"]
    assert {link["rel"] for link in found} == {"self", "documents", "customer"}
    for link in found:
        assert merchant.get(path_of(link["href"])).status_code == 200, link


def test_self_leads_to_the_resource_itself(merchant: Merchant, answered: list[Json]) -> None:
    request, (document,), webhook, customer = answered
    for resource in (request, document, webhook, customer):
        (href,) = [link["href"] for link in resource["_links"] if link["rel"] == "self"]
        assert merchant.get(path_of(href)).get_json()["id"] == resource["id"]


def test_documents_lead_to_those_of_the_request(merchant: Merchant, answered: list[Json]) -> None:
    request, (document,), *_ = answered
    (href,) = [link["href"] for link in request["_links"] if link["rel"] == "documents"]
    assert [each["id"] for each in merchant.get(path_of(href)).get_json()] == [document["id"]]


def test_gatherer_leads_to_the_portal(merchant: Merchant, created: Json) -> None:
    for resource in (created, merchant.get("/kyc-requests").get_json()[0]):
        (href,) = [link["href"] for link in resource["_links"] if link["rel"] == "gatherer"]
        assert read_link(path_of(href).removeprefix("/?token=")).id == created["id"]


def test_location_leads_to_what_was_created(merchant: Merchant, body: Json) -> None:
    calls = [
        ("POST", "/kyc-requests", body),
        ("POST", "/customers", {}),
        ("PUT", "/customers/new~one", {}),
        ("POST", "/webhooks", {"url": "https://shop.example"}),
    ]
    for method, path, sent in calls:
        answer = merchant.call(method, path, json=sent)
        assert answer.status_code == 201
        found = merchant.get(path_of(answer.headers["Location"])).get_json()
        assert found["id"] == answer.get_json()["id"]


def test_a_host_header_changes_no_link(merchant: Merchant, body: Json) -> None:
    answer = merchant.post("/kyc-requests", body, base_url="http://evil.example")
    assert "evil.example" not in answer.text + str(answer.headers)
