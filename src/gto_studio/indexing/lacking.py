"""Values that were not to be had when their commit was read: data is often pushed later than the commit that names it.

    a sync that leaves some lacking, a reload ──▶ a job ──▶ those commits read again ──▶ what came of it, and a notice
                                                  ▲ ever more seldom, for about a week ┘

Nothing is asked for that Git says anew: `syncing.py` reads that. What differs here is only what lies outside of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto.errors import GitFailed
from gto_studio.errors import StillLacking
from gto_studio.indexing.reading import readings
from gto_studio.indexing.sources import source_of, terms_of
from gto_studio.indexing.walking import row_of
from gto_studio.jobs.work import Work
from gto_studio.mirrors.visiting import look_in
from gto_studio.rules.parts import Parts
from gto_studio.rules.schedule import Retry
from gto_studio.store.derived import rows
from gto_studio.store.owned import notices, repositories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.git.place import Place
    from gto_studio.identity.secrets import Secrets
    from gto_studio.indexing.walking import Terms
    from gto_studio.jobs.work import Task
    from gto_studio.mirrors.visiting import Conditions
    from gto_studio.rules.storable import Row
    from gto_studio.store.derived.rows import Lacking

#: So many commits are read between two writes.
CHUNK = 200
#: A look in vain is a try in vain: after half a minute, then twice as long each time up to six hours, for about a week.
RETRY = Retry(first_seconds=30.0, longest_seconds=6 * 3_600.0, tries=40)


def looking_again(secrets: Secrets, conditions: Conditions) -> Work:
    """The work of looking for values of a repository that were not to be had."""

    def do(task: Task) -> None:
        with task.store.reading() as connection:
            repository = repositories.get(connection, task.subject)
            extent = rows.extent(connection, task.subject)
            lacking = rows.lacking(connection, task.subject)
        if not lacking or extent is None:
            return
        with terms_of(task.store, repository, secrets, conditions) as terms:
            if (extent["sources"], extent["access"]) != (terms.named, terms.access):
                return  # the next sync reads them on other terms
            source = source_of(task.store, repository, secrets, conditions)
            with look_in(source, conditions) as at:
                if at is None:
                    raise GitFailed(
                        "This machine has no mirror of the repository yet", hint="it is made by the next sync"
                    )
                left = _Look(task, at, terms, extent["stamp"]).look(lacking)
        if left:
            raise StillLacking(left)

    return Work(do, retry=RETRY)


class _Look:
    """One look for what is lacking, in chunks. Whoever else writes rows meanwhile ends it."""

    def __init__(self, task: Task, at: Place, terms: Terms, stamp: str) -> None:
        self._task = task
        self._at = at
        self._terms = terms
        self._stamp = stamp

    def look(self, commits: Sequence[str]) -> int:
        """Read these commits again, each of them: were there an end, what lies behind it would wait for what is never
        pushed. Of how many some value is lacking still."""
        left = 0
        for start in range(0, len(commits), CHUNK):
            self._task.say("reading", start, len(commits))
            with self._task.store.reading() as connection:
                some = rows.still_lacking(connection, self._task.subject, commits[start : start + CHUNK])
            left += self._read(some)
        return left

    def _read(self, lacking: Sequence[Lacking]) -> int:
        parts, said = Parts(), {}
        trees = list(dict.fromkeys(one.tree for one in lacking))
        for tree, one in readings(self._at, trees, self._terms.parsed, self._terms.sources, self._terms.outside):
            said[tree] = row_of(parts, one)
        new = [{"commit": one.commit, **said[one.tree]} for one in lacking if said[one.tree] != one.said]
        if new:
            self._write(new, [{"id": id, "document": text} for id, text in parts.texts.items()])
        return sum(said[one.tree]["lacks"] for one in lacking)

    def _write(self, readings: Sequence[Row], parts: Sequence[Row]) -> None:
        with self._task.writing() as connection:
            repository = repositories.get(connection, self._task.subject)
            rows.hold(connection, repository.id)
            extent = rows.extent(connection, repository.id)
            if extent is None or extent["stamp"] != self._stamp:
                raise GitFailed("The repository is being read at this moment", hint="it is tried again")
            rows.renew_readings(connection, repository.id, readings, parts)
            kept = {name: extent[name] for name in ("complete", "sources", "access")}
            self._stamp = rows.reach(connection, repository.id, kept)
            data = {"repository": repository.id, "changed": ["part", "reading"]}
            notices.tell(connection, "repository", data, team=repository.team)
