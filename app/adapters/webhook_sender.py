"""Sending one webhook: signed, within a time limit, and only to addresses we may connect to.

The URL is the merchant's, so it is not trusted: the name is resolved here, each address is looked
at, and the connection goes to the very address that passed; there is no second look-up that could
answer otherwise. No redirect is followed and no proxy of the environment is used, for either would
choose the address instead of us.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import httpcore
from standardwebhooks import Webhook

from app.adapters.filtered_network import (
    NETWORK_ERRORS,
    FilteredNetwork,
    Resolver,
    resolve,
    why_it_failed,
)
from app.domain.egress import Network

TIMEOUT_SECONDS = 15.0

#: How much of an answer is read. None of it is used; the receiver is let finish writing.
MAX_REPLY_BYTES = 64 * 1024

USER_AGENT = "kyc-gatherer"


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
        except NETWORK_ERRORS as error:
            return SendResult(None, why_it_failed(error), _milliseconds_since(started))
        return SendResult(status_code, None, _milliseconds_since(started), retry_after)

    def _exchange(self, message: Message, deadline: float) -> tuple[int, str | None]:
        """Return the answer's status and its `Retry-After`."""
        backend = FilteredNetwork(deadline, opened=self._opened, resolver=self._resolver)
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
    except NETWORK_ERRORS:
        return


def _milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
