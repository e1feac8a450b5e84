"""A change carried out: decided on the remote's own tags, announced, pushed, read back. Never twice.

Before anything is pushed, the ids of the tag objects are written into the row of the change. They name a person, a
second and a message, so nobody else's tag has them. Whoever takes over from a worker that was killed asks the remote
for these very objects: if they are there, the change is done; if not, it is decided again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from gto.errors import GitTimeout, GtoError, PushRefused, RemoteUnreachable
from gto.git import remotes
from gto.git.settings import Person
from gto.registry.names import check_artifact
from gto.registry.requests import Assign, Register
from gto.verbs.repository import Repository
from gto.verbs.writing import Delivery
from gto_studio.changes.committing import Committing, nobody
from gto_studio.changes.noting import Noting
from gto_studio.errors import HostUnreachable, LeaseLost, Stopping
from gto_studio.jobs.work import Work
from gto_studio.rules.access import LOCAL
from gto_studio.rules.actions import wanted
from gto_studio.rules.edits.plans import called
from gto_studio.rules.refusals import ChangedMeanwhile, NotReadBack, OutcomeUnknown, PartlyDone, PlanOutdated, refused
from gto_studio.rules.schedule import SOMEBODY_WAITS
from gto_studio.store import dialects
from gto_studio.store.owned import changes, jobs, repositories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from gto.registry.requests import Request
    from gto.verbs.writing import Pending
    from gto_studio.changes.committing import AskForge
    from gto_studio.jobs.work import Task
    from gto_studio.mirrors.visiting import Mirror
    from gto_studio.store.owned.changes import ChangeRow, TagAnnounced, TagMade
    from gto_studio.store.owned.repositories import RepositoryRow


class Visit(Protocol):
    """The repository's mirror, up to date, and git able to reach the remote within the block: by the right of a person,
    or (None) by what it is read by."""

    def __call__(self, repository: RepositoryRow, person: str | None = None) -> AbstractContextManager[Mirror]: ...


def changing(visit: Visit, ask: AskForge = nobody) -> Work:
    """Changes as a kind of job."""

    def do(task: Task) -> None:
        carry_out(task, visit, ask)

    return Work(do, SOMEBODY_WAITS, given_up=give_up)


def carry_out(task: Task, visit: Visit, ask: AskForge = nobody) -> None:
    """Do what a change asks for, and write down how it ended. Whoever asked learns of a refusal from the row.

    Whatever leaves open what became of a push is raised: the change is to be taken up again later.
    """
    with task.store.reading() as connection:
        change = changes.find(connection, task.subject)
        if change is None or change.state in ("done", "failed"):
            return
        repository = repositories.get(connection, change.repository)
    carrying: _Carrying | Noting | Committing | None = None
    try:
        with visit(repository, change.person or LOCAL) as mirror:
            if changes.is_edit(change):
                carrying = Committing(task, change, mirror, repository, ask)
            else:
                carrying = (Noting if changes.is_note(change) else _Carrying)(task, change, mirror)
            tags = carrying.carry()
    except (LeaseLost, Stopping):
        raise
    except GtoError as error:
        announced = carrying.announced if carrying else change.planned
        if announced and (carrying is None or isinstance(error, _UNHEARD)):
            raise
        with task.writing() as connection:
            _fail(connection, change, error, carrying.made() if carrying else ())
            if isinstance(carrying, Committing):
                carrying.write(connection)
    else:
        with task.writing() as connection:
            changes.done(connection, change.id, tags, now=dialects.now(connection))
            if isinstance(carrying, Committing):
                carrying.write(connection)
            jobs.want(connection, jobs.SYNC, change.repository)


_UNHEARD = (HostUnreachable, RemoteUnreachable, GitTimeout)


def give_up(connection: Connection, id: str, error: dict[str, Any]) -> None:
    """End a change that was taken up too often, in the transaction that ends its job."""
    change = changes.find(connection, id)
    if change is None or change.state in ("done", "failed"):
        return
    tags = list(dict.fromkeys(one["tag"] for one in change.planned))
    if changes.is_edit(change):
        tags = [called(ref) for ref in tags]
    _fail(connection, change, OutcomeUnknown(tags, error["message"]) if tags else error)


def _fail(
    connection: Connection, change: ChangeRow, error: GtoError | dict[str, Any], made: Sequence[TagMade] = ()
) -> None:
    now = dialects.now(connection)
    if isinstance(error, GtoError):
        hint = "try again when its server answers" if isinstance(error, HostUnreachable) else error.hint
        told: dict[str, Any] = {"code": error.code, "message": error.message, "hint": hint, "at": now}
        if isinstance(error, ChangedMeanwhile):
            told["tags"] = error.tags
        if isinstance(error, PlanOutdated):
            told["plan"] = error.plan
        if isinstance(error, PartlyDone):
            told["failed"] = error.failed
    else:
        told = {**error, "at": now}
    changes.failed(connection, change.id, told, made, now=now)
    jobs.want(connection, jobs.SYNC, change.repository)


class _There(Exception):
    """What was announced earlier is on the remote: there is nothing left to do."""


@dataclass
class _Carrying:
    task: Task
    change: ChangeRow
    mirror: Mirror
    #: All that was ever announced for this change, by earlier workers too.
    announced: list[TagAnnounced] = field(default_factory=list)
    #: Of these, what the remote has.
    there: list[TagAnnounced] = field(default_factory=list)
    decided: int = 0

    def carry(self) -> list[TagMade]:
        """The tags that the change made, as the remote has them."""
        self.announced = [*self.change.planned]
        if self.announced:
            self._look()
            if self._is_complete():
                return self.made()
        repository = Repository(self.mirror.place)
        author = Person(self.change.author, self.change.author_email)
        try:
            repository.carry_out(self._request(), Delivery(author=author), pending=self._hear)
        except _There:
            return self.made()
        except (LeaseLost, ChangedMeanwhile):
            raise
        except GtoError as error:
            # the answer may be about our own tag: pushed by the git that a killed worker left, or its yes was lost
            if self._landed():
                return self.made()
            if not isinstance(error, PushRefused):
                raise
            if error.unsure:
                raise HostUnreachable(error.message, hint=error.hint) from None
            raise refused([one["tag"] for one in self._newest()], error.reason, made=self._tags()) from None
        self._look()
        if not self._is_complete():
            here = [one["object"] for one in self.there]
            raise NotReadBack([one["tag"] for one in self._newest() if one["object"] not in here])
        return self.made()

    # --- deciding -------------------------------------------------------------------------------------------------

    def _request(self) -> Request:
        """What is asked for; what an earlier worker began is gone on with where it began."""
        request = wanted(self.change.request)
        if not self.announced:
            return request
        commit = self.announced[0]["commit"]
        if isinstance(request, Register):
            return request._replace(ref=commit)
        if isinstance(request, Assign) and request.version is None:
            new = None if self.there else request.new_version
            return request._replace(ref=commit, new_version=new)
        return request

    def _hear(self, pending: Sequence[Pending]) -> None:
        """The library's last word before it pushes: write down what will appear, if that is what was confirmed."""
        if self.announced:
            self._look()
            if self._is_complete():
                raise _There
        expected = self.change.request.get("expected")
        tags = [*self._tags(), *(one.tag for one in pending)]
        if expected is not None and list(expected) != tags:
            raise ChangedMeanwhile(list(expected), tags)
        plan = self._last + 1
        for one in pending:
            self.announced.append({"tag": one.tag, "object": one.object, "commit": one.commit, "plan": plan})
        with self.task.writing() as connection:
            changes.announce(connection, self.change.id, self.announced)

    # --- the remote -----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Ask the remote which of the announced objects it has."""
        artifact = check_artifact(str(self.change.request["artifact"]))
        ids = remotes.list_artifact(self.mirror.place.path, "origin", artifact).ids
        self.there = [one for one in self.announced if ids.get(one["tag"]) == one["object"]]

    def _landed(self) -> bool:
        """Whether it was done although the answer says otherwise."""
        if not self.announced:
            return False
        self._look()
        return self._is_complete()

    def _is_complete(self) -> bool:
        """Tags of a plan are pushed in its order, so the last one tells of them all."""
        last = {one["plan"]: one["object"] for one in self.announced}
        return any(one["object"] == last[one["plan"]] for one in self.there)

    @property
    def _last(self) -> int:
        return max((one["plan"] for one in self.announced), default=0)

    def _newest(self) -> list[TagAnnounced]:
        return [one for one in self.announced if one["plan"] == self._last]

    def made(self) -> list[TagMade]:
        """What the remote has of this change, as far as it was asked."""
        made = {one["object"]: one for one in self.there}  # decided twice in one second, a tag is the same object
        return [{"tag": one["tag"], "object": one["object"], "commit": one["commit"]} for one in made.values()]

    def _tags(self) -> list[str]:
        return [one["tag"] for one in self.made()]
