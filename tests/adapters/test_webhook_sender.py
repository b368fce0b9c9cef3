"""The sender against a real receiver: what it sends, and what it makes of each answer."""

import hashlib
import socket
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path
from urllib.request import parse_http_list

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from app.adapters.webhook_sender import (
    HIDDEN,
    KEPT_REPLY_CHARACTERS,
    MAX_REPLY_BYTES,
    Login,
    Message,
    WebhookSender,
    shown_headers,
    sign,
)
from scripts.certificates import self_signed
from tests.support.receiver import Receiver, answering, in_turn, receiving

LOOPBACK = (ip_network("127.0.0.0/8"),)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
BODY = '{"eventType":"kyc-request-fulfilled","name":"Zoë"}'


def message(url: str, **changes: object) -> Message:
    values = {
        "url": url,
        "event_id": "evt_1",
        "body": BODY,
        "secrets": (SECRET,),
        "moment": datetime.now(UTC),
        **changes,
    }
    return Message(**values)  # type: ignore[arg-type]


def sender(**options: object) -> WebhookSender:
    return WebhookSender(LOOPBACK, **options)  # type: ignore[arg-type]


def test_a_message_arrives_signed_and_is_acknowledged(receiver: Receiver) -> None:
    result = sender().send(message(receiver.url))
    assert (result.status_code, result.error, result.is_acknowledged) == (200, None, True)
    (got,) = receiver.received
    assert (got.method, got.path) == ("POST", "/hook")
    assert got.body == BODY.encode()
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    assert got.headers["webhook-id"] == "evt_1"
    assert Webhook(SECRET).verify(got.body, got.headers)["name"] == "Zoë"


def test_every_valid_secret_signs_while_one_replaces_another(receiver: Receiver) -> None:
    sender().send(message(receiver.url, secrets=(OTHER_SECRET, SECRET)))
    (got,) = receiver.received
    for secret in (SECRET, OTHER_SECRET):
        Webhook(secret).verify(got.body, got.headers)


def test_an_altered_body_or_another_secret_does_not_verify(receiver: Receiver) -> None:
    sender().send(message(receiver.url))
    (got,) = receiver.received
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(got.body + b" ", got.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER_SECRET).verify(got.body, got.headers)


def test_the_signature_is_that_of_the_standards_example() -> None:
    # The test vector printed in the specification of Standard Webhooks.
    moment = datetime.fromtimestamp(1614265330, UTC)
    example = message(
        "https://shop.example/",
        event_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        body='{"test": 2432232314}',
        moment=moment,
    )
    assert sign(example) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_merchants_own_headers_and_method_are_sent(receiver: Receiver) -> None:
    sender().send(message(receiver.url, method="PUT", headers=(("X-Tenant", "7"),)))
    (got,) = receiver.received
    assert (got.method, got.headers["x-tenant"]) == ("PUT", "7")


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_acknowledges(receiver: Receiver, status: int) -> None:
    receiver.behave = answering(status)
    assert sender().send(message(receiver.url)).is_acknowledged


@pytest.mark.parametrize("status", [300, 304, 400, 401, 404, 410, 422, 500, 502, 503])
def test_nothing_else_acknowledges(receiver: Receiver, status: int) -> None:
    receiver.behave = answering(status)
    result = sender().send(message(receiver.url))
    assert (result.status_code, result.is_acknowledged) == (status, False)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    with receiving() as elsewhere:
        receiver.behave = answering(status, {"Location": elsewhere.url})
        result = sender().send(message(receiver.url))
        assert (result.status_code, result.is_acknowledged) == (status, False)
        assert (len(receiver.received), elsewhere.connections) == (1, 0)


def test_retry_after_is_handed_on(receiver: Receiver) -> None:
    receiver.behave = answering(429, {"rEtRy-AfTeR": "120"})
    assert sender().send(message(receiver.url)).retry_after == "120"


def test_a_huge_answer_is_read_only_in_part(receiver: Receiver) -> None:
    written = threading.Event()

    def pour(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            for _ in range(1000):
                request.wfile.write(b"x" * MAX_REPLY_BYTES)
        except OSError:
            written.set()

    receiver.behave = pour
    assert sender().send(message(receiver.url)).is_acknowledged
    # The receiver is cut off long before its 64 MB are through.
    assert written.wait(10)


def test_a_receiver_that_never_answers_is_left_in_time(receiver: Receiver) -> None:
    release = threading.Event()
    receiver.behave = lambda _request: release.wait(30) and None
    result = sender(timeout_seconds=0.3).send(message(receiver.url))
    release.set()
    assert (result.status_code, result.error) == (None, "timed-out")


def test_a_receiver_that_trickles_its_answer_is_left_in_time(receiver: Receiver) -> None:
    release = threading.Event()

    def trickle(request: BaseHTTPRequestHandler) -> None:
        # Each byte comes well within any limit on a single read.
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 5000:
            if release.wait(0.02):
                return
            request.wfile.write(bytes([byte]))

    receiver.behave = trickle
    result = sender(timeout_seconds=0.5).send(message(receiver.url))
    release.set()
    assert (result.status_code, result.error) == (None, "timed-out")


def test_a_body_that_trickles_does_not_undo_the_acknowledgement(receiver: Receiver) -> None:
    release = threading.Event()

    def trickle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        while not release.wait(0.02):
            request.wfile.write(b"x")

    receiver.behave = trickle
    assert sender(timeout_seconds=0.5).send(message(receiver.url)).is_acknowledged
    release.set()


def test_a_connection_cut_after_the_status_is_still_acknowledged(receiver: Receiver) -> None:
    receiver.behave = answering(200, {"Content-Length": "5000"})

    def cut(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "5000")
        request.end_headers()
        request.wfile.write(b"x")

    receiver.behave = cut
    assert sender().send(message(receiver.url)).is_acknowledged


def test_a_connection_cut_before_the_answer_is_a_failure(receiver: Receiver) -> None:
    receiver.behave = lambda request: request.connection.shutdown(socket.SHUT_RDWR)
    result = sender().send(message(receiver.url))
    assert (result.status_code, result.error) == (None, "no-http-answer")


def test_what_is_not_http_is_a_failure(receiver: Receiver) -> None:
    receiver.behave = lambda request: request.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n") and None
    result = sender().send(message(receiver.url))
    assert (result.status_code, result.error) == (None, "no-http-answer")


def test_nobody_listening_is_a_failure() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        result = sender().send(message(url))
    assert (result.status_code, result.error) == (None, "connection-failed")


@pytest.mark.parametrize(
    ("host", "trusted", "error"),
    [
        ("shop.example", True, None),
        ("shop.example", False, "tls-failed"),
        ("other.example", True, "tls-failed"),
    ],
)
def test_a_receiver_must_prove_the_name_in_the_url(
    host: str, trusted: bool, error: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path, "shop.example")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with receiving(certificate=certificate) as receiver:
        local = sender(resolver=lambda host, port: ["127.0.0.1"])
        result = local.send(message(f"https://{host}:{receiver.port}/"))
        assert (result.error, len(receiver.received)) == (error, 1 if error is None else 0)


def test_a_receiver_that_does_not_speak_tls_is_not_told_anything(receiver: Receiver) -> None:
    result = sender().send(message(receiver.url.replace("http:", "https:")))
    assert (result.status_code, result.error) == (None, "tls-failed")
    assert receiver.received == []


def test_proxies_of_the_environment_are_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert sender().send(message(receiver.url)).is_acknowledged
        assert proxy.connections == 0


def test_a_name_that_does_not_resolve_is_a_failure() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    result = sender(resolver=nobody).send(message("https://shop.example/"))
    assert (result.status_code, result.error) == (None, "name-unknown")


@pytest.mark.parametrize("host", ["a..example", f"{'a' * 64}.example"])
def test_a_name_that_cannot_be_is_a_failure(host: str) -> None:
    result = sender().send(message(f"https://{host}/"))
    assert (result.status_code, result.error) == (None, "name-unknown")


def test_a_look_up_that_hangs_is_left_in_time() -> None:
    release = threading.Event()

    def hang(host: str, port: int) -> list[str]:
        release.wait(30)
        return []

    result = sender(resolver=hang, timeout_seconds=0.3).send(message("https://shop.example/"))
    release.set()
    assert (result.status_code, result.error) == (None, "timed-out")


def test_the_next_address_is_tried_when_one_does_not_answer(receiver: Receiver) -> None:
    # Nobody listens on 127.0.0.2; the receiver is at the second address.
    both = sender(resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"])
    assert both.send(message(f"http://shop.example:{receiver.port}/")).is_acknowledged
    (got,) = receiver.received
    assert got.headers["host"] == f"shop.example:{receiver.port}"


def test_basic_logs_in_at_once(receiver: Receiver) -> None:
    login = Login("basic", "kyc", "correct: horse")
    own = (("Authorization", "Bearer other"), ("X-Tenant", "7"))
    sent = message(receiver.url, login=login, headers=own)
    assert sender().send(sent).is_acknowledged
    (got,) = receiver.received
    proof = b64decode(got.headers["authorization"].removeprefix("Basic ")).decode()
    assert (proof, got.headers["x-tenant"]) == ("kyc:correct: horse", "7")
    shown = shown_headers(sent)
    assert (shown["Authorization"], shown["X-Tenant"]) == (HIDDEN, HIDDEN)
    assert (shown["webhook-id"], shown["webhook-signature"]) == ("evt_1", HIDDEN)
    # A receiver that sends back what it got does not bring it into the record.
    receiver.behave = answering(
        500, body=got.headers["authorization"].encode() + b" correct: horse"
    )
    assert sender().send(sent).reply.text == f"{HIDDEN} {HIDDEN}"


#: The example of RFC 7616, 3.9.1, and its older form without `qop`.
CHALLENGES = [
    f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny"'
    for algorithm in ("MD5", "SHA-256")
]


@pytest.mark.parametrize("challenge", [*CHALLENGES, 'digest realm="a b", nonce=abc'])
def test_a_digest_answers_the_receivers_challenge(challenge: str, receiver: Receiver) -> None:
    receiver.behave = in_turn(answering(401, {"WWW-Authenticate": challenge}), answering(204))
    login = Login("digest", "Mufasa", "Circle of Life")
    url = f"{receiver.url}?tenant=1"
    assert sender().send(message(url, login=login)).status_code == 204
    first, second = receiver.received
    assert "authorization" not in first.headers
    assert second.body == first.body
    # The client of another house proves the same with the same numbers.
    proof = parse_http_list(second.headers["authorization"].removeprefix("Digest "))
    told = {k: v.strip('"') for k, _, v in (each.partition("=") for each in proof)}
    name = "sha256" if "SHA-256" in challenge else "md5"

    def hashed(text: str) -> str:
        return hashlib.new(name, text.encode()).hexdigest()

    a1 = hashed(f"Mufasa:{told['realm']}:Circle of Life")
    a2 = hashed("POST:/hook?tenant=1")
    middle = f"{told['nc']}:{told['cnonce']}:auth:" if "qop" in told else ""
    assert told["response"] == hashed(f"{a1}:{told['nonce']}:{middle}{a2}")


def test_a_challenge_that_is_no_digest_is_a_failure(receiver: Receiver) -> None:
    receiver.behave = answering(401, {"WWW-Authenticate": 'Basic realm="x"'})
    login = Login("digest", "kyc", "horse")
    assert sender().send(message(receiver.url, login=login)).status_code == 401
    assert len(receiver.received) == 1


def test_the_beginning_of_an_answer_is_kept(receiver: Receiver) -> None:
    body = "Zoë\x00".encode() + b"\xff" + b"x" * 100_000
    receiver.behave = answering(500, {"X-Trace": "7", "Set-Cookie": "a=b"}, body)
    reply = sender().send(message(receiver.url)).reply
    assert reply.text.startswith("Zoë\ufffd\ufffdxxx")
    assert len(reply.text) == KEPT_REPLY_CHARACTERS
    assert (reply.headers["x-trace"], "set-cookie" in reply.headers) == ("7", False)


# --- What must never be reached -------------------------------------------------------------------

LITERALS = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "127.0.0.53", "0", "0.0",
    "0.0.0.0",  # noqa: S104 - sent to, not bound to.
    "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "0177.1", "017700000001",
    "localhost", "LOCALHOST", "localhost.", "10.0.0.1", "10.1", "167772161", "0xa000001",
    "012.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1", "3232235521",
    "169.254.169.254", "169.254.43518", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376",
    "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "233.252.0.1", "240.0.0.1",
    "255.255.255.255", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:169.254.169.254]",
    "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::]", "[2001::7f00:1]", "[fe80::1]",
    "[fec0::1]", "[fc00::1]", "[fd00::1]", "[fd00:ec2::254]", "[fd20:ce::254]", "[ff02::1]",
    "[100::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[2001:2::1]", "[2001:20::1]",
]  # fmt: skip


@contextmanager
def counting_connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Keep every address that this process connects a TCP socket to."""
    reached: list[object] = []
    connect = socket.socket.connect

    def counted(self: socket.socket, address: object) -> None:
        reached.append(address)
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", counted)
    yield reached
    monkeypatch.setattr(socket.socket, "connect", connect)


def test_the_table_of_literals_is_long_enough() -> None:
    assert len(set(LITERALS)) >= 60


@pytest.fixture(scope="module")
def strict_sender() -> WebhookSender:
    """Return a sender for which the operator opened nothing."""
    return WebhookSender()


@pytest.fixture(scope="module")
def inside() -> Iterator[Receiver]:
    """Run a receiver that nothing may reach."""
    with receiving() as server:
        yield server


@pytest.mark.parametrize("host", LITERALS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_form_of_a_private_address_is_connected_to(
    host: str,
    scheme: str,
    inside: Receiver,
    strict_sender: WebhookSender,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with counting_connections(monkeypatch) as reached:
        result = strict_sender.send(message(f"{scheme}://{host}:{inside.port}/"))
    assert result.status_code is None
    assert result.error in {"address-refused", "name-unknown"}
    assert (reached, inside.connections) == ([], 0)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"],
        ["10.0.0.1", "127.0.0.1"], ["fe80::1%lo"], ["fe80::1%1"], ["64:ff9b::7f00:1"],
        ["0.1.2.3", "::"], [],
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_connected_to(
    addresses: list[str], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = WebhookSender(resolver=lambda host, port: addresses)
    with counting_connections(monkeypatch) as reached:
        result = blocked.send(message(f"http://shop.example:{receiver.port}/"))
    assert (result.error, reached, receiver.connections) == ("address-refused", [], 0)


def test_a_name_with_mixed_addresses_is_only_connected_to_permitted_ones(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only 127.0.0.9 is permitted here; nobody listens there, and the others are not tried.
    mixed = WebhookSender(
        [ip_network("127.0.0.9/32")],
        resolver=lambda host, port: ["127.0.0.1", "127.0.0.9", "::1", "10.0.0.1"],
    )
    with counting_connections(monkeypatch) as reached:
        result = mixed.send(message(f"http://shop.example:{receiver.port}/"))
    assert (result.error, receiver.connections) == ("connection-failed", 0)
    assert reached == [("127.0.0.9", receiver.port)]


def test_a_name_that_changes_between_look_ups_is_looked_up_once(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: permitted at the first look-up, inside at each one after."""
    answers = iter([["127.0.0.9"], ["127.0.0.1"], ["127.0.0.1"]])
    rebinding = WebhookSender(
        [ip_network("127.0.0.9/32")], resolver=lambda host, port: next(answers)
    )
    with counting_connections(monkeypatch) as reached:
        rebinding.send(message(f"http://shop.example:{receiver.port}/"))
    assert reached == [("127.0.0.9", receiver.port)]
    assert next(answers) == ["127.0.0.1"]


def test_a_redirect_does_not_lead_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as outside, receiving() as inside:
        outside.behave = answering(307, {"Location": inside.url})
        result = sender().send(message(outside.url))
    assert (result.status_code, inside.connections) == (307, 0)
