"""A request carried out: read, decide, write; and decide again if somebody else was quicker.

On this machine a lock keeps our own writers apart and one transaction makes all tags of a plan appear
together. With a remote, the remote is told first and one tag at a time (a forge starts no CI for a push of more
than three tags); only what it took is then written here, so nothing false is ever left behind.
"""

from __future__ import annotations

import os
from time import monotonic, sleep

from gto.errors import DamagedRegistry, GitFailed, GtoError, IncompleteClone, PushRefused, RemoteUnreachable, TagExists
from gto.git import refs, remotes
from gto.git.locking import Lock
from gto.git.revisions import resolve
from gto.git.run import surroundings, variable
from gto.git.settings import committer, missing_tags, read_settings
from gto.git.transaction import RefChange, announced, change_refs, clear_away, make_tag, remember_note
from gto.record import Record
from gto.registry import decide, tags
from gto.registry.events import event, second_for
from gto.registry.names import ArtifactName, check_artifact
from gto.registry.oddities import quoted
from gto.registry.plans import Creation, Deletion, Plan
from gto.registry.requests import Assign, Rollback
from gto.verbs.reading import read_registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gto.config import Config
    from gto.git.place import Place
    from gto.git.remotes import RemoteTags
    from gto.git.settings import Person
    from gto.registry.events import Event
    from gto.registry.oddities import Oddity
    from gto.registry.requests import Request

#: How often a request is decided again because somebody else took what it was about to take.
ATTEMPTS_MAX = 60
#: How often a copy is brought up to date because the remote's branches moved on while we were about to push.
MOVED_ON_MAX = 5
#: From a copy git pushes what is there: it must not fetch gigabytes of files in order to send them back.
_AS_IT_IS = {"GIT_NO_LAZY_FETCH": "1"}
#: How often, though the remote didn't change in between: then nobody was quicker, and it has another reason.
IDLE_MAX = 5
#: Unless somebody holds the remote's lock: whoever writes there, on a slow disk, has so long to come to an end.
LOCKED_SECONDS = 15.0


class Delivery(Record):
    """Whose name the tags carry (None: git's own idea) and where they go besides this repository (None: nowhere)."""

    author: Person | None = None
    remote: str | None = None


class Pending(Record):
    """A tag that is about to appear: its name, its object, which is written but unseen, and its commit."""

    tag: str
    object: str
    commit: str


class Done(Record):
    """What was changed: tags made and removed, in order, and the remote they were pushed to, if any."""

    creations: tuple[Creation, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    remote: str | None = None


class Writer:
    """Writes to one repository. `place` is renewed when a remote's copy was brought up to date in between."""

    def __init__(
        self,
        place: Place,
        config: Config,
        *,
        tell: Callable[[str], None],
        notice: Callable[[Sequence[Oddity]], None],
    ) -> None:
        self.place = place
        self._config = config
        self._tell = tell
        self._notice = notice
        self._announce: Callable[[str], None] = _nobody
        self._await: Callable[[Sequence[Pending]], None] = _nobody

    def plan(self, request: Request, remote: str | None = None) -> Plan:
        """Decide a request, writing nothing."""
        remote = self._remote(remote)
        artifact = check_artifact(request.artifact)
        return self._decide(request, self._look(remote, artifact) if remote else None)[0]

    def carry_out(
        self, request: Request, delivery: Delivery, *, pending: Callable[[Sequence[Pending]], None] | None = None
    ) -> Done:
        """Change the tags as requested.

        `pending` hears of the tags that are about to be created, before anybody can see one, and again whenever the
        request had to be decided again; what it raises ends everything with nothing done.

        Whatever `decide` refuses; IncompleteClone where a number could be given twice; PushRefused,
        RemoteUnreachable; TagExists if a number that was not left to us is taken.
        """
        self._await = pending or _nobody
        remote = self._remote(delivery.remote)
        with Lock(self.place.folder) as lock:
            clear_away(self.place.common_dir, lock.unfinished)
            self._announce = lock.announce
            if remote is None:
                return self._locally(request, delivery.author)
            return self._remotely(request, delivery.author, remote)

    def _locally(self, request: Request, author: Person | None) -> Done:
        for attempt in range(ATTEMPTS_MAX):
            plan, earlier = self._decide(request, None)
            changes = self._prepared(plan, earlier, author)
            try:
                change_refs(self.place, changes)
            except TagExists:  # by a program that doesn't know our lock
                if not plan.automatic or attempt == ATTEMPTS_MAX - 1:
                    raise
                continue
            return Done(plan.creations, plan.deletions)
        raise AssertionError("the loop returns or raises")

    def _remotely(self, request: Request, author: Person | None, remote: str) -> Done:
        done = Done(remote=self.place.origin or remote)
        artifact = check_artifact(request.artifact)
        self._tell(f"Pushing to {done.remote}")
        before, since, idle, moved = None, monotonic(), 0, 0
        for attempt in range(ATTEMPTS_MAX):
            try:
                seen = self._look(remote, artifact) if attempt == 0 else self._catch_up(remote, artifact)
            except RemoteUnreachable as error:
                raise self._unpushable(request, remote, error) from None
            plan, earlier = self._decide(request, seen)
            last = seen.last
            steps: list[Creation | Deletion] = [*plan.creations, *plan.deletions]
            changes = self._prepared(plan, earlier, author)
            try:
                for change, step in zip(changes, steps, strict=True):
                    if change.new is not None or change.tag in seen.ids:
                        with surroundings(_AS_IT_IS if self.place.origin is not None else {}):
                            last = remotes.push(self.place.path, remote, change, artifact=artifact, last=last)
                        if self.place.origin is not None:
                            remember_note(self.place, remotes.note_ref(artifact), last)
                    self._record(change, remote)
                    done = _with(done, step)
            except remotes.MovedOn as reason:
                moved += 1
                if self.place.origin is None or moved > MOVED_ON_MAX:
                    raise remotes.failed_push(remote, change, str(reason), unsure=True) from None
                remotes.fetch_branches(self.place.path, remote)
                request = _gone_on(request, done)
            except remotes.Taken as taken:
                if seen == before:
                    idle += 1
                else:
                    before, since, idle = seen, monotonic(), 0
                is_held = isinstance(taken, remotes.Locked) and monotonic() - since < LOCKED_SECONDS
                in_vain = not plan.automatic or idle >= IDLE_MAX
                if attempt == ATTEMPTS_MAX - 1 or (in_vain and not is_held):
                    raise remotes.failed_push(remote, change, str(taken)) from None
                request = _gone_on(request, done)
                _pause(attempt)
            except PushRefused as refused:
                raise _partly(refused, done, changes) from None
            else:
                return done
        raise AssertionError("the loop returns or raises")

    def _record(self, change: RefChange, remote: str) -> None:
        """Write here what the remote took. In a mirror of the remote, git has done so already."""
        try:
            change_refs(self.place, [change])
        except GtoError as error:
            here = refs.ids(refs.list_tags(self.place.path, [change.ref]))
            if here.get(change.tag) == change.new:
                return
            verb = "deleted" if change.new is None else "made"
            tag = quoted(change.tag)
            raise GitFailed(
                f"tag '{change.tag}' was {verb} on '{remote}', but not here: {error.message}",
                hint=f"git tag -d {tag}" if change.new is None else f"git fetch {quoted(remote)} tag {tag}",
            ) from None

    def _decide(self, request: Request, seen: RemoteTags | None) -> tuple[Plan, list[Event]]:
        """The plan, and the artifact's events that it comes after."""
        known = self._known(request, seen)
        earlier = known.artifact.events if known.artifact else []
        return decide.decide(known, request), earlier

    def _known(self, request: Request, seen: RemoteTags | None) -> decide.Known:
        artifact = check_artifact(request.artifact)
        snapshot = read_registry(self.place, artifact)
        if snapshot.oddities:
            self._notice(snapshot.oddities)
        names = snapshot.names
        if seen is None and (why := missing_tags(self.place)):
            names |= self._upstream(request, why, names)
        if seen is not None:
            names |= {name for name in seen.ids if _is_of(artifact, name)}
        ref = None if isinstance(request, Rollback) else request.ref
        commit = resolve(self.place, ref) if ref else self.place.head
        return decide.Known(snapshot.registry.artifacts.get(artifact), names, self._config.stages, commit)

    def _upstream(self, request: Request, why: str, names: frozenset[str]) -> frozenset[str]:
        """The tag names that the remote of an incomplete clone has; IncompleteClone if that leaves a doubt."""
        forced = not isinstance(request, Rollback) and request.force
        remote = read_settings(self.place.path).default_remote
        shallow = "--unshallow " if self.place.shallow else ""
        fetch = f"git fetch {shallow}--tags {remote or 'REMOTE'}"
        if remote is None:
            if forced:
                return frozenset()
            raise IncompleteClone(
                f"This clone may lack tags, because {why}, and has no remote to ask",
                hint="use --force if it lacks none",
            )
        try:
            seen = remotes.list_artifact(self.place.path, remote, request.artifact)
        except RemoteUnreachable as error:
            if forced:
                return frozenset()
            raise IncompleteClone(
                f"This clone may lack tags, because {why}, and its remote does not answer: {error.message}",
                hint=f"{fetch}   (or use --force if you know that no tag is missing)",
            ) from None
        missing = sorted(name for name in seen.ids if name not in names and _is_of(request.artifact, name))
        if missing and not forced:
            raise IncompleteClone(
                f"This clone lacks {len(missing)} of the tags of '{request.artifact}' that '{remote}' has "
                f"({', '.join(missing[:3])}{', …' if len(missing) > 3 else ''}), because {why}",
                hint=f"{fetch}   (or write on the remote itself with --push)",
            )
        return frozenset(missing)

    def _look(self, remote: str, artifact: ArtifactName) -> RemoteTags:
        """What the remote has of an artifact. A copy was brought up to date just now: whoever is quicker is noticed
        by the push, and then the remote is asked; as it is where the copy was made in the middle of another's push."""
        if self.place.origin is not None and (copied := remotes.list_copy(self.place.path, artifact)).is_whole:
            return copied
        return self._catch_up(remote, artifact)

    def _catch_up(self, remote: str, artifact: ArtifactName) -> RemoteTags:
        """What the remote has now of an artifact; what lacks here is fetched, so that the decision rests on all."""
        seen = remotes.list_artifact(self.place.path, remote, artifact)
        here = refs.ids(refs.list_tags(self.place.path, tags.patterns(artifact)))
        theirs = {name: id for name, id in seen.ids.items() if _is_of(artifact, name)}
        for name, id in theirs.items():
            if here.get(name, id) != id:
                tag = quoted(name)
                raise DamagedRegistry(
                    f"tag '{name}' here is not the tag of that name on '{remote}'",
                    hint="find out which one is right; to take theirs: "
                    f"git tag -d {tag} && git fetch {remote} tag {tag}",
                )
        missing = [name for name in theirs if name not in here]
        if missing:
            self._announce(announced([RefChange(tag, theirs[tag]) for tag in missing]))
            remotes.fetch_tags(self.place.path, remote, missing)
        return seen

    def _prepared(self, plan: Plan, earlier: Sequence[Event], author: Person | None) -> list[RefChange]:
        """The changes of a plan, their tag objects written, told to whoever has to know of them beforehand."""
        made = self._tags(plan, earlier, author)
        changes = [*made, *self._removals(plan)]
        self._announce(announced(changes))
        self._await([Pending(c.tag, m.new or "", c.commit) for c, m in zip(plan.creations, made, strict=True)])
        return changes

    def _tags(self, plan: Plan, earlier: Sequence[Event], author: Person | None) -> list[RefChange]:
        """Write the tag objects of a plan, each dated so that it is the newest; a date that is set is kept."""
        if not plan.creations:
            return []
        settings = read_settings(self.place.path, author)
        tagger, now = committer(settings, author)
        events, changes = list(earlier), []
        for creation in plan.creations:
            at = now
            if not variable("GIT_COMMITTER_DATE"):  # to git an empty one is none
                at = now._replace(seconds=second_for(creation.name, events, now.seconds))
            changes.append(make_tag(self.place, creation, tagger, at, signing=settings.signing))
            events.append(event(creation.name, creation.tag, creation.commit, at, *tagger, creation.message))
        return changes

    def _unpushable(self, request: Request, remote: str, error: RemoteUnreachable) -> GtoError:
        """The failed push, in the words for the tag that would have been pushed; the address's failure for a URL."""
        if self.place.origin is not None:
            return error
        plan, _ = self._decide(request, None)
        changes = [
            *(RefChange(c.tag, c.commit) for c in plan.creations),
            *(RefChange(d.tag, None) for d in plan.deletions),
        ]
        return remotes.failed_push(remote, changes[0], error.message) if changes else error

    def _removals(self, plan: Plan) -> list[RefChange]:
        if not plan.deletions:
            return []
        patterns = [f"refs/tags/{deletion.tag}" for deletion in plan.deletions]
        here = refs.ids(refs.list_tags(self.place.path, patterns))
        return [RefChange(deletion.tag, None, here[deletion.tag]) for deletion in plan.deletions]

    def _remote(self, wanted: str | None) -> str | None:
        return wanted if self.place.origin is None else "origin"


def _is_of(artifact: str, tag: str) -> bool:
    name = tags.parse(tag)
    return name is not None and name.artifact == artifact


def _with(done: Done, step: Creation | Deletion) -> Done:
    if isinstance(step, Creation):
        return done._replace(creations=(*done.creations, step))
    return done._replace(deletions=(*done.deletions, step))


def _gone_on(request: Request, done: Done) -> Request:
    """What is left of a request: the version that an assignment gave is there, the stage is not."""
    if done.creations and isinstance(request, Assign):
        return request._replace(ref=done.creations[0].commit, new_version=None)
    return request


def _partly(refused: PushRefused, done: Done, changes: list[RefChange]) -> GtoError:
    """The refusal, with what had been done before it and how to finish."""
    finished = [*(c.tag for c in done.creations), *(d.tag for d in done.deletions)]
    if not finished:
        return refused
    left = [change.tag for change in changes if change.tag not in finished]
    word = "pushed" if done.creations else "deleted"
    reason = (refused.hint or "").partition("\n")[0]
    return PushRefused(
        refused.message,
        hint=f"{reason}\n{', '.join(finished)} had been {word} before and stays; {', '.join(left)} is missing: "
        "when the reason is mended, run the command again",
        reason=refused.reason,
        unsure=refused.unsure,
    )


def _pause(attempt: int) -> None:
    """Wait a moment, a different one for each writer, so that many writers do not run in step."""
    sleep((0.01 + os.urandom(1)[0] / 2550) * min(attempt + 1, 5))


def _nobody(_: object) -> None:
    """Who hears what is about to be done while nobody listens."""
