"""Chain evidence: an entry for each decision, sealed by the hash of the one before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_GENESIS = "0" * 64


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "evidence_records",
        sa.Column("organization_id", sa.String(length=50), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kyc_document_id", sa.String(length=50), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("personal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_evidence_records_organization_id_organizations"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "sequence", name=op.f("pk_evidence_records")),
    )
    with op.batch_alter_table("evidence_records", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_records_kyc_document_id"), ["kyc_document_id"], unique=False
        )
    op.add_column(
        "organizations",
        sa.Column("evidence_sequence", sa.Integer(), server_default="0", nullable=False),
    )
    op.add_column(
        "organizations",
        sa.Column("evidence_head", sa.String(length=64), server_default=_GENESIS, nullable=False),
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("organizations", schema=None) as batch_op:
        batch_op.drop_column("evidence_head")
        batch_op.drop_column("evidence_sequence")
    with op.batch_alter_table("evidence_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_records_kyc_document_id"))
    op.drop_table("evidence_records")
