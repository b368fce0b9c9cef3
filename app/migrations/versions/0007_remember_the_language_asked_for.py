"""Remember the language that a KYC request asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("kyc_requests", sa.Column("locale", sa.String(35), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("kyc_requests", "locale")
