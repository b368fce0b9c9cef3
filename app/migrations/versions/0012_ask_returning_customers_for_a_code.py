"""Ask customers who come back in another browser for a code."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "organizations",
        sa.Column(
            "returning_customer_proof", sa.String(10), server_default="off", nullable=False
        ),
    )
    op.add_column(
        "gatherer_sessions",
        sa.Column("is_locked", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "return_codes",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("kyc_request_id", sa.String(50), nullable=False),
        sa.Column("gatherer_session_id", sa.String(50), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["kyc_request_id"],
            ["kyc_requests.id"],
            name=op.f("fk_return_codes_kyc_request_id_kyc_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["gatherer_session_id"],
            ["gatherer_sessions.id"],
            name=op.f("fk_return_codes_gatherer_session_id_gatherer_sessions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_codes")),
    )
    for column in ("kyc_request_id", "gatherer_session_id"):
        op.create_index(op.f(f"ix_return_codes_{column}"), "return_codes", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("return_codes")
    with op.batch_alter_table("gatherer_sessions") as table:
        table.drop_column("is_locked")
    with op.batch_alter_table("organizations") as table:
        table.drop_column("returning_customer_proof")
