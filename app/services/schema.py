"""The database's schema: brought up to date at start, compared with the models in a test."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

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
    with engine.execution_options(**{WRITES: True}).connect() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


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
