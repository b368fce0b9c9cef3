"""Hand over to a phone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "handoffs",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("kyc_request_id", sa.String(50), nullable=False),
        sa.Column("computer_session_id", sa.String(50), nullable=False),
        sa.Column("phone_session_id", sa.String(50), nullable=True),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("code_expires_at", _TIME, nullable=False),
        sa.Column("claim_key_hash", sa.String(64), nullable=True),
        sa.Column("match_number", sa.Integer(), nullable=True),
        sa.Column("match_choices", _JSON, nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("connected_at", _TIME, nullable=True),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("ended_as", sa.String(20), nullable=True),
        sa.ForeignKeyConstraint(
            ["kyc_request_id"],
            ["kyc_requests.id"],
            name=op.f("fk_handoffs_kyc_request_id_kyc_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["computer_session_id"],
            ["gatherer_sessions.id"],
            name=op.f("fk_handoffs_computer_session_id_gatherer_sessions"),
        ),
        sa.ForeignKeyConstraint(
            ["phone_session_id"],
            ["gatherer_sessions.id"],
            name=op.f("fk_handoffs_phone_session_id_gatherer_sessions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_handoffs_code_hash")),
    )
    for column in ("kyc_request_id", "computer_session_id", "phone_session_id"):
        op.create_index(op.f(f"ix_handoffs_{column}"), "handoffs", [column])
    for column in ("browser", "system"):
        op.add_column("gatherer_sessions", sa.Column(column, sa.String(20), nullable=True))
    op.add_column("files", sa.Column("gatherer_session_id", sa.String(50), nullable=True))
    op.add_column(
        "organizations",
        sa.Column("handoff_match", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("organizations", "handoff_match")
    op.drop_column("files", "gatherer_session_id")
    op.drop_column("gatherer_sessions", "system")
    op.drop_column("gatherer_sessions", "browser")
    op.drop_table("handoffs")
