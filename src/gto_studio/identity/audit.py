"""What was written through Studio, by whom: one row a write, in the same transaction as the write."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from gto_studio.rules.access import LOCAL, Actor
from gto_studio.store.owned import audit
from gto_studio.store.owned.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


def audited(
    connection: Connection,
    actor: Actor,
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
    *,
    team: str | None = None,
) -> None:
    """Write down that `actor` did `action` (such as `repository.add`) to `subject`.

    `team` says whose members may read it; None: only administrators of the server. No secret belongs in `detail`.
    """
    now = time.time()
    person = None if actor.person in (None, LOCAL) else actor.person
    audit.add(
        connection, audit.AuditRow(new_id(now), now, person, actor.name, action, team, subject, dict(detail or {}))
    )
