"""Verify a webhook (Standard Webhooks). Nothing but the standard library.

    python verify_webhook.py SECRET WEBHOOK_ID WEBHOOK_TIMESTAMP WEBHOOK_SIGNATURE BODY_FILE

Verify the bytes of the body as they came: JSON that was read and written again has other bytes. A
signature does not say that the event comes for the first time: remember each `webhook-id` you took,
and ignore a `revision` not higher than the last one you took for the same resource.
"""

import base64
import hmac
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: Older, or further in the future, is taken for a replay.
TOLERANCE_SECONDS = 300


def verify(
    body: bytes, headers: Mapping[str, str], secret: str, *, now: float | None = None
) -> dict[str, Any] | None:
    """Return the event, or None when the signature does not hold or the time is over."""
    found = {name.lower(): value for name, value in headers.items()}
    event_id, stamp = found.get("webhook-id", ""), found.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()):
        return None
    moment = time.time() if now is None else now
    if abs(moment - int(stamp)) > TOLERANCE_SECONDS:
        return None
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{event_id}.{stamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.digest(key, text, "sha256")).decode()
    # While a secret is changed there are two signatures, parted by a blank.
    given = found.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(expected.encode(), each.encode()) for each in given):
        return None
    event: dict[str, Any] = json.loads(body)
    return event


if __name__ == "__main__":
    secret, *values, path = sys.argv[1:]
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    event = verify(Path(path).read_bytes(), dict(zip(names, values, strict=True)), secret)
    sys.stdout.write(f"{event}\n" if event else "NOT VALID\n")
    sys.exit(0 if event else 1)
