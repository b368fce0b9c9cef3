"""Describe files: name, tags, checksum, metadata, and who uploaded them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_NAMES = ("name", "description", "tags", "sha1", "exif", "updated_at", "customer_id")


def upgrade() -> None:
    """Apply."""
    for column in (
        sa.Column("name", sa.String(255), nullable=True),
        sa.Column("description", sa.String(255), nullable=True),
        sa.Column("tags", _JSON, nullable=True),
        sa.Column("sha1", sa.String(40), nullable=True),
        sa.Column("exif", _JSON, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_id", sa.String(50), nullable=True),
    ):
        op.add_column("files", column)
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    tags = "jsonb_build_array('kyc', tag)" if is_postgresql else "json_array('kyc', tag)"
    op.execute(f"UPDATE files SET updated_at = created_at, tags = {tags}")  # noqa: S608
    with op.batch_alter_table("files") as table:
        table.alter_column("tags", existing_type=_JSON, nullable=False)
        table.alter_column(
            "updated_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )
    op.create_index(op.f("ix_files_listing"), "files", ["organization_id", "created_at", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_files_listing"), table_name="files")
    with op.batch_alter_table("files") as table:
        for name in _NAMES:
            table.drop_column(name)
