"""The database's schema: brought up to date at start, compared with the models in a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.adapters.database import WRITES
from app.adapters.job_queue import JobQueue
from app.extensions import resources, settings

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade() -> None:
    """Run the migrations that are missing, then let the engine of background work make its own."""
    migrate(resources().engine)
    JobQueue.initialise(settings().database_url)


def migrate(engine: Engine) -> None:
    """Bring our tables up to the newest migration."""
    with (
        engine.execution_options(**{WRITES: True}).connect() as connection,
        without_foreign_keys(connection),
    ):
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite alter tables that others refer to; open no transaction before.

    It alters a table by copying it and dropping the old one, whose rows are referred to.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        # Within a transaction the pragma would do nothing; what was good is committed by now.
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def is_current(engine: Engine) -> bool:
    """Tell whether every migration has run."""
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory.from_config(alembic_config()).get_heads())


def alembic_config() -> Config:
    """Return Alembic's configuration, for which there is no file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
