"""A service outside the product that is asked in JSON over HTTP: the bureau, the picture search.

One question is one POST with a bearer secret and an `Idempotency-Key`; it is asked a second time
when the first try met a fault that passes (no connection, 429, 502, 503, 504), under the same key
and within the same limit of time. Redirects are not followed and no proxy of the environment is
used. Connections go through the egress filter, from which only the configured host is exempt.
See docs/adapters.md for the contract.
"""

import json
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpcore

from app.adapters.filtered_network import (
    NETWORK_ERRORS,
    FilteredNetwork,
    Resolver,
    resolve,
    why_it_failed,
)
from app.domain.egress import Network

TIMEOUT_SECONDS = 8.0
TRIES = 2
PAUSE_SECONDS = 0.2
MAX_REPLY_BYTES = 64 * 1024
#: How long a sign of life may take.
PROBE_SECONDS = 2.0

_PASSING = frozenset({429, 502, 503, 504})


class OutsideServiceFailed(Exception):
    """An outside service gave no answer that can be used.

    `reason` is a constant for logs and evidence; it never quotes the question or the answer.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class OutsideService:
    """Where a service is and how to ask it; `opened` are networks open beside the public ones."""

    url: str
    secret: str = field(repr=False)
    opened: tuple[Network, ...] = ()
    timeout_seconds: float = TIMEOUT_SECONDS
    resolver: Resolver = resolve
    ssl_context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def ask(self, question: Mapping[str, object], key: str) -> Mapping[str, Any]:
        """Return the JSON object the service answers; raises OutsideServiceFailed."""
        deadline = time.monotonic() + self.timeout_seconds
        body = json.dumps(question, ensure_ascii=False).encode()
        for tries_left in reversed(range(TRIES)):
            status, answer, why = self._try(body, key, deadline)
            if status == 200:
                return _understand(answer)
            passes = status in _PASSING or (status is None and why != "address-refused")
            if not tries_left or not passes or time.monotonic() + PAUSE_SECONDS >= deadline:
                raise OutsideServiceFailed(why)
            time.sleep(PAUSE_SECONDS)
        raise AssertionError("unreachable")

    def check(self) -> bool:
        """Tell whether the service is there: any answer to a GET below 500 is a sign of life."""
        headers = [*self._headers(), ("Connection", "close")]
        deadline = time.monotonic() + PROBE_SECONDS
        try:
            status, _ = self._exchange("GET", headers, None, deadline)
        except NETWORK_ERRORS:
            return False
        return status < 500

    def _try(self, body: bytes, key: str, deadline: float) -> tuple[int | None, bytes, str]:
        """Ask once; return the status if there is one, the answer, and what to call a failure."""
        headers = [
            *self._headers(),
            ("Content-Type", "application/json; charset=utf-8"),
            ("Idempotency-Key", key),
            ("Connection", "close"),
        ]
        try:
            status, answer = self._exchange("POST", headers, body, deadline)
        except NETWORK_ERRORS as error:
            return None, b"", why_it_failed(error)
        return status, answer, f"http-{status}"

    def _headers(self) -> Iterable[tuple[str, str]]:
        yield "Host", urlsplit(self.url).netloc
        yield "User-Agent", "kyc-gatherer"
        yield "Accept", "application/json"
        yield "Authorization", f"Bearer {self.secret}"

    def _exchange(
        self, method: str, headers: Iterable[tuple[str, str]], body: bytes | None, deadline: float
    ) -> tuple[int, bytes]:
        network = FilteredNetwork(
            deadline,
            opened=self.opened,
            trusted_hosts=[urlsplit(self.url).hostname or ""],
            resolver=self.resolver,
        )
        with (
            httpcore.ConnectionPool(
                ssl_context=self.ssl_context, network_backend=network, max_connections=1
            ) as pool,
            pool.stream(method, self.url, headers=list(headers), content=body) as response,
        ):
            return response.status, _read(response)


def _read(response: httpcore.Response) -> bytes:
    """Return the body as far as it is read; one that is too long will not be understood."""
    read = bytearray()
    for chunk in response.iter_stream():
        read += chunk
        if len(read) > MAX_REPLY_BYTES:
            break
    return bytes(read)


def _understand(answer: bytes) -> Mapping[str, Any]:
    """Return the JSON object in an answer; raises OutsideServiceFailed."""
    if len(answer) > MAX_REPLY_BYTES:
        raise OutsideServiceFailed("answer-too-long")
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise OutsideServiceFailed("answer-not-understood") from error
    if not isinstance(said, dict):
        raise OutsideServiceFailed("answer-not-understood")
    return said
