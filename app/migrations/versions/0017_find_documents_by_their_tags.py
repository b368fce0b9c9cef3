"""Find documents and files by their tags."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

#: PostgreSQL looks inside the lists by it; SQLite, which cannot, keeps a plain one.
_TABLES = ("kyc_documents", "files")


def upgrade() -> None:
    """Apply."""
    for table in _TABLES:
        op.create_index(f"ix_{table}_tags", table, ["tags"], postgresql_using="gin")


def downgrade() -> None:
    """Take back."""
    for table in _TABLES:
        op.drop_index(f"ix_{table}_tags", table_name=table)
