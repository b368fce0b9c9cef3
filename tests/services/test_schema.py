"""The migrations make what the models say, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from apiflask import APIFlask

from app.extensions import resources
from app.models import Base
from app.services import schema


def test_migrations_and_models_agree(app: APIFlask) -> None:
    with resources().engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _item, name, kind, *_: (
                    kind != "table" or name in Base.metadata.tables
                ),
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_running_the_migrations_again_changes_nothing(app: APIFlask) -> None:
    assert schema.is_current(resources().engine)
    schema.upgrade()
    assert schema.is_current(resources().engine)
