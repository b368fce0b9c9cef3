"""Secrets at rest: sealed with AES-GCM under keys derived from the application's own.

The newest key seals, every key opens, so keys are rotated by adding one to the list and taking the
oldest away once nothing is sealed with it any more. The `context` (an id) is bound in: a sealed
secret copied to another row does not open there.
"""

import base64
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_VERSION = "v1"


class SecretUnreadable(Exception):
    """No key in the list opens this: the one that sealed it is gone, or it was altered."""


class SecretBox:
    """Seals and opens short texts; `purpose` keeps boxes for different things apart."""

    def __init__(self, keys: Sequence[str], *, purpose: str) -> None:
        """Derive the keys; `keys` are the application's, oldest first."""
        self._ciphers = [AESGCM(_derive(key, purpose)) for key in reversed(keys)]

    def seal(self, secret: str, *, context: str) -> str:
        """Return `secret` sealed with the newest key, as text for a column."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[0].encrypt(nonce, secret.encode(), context.encode())
        return f"{_VERSION}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, *, context: str) -> str:
        """Return what was sealed; raises SecretUnreadable."""
        for cipher in self._ciphers:
            found = _try(cipher, sealed, context)
            if found is not None:
                return found
        raise SecretUnreadable(context)

    def is_sealed_with_newest(self, sealed: str, *, context: str) -> bool:
        """Tell whether the newest key alone opens this, so that older ones may go."""
        return _try(self._ciphers[0], sealed, context) is not None


def _derive(key: str, purpose: str) -> bytes:
    # The application's keys also sign links, and a key should be used for one thing only.
    return HKDF(SHA256(), length=32, salt=None, info=f"kyc:{purpose}".encode()).derive(key.encode())


def _try(cipher: AESGCM, sealed: str, context: str) -> str | None:
    version, _, text = sealed.partition(".")
    if version != _VERSION:
        return None
    try:
        raw = base64.urlsafe_b64decode(text)
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, ValueError):
        return None
