"""The examples of docs/api.md and of the README are true: each runs, and answers as it says."""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.domain.documents import SUBTYPES, DocumentType
from app.domain.scoring import Judged
from tests.api.conftest import Merchant
from tests.support.reports import BILL, bill, judged, passport

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text()
EXAMPLES = re.findall(r"```sh\n# (\d{3})\n(curl .*?)\n```", TEXT, re.DOTALL)
OF_README = re.findall(r"```sh\n *(curl .*?)\n *```", (ROOT / "README.md").read_text(), re.DOTALL)


def run(merchant: Merchant, command: str, latest_id: str) -> TestResponse:
    """Send what a curl command would send, through the test client."""
    for name, value in (("$BASE_URL", ""), ("$URL", ""), ("$ID", latest_id)):
        command = command.replace(name, value)
    words = shlex.split(command)
    options: dict[str, list[str]] = {}
    (path,) = [word for word in words if word.startswith("/")]
    for name, value in pairwise(words):
        options.setdefault(name, []).append(value)
    headers = dict(header.split(": ", 1) for header in options["-H"])
    headers["REB-APIKEY"] = merchant.headers["REB-APIKEY"]
    (method,) = options.get("-X", ["GET"])
    (data,) = options.get("-d", [None])  # type: ignore[list-item]
    return merchant.call(method, path, headers=headers, data=data)


def test_every_example_answers_as_it_says(merchant: Merchant) -> None:
    latest_id, last = "", None
    for status, command in EXAMPLES:
        last = run(merchant, command, latest_id)
        assert last.status_code == int(status), command
        if status == "201":
            latest_id = last.get_json()["id"]
    assert len(EXAMPLES) == 17
    assert last is not None
    (shown,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert last.get_json() == json.loads(shown)


def test_the_readme_s_examples_lead_from_a_customer_to_the_answer(merchant: Merchant) -> None:
    latest: TestResponse | None = None
    for command in OF_README:
        latest_id = latest.get_json()["id"] if latest else ""
        latest = run(merchant, command, latest_id)
        assert latest.status_code in {200, 201}, command
    assert len(OF_README) == 4
    assert latest is not None
    found = latest.get_json()
    assert (found["customerId"], found["_embedded"]) == ("anna", {"documents": []})


def test_the_table_of_subtypes_is_the_domain_s(merchant: Merchant) -> None:
    for document_type, subtypes in SUBTYPES.items():
        row = ", ".join(f"`{each}`" for each in subtypes) or "none"
        assert f"| `{document_type}` | {row} |" in TEXT


@pytest.mark.parametrize(
    "collection",
    [
        "kyc-requests", "kyc-documents", "files", "customers", "webhooks", "tracking/webhooks",
        "service-credentials/webhook",
    ],
)  # fmt: skip
def test_the_table_of_filters_is_complete(merchant: Merchant, collection: str) -> None:
    (field,) = merchant.get(f"/{collection}?filter=x:1").get_json()["invalidFields"]
    names = field["message"].partition("filter by ")[2].partition("filter by ")[2].split(", ")
    assert f"| `/{collection}` | {', '.join(f'`{name}`' for name in names)} |" in TEXT


def test_the_table_of_data_is_what_documents_tell(merchant: Merchant) -> None:
    found = {
        DocumentType.IDENTITY_PROOF: judged(passport()),
        DocumentType.ADDRESS_PROOF: judged(bill(), BILL),
        DocumentType.FUNDS_PROOF: judged(bill(), Judged(DocumentType.FUNDS_PROOF)),
        DocumentType.PURCHASE_PROOF: judged(bill(), Judged(DocumentType.PURCHASE_PROOF)),
    }
    told = {name: verdict.parsed_data["data"] for name, verdict in found.items()}
    merchant.put("/customers/1", {"primaryAddress": {"firstName": "accept"}})
    body = {"customerId": "1", "documents": [{"type": DocumentType.CREDIT_FILE_PROOF}]}
    created = merchant.post("/kyc-requests?expand=documents", body).get_json()
    (document,) = created["_embedded"]["documents"]
    told[DocumentType.CREDIT_FILE_PROOF] = document["documentMatches"]["data"]
    assert document["parsedData"] == document["documentMatches"]
    for name, data in told.items():
        keys = ", ".join(f"`{key}`" for key in data)  # type: ignore[attr-defined]
        assert f"| `{name}` | {keys} |" in TEXT
