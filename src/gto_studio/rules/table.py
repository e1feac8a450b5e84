"""The experiments table of a project as one columnar document, made from rows and of nothing else.

    rows of a repository ──▶ which of its commits (`table_rows`) ──▶ a column a value (`table_columns`) ──▶ the document

It knows no view: what is hidden, sorted, filtered or compared is the page's business, so everybody is sent the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gto_studio.rules import table_columns, table_rows
from gto_studio.rules.table_readings import Compared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gto_studio.rules.addresses import Links
    from gto_studio.rules.table_columns import Registered
    from gto_studio.rules.table_readings import Filed
    from gto_studio.rules.table_rows import Commit, Pushed


@dataclass(frozen=True, slots=True)
class Scope:
    """What of its repository a project shows: a directory ("" is all), and commits since then (seconds).

    `begun`: commits from which runs were begun that are not in Git; a directory keeps them although they change nothing
    in it.
    """

    directory: str = ""
    since: float | None = None
    begun: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Material:
    """What is known of a repository. `commits` newest first; `readings` of those that were read, by commit; `parts` are
    the documents that readings name; `written`: annotation set → the artifacts in it."""

    commits: Sequence[Commit]
    refs: Mapping[str, str]  # full name → the commit it leads to
    default_branch: str | None = None
    head: str | None = None
    readings: Mapping[str, Filed] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)
    pushed: Sequence[Pushed] = ()
    written: Mapping[str, Sequence[str]] = field(default_factory=dict)
    registered: Sequence[Registered] = ()
    notes: Mapping[str, str] = field(default_factory=dict)  # commit → what somebody wrote about it


def document(material: Material, scope: Scope, links: Links, stamp: str) -> dict[str, Any]:
    """The table as values that JSON has. Its parts are described in docs/reference/studio-table.md."""
    readings, directory = material.readings, scope.directory
    compared = Compared(readings, material.parts, directory)
    rows = table_rows.chosen(
        material.commits,
        material.refs,
        material.pushed,
        compared,
        since=scope.since,
        narrowed=bool(directory),
        begun=scope.begun,
    )
    listed = rows.listed
    place = {commit.id: i for i, commit in enumerate(listed)}
    read = [readings.get(commit.id) for commit in listed]
    errors = table_columns.errors(read, material.parts, directory)
    problems = [0] * len(listed)
    for error in errors:
        for i in error["commits"]:
            problems[i] += 1
    columns = [
        *table_columns.metrics_and_params(read, material.parts, directory, "metrics"),
        *table_columns.models(listed, material.written, material.registered, directory),
        *table_columns.files(listed, readings, material.parts, directory),
        *table_columns.metrics_and_params(read, material.parts, directory, "params"),
    ]
    names = table_rows.names(material.refs)
    return {
        "stamp": stamp,
        "head": place.get(material.head or ""),
        "default_branch": material.default_branch,
        "complete": all(commit.id in readings for commit in listed),
        "branches": [
            {"name": name, "commit": place[commit]}
            for name, commit in table_rows.branches(material.refs, material.default_branch, place)
        ],
        "commits": {
            "id": [commit.id for commit in listed],
            "parents": [[place[id] for id in rows.parents[commit.id]] for commit in listed],
            "committed": [commit.committed for commit in listed],
            "offset": [commit.offset for commit in listed],
            "author": [commit.author for commit in listed],
            "author_email": [commit.author_email for commit in listed],
            "message": [commit.message.rstrip() for commit in listed],
            "refs": [names.get(commit.id, []) for commit in listed],
            "skipped": [table_rows.is_skipped(commit.message) for commit in listed],
            "same": [compared.is_same(commit.id, commit.parents[0] if commit.parents else None) for commit in listed],
            "problems": problems,
        },
        "experiments": [
            {
                "commit": place[one.commit],
                "baseline": place.get(one.baseline) if one.baseline in rows.reached else None,
                "baseline_id": one.baseline,
                "name": one.name,
                "ref": one.ref,
            }
            for one in rows.pushed
        ],
        "notes": [
            {"commit": i, "text": material.notes[commit.id]}
            for i, commit in enumerate(listed)
            if commit.id in material.notes
        ],
        "columns": [column.head for column in columns],
        "values": [column.values for column in columns],
        "errors": errors,
        "links": _links(links),
    }


def _links(links: Links) -> dict[str, str] | None:
    """Addresses on the forge, to be filled in by the page."""
    old, new = "0" * 40, "1" * 40
    commit, compare = links.commit(new), links.difference(old, new)
    if commit is None or compare is None:
        return None
    return {
        "commit": commit.replace(new, "{sha}"),
        "compare": compare.replace(old, "{old}").replace(new, "{new}"),
    }
