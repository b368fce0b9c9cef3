"""Log in at webhook receivers, narrow what they hear by a filter, and keep every try."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "webhook_credentials",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("organization_id", sa.String(50), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("auth_type", sa.String(10), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_webhook_credentials_organization_id_organizations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_credentials")),
    )
    op.create_index(
        op.f("ix_webhook_credentials_organization_id"), "webhook_credentials", ["organization_id"]
    )
    with op.batch_alter_table("webhook_endpoints") as table:
        table.add_column(sa.Column("filter", sa.Text(), nullable=True))
        table.add_column(sa.Column("credential_id", sa.String(50), nullable=True))
        table.create_foreign_key(
            op.f("fk_webhook_endpoints_credential_id_webhook_credentials"),
            "webhook_credentials",
            ["credential_id"],
            ["id"],
        )
    op.add_column("webhook_deliveries", sa.Column("entity_id", sa.String(50), nullable=True))
    op.add_column(
        "webhook_deliveries",
        sa.Column("last_attempt_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index(op.f("ix_webhook_deliveries_created_at"), "webhook_deliveries", ["created_at"])
    op.create_table(
        "webhook_attempts",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("delivery_id", sa.String(50), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("url", sa.String(2048), nullable=False),
        sa.Column("method", sa.String(6), nullable=False),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(255), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("request_headers", _JSON, nullable=False),
        sa.Column("response_headers", _JSON, nullable=False),
        sa.Column("response", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["webhook_deliveries.id"],
            name=op.f("fk_webhook_attempts_delivery_id_webhook_deliveries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_attempts")),
    )
    for column in ("at", "delivery_id"):
        op.create_index(op.f(f"ix_webhook_attempts_{column}"), "webhook_attempts", [column])


def downgrade() -> None:
    """Take back."""
    op.drop_table("webhook_attempts")
    op.drop_index(op.f("ix_webhook_deliveries_created_at"), "webhook_deliveries")
    with op.batch_alter_table("webhook_deliveries") as table:
        table.drop_column("last_attempt_at")
        table.drop_column("entity_id")
    with op.batch_alter_table("webhook_endpoints") as table:
        table.drop_constraint(
            op.f("fk_webhook_endpoints_credential_id_webhook_credentials"), type_="foreignkey"
        )
        table.drop_column("credential_id")
        table.drop_column("filter")
    op.drop_table("webhook_credentials")
