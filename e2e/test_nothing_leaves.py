"""The whole journey where no way leads out of the machine: nothing is missed, so nothing is sent.

Portal, worker, storage, browser and merchant all live in a network namespace that holds nothing but
its own loopback device.
"""

import subprocess
import sys

import pytest

from e2e.support.without_a_way_out import NOT_ALLOWED

JOURNEY = "e2e/test_every_project.py::test_identity_and_selfie_are_accepted[phone-chromium]"


@pytest.mark.timeout(500)
def test_the_journey_needs_no_way_out() -> None:
    walled = [sys.executable, "-m", "e2e.support.without_a_way_out"]
    inside = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run([*walled, *inside, JOURNEY], capture_output=True, text=True, check=False)
    if done.returncode == NOT_ALLOWED:
        pytest.skip("this system allows no network namespaces")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "1 passed" in done.stdout
