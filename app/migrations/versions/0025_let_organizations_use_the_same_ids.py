"""Let organizations choose the same ids."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TABLES = ("kyc_documents", "webhook_endpoints")


def upgrade() -> None:
    """Apply."""
    for table in _TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("own_id", sa.String(length=50), nullable=True))
            batch_op.create_unique_constraint(
                op.f(f"uq_{table}_organization_id_own_id"), ["organization_id", "own_id"]
            )


def downgrade() -> None:
    """Take back; what was named by a caller is then known by the id that we gave it."""
    for table in _TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"uq_{table}_organization_id_own_id"), type_="unique")
            batch_op.drop_column("own_id")
