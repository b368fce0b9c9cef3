"""Let a sandbox disturb what it sends to a webhook endpoint."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "webhook_endpoints",
        sa.Column("chaos", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("webhook_endpoints") as table:
        table.drop_column("chaos")
