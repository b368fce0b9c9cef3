"""Let staff sign in at the review desk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("organization_id", sa.String(50), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("api_key_id", sa.String(50), nullable=True),
        sa.Column("reviewer_id", sa.String(50), nullable=False),
        sa.Column("reviewer_name", sa.String(255), nullable=True),
        sa.Column("permissions", _JSON, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("last_seen_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        _references("staff_sessions", "organization_id", "organizations"),
        _references("staff_sessions", "api_key_id", "api_keys"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_staff_sessions_secret_hash")),
    )
    _index("staff_sessions", "organization_id")
    _index("staff_sessions", "api_key_id")
    op.create_table(
        "staff_links",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("organization_id", sa.String(50), nullable=False),
        sa.Column("reviewer_id", sa.String(50), nullable=False),
        sa.Column("reviewer_name", sa.String(255), nullable=False),
        sa.Column("permissions", _JSON, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        _references("staff_links", "organization_id", "organizations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_links")),
    )
    _index("staff_links", "organization_id")


def downgrade() -> None:
    """Take back."""
    op.drop_table("staff_links")
    op.drop_table("staff_sessions")


def _references(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
