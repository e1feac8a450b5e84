"""Experiments that runners run, and what a project says of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("project") as project:
        project.add_column(sa.Column("runner", sa.JSON(), nullable=True))
        project.add_column(sa.Column("runner_seen", sa.Float(), nullable=True))
    op.create_table(
        "queued_experiment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("project", sa.String(length=10), nullable=False),
        sa.Column("repository", sa.String(length=26), nullable=False),
        sa.Column("person", sa.String(length=26), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_email", sa.Text(), nullable=False),
        sa.Column("baseline", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("command", sa.Text(), nullable=True),
        sa.Column("time_limit", sa.Float(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("runner", sa.Text(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("commit", sa.String(length=64), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("started", sa.Float(), nullable=True),
        sa.Column("ended", sa.Float(), nullable=True),
        sa.Column("log", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["repository"], ["repository.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("queued_experiment_by_project", "queued_experiment", ["project", "id"])
    op.create_index("queued_experiment_by_state", "queued_experiment", ["state", "id"])
