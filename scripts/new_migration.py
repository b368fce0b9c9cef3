"""Write the next numbered migration out of what the models say and the migrations do not yet.

``python -m scripts.new_migration "add a column"``; read what was written before committing it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Engine

from app.adapters import database
from app.services import schema


def main() -> int:
    """Bring an empty database up to date and write down what is still missing."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.new_migration", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("name", help="what it does, in a few words")
    name = parser.parse_args().name.strip()
    if not name:
        parser.error('it needs a name: make migration NAME="add a column"')
    with tempfile.TemporaryDirectory() as folder:
        engine = database.connect(f"sqlite:///{Path(folder) / 'empty.sqlite3'}")
        schema.migrate(engine)
        write(engine, name)
        engine.dispose()
    return 0


def write(engine: Engine, name: str) -> None:
    """Write the difference between the models and this database as the next migration."""
    config = schema.alembic_config()
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    number = len(list((schema.MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=name, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    sys.exit(main())
