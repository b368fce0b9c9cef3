"""Public keys that an issuer publishes at an address (JWKS), asked for now and then.

A set is kept in each process. A token that names a key we do not know makes us ask again, for that
is what a rotation looks like, but never more often than each half minute, so that nobody can make
us knock. While the address does not answer, the set we have goes on for a day.
"""

import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlsplit

from structlog import get_logger

from app.adapters.file_fetcher import FetchFailed, FileFetcher
from app.adapters.filtered_network import Resolver, resolve
from app.adapters.token_keys import Jwk, KeysUnusable, key_named, keys_in_set
from app.domain.access_tokens import TokenAlgorithm
from app.domain.egress import Network

FRESH_SECONDS = 300.0
#: The shortest time between two questions to one address.
PAUSE_SECONDS = 30.0
STALE_SECONDS = 24 * 3600.0
TIMEOUT_SECONDS = 3.0
MAX_SET_BYTES = 64 * 1024

log = get_logger()


class KeySetUnavailable(Exception):
    """The address gave no usable set; the text is a constant for logs."""


@dataclass
class _Kept:
    keys: Sequence[Jwk] = ()
    fetched_at: float = float("-inf")
    asked_at: float = float("-inf")
    lock: Lock = field(default_factory=Lock)

    @property
    def age(self) -> float:
        """Seconds since the set was fetched."""
        return time.monotonic() - self.fetched_at

    def named(self, key_id: str | None) -> Jwk | None:
        """Return the key that a `kid` names, None when there is none or the set is too old."""
        return key_named(self.keys, key_id) if self.age < STALE_SECONDS else None


@dataclass
class KeySets:
    """The sets of one process; connections go through the egress filter, redirects are errors."""

    opened: tuple[Network, ...] = ()
    resolver: Resolver = resolve
    ssl_context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    _kept: dict[tuple[str, TokenAlgorithm], _Kept] = field(default_factory=dict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def find(self, url: str, algorithm: TokenAlgorithm, key_id: str | None) -> Jwk | None:
        """Return the key of the set at `url` that a `kid` names, or None."""
        with self._lock:
            kept = self._kept.setdefault((url, algorithm), _Kept())
        known = kept.named(key_id)
        is_settled = known is not None and kept.age < FRESH_SECONDS
        # Only who cannot go on without the answer waits while somebody else asks.
        if not is_settled and kept.lock.acquire(blocking=known is None):
            try:
                self._refresh(url, algorithm, kept, key_id)
            finally:
                kept.lock.release()
        return kept.named(key_id)

    def fetch(self, url: str, algorithm: TokenAlgorithm) -> Sequence[Jwk]:
        """Ask the address now; raises KeySetUnavailable."""
        fetcher = FileFetcher(
            MAX_SET_BYTES,
            self.opened,
            TIMEOUT_SECONDS,
            self.resolver,
            self.ssl_context,
            accept="application/json",
        )
        try:
            body = fetcher.fetch(url)
        except FetchFailed as error:
            raise KeySetUnavailable(error.reason) from error
        try:
            return keys_in_set(body.decode("utf-8", "replace"), algorithm)
        except KeysUnusable as error:
            raise KeySetUnavailable("no-usable-key") from error

    def _refresh(
        self, url: str, algorithm: TokenAlgorithm, kept: _Kept, key_id: str | None
    ) -> None:
        is_settled = kept.named(key_id) is not None and kept.age < FRESH_SECONDS
        if is_settled or time.monotonic() - kept.asked_at < PAUSE_SECONDS:
            return
        kept.asked_at = time.monotonic()
        try:
            kept.keys = self.fetch(url, algorithm)
        except KeySetUnavailable as error:
            log.warning("key_set.unavailable", name=urlsplit(url).hostname, error=str(error))
        else:
            kept.fetched_at = time.monotonic()
