"""Index lists by what merchants filter them by."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_kyc_requests_by_status", "kyc_requests", "status"),
    ("ix_kyc_requests_of_customer", "kyc_requests", "customer_id"),
    ("ix_kyc_documents_by_status", "kyc_documents", "status"),
    ("ix_customers_listing", "customers", None),
)


def upgrade() -> None:
    """Apply."""
    for name, table, column in _INDEXES:
        columns = ["organization_id", *([column] if column else []), "created_at", "id"]
        op.create_index(op.f(name), table, columns)


def downgrade() -> None:
    """Take back."""
    for name, table, _ in _INDEXES:
        op.drop_index(op.f(name), table_name=table)
