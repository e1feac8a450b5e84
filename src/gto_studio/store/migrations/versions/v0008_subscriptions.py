"""Addresses that are told of registry events, what is sent to them, and which events are known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("team", sa.String(length=26), nullable=False),
        sa.Column("repository", sa.String(length=26), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret", sa.LargeBinary(), nullable=True),
        sa.Column("old_secret_until", sa.Float(), nullable=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("artifacts", sa.JSON(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("off_because", sa.Text(), nullable=True),
        sa.Column("in_vain", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.Float(), nullable=True),
        sa.Column("rest_until", sa.Float(), nullable=True),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["team.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["repository"], ["repository.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("subscription_by_team", "subscription", ["team"])
    op.create_table(
        "dispatch",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("subscription", sa.String(length=26), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next", sa.Float(), nullable=False),
        sa.Column("log", sa.JSON(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("ended", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["subscription"], ["subscription.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subscription", "message"),
    )
    op.create_index("dispatch_by_state", "dispatch", ["subscription", "state", "next"])
    op.create_table(
        "known_event",
        sa.Column("repository", sa.String(length=26), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["repository"], ["repository.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("repository", "message"),
        sqlite_with_rowid=False,
    )
