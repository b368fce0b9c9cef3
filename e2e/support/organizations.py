"""A merchant beside the demo's, whose settings a test may choose."""

import os
import subprocess
import sys
from functools import cache

from e2e.support.merchant import Merchant
from e2e.support.portal import ROOT, Portal


def merchant_with(portal: Portal, **settings: object) -> Merchant:
    """Return a merchant whose organization has these settings (`imagePolicy="original"`).

    It is the same one each time, and what is not named falls back to its default: only one test at
    a time walks in a portal, and each command of the operator takes seconds to start.
    """
    merchant = _merchant_beside_the_demo(portal)
    merchant.call("PUT", "/organization-settings", settings)
    return merchant


@cache
def _merchant_beside_the_demo(portal: Portal) -> Merchant:
    organization_id = _flask(portal, "organization", "create", "Harbour Street Shop")
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
