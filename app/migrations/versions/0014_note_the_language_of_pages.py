"""Note the language that a customer's pages were last in."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("gatherer_sessions", sa.Column("language", sa.String(20), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("gatherer_sessions", "language")
