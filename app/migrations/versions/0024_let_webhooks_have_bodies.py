"""Let webhooks have a body of the merchant's own, and credentials be deactivated."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_SWITCHED_OFF = (
    "UPDATE webhook_credentials SET status = 'deactivated', deactivated_at = updated_at"
    " WHERE status = 'inactive'"
)
_SWITCHED_OFF_BEFORE = (
    "UPDATE webhook_credentials SET status = 'inactive' WHERE status = 'deactivated'"
)


def upgrade() -> None:
    """Apply."""
    op.add_column("webhook_endpoints", sa.Column("body", sa.Text(), nullable=True))
    with op.batch_alter_table("webhook_credentials") as table:
        table.add_column(sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True))
        table.alter_column(
            "status",
            existing_type=sa.String(10),
            existing_nullable=False,
            type_=sa.String(20),
        )
    op.execute(_SWITCHED_OFF)


def downgrade() -> None:
    """Take back."""
    op.execute(_SWITCHED_OFF_BEFORE)
    with op.batch_alter_table("webhook_credentials") as table:
        table.alter_column(
            "status",
            existing_type=sa.String(20),
            existing_nullable=False,
            type_=sa.String(10),
        )
        table.drop_column("deactivated_at")
    op.drop_column("webhook_endpoints", "body")
