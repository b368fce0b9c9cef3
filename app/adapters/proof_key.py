"""Signs statements that anybody can verify offline: Ed25519 under a key of its own purpose."""

import base64
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class ProofKey:
    """The newest of the application's keys signs; the public half of each is told."""

    def __init__(self, keys: Sequence[str], *, purpose: str) -> None:
        """Derive the keys; `keys` are the application's, oldest first."""
        self._keys = [_derive(key, purpose) for key in reversed(keys)]

    def sign(self, statement: str) -> dict[str, str]:
        """Return the statement with its signature and public key (both base 64)."""
        signature = self._keys[0].sign(statement.encode())
        return {
            "algorithm": "Ed25519",
            "publicKey": self.public_keys()[0],
            "signature": base64.b64encode(signature).decode(),
            "statement": statement,
        }

    def public_keys(self) -> list[str]:
        """Return the public keys (raw, base 64), the one that signs now first."""
        return [
            base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
            for key in self._keys
        ]


def _derive(key: str, purpose: str) -> Ed25519PrivateKey:
    # The application's keys also sign links, and a key should be used for one thing only.
    seed = HKDF(SHA256(), length=32, salt=None, info=f"kyc:{purpose}".encode())
    return Ed25519PrivateKey.from_private_bytes(seed.derive(key.encode()))
