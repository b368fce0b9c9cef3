"""Sending one webhook: signed, within a time limit, and only to addresses we may connect to.

The URL is the merchant's, so it is not trusted: the name is resolved here, each address is looked
at, and the connection goes to the very address that passed; there is no second look-up that could
answer otherwise. No redirect is followed and no proxy of the environment is used, for either would
choose the address instead of us.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpcore
from standardwebhooks import Webhook

from app.domain.egress import Network, may_connect, unwrapped

TIMEOUT_SECONDS = 15.0

#: How much of an answer is read. None of it is used; the receiver is let finish writing.
MAX_REPLY_BYTES = 64 * 1024

USER_AGENT = "kyc-gatherer"

Resolver = Callable[[str, int], Sequence[str]]

#: Names are looked up here, because a look-up knows no time limit of its own.
_LOOKUPS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="lookup")


@dataclass(frozen=True)
class Message:
    """What is sent: the frozen body of an event, and every secret valid at `moment` to sign it."""

    url: str
    event_id: str
    body: str
    secrets: tuple[str, ...] = field(repr=False)
    moment: datetime
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SendResult:
    """How it went: an HTTP status, or why there is none; `retry_after` is the header as it came."""

    status_code: int | None
    error: str | None
    duration_ms: int
    retry_after: str | None = None

    @property
    def is_acknowledged(self) -> bool:
        """Tell whether the receiver took the event: any 2xx does."""
        return self.status_code is not None and 200 <= self.status_code < 300


class AddressRefused(httpcore.ConnectError):
    """The name leads to no address that we may connect to."""


class NameUnknown(httpcore.ConnectError):
    """The name does not resolve."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host` as text; raises OSError when there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


class WebhookSender:
    """Sends webhooks. `opened` are networks the operator allows beside the public ones."""

    def __init__(
        self,
        opened: Iterable[Network] = (),
        *,
        resolver: Resolver = resolve,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._opened = tuple(opened)
        self._resolver = resolver
        self._timeout_seconds = timeout_seconds
        # Loading the authorities' certificates takes longer than sending.
        self._ssl_context = ssl.create_default_context()

    def send(self, message: Message) -> SendResult:
        """Send a message once and tell how it went; nothing of the network or HTTP is raised."""
        started = time.monotonic()
        try:
            status_code, retry_after = self._exchange(message, started + self._timeout_seconds)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            return SendResult(None, _why(error), _milliseconds_since(started))
        return SendResult(status_code, None, _milliseconds_since(started), retry_after)

    def _exchange(self, message: Message, deadline: float) -> tuple[int, str | None]:
        """Return the answer's status and its `Retry-After`."""
        backend = _FilteredBackend(self._opened, self._resolver, deadline)
        with (
            httpcore.ConnectionPool(
                ssl_context=self._ssl_context, network_backend=backend, max_connections=1
            ) as pool,
            pool.stream(
                message.method,
                message.url,
                headers=_headers(message),
                content=message.body.encode(),
            ) as response,
        ):
            _read_some(response)
            return response.status, _header(response, b"retry-after")


class _FilteredBackend(httpcore.NetworkBackend):
    """Connects to permitted addresses only, and lets no operation outlast the deadline."""

    def __init__(self, opened: tuple[Network, ...], resolver: Resolver, deadline: float) -> None:
        self._opened = opened
        self._resolver = resolver
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is stricter.
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first permitted address of `host` that answers."""
        failure: httpcore.NetworkError | httpcore.TimeoutException = AddressRefused(host)
        for address in self._permitted(host, port):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, _left(self._deadline), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure

    def _permitted(self, host: str, port: int) -> Iterator[str]:
        lookup: Future[Sequence[str]] = _LOOKUPS.submit(self._resolver, host, port)
        try:
            found = lookup.result(timeout=_left(self._deadline))
        except TimeoutError:
            raise httpcore.ConnectTimeout(host) from None
        except (OSError, UnicodeError) as error:
            # A name with an empty or overlong label is refused by the codec, not the resolver.
            raise NameUnknown(host) from error
        for text in found:
            address = unwrapped(ip_address(text))
            if may_connect(address, self._opened):
                yield str(address)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every operation ends by the deadline, however slowly bytes trickle."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read what is there."""
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write all of it."""
        self._stream.write(buffer, _left(self._deadline))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Begin TLS; the certificate must be for the name in the URL."""
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the transport knows of itself."""
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        """Close it."""
        self._stream.close()


def sign(message: Message) -> str:
    """Return the `webhook-signature` header: one signature for each secret that is valid now."""
    return " ".join(
        Webhook(secret).sign(message.event_id, message.moment, message.body)
        for secret in message.secrets
    )


def _headers(message: Message) -> list[tuple[str, str]]:
    return [
        ("Host", urlsplit(message.url).netloc),
        ("User-Agent", USER_AGENT),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Accept", "*/*"),
        ("Connection", "close"),
        ("webhook-id", message.event_id),
        ("webhook-timestamp", str(int(message.moment.timestamp()))),
        ("webhook-signature", sign(message)),
        *message.headers,
    ]


def _header(response: httpcore.Response, wanted: bytes) -> str | None:
    for name, value in response.headers:
        if name.lower() == wanted:
            return value.decode("latin-1")
    return None


def _read_some(response: httpcore.Response) -> None:
    # The status is the acknowledgement: what happens to the rest of the answer changes nothing.
    with _ignoring_the_network():
        read = 0
        for chunk in response.iter_stream():
            read += len(chunk)
            if read >= MAX_REPLY_BYTES:
                return


@contextmanager
def _ignoring_the_network() -> Iterator[None]:
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
        return


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for this delivery is over")
    return left


def _milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _why(error: Exception) -> str:
    # The library keeps what it was caused by as its first argument.
    if any(isinstance(cause, ssl.SSLError) for cause in error.args):
        return "tls-failed"
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    return "connection-failed"


#: The first that fits is told.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (AddressRefused, "address-refused"),
    (NameUnknown, "name-unknown"),
    (httpcore.TimeoutException, "timed-out"),
    (httpcore.ConnectError, "connection-failed"),
    (httpcore.ProtocolError, "no-http-answer"),
    (httpcore.NetworkError, "connection-cut"),
)
