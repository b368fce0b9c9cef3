"""A service asked in JSON over HTTP: real sockets, every fault, and the egress filter."""

import json
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler

import pytest

from app.adapters.filtered_network import AddressRefused, FilteredNetwork
from app.adapters.outside_service import MAX_REPLY_BYTES, OutsideService, OutsideServiceFailed
from tests.support.object_store_server import free_port
from tests.support.receiver import Receiver, answering, in_turn, receiving

SECRET = "a-bearer-secret-of-the-operator"


def service(url: str, **options: object) -> OutsideService:
    return OutsideService(url, SECRET, **options)  # type: ignore[arg-type]


def failure_of(asked: OutsideService) -> str:
    with pytest.raises(OutsideServiceFailed) as failure:
        asked.ask({"name": "Zoë"}, "key-1")
    return failure.value.reason


def hang_up(request: BaseHTTPRequestHandler) -> None:
    request.connection.close()


def trickle(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(answering(200, body=b'{"decision": "other"}')) as server:
        yield server


def test_a_question_is_one_post_with_secret_and_key(receiver: Receiver) -> None:
    assert service(receiver.url).ask({"name": "Zoë"}, "key-1") == {"decision": "other"}
    (got,) = receiver.received
    assert (got.method, got.path) == ("POST", "/hook")
    assert json.loads(got.body) == {"name": "Zoë"}
    assert got.headers["authorization"] == f"Bearer {SECRET}"
    assert got.headers["idempotency-key"] == "key-1"
    assert got.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_fault_that_passes_is_tried_again_under_the_same_key(
    receiver: Receiver, status: int
) -> None:
    receiver.behave = in_turn(answering(status), answering(200, body=b"{}"))
    assert service(receiver.url).ask({}, "key-1") == {}
    assert [got.headers["idempotency-key"] for got in receiver.received] == ["key-1"] * 2


def test_a_cut_connection_is_tried_again(receiver: Receiver) -> None:
    receiver.behave = in_turn(hang_up, answering(200, body=b"{}"))
    assert service(receiver.url).ask({}, "key-1") == {}


@pytest.mark.parametrize("status", [201, 204, 301, 302, 307, 400, 401, 404, 422, 500])
def test_any_other_status_is_a_failure_at_once(receiver: Receiver, status: int) -> None:
    receiver.behave = answering(status, {"Location": receiver.url})
    assert failure_of(service(receiver.url)) == f"http-{status}"
    assert len(receiver.received) == 1


def test_a_fault_that_stays_is_a_failure_after_two_tries(receiver: Receiver) -> None:
    receiver.behave = answering(503)
    assert failure_of(service(receiver.url)) == "http-503"
    assert len(receiver.received) == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "answer-not-understood"),
        (b"<html>", "answer-not-understood"),
        (b"[]", "answer-not-understood"),
        (b"\xff\xfe", "answer-not-understood"),
        (b"[" * 60_000, "answer-not-understood"),
        (b" " * (MAX_REPLY_BYTES + 1), "answer-too-long"),
    ],
)
def test_an_answer_that_is_no_object_is_a_failure(
    receiver: Receiver, body: bytes, reason: str
) -> None:
    receiver.behave = answering(200, body=body)
    assert failure_of(service(receiver.url)) == reason


def test_nobody_there_is_a_failure() -> None:
    assert failure_of(service(f"http://127.0.0.1:{free_port()}/")) == "connection-failed"


def test_an_answer_that_trickles_is_left_in_time(receiver: Receiver) -> None:
    receiver.behave = trickle
    begun = time.monotonic()
    assert failure_of(service(receiver.url, timeout_seconds=0.5)) == "timed-out"
    assert time.monotonic() - begun < 2


def test_the_configured_host_may_be_anywhere(receiver: Receiver) -> None:
    def resolver(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    url = receiver.url.replace("127.0.0.1", "bureau.internal")
    assert service(url, resolver=resolver).ask({}, "key-1") == {"decision": "other"}


def test_no_other_host_is_exempt_from_the_filter(receiver: Receiver) -> None:
    network = FilteredNetwork(
        time.monotonic() + 5,
        trusted_hosts=["bureau.internal"],
        resolver=lambda host, port: ["127.0.0.1"],
    )
    network.connect_tcp("Bureau.internal", receiver.port).close()
    with pytest.raises(AddressRefused):
        network.connect_tcp("other.internal", receiver.port)


def test_a_redirect_to_another_host_is_not_followed(receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.behave = answering(302, {"Location": elsewhere.url})
        assert failure_of(service(receiver.url)) == "http-302"
        assert elsewhere.connections == 0


def test_a_proxy_of_the_environment_is_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    assert service(receiver.url).ask({}, "key-1") == {"decision": "other"}


@pytest.mark.parametrize(
    ("status", "is_there"), [(200, True), (405, True), (401, True), (503, False)]
)
def test_any_answer_below_500_is_a_sign_of_life(
    receiver: Receiver, status: int, is_there: bool
) -> None:
    receiver.behave = answering(status)
    assert service(receiver.url).check() is is_there
    assert receiver.received[0].method == "GET"


def test_no_answer_is_no_sign_of_life() -> None:
    assert not service(f"http://127.0.0.1:{free_port()}/").check()


def test_the_secret_never_shows_in_a_repr(receiver: Receiver) -> None:
    assert SECRET not in repr(service(receiver.url))
