"""What forges say of the CI runs of commits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "commit_check",
        sa.Column("repository", sa.String(length=26), nullable=False),
        sa.Column("commit", sa.String(length=64), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("watched", sa.Float(), nullable=False),
        sa.Column("asked", sa.Float(), nullable=True),
        sa.Column("due", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["repository"], ["repository.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("repository", "commit"),
    )
    op.create_index("commit_check_by_time", "commit_check", ["repository", "due"])
