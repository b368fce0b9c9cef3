"""Add liveness sessions and face crops."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "liveness_sessions",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("organization_id", sa.String(50), nullable=False),
        sa.Column("customer_id", sa.String(50), nullable=False),
        sa.Column("kyc_request_id", sa.String(50), nullable=False),
        sa.Column("requested_document_id", sa.String(50), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("challenges", _JSON, nullable=False),
        sa.Column("nonce_hash", sa.String(64), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("answered_at", _TIME, nullable=True),
        sa.Column("settled_at", _TIME, nullable=True),
        sa.Column("doubts", _JSON, nullable=False),
        sa.Column("reference_key", sa.String(255), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("owner", sa.String(120), nullable=True),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_liveness_sessions_organization_id_organizations"),
        ),
        sa.ForeignKeyConstraint(
            ["kyc_request_id"],
            ["kyc_requests.id"],
            name=op.f("fk_liveness_sessions_kyc_request_id_kyc_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_document_id"],
            ["requested_documents.id"],
            name=op.f("fk_liveness_sessions_requested_document_id_requested_documents"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liveness_sessions")),
        sa.UniqueConstraint("nonce_hash", name=op.f("uq_liveness_sessions_nonce_hash")),
    )
    _index("liveness_sessions", "kyc_request_id", "requested_document_id", "lease_until")
    _index("liveness_sessions", "reference_key")
    op.create_index("ix_liveness_sessions_claims", "liveness_sessions", ["status", "lease_until"])
    _create_steps()
    _create_frames()
    _create_crops()


def downgrade() -> None:
    """Take back."""
    op.drop_table("face_crops")
    op.drop_table("liveness_frames")
    op.drop_table("liveness_steps")
    op.drop_table("liveness_sessions")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _of_session(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["liveness_session_id"],
        ["liveness_sessions.id"],
        name=op.f(f"fk_{table}_liveness_session_id_liveness_sessions"),
    )


def _create_steps() -> None:
    op.create_table(
        "liveness_steps",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("liveness_session_id", sa.String(50), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("challenge", sa.String(20), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("received_at", _TIME, nullable=False),
        sa.Column("sizes", _JSON, nullable=False),
        sa.Column("object_key", sa.String(255), nullable=True),
        _of_session("liveness_steps"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liveness_steps")),
        sa.UniqueConstraint(
            "liveness_session_id",
            "position",
            name=op.f("uq_liveness_steps_liveness_session_id_position"),
        ),
    )
    _index("liveness_steps", "object_key")


def _create_frames() -> None:
    op.create_table(
        "liveness_frames",
        sa.Column("liveness_session_id", sa.String(50), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _of_session("liveness_frames"),
        sa.PrimaryKeyConstraint(
            "liveness_session_id", "position", name=op.f("pk_liveness_frames")
        ),
    )
    _index("liveness_frames", "sha256")


def _create_crops() -> None:
    op.create_table(
        "face_crops",
        sa.Column("id", sa.String(50), nullable=False),
        sa.Column("organization_id", sa.String(50), nullable=False),
        sa.Column("kyc_document_id", sa.String(50), nullable=False),
        sa.Column("tag", sa.String(20), nullable=False),
        sa.Column("object_key", sa.String(255), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_face_crops_organization_id_organizations"),
        ),
        sa.ForeignKeyConstraint(
            ["kyc_document_id"],
            ["kyc_documents.id"],
            name=op.f("fk_face_crops_kyc_document_id_kyc_documents"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_crops")),
        sa.UniqueConstraint(
            "kyc_document_id", "tag", name=op.f("uq_face_crops_kyc_document_id_tag")
        ),
    )
    _index("face_crops", "organization_id", "object_key")
