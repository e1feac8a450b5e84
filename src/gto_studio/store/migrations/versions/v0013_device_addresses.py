"""From where a program asked to be let in, so that one address cannot take all places."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("device_login", sa.Column("address", sa.Text(), nullable=True))
