"""Writers of SQLite take turns: each waits for the one before, and not for ever."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from app.adapters import database


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine on a file of its own."""
    found = database.connect(f"sqlite:///{tmp_path / 'kyc.sqlite3'}")
    yield found
    found.dispose()


def writer(engine: Engine) -> Connection:
    """Return a connection that is going to write."""
    return engine.connect().execution_options(**{database.WRITES: True})


def test_a_writer_waits_until_the_one_before_is_done(engine: Engine) -> None:
    order: list[str] = []

    def second() -> None:
        with writer(engine) as connection, connection.begin():
            order.append("second")
            # Reads that meet a lock, of a checkpoint say, go on waiting as SQLite does.
            (milliseconds,) = connection.execute(text("PRAGMA busy_timeout")).one()
            assert milliseconds == database.BUSY_TIMEOUT_MS
            order.append("done")

    with writer(engine) as connection, connection.begin():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second", "done"]


def test_a_writer_that_never_gets_its_turn_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    with (
        writer(engine) as first,
        first.begin(),
        writer(engine) as second,
        pytest.raises(OperationalError, match="locked"),
    ):
        second.begin()
