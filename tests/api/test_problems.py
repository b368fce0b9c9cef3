"""Every refusal of the API is a problem document, whoever asks and however; none tells of us."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from app.api import kyc_requests
from app.limits import LimitReached
from tests.api.conftest import KEY_HEADER, Json, Merchant

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

JSON = "application/json"
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"

#: What a problem never holds: names of ours, of our tools, and of places on the machine.
INSIDES = (
    "Traceback", "sqlalchemy", "psycopg", "sqlite", "werkzeug", "flask", "pydantic", "Error(",
    "/work", "/usr", "site-packages", "SELECT", "File \"", "sesame", "0x", "app.services",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A request that is refused."""

    status: int
    method: str = "GET"
    path: str = "/kyc-requests"
    options: dict[str, Any] = field(default_factory=dict)
    #: Whether it carries a good key.
    is_known: bool = True


def _post(status: int, data: bytes | str = b"{}", content_type: str = JSON, **more: Any) -> Case:
    return Case(status, "POST", options={"data": data, "content_type": content_type, **more})


def _nested(depth: int) -> bytes:
    return b'{"customerId":' + b"[" * depth + b"]" * depth + b"}"


CASES = [
    _post(400, b"{"),
    _post(400, b'{"a": NaN}'),
    _post(400, b"\xff"),
    _post(400, _nested(20_000)),
    _post(400, headers={"Idempotency-Key": " "}),
    Case(401, is_known=False),
    Case(401, path="/kyc-documents/x", is_known=False),
    Case(401, "POST", options={"json": {}}, is_known=False),
    Case(403, path="/organizations/org_of_somebody_else/kyc-requests"),
    Case(404, path="/kyc-requests/kyc_req_unknown"),
    Case(404, path="/kyc-requests/%00"),
    Case(404, path="/kyc-requests/a%2Fb"),
    Case(404, path="/kyc-nothing"),
    Case(404, path="/kyc-requests/x/y/z"),
    Case(404, path="/customers/../../etc/passwd"),
    Case(404, path="/organizations"),
    Case(404, path="/webhooks/" + "x" * 2000),
    Case(405, "PATCH", "/kyc-requests"),
    Case(405, "TRACE", "/kyc-requests"),
    Case(405, "DELETE", "/customers"),
    Case(405, "FOO", "/openapi.json"),
    Case(405, "POST", "/health/live"),
    _post(413, b" " * (64 * 1024 + 1)),
    _post(413, _nested(40_000)),
    _post(415, content_type="text/plain"),
    _post(415, content_type="multipart/form-data; boundary=x"),
    _post(415, content_type=""),
    _post(415, content_type="application/json; charset=utf-16"),
    _post(422),
    _post(422, b"[]"),
    *(_post(422, _nested(depth)) for depth in (50, 300, 800)),
    Case(422, path="/kyc-requests?limit=-1"),
    Case(422, path="/kyc-requests?limit=1&limit=2"),
    Case(422, path="/kyc-requests?filter=x:1"),
    Case(422, path="/kyc-requests?sort=id"),
    Case(422, path="/kyc-requests?expand=everything"),
]


@pytest.mark.parametrize("accept", [JSON, HTML])
def test_every_refusal_is_a_problem_document(merchant: Merchant, accept: str) -> None:
    for case in CASES:
        asker = merchant if case.is_known else Merchant(merchant.app)
        headers = {**asker.headers, "Accept": accept, **case.options.get("headers", {})}
        answer = merchant.app.test_client().open(
            case.path, method=case.method, **{**case.options, "headers": headers}
        )
        assert answer.status_code == case.status, (case, answer.text[:200])
        _check(answer)
        assert ("invalidFields" in answer.get_json()) is (case.status == 422), case


def _raise(error: Exception) -> Callable[..., None]:
    def view(*_: object, **__: object) -> None:
        raise error

    return view


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ZeroDivisionError("sesame"), 500),
        (RecursionError("sesame"), 500),
        (MemoryError("sesame"), 500),
        (KeyError("sesame"), 500),
        (LimitReached(0, "Too many."), 429),
    ],
)
def test_a_fault_is_a_problem_document_too(
    merchant: Merchant, body: Json, error: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(kyc_requests, "create_kyc_request", _raise(error))
    for headers in ({}, {"Idempotency-Key": "one"}, {"Accept": HTML}):
        answer = merchant.post("/kyc-requests", body, headers=headers)
        assert answer.status_code == status
        _check(answer)


def test_a_host_that_is_not_ours_is_a_problem(app: APIFlask, merchant: Merchant) -> None:
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    answer = app.test_client().get(
        "/kyc-requests", headers={**merchant.headers, "Host": "thief.example"}
    )
    assert answer.status_code == 400
    _check(answer)
    assert "thief" not in answer.text


def test_a_body_of_any_depth_is_refused_in_time(merchant: Merchant) -> None:
    for depth in range(850, 1100, 10):
        answer = merchant.post("/customers", data=_nested(depth), content_type=JSON)
        assert answer.status_code in {400, 422}, depth


def _check(answer: TestResponse) -> None:
    path = answer.request.path
    assert answer.mimetype == "application/problem+json"
    assert set(answer.get_json()) <= {
        "status", "type", "title", "detail", "instance", "invalidFields",
    }  # fmt: skip
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["instance"] == quote(path)
    text = answer.text.replace(problem["instance"], "")
    assert [word for word in INSIDES if word.lower() in text.lower()] == []
    assert KEY_HEADER in text or answer.status_code != 401
