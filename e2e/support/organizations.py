"""Merchants of their own beside the demo's, set up by the operator's commands."""

import os
import subprocess
import sys

from e2e.support.merchant import Merchant
from e2e.support.portal import ROOT, Portal


def new_merchant(portal: Portal, **settings: str) -> Merchant:
    """Return a merchant whose organization has these settings (`image_policy="original"`)."""
    organization_id = _flask(portal, "organization", "create", "Harbour Street Shop")
    options = [
        part for name, value in settings.items() for part in (f"--{name.replace('_', '-')}", value)
    ]
    _flask(portal, "organization", "set", organization_id, *options)
    return Merchant(portal.url, _flask(portal, "api-key", "create", organization_id))


def add_issuer(portal: Portal, organization_id: str, issuer: str) -> str:
    """Let an issuer sign for an organization by HS256, and return the shared secret."""
    return _flask(portal, "token-issuer", "add", organization_id, issuer)


def _flask(portal: Portal, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(portal.data_dir)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
