"""`scripts/specimens.py` writes papers and truths, and says what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

from app.specimens import KINDS

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "specimens.py"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script to its end."""
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_file_has_its_truth_beside_it(tmp_path: Path) -> None:
    done = run(str(tmp_path), "--persons", "1", "--seed", "7", "--today", "2026-11-23")
    assert done.returncode == 0, done.stderr
    assert "Person 1 of 1 (seed 7)" in done.stdout
    files = [path for path in tmp_path.iterdir() if path.suffix != ".json"]
    truths = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("*.json")]
    assert sorted(truth["file"] for truth in truths) == sorted(path.name for path in files)
    assert {truth["kind"] for truth in truths} == {kind.name for kind in KINDS}
    names = [truth["fields"].get("lastName") for truth in truths if truth["fields"]]
    assert set(names) == {"Varga-Leclerq"}


def test_bad_papers_are_drawn_and_named_on_request(tmp_path: Path) -> None:
    options = ("--persons", "1", "--seed", "7", "--today", "2026-11-23", "--kinds", "passport")
    done = run(str(tmp_path), *options, "--faults", "expired", "old-letter")
    assert done.returncode == 0, done.stderr
    truths = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("*.json")]
    assert sorted(truth["fault"] for truth in truths) == ["", "expired"]
    days = {truth["fault"]: truth["fields"]["expirationDate"] for truth in truths}
    assert days["expired"] < "2026-11-23" < days[""]


def test_missing_portraits_end_the_script_with_advice(tmp_path: Path) -> None:
    done = run(str(tmp_path / "out"), PORTRAITS_DIR=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "make bootstrap" in done.stderr
