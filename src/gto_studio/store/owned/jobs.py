"""Jobs: what is wanted, who is at it, and how it went. (Being written.)"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


def want_all_syncs(connection: Connection) -> None:
    """Every repository is to be read again."""
