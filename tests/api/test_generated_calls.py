"""Calls made from the OpenAPI document, good and bad: no fault, no answer that it leaves out."""

from typing import Any

import pytest
import schemathesis
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.models import Customer
from tests.api.conftest import Json, Merchant

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    # What it makes of odd schemas and headers is its own affair.
    pytest.mark.filterwarnings("ignore"),
]

#: Calls to each operation in each mode; all of them together take some ten seconds.
EXAMPLES = 12

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

MODES = {"good": GenerationMode.POSITIVE, "bad": GenerationMode.NEGATIVE}


@pytest.fixture
def ids(merchant: Merchant, created: Json, customer: Customer) -> dict[str, str]:
    """Real ids by the name they have in paths."""
    merchant.put("/customers/lucky", {"primaryAddress": {"firstName": "accept"}})
    lucky = {"customerId": "lucky", "documents": [{"type": "credit-file-proof"}]}
    merchant.post("/kyc-requests", lucky)
    (document,) = merchant.get("/kyc-documents").get_json()
    webhook = merchant.post("/webhooks", {"url": "https://shop.example"}).get_json()
    return {
        "kycRequestId": created["id"],
        "kycDocumentId": document["id"],
        "customerId": customer.id,
        "webhookId": webhook["id"],
    }


def call_often(
    operation: Any, mode: GenerationMode, ids: dict[str, str], headers: dict[str, str]
) -> int:
    """Call an operation with what the document makes one think of; return how often."""
    called = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.booleans())
    def run(case: Any, is_real: bool) -> None:
        if is_real and case.path_parameters:
            known = {name: ids[name] for name in case.path_parameters if name in ids}
            case.path_parameters = {**case.path_parameters, **known}
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        called.append(answer.status_code)

    run()
    return len(called)


@pytest.mark.parametrize("mode", MODES)
def test_no_call_is_answered_otherwise_than_the_document_says(
    app: APIFlask, merchant: Merchant, ids: dict[str, str], mode: str
) -> None:
    load_all_checks()
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    operations = [each.ok() for each in schema.get_all_operations()]
    called = sum(
        call_often(operation, MODES[mode], ids, dict(merchant.headers)) for operation in operations
    )
    assert called >= len(operations) * 5
