"""Changes of the registry as they are asked for, planned and followed. See `edits` for those of files."""

from __future__ import annotations

from typing import Literal

from gto_studio.web.api.shapes.shape import Failure, Shape

Action = Literal["register", "assign", "unassign", "deregister", "deprecate"]


class Request(Shape):
    """A registry action. Which fields count depends on the action, as with the command line."""

    action: Action
    artifact: str
    version: str | None = None
    stage: str | None = None
    commit: str | None = None  # or any ref, for register and assign
    bump: Literal["major", "minor", "patch"] | None = None
    message: str | None = None
    force: bool = False


class PlannedTag(Shape):
    tag: str
    commit: str
    message: str
    version: str | None


class Preview(Shape):
    """What the action would do. With `refusal` nothing would be done, and it says why."""

    tags: list[PlannedTag]
    command: str
    suggested: dict[str, str]  # register: patch, minor, major → version
    falls_back: dict[str, str | None]  # on removal: stage → the version that is in it then; null: none
    starts: list[str]  # CI workflows that act on such a tag
    remarks: list[str]
    refusal: Failure | None


class NewChange(Request):
    #: The tags of the preview: if they would be other ones by now, the change is refused instead of made.
    expected: list[str] | None = None


class MadeTag(Shape):
    tag: str
    object: str
    commit: str


class Change(Shape):
    """An action asked for. `done` means that the tags were read back from the remote."""

    id: str
    repository: str
    repository_name: str
    artifact: str
    request: Request
    author: str
    state: Literal["queued", "running", "done", "failed"]
    tags: list[MadeTag]
    error: Failure | None
    created_at: str
    ended_at: str | None
