"""What happened: who registered, assigned, … what, when, on which commit. One event a tag.

Knows the order of events. Git gives only whole seconds, so ties have a rule of their own (see `chronological`).
"""

from __future__ import annotations

from time import gmtime

from gto.record import Record
from gto.registry.names import ArtifactName, CommitId, StageName
from gto.registry.tags import TagName, spell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gto.registry.tags import Action

#: The order of unlike events in one second, and the numbers that GTO 1.x prints as `priority`.
PRIORITY: dict[Action, int] = {
    "create": 1,
    "deprecate": 2,
    "register": 3,
    "deregister": 4,
    "assign": 5,
    "unassign": 6,
}
_ISO = "%04d-%02d-%02d%s%02d:%02d:%02d%s%02d:%02d"
#: A newer event may lie this far in the future and still be stepped over: many quick writes in a row do that.
CLOCK_SECONDS_MAX = 10
#: The words for events in tables, JSON and `check-ref --event`.
WORD: dict[Action, str] = {
    "create": "creation",
    "deprecate": "deprecation",
    "register": "registration",
    "deregister": "deregistration",
    "assign": "assignment",
    "unassign": "unassignment",
}


class Moment(Record):
    """A point in time as a tag or commit records it: seconds since 1970 UTC, and minutes east of UTC."""

    seconds: int
    offset: int = 0

    def raw(self) -> str:
        """As Git stores it: `1640995320 +0000`."""
        sign = "-" if self.offset < 0 else "+"
        hours, minutes = divmod(abs(self.offset), 60)
        return f"{self.seconds} {sign}{hours:02}{minutes:02}"

    def iso(self, separator: str = "T") -> str:
        """ISO 8601 with offset, in the recorder's own time zone: `2022-01-01T00:02:00+00:00`."""
        t = gmtime(self.seconds + self.offset * 60)
        sign = "-" if self.offset < 0 else "+"
        hours, minutes = divmod(abs(self.offset), 60)
        return _ISO % (*t[:3], separator, *t[3:6], sign, hours, minutes)


class Event(Record):
    """One registry event, read from one annotated tag: `id` is the tag object's, `commit` is where it leads."""

    action: Action
    artifact: ArtifactName
    version: str | None
    stage: StageName | None
    counter: int | None
    tag: str
    commit: CommitId
    seconds: int
    offset: int
    author: str
    author_email: str
    message: str
    id: str = ""

    @property
    def at(self) -> Moment:
        return Moment(self.seconds, self.offset)

    @property
    def word(self) -> str:
        """`registration`, `assignment`, …"""
        return WORD[self.action]

    @property
    def priority(self) -> int:
        return PRIORITY[self.action]

    @property
    def adds(self) -> bool:
        """Whether the event makes something active rather than ending it."""
        return self.action in ("create", "register", "assign")


class Commit(Record):
    """What a commit says of itself. `tree` is the id of its files; `message` is not stripped."""

    id: CommitId
    tree: str
    at: Moment
    author: str
    author_email: str
    committer: str
    committer_email: str
    message: str


def event(
    name: TagName, tag: str, commit: CommitId, at: Moment, author: str, email: str, message: str, id: str = ""
) -> Event:
    """The event that a tag of this name records. `id` is empty as long as the tag is not made."""
    return Event(*name, tag, commit, *at, author, email, message, id)


def chronological(events: Iterable[Event]) -> list[Event]:
    """Oldest first, whatever the order they come in.

    Within one second: by (priority, tag name), as GTO 1.x has it, except that of two events of an artifact which
    both carry a counter the lower counter came first. An event without a counter then stands behind the last one
    of lower priority.
    """
    ordered = sorted(events, key=lambda event: event.seconds)
    seconds = [event.seconds for event in ordered]
    if len(set(seconds)) == len(seconds):
        return ordered
    start = 0
    for i in range(1, len(ordered) + 1):
        if i == len(ordered) or seconds[i] != seconds[start]:
            if i - start > 1:
                ordered[start:i] = _settle(sorted(ordered[start:i], key=_by_priority))
            start = i
    return ordered


def second_for(name: TagName, earlier: Iterable[Event], now: int) -> int:
    """When an event of this name has to be dated, made at `now`, to be the newest of its artifact's events.

    Git keeps whole seconds. A tag without a counter, made in the same second as the event before it, would be taken
    for the older one: it is dated a second later. A clock that is off by more than CLOCK_SECONDS_MAX is left alone.
    """
    past = chronological(earlier)
    if not past or past[-1].seconds < now or past[-1].seconds - now > CLOCK_SECONDS_MAX:
        return now
    newest = past[-1].seconds
    tied = [e for e in past if e.seconds == newest]
    new = event(name, spell(name), tied[-1].commit, Moment(newest), "", "", "")
    return newest if chronological([*tied, new])[-1] is new else newest + 1


def until(events: Iterable[Event], seconds: int) -> list[Event]:
    """The events that had happened by then (the second itself included)."""
    return [e for e in events if e.seconds <= seconds]


def _by_priority(event: Event) -> tuple[int, str]:
    return (PRIORITY[event.action], event.tag)


def _settle(tied: Sequence[Event]) -> list[Event]:
    """Events of one second, in (priority, tag) order: let counters decide among those of each artifact."""
    of_artifact: dict[str, list[Event]] = {}
    for e in tied:
        of_artifact.setdefault(e.artifact, []).append(e)
    settled = {artifact: iter(_settle_artifact(group)) for artifact, group in of_artifact.items()}
    return [next(settled[e.artifact]) for e in tied]


def _settle_artifact(tied: Sequence[Event]) -> list[Event]:
    settled = sorted((e for e in tied if e.counter is not None), key=lambda e: (e.counter, e.priority, e.tag))
    for e in tied:
        if e.counter is None:
            behind = [
                i
                for i, other in enumerate(settled, 1)
                if other.priority < e.priority or (other.counter is None and other.priority == e.priority)
            ]
            settled.insert(max(behind, default=0), e)
    return settled
