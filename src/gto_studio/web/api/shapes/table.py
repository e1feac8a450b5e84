"""The table of experiments."""

from __future__ import annotations

from typing import Any, Literal

from gto_studio.web.api.shapes.shape import Shape


class TableBranch(Shape):
    """`commit` is a place in the lists of `commits`."""

    name: str
    commit: int


class TableCommits(Shape):
    """The commits of the table, newest first, a list for each of their fields; a commit is known by its place."""

    id: list[str]
    parents: list[list[int]]
    committed: list[int]  # seconds since 1970 UTC
    offset: list[int]  # minutes east of UTC
    author: list[str]
    author_email: list[str]
    message: list[str]
    refs: list[list[str]]  # short names of branches, then of tags
    skipped: list[bool]  # the message says [skip studio] or [skip gto]
    same: list[bool]  # all values are those of the first parent
    problems: list[int]


class TableExperiment(Shape):
    """A pushed experiment. `baseline` null: it was begun from a commit that no branch or tag of the table leads to."""

    commit: int
    baseline: int | None
    baseline_id: str
    name: str
    ref: str


class TableNote(Shape):
    """What somebody wrote about a commit with `git notes`."""

    commit: int
    text: str


class TableColumn(Shape):
    """What stands above a column: `path` are the keys inside `file`."""

    id: str
    kind: Literal["metrics", "params", "files", "models"]
    file: str
    path: list[str]
    type: Literal["number", "text", "size", "version"]


class TableValues(Shape):
    """A value for each commit: `all`, or `distinct` values and which of them each commit has (-1: none).

    In `all` null stands for no value. NaN and infinities are `{"$": "nan"}`, `{"$": "inf"}`, `{"$": "-inf"}`. A file is
    `[bytes, number of files, hash]`; a model `{"version", "stages", "name"}`, its version null if none is registered.
    `changed`: of a file, the commits at which it is another one than at their first parent.
    """

    all: list[Any] | None = None
    distinct: list[Any] | None = None
    of: list[int] | None = None
    changed: list[int] | None = None


class TableError(Shape):
    """What could not be read of a file, and at which commits."""

    file: str
    type: str
    msg: str
    commits: list[int]


class TableLinks(Shape):
    """Addresses on the forge, in which `{sha}`, `{old}` and `{new}` are to be replaced."""

    commit: str
    compare: str


class Table(Shape):
    """The experiments table of a project, in columns. The same for everybody: what is hidden or sorted is the page's
    business. `complete` false: not all commits were read yet."""

    stamp: str
    head: int | None
    default_branch: str | None
    complete: bool
    branches: list[TableBranch]
    commits: TableCommits
    experiments: list[TableExperiment]
    notes: list[TableNote]
    columns: list[TableColumn]
    values: list[TableValues]
    errors: list[TableError]
    links: TableLinks | None


class TableRow(Shape):
    """A commit as the export has it. `values`: by the id of the column; what it has no value for is missing."""

    commit: str
    refs: list[str]
    experiment: str | None
    baseline: str | None
    committed_at: str
    author: str
    author_email: str
    message: str
    note: str | None  # what somebody wrote about it with `git notes`
    values: dict[str, Any]
