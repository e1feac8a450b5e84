"""Everything that the experiments table of a repository is made of, in a few questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from gto_studio.rules.table import Material
from gto_studio.rules.table_columns import Registered
from gto_studio.rules.table_readings import Filed
from gto_studio.rules.table_rows import Commit, Pushed
from gto_studio.store.derived import readings
from gto_studio.store.derived import tables as t

if TYPE_CHECKING:
    from sqlalchemy import Connection


def of_repository(connection: Connection, repository: str) -> Material:
    """All of it; `readings` of those commits that were read."""
    about = connection.execute(select(t.about).where(t.about.c.repository == repository)).one_or_none()
    refs = {
        row[0]: row[1]
        for row in connection.execute(
            select(t.ref.c.name, t.ref.c.commit).where(t.ref.c.repository == repository, t.ref.c.commit.is_not(None))
        )
    }
    said, parts = _read(connection, repository)
    return Material(
        commits=_commits(connection, repository),
        refs=refs,
        default_branch=about.default_branch if about else None,
        head=about.head if about else None,
        readings=said,
        parts=parts,
        pushed=[
            Pushed(one.ref, one.name, one.commit, one.baseline) for one in readings.experiments(connection, repository)
        ],
        written=_written(connection, repository),
        registered=_registered(connection, repository),
        notes=_notes(connection, repository),
    )


def _notes(connection: Connection, repository: str) -> dict[str, str]:
    n = t.note.c
    return {row[0]: row[1] for row in connection.execute(select(n.commit, n.text).where(n.repository == repository))}


def _commits(connection: Connection, repository: str) -> list[Commit]:
    c = t.commit.c
    asked = (
        select(c.id, c.parents, c.committed, c.committed_offset, c.author, c.author_email, c.message, c.annotations)
        .where(c.repository == repository)
        .order_by(c.committed.desc(), c.id)
    )
    return [Commit._make(row) for row in connection.execute(asked)]


def _written(connection: Connection, repository: str) -> dict[str, list[str]]:
    """Annotation set → the models in it, and what is registered of other types."""
    s = t.annotation_set.c
    asked = select(s.id, s.document).where(s.repository == repository)
    a = t.artifact.c
    registered = set(connection.scalars(select(a.name).where(a.repository == repository, a.registered)))
    return {
        row[0]: [
            said["artifact"]
            for said in row[1]["annotations"]
            if said.get("type") == "model" or said["artifact"] in registered
        ]
        for row in connection.execute(asked)
    }


def _registered(connection: Connection, repository: str) -> list[Registered]:
    """Versions in effect, the highest of each artifact first."""
    v, a = t.version.c, t.assignment.c
    stages: dict[tuple[str, str], list[str]] = {}
    held = select(a.artifact, a.version, a.stage).where(a.repository == repository).order_by(a.stage)
    for artifact, version, stage in connection.execute(held):
        stages.setdefault((artifact, version), []).append(stage)
    asked = (
        select(v.artifact, v.version, v.commit)
        .where(v.repository == repository, v.registered, v.active)
        .order_by(v.artifact, v.rank)
    )
    return [
        Registered(artifact, version, commit, tuple(stages.get((artifact, version), ())))
        for artifact, version, commit in connection.execute(asked)
    ]


def _read(connection: Connection, repository: str) -> tuple[dict[str, Filed], dict[str, Any]]:
    """What each commit says, and the parts that a table shows: those of plots and stages are not even decoded."""
    said = readings.of_commits(connection, repository)
    wanted: set[str] = set()
    for document in said.values():
        wanted.update(document["params"].values(), document["metrics"].values())
        wanted.update(document[name] for name in ("deps", "outs", "problems") if name in document)
    parts = readings.parts(connection, repository, wanted)
    found = {
        commit: Filed(
            document["params"],
            document["metrics"],
            document.get("deps"),
            document.get("outs"),
            parts.get(document.get("problems", ""), ()),
        )
        for commit, document in said.items()
    }
    return found, parts
