"""Find the deliveries that are due endpoint by endpoint."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TABLE = "webhook_deliveries"
_DUE = "ix_webhook_deliveries_due"
_ENDPOINT = "ix_webhook_deliveries_endpoint_id"


def upgrade() -> None:
    """Apply."""
    op.drop_index(_DUE, table_name=_TABLE)
    op.create_index(_DUE, _TABLE, ["endpoint_id", "status", "next_attempt_at"])
    op.drop_index(_ENDPOINT, table_name=_TABLE)


def downgrade() -> None:
    """Take back."""
    op.create_index(_ENDPOINT, _TABLE, ["endpoint_id"])
    op.drop_index(_DUE, table_name=_TABLE)
    op.create_index(_DUE, _TABLE, ["status", "next_attempt_at"])
