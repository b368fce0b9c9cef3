"""`scripts/specimens.py` writes papers and truths, and says what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

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
    assert {truth["subtype"] for truth in truths} == {"passport", "id-card", "utility-bill"}
    assert all(truth["fields"]["lastName"] == "Varga-Leclerq" for truth in truths)


def test_missing_portraits_end_the_script_with_advice(tmp_path: Path) -> None:
    done = run(str(tmp_path / "out"), PORTRAITS_DIR=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "make bootstrap" in done.stderr
