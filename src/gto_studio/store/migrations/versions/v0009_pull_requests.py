"""Pull requests that Studio opened, watched until somebody decides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "pull_request",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("repository", sa.String(length=26), nullable=False),
        sa.Column("change", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("head_commit", sa.String(length=64), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("promotion", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("assigning", sa.String(length=26), nullable=True),
        sa.Column("opened", sa.Float(), nullable=False),
        sa.Column("looked", sa.Float(), nullable=True),
        sa.Column("ended", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["repository"], ["repository.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["change"], ["change.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("change", "head", "base"),
    )
    op.create_index("pull_request_by_repository", "pull_request", ["repository", "state"])
