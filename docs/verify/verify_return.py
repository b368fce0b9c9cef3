"""Verify a signed return, offline. Nothing but the standard library.

    python verify_return.py 'https://shop.example/return?info=success&request=...' SECRET

A signature says that the portal sent this customer back, and when. It does not say that this is
the first time: refuse a `time` older than a few minutes, and a `revision` not higher than the last
one you took for the same `request`.
"""

import hmac
import sys
from urllib.parse import parse_qs, urlsplit

NAMES = ("request", "revision", "info", "time")


def verify(url: str, secret: str) -> dict[str, str] | None:
    """Return `request`, `revision`, `info` and `time`, or None when the signature does not hold."""
    query = parse_qs(urlsplit(url).query)
    if any(len(query.get(name, ())) != 1 for name in (*NAMES, "signature")):
        return None
    values = {name: query[name][0] for name in NAMES}
    text = "\n".join(["kyc-return-v1", *values.values()])
    expected = "v1-" + hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()
    # While a secret is changed there are two signatures, parted by a dot.
    given = query["signature"][0].split(".")
    holds = any(hmac.compare_digest(expected.encode(), each.encode()) for each in given)
    return values if holds else None


if __name__ == "__main__":
    found = verify(sys.argv[1], sys.argv[2])
    sys.stdout.write(f"{found}\n" if found else "NOT VALID\n")
    sys.exit(0 if found else 1)
