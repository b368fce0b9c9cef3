"""Random ids and secrets.

Ids are `prefix_` and 26 characters of Crockford's base 32: 130 random bits, no creation time in
them, and the reference's shape.
"""

import hashlib
import hmac
import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(prefix: str) -> str:
    """Return a fresh id such as `kyc_req_0YV7JMJ3DBCGRBR7K9D4HVGPP5`."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(26))}"


def new_secret() -> str:
    """Return 256 random bits as text safe in URLs and cookies."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return 128 random bits as text safe in URLs, short enough for a QR code that scans easily."""
    return secrets.token_urlsafe(16)


def new_api_key(*, is_sandbox: bool) -> str:
    """Return a fresh API key of 256 random bits, with the prefix secret scanners look for."""
    return f"sk_{'sandbox' if is_sandbox else 'live'}_{secrets.token_hex(32)}"


def new_digits(count: int) -> str:
    """Return so many random digits, for people to type."""
    return f"{secrets.randbelow(10**count):0{count}}"


def keyed_digest(key: str, text: str) -> str:
    """Return an HMAC-SHA256 in hex: how something short is stored, which a bare hash would tell."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def digest(secret: str) -> str:
    """Return the SHA-256 of a random secret in hex: how it is stored.

    A random secret of 128 bits or more cannot be guessed, so it needs no slow password hash.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
