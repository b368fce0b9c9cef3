"""A merchant's client of the API, and what its tests ask with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from app.models import Customer, Organization
from app.services.organizations import create_api_key

KEY_HEADER = "REB-APIKEY"

Json = dict[str, Any]


@dataclass
class Merchant:
    """Calls the API with the headers of one credential, and holds every answer to its promises."""

    app: APIFlask
    headers: Mapping[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send one request; a refusal must be a whole problem document."""
        headers = {**self.headers, **options.pop("headers", {})}
        answer = self.app.test_client().open(path, method=method, headers=headers, **options)
        if answer.status_code >= 400 and method != "HEAD":
            assert_is_problem(answer, path)
        return answer

    def get(self, path: str, **options: Any) -> TestResponse:
        """Send a GET."""
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        """Send a POST with a JSON body."""
        return self.call("POST", path, **({"json": body} if body is not None else {}), **options)

    def put(self, path: str, body: Any, **options: Any) -> TestResponse:
        """Send a PUT with a JSON body."""
        return self.call("PUT", path, json=body, **options)


def assert_is_problem(answer: TestResponse, path: str) -> None:
    """Hold a refusal to RFC 9457 and to our own promise."""
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert {"status", "type", "title", "detail", "instance"} <= set(problem)
    assert problem["status"] == answer.status_code
    assert problem["type"] == "about:blank"
    assert problem["instance"] == path.split("?", maxsplit=1)[0]
    assert all(isinstance(problem[name], str) for name in ("title", "detail"))
    assert "Traceback" not in answer.text


def invalid_fields(answer: TestResponse) -> set[str]:
    """Return the names of the invalid fields of a 422."""
    assert answer.status_code == 422, answer.text
    found = answer.get_json()["invalidFields"]
    assert all(item["field"] and item["message"] for item in found)
    return {item["field"] for item in found}


MakeMerchant = Callable[..., Merchant]


@pytest.fixture
def make_merchant(app: APIFlask) -> MakeMerchant:
    """Return a client with a fresh key of an organization."""

    def make(organization: Organization, **options: Any) -> Merchant:
        _, plaintext = create_api_key(organization.id, **options)
        return Merchant(app, {KEY_HEADER: plaintext})

    return make


@pytest.fixture
def merchant(make_merchant: MakeMerchant, organization: Organization) -> Merchant:
    """A client with a key that may do everything."""
    return make_merchant(organization)


@pytest.fixture
def stranger(app: APIFlask) -> Merchant:
    """A client without a credential."""
    return Merchant(app)


@pytest.fixture
def body(customer: Customer) -> Json:
    """The smallest body of a KYC request."""
    return {"customerId": customer.id, "documents": [{"type": "identity-proof"}]}


@pytest.fixture
def created(merchant: Merchant, body: Json) -> Json:
    """A KYC request that the merchant created."""
    answer = merchant.post("/kyc-requests", body)
    assert answer.status_code == 201, answer.text
    found: Json = answer.get_json()
    return found
