"""Commits, what their files say, branches and notes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from gto_studio.web.api.shapes.shape import Failure, Shape


class CommitValues(BaseModel):
    """What the files of a commit say. Params and metrics: file → `{"data"}` or `{"error": {"type", "msg"}}`; deps and
    outs: path → `{"hash", "size", "nfiles"}`; imports: path → where it comes from. A number that JSON lacks is
    `{"$": "nan"}`, `"inf"` or `"-inf"`."""

    params: dict[str, Any]
    metrics: dict[str, Any]
    deps: dict[str, Any] = {}
    outs: dict[str, Any] = {}
    imports: dict[str, Any] = {}
    plots: list[Any] = []
    stages: list[Any] = []
    artifacts: dict[str, Any] = {}
    projects: list[str] = []
    problems: list[Any] = []


class Commit(Shape):
    id: str
    message: str
    author: str
    author_email: str
    authored_at: str
    committed_at: str
    parents: list[str]
    refs: list[str]  # short names of branches and tags on it
    version: str | None = None  # of the artifact asked about
    holds: bool = False  # whether its annotations name the artifact asked about
    url: str | None = None  # on the forge


class Branch(Shape):
    name: str
    commit: str


class Branches(Shape):
    default: str | None
    branches: list[Branch]  # the default one first


class NewNote(Shape):
    #: Empty: the note is removed.
    text: Annotated[str, Field(max_length=20_000)]


class NoteChange(Shape):
    """A note asked for. `done` means that it was read back from the remote; the table follows with the next sync."""

    id: str
    repository: str
    commit: str
    text: str
    author: str
    state: Literal["queued", "running", "done", "failed"]
    error: Failure | None
    created_at: str
    ended_at: str | None
