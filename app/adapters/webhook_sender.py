"""Sending one webhook: signed, within a time limit, and only to addresses we may connect to.

The URL is the merchant's, so it is not trusted: the name is resolved here, each address is looked
at, and the connection goes to the very address that passed; there is no second look-up that could
answer otherwise. No redirect is followed and no proxy of the environment is used, for either would
choose the address instead of us.
"""

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import httpcore
from standardwebhooks import Webhook

from app.adapters import http_login
from app.adapters.filtered_network import (
    NETWORK_ERRORS,
    FilteredNetwork,
    Resolver,
    resolve,
    why_it_failed,
)
from app.domain.egress import Network

TIMEOUT_SECONDS = 15.0

#: How much of an answer is read: the receiver is let finish writing. The beginning is kept, to be
#: looked at when something does not work.
MAX_REPLY_BYTES = 64 * 1024
KEPT_REPLY_CHARACTERS = 1000
_KEPT_HEADERS, _KEPT_HEADER_CHARACTERS = 30, 500

#: Stands in for what opens something, wherever a request is shown.
HIDDEN = "***"

USER_AGENT = "kyc-gatherer"

_UNAUTHORIZED = 401
_SHORTEST_SECRET = 5


@dataclass(frozen=True)
class Login:
    """What to log in with: `none`, `basic` or `digest`."""

    auth_type: str
    username: str
    password: str = field(repr=False)


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
    login: Login | None = None


@dataclass(frozen=True)
class Reply:
    """What came back: its headers, and the beginning of its body."""

    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class SendResult:
    """How it went: an HTTP status, or why there is none; `retry_after` is the header as it came."""

    status_code: int | None
    error: str | None
    duration_ms: int
    retry_after: str | None = None
    reply: Reply = field(default_factory=Reply)

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
            status_code, reply = self._log_in(message, started + self._timeout_seconds)
        except NETWORK_ERRORS as error:
            return SendResult(None, why_it_failed(error), _milliseconds_since(started))
        retry_after = reply.headers.get("retry-after")
        return SendResult(status_code, None, _milliseconds_since(started), retry_after, reply)

    def _log_in(self, message: Message, deadline: float) -> tuple[int, Reply]:
        """Send the message, a second time when the receiver asks for a digest."""
        login = message.login
        if login is None or login.auth_type == "none":
            return self._exchange(message, deadline)
        if login.auth_type == "basic":
            proof = http_login.basic(login.username, login.password)
            return self._exchange(message, deadline, proof)
        status_code, reply = self._exchange(message, deadline)
        challenge = reply.headers.get("www-authenticate")
        if status_code != _UNAUTHORIZED or challenge is None:
            return status_code, reply
        parts = urlsplit(message.url)
        target = f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}"
        answer = http_login.digest(
            challenge, message.method, target, login.username, login.password
        )
        if answer is None:
            return status_code, reply
        return self._exchange(message, deadline, answer)

    def _exchange(
        self, message: Message, deadline: float, authorization: str | None = None
    ) -> tuple[int, Reply]:
        """Return the answer's status, and what came with it."""
        backend = FilteredNetwork(deadline, opened=self._opened, resolver=self._resolver)
        with (
            httpcore.ConnectionPool(
                ssl_context=self._ssl_context, network_backend=backend, max_connections=1
            ) as pool,
            pool.stream(
                message.method,
                message.url,
                headers=_headers(message, authorization),
                content=message.body.encode(),
            ) as response,
        ):
            text = _read_some(response)
            for secret in _secrets_of(message, authorization):
                text = text.replace(secret, HIDDEN)
            return response.status, Reply(_reply_headers(response), text)


def sign(message: Message) -> str:
    """Return the `webhook-signature` header: one signature for each secret that is valid now."""
    return " ".join(
        Webhook(secret).sign(message.event_id, message.moment, message.body)
        for secret in message.secrets
    )


def shown_headers(message: Message) -> dict[str, str]:
    """Return the request's headers as they may be kept and shown: without what opens anything.

    Only our own are told by value; the merchant's may be keys.
    """
    told = {"host", "user-agent", "content-type", "webhook-id", "webhook-timestamp"}
    login = HIDDEN if message.login and message.login.auth_type != "none" else None
    return {
        name: value if name.lower() in told else HIDDEN
        for name, value in _headers(message, login)
        if name not in {"Accept", "Connection"}
    }


def _secrets_of(message: Message, authorization: str | None) -> list[str]:
    """Return what a receiver might send back of what opens something."""
    found = [value for _, value in message.headers]
    if authorization is not None and message.login is not None:
        found += [authorization, message.login.password]
    # A shorter one would make holes in any text.
    return [secret for secret in found if len(secret) >= _SHORTEST_SECRET]


def _headers(message: Message, authorization: str | None) -> list[tuple[str, str]]:
    # Whoever registered a credential wants that one sent, not a header of the same name.
    own = [
        header
        for header in message.headers
        if authorization is None or header[0].lower() != "authorization"
    ]
    return [
        ("Host", urlsplit(message.url).netloc),
        ("User-Agent", USER_AGENT),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Accept", "*/*"),
        ("Connection", "close"),
        ("webhook-id", message.event_id),
        ("webhook-timestamp", str(int(message.moment.timestamp()))),
        ("webhook-signature", sign(message)),
        *([] if authorization is None else [("Authorization", authorization)]),
        *own,
    ]


def _reply_headers(response: httpcore.Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in response.headers[:_KEPT_HEADERS]:
        # The first of a name counts; what a receiver sets for itself is not ours to keep.
        if name.lower() != b"set-cookie":
            text = value.decode("latin-1")[:_KEPT_HEADER_CHARACTERS]
            found.setdefault(name.decode("latin-1").lower(), text)
    return found


def _read_some(response: httpcore.Response) -> str:
    """Read a bounded part of the answer and return its beginning as printable text."""
    kept, read = b"", 0
    # The status is the acknowledgement: what happens to the rest of the answer changes nothing.
    with _ignoring_the_network():
        for chunk in response.iter_stream():
            kept += chunk[: 4 * KEPT_REPLY_CHARACTERS - len(kept)]
            read += len(chunk)
            if read >= MAX_REPLY_BYTES:
                break
    text = kept.decode("utf-8", "replace")[:KEPT_REPLY_CHARACTERS]
    # A database refuses the null character, and control characters only harm whoever looks.
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)


@contextmanager
def _ignoring_the_network() -> Iterator[None]:
    try:
        yield
    except NETWORK_ERRORS:
        return


def _milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
