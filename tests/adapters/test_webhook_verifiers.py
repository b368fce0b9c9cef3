"""Whoever verifies our webhooks: the public libraries, and the programs of docs/verify."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from app.adapters.webhook_sender import Message, WebhookSender
from scripts.fetch_models import folder_for
from tests.support.receiver import Received, receiving
from tests.support.verifiers import PROGRAMS, run_verifier

OLD = "whsec_b2xkIG9sZCBvbGQgb2xkIG9sZCBvbGQgb2xkIG9sZA=="
NEW = "whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldw=="
OTHER = "whsec_b3RoZXIgb3RoZXIgb3RoZXIgb3RoZXIgb3RoZXI="
BODY = '{"eventType":"kyc-request-fulfilled","name":"Zoë"}'

#: Files of the library by the place that Node looks for them.
LIBRARY = {
    "standardwebhooks/index.js": "standardwebhooks.js",
    "standardwebhooks/timing_safe_equal.js": "timing_safe_equal.js",
    "@stablelib/base64/index.js": "base64.js",
    "fast-sha256/index.js": "sha256.js",
}

PROGRAM = """
const { Webhook } = require("standardwebhooks");
const { readFileSync } = require("node:fs");
const [secret, id, timestamp, signature, path] = process.argv.slice(2);
new Webhook(secret).verify(readFileSync(path, "utf8"), {
  "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature,
});
"""


def delivered(moment: datetime) -> Received:
    """Return what a receiver gets while one secret takes the place of another."""
    with receiving() as receiver:
        message = Message(receiver.url, "evt_1", BODY, (NEW, OLD), moment)
        assert WebhookSender([ip_network("127.0.0.0/8")]).send(message).is_acknowledged
        (got,) = receiver.received
    return got


def by_library(got: Received, secret: str, body: bytes, _: Path) -> bool:
    try:
        Webhook(secret).verify(body, got.headers)
    except WebhookVerificationError:
        return False
    return True


def by_npm_library(got: Received, secret: str, body: bytes, folder: Path) -> bool:
    for place, name in LIBRARY.items():
        target = folder / "node_modules" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder_for("verifiers") / name, target)
    program = folder / "verify.cjs"
    program.write_text(PROGRAM)
    words = [PROGRAMS[".mjs"], str(program), *arguments(got, secret, body, folder)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 or "WebhookVerificationError" in done.stderr, done.stderr
    return done.returncode == 0


def by_program(ending: str, got: Received, secret: str, body: bytes, folder: Path) -> bool:
    status, told = run_verifier("verify_webhook", ending, *arguments(got, secret, body, folder))
    assert told.startswith("NOT VALID") is (status == 1)
    return status == 0


def arguments(got: Received, secret: str, body: bytes, folder: Path) -> Iterator[str]:
    (folder / "body.json").write_bytes(body)
    yield secret
    yield from (got.headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    yield str(folder / "body.json")


@pytest.mark.parametrize("verifier", ["PyPI", "npm", ".py", ".mjs"])
def test_a_delivery_is_verified_and_a_forgery_is_not(verifier: str, tmp_path: Path) -> None:
    verify = {"PyPI": by_library, "npm": by_npm_library}.get(
        verifier, lambda *values: by_program(verifier, *values)
    )
    got = delivered(datetime.now(UTC))
    assert json.loads(got.body)["name"] == "Zoë"
    assert verify(got, NEW, got.body, tmp_path)
    assert verify(got, OLD, got.body, tmp_path)
    assert not verify(got, OTHER, got.body, tmp_path)
    assert not verify(got, NEW, got.body + b" ", tmp_path)
    late = delivered(datetime.now(UTC) - timedelta(minutes=6))
    assert not verify(late, NEW, late.body, tmp_path)
