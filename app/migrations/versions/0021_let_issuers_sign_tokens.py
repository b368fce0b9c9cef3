"""Let issuers sign tokens by one algorithm each, and let keys end by themselves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "token_issuers",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("organization_id", sa.String(50), nullable=False),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("algorithm", sa.String(10), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_secret_until", _TIME, nullable=True),
        sa.Column("keys", _JSON, nullable=True),
        sa.Column("keys_url", sa.String(2048), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_token_issuers_organization_id_organizations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_issuers")),
        sa.UniqueConstraint("issuer", name=op.f("uq_token_issuers_issuer")),
    )
    op.create_index(
        op.f("ix_token_issuers_organization_id"), "token_issuers", ["organization_id"]
    )
    op.add_column("api_keys", sa.Column("expires_at", _TIME, nullable=True))
    # Nothing could fill these two before, and their secret would lie there unsealed.
    with op.batch_alter_table("organizations") as table:
        table.drop_constraint(op.f("uq_organizations_jwt_issuer"), type_="unique")
        table.drop_column("jwt_issuer")
        table.drop_column("jwt_secret")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("organizations") as table:
        table.add_column(sa.Column("jwt_issuer", sa.String(255), nullable=True))
        table.add_column(sa.Column("jwt_secret", sa.Text(), nullable=True))
        table.create_unique_constraint(op.f("uq_organizations_jwt_issuer"), ["jwt_issuer"])
    with op.batch_alter_table("api_keys") as table:
        table.drop_column("expires_at")
    op.drop_table("token_issuers")
