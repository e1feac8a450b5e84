"""What a project's table shows, and ways to look at it under a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("project") as project:
        project.add_column(sa.Column("since", sa.Float(), nullable=True))
        project.add_column(sa.Column("custom", sa.JSON(), nullable=True))
    op.execute(sa.text("UPDATE project SET custom = '[]'"))
    with op.batch_alter_table("project") as project:
        project.alter_column("custom", existing_type=sa.JSON(), nullable=False)
    op.create_table(
        "view",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("project", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("standard", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.Float(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project", "name"),
    )
