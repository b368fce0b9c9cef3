"""Fetching a file that a merchant names by its address.

The address is the merchant's, so it is not trusted: connections go through the egress filter, no
redirect is followed, no proxy of the environment is used, and time and bytes are limited.
"""

import ssl
import time
from dataclasses import dataclass, field
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

TIMEOUT_SECONDS = 15.0


class FetchFailed(Exception):
    """The file did not come; `reason` is a constant such as `http-404` or `timed-out`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class FileFetcher:
    """Fetches files of at most `most_bytes`; `opened` are networks open beside the public ones."""

    most_bytes: int
    opened: tuple[Network, ...] = ()
    timeout_seconds: float = TIMEOUT_SECONDS
    resolver: Resolver = resolve
    ssl_context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    accept: str = "image/*, application/pdf"

    def fetch(self, url: str) -> bytes:
        """Return what a GET of `url` answers with status 200; raises FetchFailed."""
        network = FilteredNetwork(
            time.monotonic() + self.timeout_seconds, opened=self.opened, resolver=self.resolver
        )
        headers = [
            ("Host", urlsplit(url).netloc.rpartition("@")[2]),
            ("User-Agent", "kyc-gatherer"),
            ("Accept", self.accept),
            ("Connection", "close"),
        ]
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=self.ssl_context, network_backend=network, max_connections=1
                ) as pool,
                pool.stream("GET", url, headers=headers) as response,
            ):
                if response.status != 200:
                    raise FetchFailed(f"http-{response.status}")
                return self._read(response)
        except NETWORK_ERRORS as error:
            raise FetchFailed(why_it_failed(error)) from error

    def _read(self, response: httpcore.Response) -> bytes:
        read = bytearray()
        for chunk in response.iter_stream():
            read += chunk
            if len(read) > self.most_bytes:
                raise FetchFailed("too-large")
        return bytes(read)
