"""The migrations make what the models say, on both databases."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from apiflask import APIFlask
from sqlalchemy import select

from app.adapters.database import WRITES
from app.domain.documents import FileTag
from app.extensions import resources
from app.models import Base, File, KycRequest
from app.services import schema
from app.services.transaction import reading
from tests.support.gathering import gather


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


def test_files_kept_before_they_were_described_get_their_tags(kyc_request: KycRequest) -> None:
    gather(kyc_request.id, FileTag.BACK)
    with (
        resources().engine.execution_options(**{WRITES: True}).connect() as connection,
        schema.without_foreign_keys(connection),
    ):
        config = schema.alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0015")
        command.upgrade(config, "head")
        connection.commit()
    with reading() as session:
        (file,) = session.scalars(select(File)).all()
    assert (file.tags, file.updated_at) == (["kyc", "id-back"], file.created_at)
    assert (file.name, file.sha1, file.exif) == (None, None, None)
