"""Hashes of short texts that nobody can try out without the application's keys.

A document number has so few possibilities that a plain hash of it is as good as the number.
"""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class KeyedHash:
    """Hashes texts under keys derived from the application's; `purpose` keeps uses apart."""

    def __init__(self, keys: Sequence[str], *, purpose: str) -> None:
        """Derive the keys; `keys` are the application's, oldest first."""
        self._keys = [_derive(key, purpose) for key in reversed(keys)]

    def digests(self, *parts: str) -> list[str]:
        """Return the HMAC-SHA256 of the parts under each key in hexadecimal, the newest key first.

        What is kept is the first; what was kept before a change of keys is found by the others.
        """
        text = "\0".join(parts).encode()
        return [hmac.new(key, text, hashlib.sha256).hexdigest() for key in self._keys]


def _derive(key: str, purpose: str) -> bytes:
    # The application's keys also sign links, and a key should be used for one thing only.
    return HKDF(SHA256(), length=32, salt=None, info=f"kyc:{purpose}".encode()).derive(key.encode())
