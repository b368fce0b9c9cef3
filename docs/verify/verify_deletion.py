"""Verify a proof of deletion, offline.

    pip install cryptography
    python verify_deletion.py proof-of-deletion.json PUBLIC_KEY

PUBLIC_KEY is one of those that https://YOUR-PORTAL/privacy/proof-keys tells; note it when you can,
and not out of the proof itself, which anybody could have signed with a key of their own.
Prints what was deleted and ends with 0, or ends with 1.
"""

import base64
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def verify(proof: dict[str, str], public_key: str) -> dict[str, object] | None:
    """Return what the proof states, or None when its signature does not hold under this key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        signature = base64.b64decode(proof["signature"], validate=True)
        # The signature covers the text of the statement, byte for byte.
        key.verify(signature, proof["statement"].encode())
        statement: dict[str, object] = json.loads(proof["statement"])
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
        return None
    return statement if statement.get("type") == "proof-of-deletion" else None


if __name__ == "__main__":
    found = verify(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), sys.argv[2])
    sys.stdout.write(f"{json.dumps(found, indent=2)}\n" if found else "NOT VALID\n")
    sys.exit(0 if found else 1)
