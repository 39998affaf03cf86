"""What went wrong with a job as a template and its values, so that it can be shown in any language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade; errors of before stay the plain text they are."""
    op.add_column("jobs", sa.Column("message", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Downgrade; ``error`` has the same in English."""
    op.drop_column("jobs", "message")
