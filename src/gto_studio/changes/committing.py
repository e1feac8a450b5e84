"""An edit carried out: planned on what the remote has, announced, pushed, read back. Never twice, never by half.

Before anything is pushed, where each ref will lead is written into the row of the change: a commit made here names a
person and a second, so nobody else's is the same. Whoever takes over from a worker that was killed asks the remote for
these: what is there is done, and what is not is planned again as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from gto.errors import GtoError, PushRefused
from gto.git.remotes import RefUpdate
from gto.git.settings import Person
from gto.registry.names import CommitId
from gto.verbs.repository import Repository
from gto_studio.errors import HostUnreachable, LeaseLost, Stopping
from gto_studio.forges.contract import Forge, NewPullRequest
from gto_studio.mirrors import notes, writing
from gto_studio.rules.addresses import Links
from gto_studio.rules.edits.asked import asked
from gto_studio.rules.edits.planning import plan
from gto_studio.rules.edits.plans import NOWHERE, called, naming
from gto_studio.rules.edits.seen import ROUNDS, NotSeen, Seen
from gto_studio.rules.refusals import NotReadBack, PartlyDone, PlanOutdated, PullRequestNotOpened, refused
from gto_studio.store import dialects
from gto_studio.store.owned import changes, checks, pull_requests
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.pull_requests import PullRequestRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from gto_studio.forges.contract import PullRequest
    from gto_studio.jobs.work import Task
    from gto_studio.mirrors.visiting import Mirror
    from gto_studio.rules.edits.plans import Plan
    from gto_studio.rules.edits.plans import PullRequest as PlannedPullRequest
    from gto_studio.store.owned.changes import ChangeRow, TagAnnounced, TagMade
    from gto_studio.store.owned.repositories import RepositoryRow


class Asked(NamedTuple):
    """A forge, what it calls the repository, and whether it knows by our right who asks (`identity.acting.Right`)."""

    forge: Forge
    name: str
    as_person: bool


#: The forge of a repository, to be asked by a person's right; None: there is none to ask. It is closed by who asks.
AskForge = Callable[["RepositoryRow", "str | None"], "Asked | None"]

#: So often others may be quicker, without changing what the edit rests on.
TRIES = 5

#: Why a ref was not moved that is elsewhere than it was seen.
MEANWHILE = "it was changed meanwhile"


def nobody(repository: RepositoryRow, person: str | None) -> None:
    """No forge at all: Git alone."""


@dataclass
class Committing:
    task: Task
    change: ChangeRow
    mirror: Mirror
    repository: RepositoryRow
    ask: AskForge = nobody
    #: All that was ever announced for this change, by earlier workers too. `tag` is a full ref, `commit` where it was.
    announced: list[TagAnnounced] = field(default_factory=list)
    #: Branches and experiments as the remote has them.
    refs: dict[str, str] = field(default_factory=dict)
    #: Ref → why it was not moved, of those that stand for themselves.
    failed: dict[str, str] = field(default_factory=dict)

    #: Pull requests that are open now, each with what was asked for; None: there is no forge to ask.
    opened: list[tuple[dict[str, str], PullRequest | None]] = field(default_factory=list)

    def carry(self) -> list[TagMade]:
        """The refs that were moved, as the remote has them. Afterwards their pull requests are open, too."""
        self.announced = [*self.change.planned]
        self.refs = {ref: id for ref, id in self.mirror.refs.items() if ref.startswith(writing.WRITTEN)}
        if self._is_complete():
            wanted = [one["pull_request"] for one in self.announced if "pull_request" in one and self._is_there(one)]
        else:
            with writing.room(self.mirror.place):
                wanted = self._move_refs()
        self._open(wanted)
        return self.made()

    def write(self, connection: Connection) -> None:
        """In the transaction that ends the change: what is to be watched from now on."""
        now = dialects.now(connection)
        heads = [one["object"] for one in self.made() if one["object"] != NOWHERE and "/heads/" in one["tag"]]
        checks.watch(connection, self.repository.id, heads)
        for asked_for, found in self.opened:
            new = PullRequestRow(
                id=new_id(now),
                repository=self.repository.id,
                change=self.change.id,
                number=found.number if found else None,
                url=found.url if found else self._link(asked_for),
                title=asked_for["title"],
                head=asked_for["head"],
                head_commit=self.refs.get(f"refs/heads/{asked_for['head']}", NOWHERE),
                base=asked_for["base"],
                promotion=self.change.request.get("promotion"),
                state="open",
                why=None,
                assigning=None,
                opened=now,
                looked=None,
                ended=None,
            )
            pull_requests.opened(connection, new)

    def made(self) -> list[TagMade]:
        """What the remote has of this change, as far as it was asked."""
        made = {one["tag"]: one for one in self.announced if self._is_there(one)}
        return [{"tag": one["tag"], "object": one["object"], "commit": one["commit"]} for one in made.values()]

    # --- pull requests --------------------------------------------------------------------------------------------

    def _open(self, wanted: Sequence[dict[str, str]]) -> None:
        """Open them; those that are open already stay. PullRequestNotOpened."""
        if not wanted:
            return
        try:
            found = self.ask(self.repository, self.change.person)
            if found is None:
                self.opened = [(one, None) for one in wanted]
                return
            who = None if found.as_person else self.change.author
            try:
                for one in wanted[len(self.opened) :]:
                    self.task.check()
                    self.opened.append((one, found.forge.open_pull_request(found.name, _new(one, who))))
            finally:
                found.forge.close()
        except (LeaseLost, Stopping):
            raise
        except GtoError as error:
            raise PullRequestNotOpened([one["head"] for one in wanted[len(self.opened) :]], error) from None

    def _link(self, wanted: dict[str, str]) -> str | None:
        links = Links(cast("Any", self.repository.forge), self.repository.web_url)
        return links.pull_request(wanted["base"], wanted["head"])

    # --- refs -----------------------------------------------------------------------------------------------------

    def _move_refs(self) -> list[dict[str, str]]:
        """Carry the plan out as far as refs go; the pull requests that are left."""
        for _ in range(TRIES):
            found = self._planned()
            if self._pushed(found):
                break
            self.refs = writing.there(self.mirror.place)
        else:
            raise PlanOutdated(self._planned().document())
        self.refs = writing.there(self.mirror.place)
        missing = [one["tag"] for one in self._newest() if one["tag"] not in self.failed and not self._is_there(one)]
        if missing:
            raise NotReadBack([called(ref) for ref in missing])
        if self.failed:
            raise self._refused()
        return [_words(one) for one in found.pull_requests]

    def _refused(self) -> GtoError:
        """Of things that stand for themselves: one refusal of all of them is told as such."""
        asked_for, reasons = len(self._newest()), set(self.failed.values())
        if len(self.failed) == asked_for and len(reasons) == 1 and MEANWHILE not in reasons:
            return refused([called(ref) for ref in self.failed], reasons.pop(), made=[])
        return PartlyDone(self.failed, asked_for)

    def _planned(self) -> Plan:
        """The plan on what the remote has, but for what this change made there itself. PlanOutdated, and refusals."""
        seen = Seen(self._before(), (self.mirror.head or "").removeprefix("refs/heads/") or None)
        found = self._plan(seen)
        expected = self.change.request.get("expected")
        if found.refusal is not None:
            raise found.refusal
        if expected is not None and expected != found.id:
            raise PlanOutdated(found.document())
        return found

    def _plan(self, seen: Seen) -> Plan:
        edit = asked(self.change.request)
        for _ in range(ROUNDS):
            try:
                return plan(edit, seen)
            except NotSeen as missing:  # noqa: PERF203
                self._bring(seen, missing)
        raise AssertionError(edit)

    def _bring(self, seen: Seen, missing: NotSeen) -> None:
        place = self.mirror.place
        for commit, path in missing.files:
            seen.files[commit, path] = writing.content(place, commit, path)
        for commit in missing.commits:
            seen.commits[commit] = notes.has_commit(place, commit)
        for commit in missing.annotations:
            seen.annotations[commit] = Repository(place).annotations([CommitId(commit)])[CommitId(commit)]

    def _pushed(self, found: Plan) -> bool:
        """Whether the remote took all that can be taken; False: something is elsewhere than it was seen."""
        updates = [one for one in self._updates(found) if self.refs.get(one.ref) != one.new]
        self._announce(updates, found)
        if not updates:
            return True
        self.task.check()
        try:
            answers = writing.push(self.mirror.place, updates, atomic=found.together and len(updates) > 1)
        except PushRefused as error:
            raise HostUnreachable(f"The repository did not answer: {error.reason}", hint=error.hint) from None
        failed = {ref: why for ref, why in answers.items() if why is not None}
        if not found.together:
            self.failed = {ref: why or MEANWHILE for ref, why in failed.items()}
            return True
        if any(why == "" for why in failed.values()):
            return False
        if failed:
            self.refs = writing.there(self.mirror.place)
            ref = next((ref for ref, why in failed.items() if "atomic" not in why), next(iter(failed)))
            raise refused([called(ref)], failed[ref], made=[called(one["tag"]) for one in self.made()])
        return True

    def _updates(self, found: Plan) -> list[RefUpdate]:
        """The refs of a plan, its commits made."""
        place = self.mirror.place
        author = Person(self.change.author, self.change.author_email)
        heads: dict[str, tuple[str, str | None]] = {}
        for one in found.commits:
            top, old = heads.get(one.ref, (one.parent, None if one.is_new else one.parent))
            made = writing.commit(place, top, {file.path: file.after for file in one.files}, one.message, author)
            heads[one.ref] = made, old
        updates = [RefUpdate(ref, new, old) for ref, (new, old) in heads.items()]
        return updates + [RefUpdate(one.ref, one.after, one.before) for one in found.refs]

    # --- what was announced ---------------------------------------------------------------------------------------

    def _announce(self, updates: list[RefUpdate], found: Plan) -> None:
        number = max((one["plan"] for one in self.announced), default=0) + 1
        for one in updates:
            to, at = one.new or NOWHERE, one.old or NOWHERE
            new: TagAnnounced = {"tag": one.ref, "object": to, "commit": at, "plan": number}
            for request in found.pull_requests:
                if one.ref == f"refs/heads/{request.head}":
                    new["pull_request"] = _words(request)
            self.announced.append(new)
        with self.task.writing() as connection:
            changes.announce(connection, self.change.id, self.announced)

    def _newest(self) -> list[TagAnnounced]:
        last = max((one["plan"] for one in self.announced), default=0)
        return [one for one in self.announced if one["plan"] == last]

    def _is_complete(self) -> bool:
        """Whether an earlier worker's plan was carried out to the end."""
        refs = {one["tag"] for one in self.announced}
        return bool(refs) and refs == {one["tag"] for one in self.announced if self._is_there(one)}

    def _is_there(self, one: TagAnnounced) -> bool:
        at = self.refs.get(one["tag"])
        if one["object"] == NOWHERE or at is None:
            return one["object"] == NOWHERE and at is None
        return writing.rests_on(self.mirror.place, one["object"], at)

    def _before(self) -> dict[str, str]:
        """The refs of the remote as they were before this change moved any of them."""
        refs = dict(self.refs)
        for one in self.announced:
            if self._is_there(one):
                if one["commit"] == NOWHERE:
                    refs.pop(one["tag"], None)
                else:
                    refs[one["tag"]] = one["commit"]
        return refs


def _words(wanted: PlannedPullRequest) -> dict[str, str]:
    return {"title": wanted.title, "body": wanted.body, "base": wanted.base, "head": wanted.head}


def _new(wanted: dict[str, str], who: str | None) -> NewPullRequest:
    """`who`: whom the text has to name."""
    body = wanted["body"] if who is None else naming(wanted["body"], who)
    return NewPullRequest(wanted["title"], body, head=wanted["head"], base=wanted["base"])
