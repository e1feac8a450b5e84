"""Apps as git connections: which, and where each is installed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("git_connection", sa.Column("app", sa.JSON(), nullable=True))
