"""Let KYC requests be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    deleted_at = sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("kyc_requests", deleted_at)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("kyc_requests") as table:
        table.drop_column("deleted_at")
