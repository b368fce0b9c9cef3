"""Logs are read along for errors and kept small."""

from pathlib import Path

import pytest

from scripts import service_log
from scripts.service_log import ServiceLog


def append(log: ServiceLog, text: str) -> None:
    """Write as a service does."""
    with log.path.open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.parametrize(
    "line",
    [
        '{"event": "analysis.failed", "level": "error"}',
        '{"level":"critical","event":"x"}',
        "[ERROR] worker crashed",
        "Traceback (most recent call last):",
        "sqlalchemy.exc.OperationalError: no such table",
    ],
)
def test_lines_about_errors_are_found_once(tmp_path: Path, line: str) -> None:
    log = ServiceLog(tmp_path, "web")
    append(log, f"[INFO] started\n{line}\n")
    assert log.new_errors() == [line]
    assert log.new_errors() == []


@pytest.mark.parametrize(
    "line",
    ['{"event": "error_page.shown", "level": "info"}', "[INFO] no errors", "200 GET /errors"],
)
def test_other_lines_are_not_shown(tmp_path: Path, line: str) -> None:
    log = ServiceLog(tmp_path, "web")
    append(log, f"{line}\n")
    assert log.new_errors() == []


def test_half_a_line_is_waited_for(tmp_path: Path) -> None:
    log = ServiceLog(tmp_path, "web")
    append(log, "ERROR: the sto")
    assert log.new_errors() == []
    append(log, "re is full\n")
    assert log.new_errors() == ["ERROR: the store is full"]


def test_log_of_the_run_before_is_kept_aside(tmp_path: Path) -> None:
    append(ServiceLog(tmp_path, "web"), "before\n")
    log = ServiceLog(tmp_path, "web")
    assert log.tail(5) == ""
    assert (tmp_path / "web.log.1").read_text() == "before\n"


def test_log_that_has_grown_large_is_started_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_log, "MAX_BYTES", 100)
    log = ServiceLog(tmp_path, "web")
    append(log, "word\n" * 30)
    assert log.new_errors() == []
    assert log.path.stat().st_size == 0
    append(log, "ERROR: after\n")
    assert log.new_errors() == ["ERROR: after"]
    assert (tmp_path / "web.log.1").read_text() == "word\n" * 30


def test_tail_is_the_last_lines(tmp_path: Path) -> None:
    log = ServiceLog(tmp_path, "web")
    append(log, "one\ntwo\nthree\n")
    assert log.tail(2) == "two\nthree"
