"""One run at a time has a data folder, and says where it is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.run_state import AlreadyRunning, RunState

HOLD = """
import sys, pathlib
from scripts.run_state import RunState
state = RunState(pathlib.Path(sys.argv[1]))
state.tell(base_url="http://127.0.0.1:8000")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_run_learns_of_the_first(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    ) as first:
        assert first.stdout
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning) as caught:
            RunState(tmp_path)
        assert caught.value.note == {"base_url": "http://127.0.0.1:8000"}
        first.kill()
    with RunState(tmp_path) as after:
        after.tell(pids={})


def test_note_is_for_the_owner_only_and_goes_away(tmp_path: Path) -> None:
    note = tmp_path / "new" / "run.json"
    with RunState(tmp_path / "new") as state:
        state.tell(pids={"web": 7})
        assert json.loads(note.read_text()) == {"pids": {"web": 7}}
        assert note.stat().st_mode & 0o777 == 0o600
    assert not note.exists()


def test_note_of_a_run_that_was_killed_is_taken_away(tmp_path: Path) -> None:
    note = tmp_path / "run.json"
    note.write_text("{}")
    with RunState(tmp_path):
        assert not note.exists()
