"""What lets people and teams in at forges, and by which of it a repository is read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "git_connection",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("team", sa.String(length=26), nullable=True),
        sa.Column("person", sa.String(length=26), nullable=True),
        sa.Column("forge", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("renewal", sa.LargeBinary(), nullable=True),
        sa.Column("expires", sa.Float(), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=True),
        sa.Column("checked", sa.Float(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team"], ["team.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "git_listing",
        sa.Column("connection", sa.String(length=26), nullable=False),
        sa.Column("repositories", sa.JSON(), nullable=False),
        sa.Column("asked", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["connection"], ["git_connection.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("connection"),
    )
    op.add_column("repository", sa.Column("connection", sa.String(length=26), nullable=True))
