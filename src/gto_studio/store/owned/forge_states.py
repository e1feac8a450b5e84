"""How a repository stands at its forge, as it was when last asked: our hook there, rights, protected tags."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from gto_studio.store import dialects
from gto_studio.store.owned import notices
from gto_studio.store.owned.tables import forge_state as table
from gto_studio.store.owned.tables import repository as repositories

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class ForgeStateRow:
    """`hook`: right, made or repaired; no-right, where the account may not set one up; unreachable, where the forge
    would not reach us; unconnected, where nothing lets us in. `proof`: a digest of what the hook was last set up with.
    `rights`: read, write, admin. `tags`: patterns of protected tags; None: nobody knows."""

    repository: str
    hook: str
    proof: str | None
    rights: dict[str, bool] | None
    tags: list[str] | None
    asked: float


def find(connection: Connection, repository: str) -> ForgeStateRow | None:
    row = connection.execute(select(table).where(table.c.repository == repository)).one_or_none()
    return ForgeStateRow(*row) if row else None


def save(connection: Connection, new: ForgeStateRow) -> None:
    """Keep what was heard; pages are told."""
    asked = dialects.insert(connection, table).values(asdict(new))
    values = {name: asked.excluded[name] for name in ("hook", "proof", "rights", "tags", "asked")}
    connection.execute(asked.on_conflict_do_update(index_elements=["repository"], set_=values))
    team = connection.scalar(select(repositories.c.team).where(repositories.c.id == new.repository))
    notices.tell(connection, "repository", {"repository": new.repository}, team=team)
