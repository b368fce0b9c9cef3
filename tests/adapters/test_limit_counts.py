"""Counts in a file: windows that end, and files that go on after a restart."""

import time
from pathlib import Path

import pytest
from limits.errors import StorageError

from app.adapters import limit_counts
from app.adapters.limit_counts import FileStorage


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that the storage reads, in a list of one."""
    found = [1000.0]
    monkeypatch.setattr(time, "time", lambda: found[0])
    return found


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a file that is not there yet, with signs that addresses mean something by."""
    return f"sqlite:///{tmp_path}/50% of limits/counts.sqlite3"


def test_a_window_ends_and_another_begins(url: str, moment: list[float]) -> None:
    storage = FileStorage(url)
    assert [storage.incr("a", 60), storage.incr("a", 60, 2), storage.incr("b", 60)] == [1, 3, 1]
    moment[0] += 59
    assert (storage.incr("a", 60), storage.get_expiry("a")) == (4, 1060.0)
    moment[0] += 1
    assert (storage.get("a"), storage.get_expiry("a")) == (0, 1060.0)
    assert (storage.incr("a", 60), storage.get_expiry("a")) == (1, 1120.0)


def test_counts_outlive_a_process(url: str, tmp_path: Path) -> None:
    FileStorage(url).incr("a", 60)
    again = FileStorage(url)
    assert (tmp_path / "50% of limits" / "counts.sqlite3").exists()
    assert (again.get("a"), again.check()) == (1, True)
    again.clear("a")
    again.incr("b", 60)
    assert (again.get("a"), again.reset(), again.get("b")) == (0, 1, 0)


def test_what_is_over_is_deleted_in_time(
    url: str, moment: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit_counts, "_SWEEP_EACH", 2)
    storage = FileStorage(url)
    storage.incr("a", 60)
    moment[0] += 61
    storage.incr("b", 60)
    assert storage.reset() == 1


def test_a_file_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    storage = FileStorage(f"sqlite:///{tmp_path}/file/counts", wrap_exceptions=True)
    assert not storage.check()
    with pytest.raises(StorageError):
        storage.incr("a", 60)
