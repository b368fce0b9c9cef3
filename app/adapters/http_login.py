"""Logging in at a webhook receiver: Basic (RFC 7617) and Digest (RFC 7616)."""

import hashlib
import re
from base64 import b64encode
from secrets import token_hex
from typing import Any

#: Digest's algorithms by name. MD5 is the one most receivers ask for; it protects no secret of ours
#: beyond what TLS does.
_ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256"}

_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


def basic(username: str, password: str) -> str:
    """Return the `Authorization` of Basic."""
    return f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}"


def digest(challenge: str, method: str, target: str, username: str, password: str) -> str | None:
    """Return the `Authorization` that answers a Digest challenge; None when it is none we know.

    `target` is path and query as they stand in the request.
    """
    scheme, _, rest = challenge.strip().partition(" ")
    asked = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(rest)}
    algorithm = asked.get("algorithm", "MD5")
    name = _ALGORITHMS.get(algorithm.upper())
    offered = [each.strip() for each in asked.get("qop", "").split(",")]
    if scheme.lower() != "digest" or name is None or "nonce" not in asked:
        return None
    if "qop" in asked and "auth" not in offered:
        return None

    def hashed(text: str) -> str:
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    realm, nonce, cnonce, count = asked.get("realm", ""), asked["nonce"], token_hex(8), "00000001"
    first = hashed(f"{username}:{realm}:{password}")
    second = hashed(f"{method}:{target}")
    told: dict[str, Any] = {"username": username, "realm": realm, "nonce": nonce, "uri": target}
    if "qop" in asked:
        told["response"] = hashed(f"{first}:{nonce}:{count}:{cnonce}:auth:{second}")
        told["cnonce"] = cnonce
    else:
        told["response"] = hashed(f"{first}:{nonce}:{second}")
    if "opaque" in asked:
        told["opaque"] = asked["opaque"]
    parts = [f'{key}="{value}"' for key, value in told.items()]
    parts += [f"algorithm={algorithm}"]
    parts += [f"qop=auth, nc={count}"] if "qop" in asked else []
    return f"Digest {', '.join(parts)}"
