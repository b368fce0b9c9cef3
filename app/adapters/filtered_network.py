"""Connections to other people's machines: only to addresses we may connect to, and bounded in time.

A name is resolved here, each address is looked at, and the connection goes to the very address that
passed; there is no second look-up that could answer otherwise.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any

import httpcore

from app.domain.egress import Network, may_connect, unwrapped

Resolver = Callable[[str, int], Sequence[str]]

#: Names are looked up here, because a look-up knows no time limit of its own.
_LOOKUPS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="lookup")

#: What a connection or an answer can fail with.
NETWORK_ERRORS = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)


class AddressRefused(httpcore.ConnectError):
    """The name leads to no address that we may connect to."""


class NameUnknown(httpcore.ConnectError):
    """The name does not resolve."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host` as text; raises OSError when there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


class FilteredNetwork(httpcore.NetworkBackend):
    """Connects to permitted addresses only, and lets no operation outlast `deadline` (monotonic).

    `opened` are networks the operator allows beside the public ones; `trusted_hosts` are the hosts
    the operator configured, wherever their names lead.
    """

    def __init__(
        self,
        deadline: float,
        *,
        opened: Iterable[Network] = (),
        trusted_hosts: Iterable[str] = (),
        resolver: Resolver = resolve,
    ) -> None:
        self._opened = tuple(opened)
        self._trusted_hosts = frozenset(host.lower() for host in trusted_hosts)
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
            if host.lower() in self._trusted_hosts or may_connect(address, self._opened):
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


def why_it_failed(error: Exception) -> str:
    """Return a constant for logs that names what went wrong with a connection."""
    # The library keeps what it was caused by as its first argument.
    if any(isinstance(cause, ssl.SSLError) for cause in error.args):
        return "tls-failed"
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    return "connection-failed"


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for this call is over")
    return left


#: The first that fits is told.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (AddressRefused, "address-refused"),
    (NameUnknown, "name-unknown"),
    (httpcore.TimeoutException, "timed-out"),
    (httpcore.ConnectError, "connection-failed"),
    (httpcore.ProtocolError, "no-http-answer"),
    (httpcore.NetworkError, "connection-cut"),
)
