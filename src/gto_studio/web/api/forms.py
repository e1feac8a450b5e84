"""The form of a new experiment: what of a commit can be changed, and where the change may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.errors import NotFound
from gto_studio.rules.edits import form as rules
from gto_studio.store.derived import commits, models, readings
from gto_studio.store.owned import projects
from gto_studio.web.api import shapes
from gto_studio.web.api.projects import Id
from gto_studio.web.api.table import Which
from gto_studio.web.asking import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from sqlalchemy import Connection

#: So many commits are looked through for other versions of data, the newest.
COMMITS_MAX = 2_000
_HEADS = "refs/heads/"


def of_commit(ask: Ask, project: Id, commit: Which) -> shapes.ExperimentForm:
    """What a new experiment can change: parameters with their types, and which versions of data are known."""
    with ask.parts.store.reading() as connection:
        row = projects.get(connection, project)
        id = commits.resolve(connection, row.repository, commit)
        if id is None:
            raise NotFound("There is no such commit", hint="name a branch, a tag, or the beginning of an id")
        said = readings.document(connection, row.repository, id)
        if said is None:
            raise NotFound("This commit was not read yet", hint="its form is there when the sync is done")
        data = rules.data_files(said.get("outs") or {}, _history(connection, row.repository), row.directory)
        about = models.about(connection, [row.repository]).get(row.repository)
        heads = commits.heads(connection, row.repository)
    default = about.default_branch if about else None
    branches = sorted(name.removeprefix(_HEADS) for name in heads if name.startswith(_HEADS))
    return shapes.ExperimentForm(
        commit=id,
        params=[
            shapes.ParamsFile(
                file=one.file, kind=one.kind, fields=[shapes.ParamField(**field._asdict()) for field in one.fields]
            )
            for one in rules.params_files(said["params"], row.directory)
        ],
        data=[
            shapes.DataFile(
                path=one.path,
                file=one.file,
                hash=one.hash,
                versions=[shapes.DataVersion(**version._asdict()) for version in one.versions],
            )
            for one in data
        ],
        branches=sorted(branches, key=lambda name: name != default),
        default_branch=default,
        ci=(about.ci if about else None) or [],
    )


def known(connection: Connection, repository: str, data: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Versions of data, path → hash, with the sizes that the newest commits tell which have them."""
    found: dict[str, dict[str, Any]] = {path: {"hash": hash} for path, hash in data.items()}
    missing = set(data)
    for _, _, outs in _history(connection, repository):
        for path in [*missing]:
            about = outs.get(path) or {}
            if about.get("hash") == data[path]:
                found[path] |= {"size": about.get("size"), "nfiles": about.get("nfiles")}
                missing.discard(path)
        if not missing:
            break
    return found


def _history(connection: Connection, repository: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(commit, when it was made, its data) of the newest commits that were read."""
    rows, _ = commits.listing(connection, repository, limit=COMMITS_MAX)
    said = readings.of_commits(connection, repository, [row.id for row in rows])
    parts = readings.parts(connection, repository, {one["outs"] for one in said.values() if "outs" in one})
    for row in rows:
        if (part := said.get(row.id, {}).get("outs")) in parts:
            yield row.id, row.committed_at, parts[part]
