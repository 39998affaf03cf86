"""The values that a finding's message was made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade; findings of before stay in English until they are checked again."""
    op.add_column("findings", sa.Column("parameters", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Downgrade."""
    op.drop_column("findings", "parameters")
