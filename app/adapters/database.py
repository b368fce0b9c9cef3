"""Engines for our tables: SQLite embedded, PostgreSQL at scale."""

import random
import time
from sqlite3 import SQLITE_BUSY
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteError
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

BUSY_TIMEOUT_MS = 30_000

#: SQLite's own wait for another writer sleeps longer each time, up to a tenth of a second, and so
#: gives way to whoever comes later. Ours asks again soon, however long it has waited.
_SHORTEST_WAIT, _LONGEST_WAIT = 0.001, 0.004

#: Execution option of a connection that is going to write.
WRITES = "kyc_writes"


def connect(database_url: str) -> Engine:
    """Return an engine for `database_url` with the pragmas and locking we rely on."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _record: Any) -> None:
    # We begin transactions ourselves: the driver would begin them late, at the first write, and a
    # read before that would not belong to the same snapshot.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        _begin_writing(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """Take the writers' lock at once: upgrading a read lock fails when two do it together."""
    driver: Any = connection.connection.dbapi_connection
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while _is_locked(driver) and time.monotonic() < deadline:
            time.sleep(random.uniform(_SHORTEST_WAIT, _LONGEST_WAIT))  # noqa: S311 - no secret.
        if not driver.in_transaction:
            # The last try raises what everybody knows from the engine.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _is_locked(driver: SqliteConnection) -> bool:
    """Begin to write, or tell whether another writer is the only thing in the way."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except SqliteError as error:
        # The low byte is the kind of error, the rest tells more of it.
        return error.sqlite_errorcode & 0xFF == SQLITE_BUSY
    return False
