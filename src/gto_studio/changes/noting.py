"""A note on a commit carried out: added to all that the remote has by then, announced, pushed, read back.

Before it is pushed, the id of the commit of notes is written into the row of the change. Whoever takes over from a
worker that was killed looks whether the remote's notes rest on it: if so, the change is done, whatever was written
since; if not, it is decided again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gto.errors import PushRefused
from gto.git.remotes import Taken
from gto.git.settings import Person
from gto_studio.errors import Conflict, HostUnreachable, NotFound
from gto_studio.mirrors import notes
from gto_studio.rules.refusals import NotReadBack, refused
from gto_studio.store.owned import changes

if TYPE_CHECKING:
    from gto_studio.jobs.work import Task
    from gto_studio.mirrors.visiting import Mirror
    from gto_studio.store.owned.changes import ChangeRow, TagAnnounced, TagMade

#: So often others may be quicker.
TRIES = 5


@dataclass
class Noting:
    task: Task
    change: ChangeRow
    mirror: Mirror
    #: All that was ever announced for this change, by earlier workers too.
    announced: list[TagAnnounced] = field(default_factory=list)

    def carry(self) -> list[TagMade]:
        """Nothing: a note is no tag. NotFound, TagRefused, NotReadBack, Conflict, HostUnreachable."""
        self.announced = [*self.change.planned]
        place, there = self.mirror.place, self.mirror.notes
        if self._is_there(there):
            return self.made()
        if not notes.has_commit(place, self._commit):
            raise NotFound(f"The repository has no commit {self._commit:.7} any more")
        for _ in range(TRIES):
            author = Person(self.change.author, self.change.author_email)
            new = notes.draft(place, there, self._commit, str(self.change.request["text"]), author)
            if new is None:
                return self.made()
            self._announce(new)
            taken = self._push(new, there)
            there = notes.fetch(place)
            if self._is_there(there):
                return self.made()
            if taken:
                raise NotReadBack([self._what])
        raise Conflict(f"Others wrote notes in the same moment, {TRIES} times in a row", hint="try again")

    def made(self) -> list[TagMade]:
        """No tags."""
        return []

    def _push(self, new: str, old: str | None) -> bool:
        """Whether the remote took it; False: somebody was quicker."""
        try:
            notes.push(self.mirror.place, new, old)
        except Taken:
            return False
        except PushRefused as error:
            if error.unsure:
                raise HostUnreachable(f"The repository did not answer: {error.reason}", hint=error.hint) from None
            raise refused([self._what], error.reason, made=[]) from None
        return True

    def _announce(self, new: str) -> None:
        plan = max((one["plan"] for one in self.announced), default=0) + 1
        self.announced.append({"tag": self._what, "object": new, "commit": self._commit, "plan": plan})
        with self.task.writing() as connection:
            changes.announce(connection, self.change.id, self.announced)

    def _is_there(self, notes_there: str | None) -> bool:
        return any(notes.is_in(self.mirror.place, one["object"], notes_there) for one in self.announced)

    @property
    def _commit(self) -> str:
        return str(self.change.request["commit"])

    @property
    def _what(self) -> str:
        return f"the note on {self._commit:.7}"
