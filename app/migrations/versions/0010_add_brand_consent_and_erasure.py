"""Add brand, biometric consent, erasures, the signed return and more time."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

def upgrade() -> None:
    """Apply."""
    for column in _settings():
        op.add_column("organizations", column)
    op.add_column(
        "kyc_requests",
        sa.Column("extensions_used", sa.Integer(), server_default="0", nullable=False),
    )
    op.create_table(
        "logos",
        sa.Column("organization_id", sa.String(50), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        _references("logos", "organization_id", "organizations"),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_logos")),
    )
    _index("logos", "sha256")
    _create_consents()
    _create_erasures()


def downgrade() -> None:
    """Take back."""
    op.drop_table("erasures")
    op.drop_table("biometric_consents")
    op.drop_table("logos")
    with op.batch_alter_table("kyc_requests") as table:
        table.drop_column("extensions_used")
    with op.batch_alter_table("organizations") as table:
        for column in _settings():
            table.drop_column(column.name)


def _settings() -> "tuple[sa.Column[Any], ...]":
    return (
        sa.Column("accent", sa.String(7), nullable=True),
        sa.Column("logo_sha256", sa.String(64), nullable=True),
        sa.Column("logo_width", sa.Integer(), nullable=True),
        sa.Column("logo_height", sa.Integer(), nullable=True),
        sa.Column("biometric_consent", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("selfie_alternative", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("faces_kept_days", sa.Integer(), server_default="30", nullable=False),
        sa.Column("erasure_allowed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("signed_return", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("link_extension", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("return_secret", sa.Text(), nullable=True),
        sa.Column("previous_return_secret", sa.Text(), nullable=True),
        sa.Column("previous_return_secret_until", _TIME, nullable=True),
    )


def _create_consents() -> None:
    op.create_table(
        "biometric_consents",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("organization_id", sa.String(50), nullable=False),
        sa.Column("kyc_request_id", sa.String(50), nullable=False),
        sa.Column("customer_id", sa.String(50), nullable=False),
        sa.Column("event", sa.String(10), nullable=False),
        sa.Column("text_version", sa.String(10), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        _references("biometric_consents", "organization_id", "organizations"),
        _references("biometric_consents", "kyc_request_id", "kyc_requests"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_biometric_consents")),
    )
    _index("biometric_consents", "organization_id", "kyc_request_id")


def _create_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("organization_id", sa.String(50), nullable=False),
        sa.Column("kyc_request_id", sa.String(50), nullable=False),
        sa.Column("scope", sa.String(10), nullable=False),
        sa.Column("files", _JSON, nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME, nullable=True),
        _references("erasures", "organization_id", "organizations"),
        _references("erasures", "kyc_request_id", "kyc_requests"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    _index("erasures", "organization_id", "kyc_request_id", "finished_at")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _references(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
