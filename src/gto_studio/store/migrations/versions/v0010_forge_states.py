"""How repositories stand at their forges: hooks, rights, protected tags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "forge_state",
        sa.Column("repository", sa.String(length=26), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=True),
        sa.Column("rights", sa.JSON(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=True),
        sa.Column("asked", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["repository"], ["repository.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("repository"),
    )
