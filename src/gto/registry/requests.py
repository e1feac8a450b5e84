"""What someone asks of the registry, as frozen values. Built once, by a face, and passed whole.

`simple` chooses the tag's form: True without a counter, False with one, None what suits the request.
A `ref` is anything `git rev-parse` resolves to a commit; which commit that is, whoever decides is told separately.
`message` None (or empty) asks for the default message.
"""

from __future__ import annotations

from gto.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.registry.versions import Bump


class Register(Record):
    """Give the commit at `ref` a version of the artifact: the one named, else the next by `bump` (patch)."""

    artifact: str
    ref: str = "HEAD"
    version: str | None = None
    bump: Bump | None = None
    message: str | None = None
    simple: bool | None = None
    force: bool = False


class Assign(Record):
    """Put a version into a stage: the existing `version`, or the one at `ref` (None: HEAD).

    Where `ref` has no version it is registered, as `new_version` if that is given, unless `skip_registration`.
    """

    artifact: str
    stage: str
    version: str | None = None
    ref: str | None = None
    new_version: str | None = None
    message: str | None = None
    simple: bool | None = None
    force: bool = False
    skip_registration: bool = False


class Unassign(Record):
    """Take a version (named, or the one at `ref`) out of a stage; `delete` removes the tags instead."""

    artifact: str
    stage: str
    version: str | None = None
    ref: str | None = None
    message: str | None = None
    simple: bool | None = None
    force: bool = False
    delete: bool = False


class Deregister(Record):
    """Take a version (named, or the one at `ref`) back; `delete` removes all of its tags instead."""

    artifact: str
    version: str | None = None
    ref: str | None = None
    message: str | None = None
    simple: bool | None = None
    force: bool = False
    delete: bool = False


class Deprecate(Record):
    """Take the whole artifact back; the tag goes on `ref`, else where its newest event is.

    `delete` removes its tags instead.
    """

    artifact: str
    ref: str | None = None
    message: str | None = None
    simple: bool | None = None
    force: bool = False
    delete: bool = False


class Rollback(Record):
    """Assign the version again that the stage held before the present one. `message` says why."""

    artifact: str
    stage: str
    message: str | None = None
    simple: bool | None = None


Request = Register | Assign | Unassign | Deregister | Deprecate | Rollback
