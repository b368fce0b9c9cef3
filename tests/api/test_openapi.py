"""The OpenAPI document: it agrees with the URL map, its own examples, and real answers."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from apiflask import APIFlask

from app.api import ORGANIZATION_PREFIX
from app.api.blueprint import operation_of
from app.api.contract.examples import EXAMPLES
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.rejections import RejectionType
from app.domain.statuses import DocumentStatus, RequestStatus
from tests.api.conftest import Json, Merchant

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def document(stranger: Merchant) -> Json:
    """The document as anybody can read it."""
    answer = stranger.get("/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: Json = answer.get_json()
    return found


def validator(document: Json, schema: Json) -> Any:
    """Return a validator of one schema of the document."""
    return jsonschema_rs.validator_for({**schema, "components": document["components"]})


def operations(document: Json) -> dict[tuple[str, str], Json]:
    """Return every operation by method and path."""
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_it_is_openapi_3_1_and_names_itself(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "KYC gatherer"
    assert len(document["servers"]) == 2


def test_it_describes_every_route_and_no_other(app: APIFlask, document: Json) -> None:
    routes: dict[str, set[tuple[str, str, str]]] = {"api": set(), "organization_api": set()}
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.split(".")[0]
        if blueprint in routes:
            path = re.sub(r"_(\w)", lambda found: found[1].upper(), rule.rule)
            path = path.replace("<", "{").replace(">", "}")
            declared = operation_of(app.view_functions[rule.endpoint]).id
            for method in (rule.methods or set()) - {"HEAD"}:
                routes[blueprint].add((method, path, declared))
    described = {(*key, each["operationId"]) for key, each in operations(document).items()}
    prefix = ORGANIZATION_PREFIX.replace("<organization_id>", "{organizationId}")
    assert described == routes["api"]
    named = {(method, f"{prefix}{path}", each) for method, path, each in described}
    # The reference's SDK asks for these with the organization behind their first word.
    words = "/(storefront|experimental)/"
    named_late = {
        (method, re.sub(f"^{words}", rf"/\1{prefix}/", path), each)
        for method, path, each in described
        if re.match(words, path)
    }
    assert len(named_late) == 13
    assert named | named_late == routes["organization_api"]


def test_operation_ids_are_unique_and_described(document: Json) -> None:
    found = operations(document).values()
    assert len({each["operationId"] for each in found}) == len(found) == 66
    for each in found:
        assert each["summary"]
        assert each["tags"]
        assert {"401", "403", "429", "500", "503"} <= set(each["responses"])
        if "requestBody" in each:
            assert {"400", "413", "415", "422"} <= set(each["responses"])


def test_every_reference_leads_somewhere(document: Json) -> None:
    text = json.dumps(document)
    names = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert names <= set(document["components"]["schemas"])
    assert "$defs" not in text


def test_every_example_is_an_instance_of_its_schema(document: Json) -> None:
    seen = 0
    for operation in operations(document).values():
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        for body in [*bodies, *operation["responses"].values()]:
            media = body.get("content", {}).get("application/json")
            if media:
                validator(document, media["schema"]).validate(media["example"])
                seen += 1
    assert seen >= 15


def test_example_bodies_are_taken(merchant: Merchant, document: Json) -> None:
    found = operations(document)
    merchant.put("/customers/123_456789", {})
    for path in ("/customers", "/kyc-requests", "/webhooks", "/files"):
        media = found["POST", path]["requestBody"]["content"]["application/json"]
        assert merchant.post(path, media["example"]).status_code == 201


def test_real_answers_are_instances_of_their_schema(merchant: Merchant, document: Json) -> None:
    merchant.put("/customers/1", {"primaryAddress": {"firstName": "accept", "dob": "1990-01-01"}})
    body = {"customerId": "1", "documents": [{"type": "credit-file-proof"}]}
    webhook = {"url": "https://shop.example", "headers": [{"name": "X-A", "value": "b"}]}
    calls = [
        ("POST", "/kyc-requests", "?expand=documents", body),
        ("GET", "/kyc-requests", "?expand=documents", None),
        # The credit file is a document with every part of an account.
        ("GET", "/kyc-documents", "?expand=customer,files", None),
        ("POST", "/customers", "", {}),
        ("GET", "/customers", "", None),
        ("POST", "/webhooks", "", webhook),
        ("GET", "/webhooks", "", None),
        ("POST", "/service-credentials/webhook", "", EXAMPLES["CredentialBody"]),
        ("GET", "/service-credentials/webhook", "", None),
        ("PUT", "/kyc-settings", "", EXAMPLES["KycSettingsBody"]),
        ("GET", "/kyc-settings", "?matchLevel=3", None),
        ("PUT", "/organization-settings", "", EXAMPLES["OrganizationSettingsBody"]),
        ("PUT", "/organization-settings/logo", "", EXAMPLES["LogoBody"]),
        ("GET", "/organization-settings", "", None),
        ("POST", "/files", "", EXAMPLES["FileBody"]),
        ("GET", "/files", "", None),
        ("POST", "/organization-settings/return-secret", "", None),
        ("POST", "/staff-links", "", EXAMPLES["StaffLinkBody"]),
    ]
    found = operations(document)
    for method, path, query, sent in calls:
        answer = merchant.call(method, path + query, json=sent)
        described = found[method, path]["responses"][str(answer.status_code)]
        validator(document, described["content"]["application/json"]["schema"]).validate(
            answer.get_json()
        )
        assert set(described.get("headers", {})) <= set(answer.headers.keys())


def test_real_problems_are_instances_of_their_schema(merchant: Merchant, document: Json) -> None:
    schema = {"$ref": "#/components/schemas/Problem"}
    for answer in (
        merchant.get("/kyc-requests/x"),
        merchant.post("/kyc-requests", {"a": 1}),
        merchant.post("/kyc-requests", data="{", content_type="application/json"),
    ):
        validator(document, schema).validate(answer.get_json())


def test_the_words_of_the_reference_are_all_there(document: Json) -> None:
    schemas = document["components"]["schemas"]
    assert set(schemas["DocumentType"]["enum"]) == set(DocumentType)
    assert set(schemas["DocumentSubtype"]["enum"]) == set(DocumentSubtype)
    assert set(schemas["RequestStatus"]["enum"]) == set(RequestStatus)
    assert set(schemas["DocumentStatus"]["enum"]) == set(DocumentStatus)
    assert set(schemas["RejectionType"]["enum"]) == set(RejectionType)
    assert schemas["KycRequestBody"]["properties"]["matchLevel"]["default"] == 2
    assert schemas["RequestedDocumentBody"]["properties"]["maxAttempts"]["default"] == 3


def test_the_readable_contract_names_every_operation(document: Json) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
    for (method, path), operation in operations(document).items():
        assert f"`{operation['operationId']}`" in text
        assert f"`{method} {path}`" in text


def test_the_readable_page_shows_it_all_and_loads_nothing(
    stranger: Merchant, document: Json
) -> None:
    answer = stranger.get("/docs")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    for (method, path), operation in operations(document).items():
        assert f'id="{operation["operationId"]}"' in answer.text
        assert f"{method} {path}" in answer.text
    targets = set(re.findall(r'href="#([^"]+)"', answer.text))
    assert targets <= set(re.findall(r' id="([^"]+)"', answer.text))
    assert targets
    assert set(re.findall(r'(?:src|href)="(?!#)([^"]+)"', answer.text)) == {
        "data:,",
        "/openapi.json",
    }
    assert "<script" not in answer.text
