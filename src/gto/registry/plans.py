"""A plan: the tags to create and to delete, as a value. It can be shown, carried out, or thrown away."""

from __future__ import annotations

from gto.record import Record
from gto.registry.names import CommitId
from gto.registry.tags import TagName, spell


class Creation(Record):
    """An annotated tag to make: it must not exist yet. `version` is the version it is about, if any."""

    name: TagName
    commit: CommitId
    message: str
    version: str | None = None

    @property
    def tag(self) -> str:
        return spell(self.name)


class Deletion(Record):
    """A tag to remove."""

    tag: str


class Plan(Record):
    """What is to change, in order.

    `automatic` tells that numbers in it were chosen for the person, so that on finding one taken in the meantime
    the same request may be decided again.
    """

    creations: tuple[Creation, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    automatic: bool = True

    @property
    def tags(self) -> tuple[str, ...]:
        return (*(c.tag for c in self.creations), *(d.tag for d in self.deletions))
