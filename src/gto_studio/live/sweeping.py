"""What time does to runs: they fall silent, give way to the commits that were made for them, and are forgotten.

Every worker sweeps; two at once do no harm. What a page shows follows from the times themselves at any moment: the
sweep only sees to it that pages look again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto_studio.rules import runs as rules
from gto_studio.rules.posts import NO_COMMIT
from gto_studio.store import dialects
from gto_studio.store.owned import notices, repositories, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from gto_studio.rules.runs import Run
    from gto_studio.store.connection import Store

DAY = 24 * 3_600.0

#: A run that a commit is shown instead of is of no more use.
REPLACED_KEPT_SECONDS = DAY


@dataclass(frozen=True, slots=True)
class Sweep:
    """`silent_seconds`: without news for so long, a run is silent; `kept_seconds`: and for so long, it is forgotten."""

    silent_seconds: float
    kept_seconds: float

    def run(self, store: Store) -> int:
        """Do what is due; for how many runs there was something to do."""
        with store.reading() as connection:
            now = dialects.now(connection)
            silent = runs.fallen_silent(connection, before=now - self.silent_seconds)
            replaced = replacements(connection, runs.unreplaced(connection))
            old = runs.outlived(connection, before=now - self.kept_seconds, replaced_before=now - REPLACED_KEPT_SECONDS)
        if not (silent or replaced or old):
            return 0
        with store.writing() as connection:
            gone = {run.id for run in old}
            runs.set_quiet(connection, [run.id for run in silent], before=now - self.silent_seconds)
            for run, commit in replaced:
                runs.set_replaced(connection, run.id, commit, heard=run.heard)
            for run in old:
                runs.remove(connection, run.id)
            for kind, which in (("silent", silent), ("replaced", [run for run, _ in replaced]), ("removed", old)):
                tell(connection, kind, [run for run in which if kind == "removed" or run.id not in gone])
        return len(silent) + len(replaced) + len(old)


def replacements(connection: Connection, among: dict[str, list[Run]]) -> list[tuple[Run, str]]:
    """Of runs by repository, those whose commit the repository has, each with that commit."""
    found = []
    for repository, here in among.items():
        pushed = runs.pushed(connection, repository, here)
        there = runs.committed(connection, repository, {run.experiment_rev or NO_COMMIT for run in here})
        for run in here:
            commit, at = pushed.get(run.id, (run.experiment_rev, None))
            if rules.is_replaced(run, pushed_at=at, is_committed=run.experiment_rev in there) and commit:
                found.append((run, commit))
    return found


def tell(connection: Connection, kind: str, which: Sequence[Run]) -> None:
    """Tell pages what became of these runs."""
    by_repository: dict[str, list[str]] = {}
    for run in which:
        by_repository.setdefault(run.repository, []).append(run.id)
    teams = repositories.by_ids(connection, by_repository.keys())
    for repository, ids in by_repository.items():
        if repository in teams:
            data = {"repository": repository, "runs": ids, "kind": kind}
            notices.tell(connection, "run", data, team=teams[repository].team)
