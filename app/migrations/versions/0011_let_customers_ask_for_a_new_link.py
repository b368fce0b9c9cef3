"""Let customers ask for a new link."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "organizations",
        sa.Column("link_renewal", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "kyc_requests", sa.Column("link_asked_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("kyc_requests") as table:
        table.drop_column("link_asked_at")
    with op.batch_alter_table("organizations") as table:
        table.drop_column("link_renewal")
