"""Alembic's environment: our metadata, on the connection that the caller hands over."""

from typing import Any

from alembic import context

from app.models import Base


def _is_ours(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    # The engine for background work keeps its own tables in the same database.
    return kind != "table" or name in Base.metadata.tables


def run() -> None:
    """Run the migrations; batch mode lets SQLite alter tables by copying them."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        include_object=_is_ours,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
