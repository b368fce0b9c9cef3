"""A webhook receiver that fails in every way a receiver can, then takes what it is sent.

The path of the address names the way. For each event the first try or two fail; whatever is taken
is kept, with its bytes, so that losses, copies and altered bytes show.
"""

import ssl
import struct
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from scripts.certificates import self_signed

_CHUNK = b"x" * 65536


@dataclass
class FaultyReceiver:
    """What came: every body by event id, how often each was taken, and what was wrong."""

    port: int = 0
    tls_port: int = 0
    certificate: Path = Path()
    secrets: dict[str, str] = field(default_factory=dict)
    bodies: defaultdict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    taken: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    unsigned: int = 0
    redirected: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, way: str) -> str:
        """Return the address that fails in this way."""
        if way == "bad-tls":
            return f"https://localhost:{self.tls_port}/{way}"
        return f"http://127.0.0.1:{self.port}/{way}"

    def note(self, way: str, headers: Mapping[str, str], body: bytes) -> int:
        """Keep a request; return which try of its event this is."""
        event_id = headers.get("webhook-id", "")
        try:
            Webhook(self.secrets[way]).verify(body, dict(headers))
        except (KeyError, WebhookVerificationError):
            self.unsigned += 1
        with self.lock:
            self.bodies[event_id].append(body)
            self.tries[event_id] += 1
            return self.tries[event_id]

    def take(self, event_id: str) -> None:
        """Count an event as taken: the answer that says so is about to be sent."""
        with self.lock:
            self.taken[event_id] += 1


Way = Callable[["_Handler"], None]


def _status(status: int, **headers: str) -> Way:
    def answer(request: "_Handler") -> None:
        request.answer(status, headers)

    return answer


def _hang(request: "_Handler") -> None:
    request.server.receiver.stop.wait(30)


def _reset(request: "_Handler") -> None:
    # A linger of zero makes the system send RST in place of FIN.
    request.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()


def _trickle(request: "_Handler") -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 600:
        if request.server.receiver.stop.wait(0.05):
            return
        request.wfile.write(bytes([byte]))


def _redirect(request: "_Handler") -> None:
    location = f"http://127.0.0.1:{request.server.receiver.port}/redirected"
    request.answer(307, {"Location": location})


def _pour(request: "_Handler") -> None:
    request.server.receiver.take(request.headers["webhook-id"])
    request.send_response(200)
    request.end_headers()
    for _ in range(1000):
        request.wfile.write(_CHUNK)


def _take(request: "_Handler") -> None:
    request.server.receiver.take(request.headers["webhook-id"])
    request.answer(204, {})


#: What an address does at first, and the last ones of them for good.
WAYS: Mapping[str, Way] = {
    "answers": _take,
    "500": _status(500),
    "429": _status(429, **{"Retry-After": "60"}),
    "hangs": _hang,
    "resets": _reset,
    "redirects": _redirect,
    "trickles": _trickle,
    "huge-answer": _pour,
    "bad-tls": _take,
    "gone": _status(410),
    "silent": _hang,
}

_FOR_GOOD = frozenset({"huge-answer", "gone", "silent"})


@contextmanager
def faulty_receiver() -> Iterator[FaultyReceiver]:
    """Run the receiver until the block ends; `certificate` is the one to be trusted."""
    receiver = FaultyReceiver()
    with tempfile.TemporaryDirectory() as folder:
        good = self_signed(Path(folder), "localhost")
        (Path(folder) / "bad").mkdir()
        bad = self_signed(Path(folder) / "bad", "localhost")
        receiver.certificate = good
        plain, secure = _Server(receiver), _TlsServer(receiver, good, bad)
        receiver.port, receiver.tls_port = plain.server_port, secure.server_port
        for server in (plain, secure):
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield receiver
        finally:
            receiver.stop.set()
            for server in (plain, secure):
                server.shutdown()
                server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, receiver: FaultyReceiver) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.receiver = receiver

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: senders that hang up or are killed are what is tried."""


class _TlsServer(_Server):
    """Shows a certificate that nobody trusts at every third connection."""

    def __init__(self, receiver: FaultyReceiver, good: Path, bad: Path) -> None:
        super().__init__(receiver)
        self._contexts = [_context(bad), _context(good), _context(good)]
        self._numbers = count()

    def finish_request(self, request: object, client_address: object) -> None:
        """Shake hands in the connection's own thread."""
        context = self._contexts[next(self._numbers) % 3]
        with (
            suppress(OSError),
            context.wrap_socket(request, server_side=True) as wrapped,  # type: ignore[arg-type]
        ):
            super().finish_request(wrapped, client_address)


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 60

    def do_POST(self) -> None:
        """Keep the request, and fail or take it."""
        self.close_connection = True
        way = self.path.strip("/")
        if way not in WAYS:
            self.server.receiver.redirected += 1
            self.answer(200, {})
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        number = self.server.receiver.note(way, headers, body)
        # One event fails once, the next one twice.
        failures = 1 + headers.get("webhook-id", "").encode()[-1] % 2
        with suppress(OSError):
            if way in _FOR_GOOD or number <= failures:
                WAYS[way](self)
            else:
                _take(self)

    def answer(self, status: int, headers: Mapping[str, str]) -> None:
        """Answer without a body."""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            if status != 204 or name != "Content-Length":
                self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
