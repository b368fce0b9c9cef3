"""Every benchmark says what it measures and has a quick run."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
PROGRAMS = [path.stem for path in sorted(FOLDER.glob("[a-z]*.py"))]


def test_there_are_benchmarks() -> None:
    assert {"analysis", "applicant", "document_queue", "memory", "pick_to_verdict"} <= {*PROGRAMS}


@pytest.mark.parametrize("program", PROGRAMS)
def test_benchmark_explains_itself(
    program: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [program, "--help"])
    with pytest.raises(SystemExit) as end:
        import_module(f"benchmarks.{program}").main()
    assert end.value.code == 0
    told = capsys.readouterr().out
    assert "--quick" in told
    assert "make bench" in told
