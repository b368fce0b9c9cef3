"""Let organizations choose how photos are taken and which bytes are sent."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_DEFAULTS = {"capture": "native", "image_policy": "adaptive"}


def upgrade() -> None:
    """Apply."""
    for name, default in _DEFAULTS.items():
        op.add_column(
            "organizations",
            sa.Column(name, sa.String(20), nullable=False, server_default=default),
        )


def downgrade() -> None:
    """Take back."""
    for name in _DEFAULTS:
        op.drop_column("organizations", name)
