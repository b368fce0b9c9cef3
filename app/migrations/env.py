"""Alembic's environment: our metadata, on the connection that the caller hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

from app.models import Base
from app.models.base import UtcDateTime


def _is_ours(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    # The engine for background work keeps its own tables in the same database.
    return kind != "table" or name in Base.metadata.tables


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    # A migration must not change when the models move on, so it names plain types only.
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run() -> None:
    """Run the migrations; batch mode lets SQLite alter tables by copying them."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        include_object=_is_ours,
        render_item=_render,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
