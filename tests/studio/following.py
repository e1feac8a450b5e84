"""A repository that Studio follows: a person's clone, the rows that are read from it, and both ways to read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gto.data.reach import Reach
from gto_studio.indexing.syncing import Synced, differences, rebuild, sync
from gto_studio.mirrors.visiting import Conditions, Source
from gto_studio.store.connection import Store
from gto_studio.store.derived import rows
from shell import Shell, new_repository
from studio.rows import a_repository


@dataclass(frozen=True)
class Followed:
    store: Store
    source: Source
    conditions: Conditions
    shell: Shell

    def sync(self, **options: Any) -> Synced:
        return sync(self.store, self.source, self.conditions, **options)

    def rebuild(self, **options: Any) -> Synced:
        return rebuild(self.store, self.source, self.conditions, **options)

    def differences(self, **options: Any) -> dict[str, list[str]]:
        return differences(self.store, self.source, self.conditions, **options)

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self.store.reading() as connection:
            return rows.read(connection, self.source.id, table)

    def all(self) -> dict[str, list[dict[str, Any]]]:
        """All that is derived; the stamp, which only says that something changed, is left out."""
        found = {table: self.rows(table) for table in rows.TABLES}
        for row in found["extent"]:
            del row["stamp"]
        return found

    def elsewhere(self, url: str) -> Followed:
        return replace(self, source=replace(self.source, url=url))


def follow(store: Store, folder: Path, url: str | None = None) -> Followed:
    """Follow the repository at an address, or a new one at `folder`/models."""
    shell = Shell(folder) if url else new_repository(folder / "models")
    url = url or str(shell.path)
    with store.writing() as connection:
        id = a_repository(connection, url).id
    return Followed(store, Source(id, url), conditions(folder), shell)


def conditions(folder: Path) -> Conditions:
    return Conditions(folder / "mirrors", Reach(private=True, local=True), ask_seconds=90)
