"""Who wants to hear of what, what is told, and what an answer means. No HTTP, no SQL.

registry event ─▶ wanted(filter, event) ─▶ document ─▶ sent ─▶ judged(answer) ─▶ taken, again in …, given up, off
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from gto.registry.events import Moment
from gto_studio.rules.addresses import Links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gto_studio.rules.storable import Row

#: The action of a registry tag → what it is called in messages.
KINDS = {
    "register": "artifact.registered",
    "assign": "artifact.assigned",
    "unassign": "artifact.unassigned",
    "deregister": "artifact.deregistered",
    "deprecate": "artifact.deprecated",
}
PING = "ping"

#: After each try in vain, how many seconds until the next; after the last wait, one more try, and then no more.
WAITS = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 50_400.0, 72_000.0, 86_400.0)
#: Somewhere that does not answer at all, everything waits, but no longer than this.
REST_SECONDS_MAX = 3_600.0
#: What an answer says of how long to wait is believed so far.
RETRY_AFTER_SECONDS_MAX = 86_400.0
#: After so long in which nothing was taken, nothing more is sent.
FAILING_SECONDS_MAX = 5 * 86_400.0
#: For so long an old secret signs beside the new one.
OLD_SECRET_SECONDS = 86_400.0
#: So many events are sent again at once.
REPLAY_MAX = 1_000
#: Of an answer so many bytes are read and kept.
ANSWER_BYTES_MAX = 4_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events somebody wants to hear of. Empty: any. `stages` narrows assignments and unassignments only;
    in `artifacts` a `*` stands for anything."""

    kinds: frozenset[str] = frozenset()
    artifacts: tuple[str, ...] = ()
    stages: frozenset[str] = frozenset()

    def takes(self, event: Row) -> bool:
        """Whether an event (a row of the table `event`) is among them."""
        kind = KINDS.get(event["action"])
        if kind is None or (self.kinds and kind not in self.kinds):
            return False
        if self.artifacts and not any(matches(pattern, event["artifact"]) for pattern in self.artifacts):
            return False
        return not (self.stages and event["action"] in ("assign", "unassign") and event["stage"] not in self.stages)


def matches(pattern: str, name: str) -> bool:
    """Whether a name is as a pattern has it, in which each `*` stands for anything, nothing included."""
    first, *rest = pattern.split("*")
    if not rest:
        return name == pattern
    if not name.startswith(first):
        return False
    at = len(first)
    *middle, last = rest
    for piece in middle:
        found = name.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(name) - at >= len(last) and name.endswith(last)


def message_id(repository: str, event: Row) -> str:
    """By which a receiver knows an event again, and so do we: a tag, as it was written."""
    said = "\0".join((repository, event["tag"], event["object"]))
    return "evt_" + hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Origin:
    """The repository that an event is of."""

    id: str
    name: str
    url: str
    links: Links


def document(origin: Origin, event: Row, *, now: float) -> str:
    """What is sent about an event."""
    return _spelled(
        KINDS[event["action"]],
        now,
        {
            "repository": {
                "id": origin.id,
                "name": origin.name,
                "url": origin.url,
                "web_url": origin.links.web_url,
            },
            "artifact": event["artifact"],
            "version": event["version"],
            "stage": event["stage"],
            "tag": event["tag"],
            "tag_url": origin.links.tag(event["tag"]),
            "commit": event["commit"],
            "commit_url": origin.links.commit(event["commit"]),
            "author": {"name": event["author"], "email": event["author_email"]},
            "message": event["message"],
            "created_at": Moment(event["seconds"], event["offset"]).iso(),
        },
    )


def ping(name: str, *, now: float) -> str:
    """What is sent to try whether it arrives."""
    return _spelled(PING, now, {"subscription": name})


def _spelled(kind: str, now: float, data: Mapping[str, Any]) -> str:
    return json.dumps({"type": kind, "timestamp": Moment(int(now)).iso(), "data": data}, ensure_ascii=False)


# --- what an answer means -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """What came back: a status, or (None) why there is none. `retry_after` as the header has it."""

    status: int | None
    error: str | None = None
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wait`: seconds until this is tried again; None: it is not. `rest`: so long nothing at all is sent there.
    `off`: why nothing will be sent there any more."""

    outcome: Literal["taken", "queued", "failed"]
    wait: float | None = None
    rest: float = 0.0
    off: str | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an address has done: tries in vain of this message, all of them in a row, and for how many seconds nothing
    was taken. The present try is not in it."""

    tries: int = 0
    in_vain: int = 0
    failing_seconds: float = 0.0


def judged(said: Said, standing: Standing, chance: float) -> Verdict:
    """What to do after an answer. `chance`, from 0 to 1, keeps crowds apart."""
    if said.status is not None and 200 <= said.status < 300:
        return Verdict("taken")
    says = said.error or _reason(said.status)
    if said.status == 410:
        return Verdict("failed", off="It answers 410: gone for good", says=says)
    wait = _drawn_out(WAITS[standing.tries], chance) if standing.tries < len(WAITS) else None
    rest = 0.0
    if said.status is None or said.status >= 500 or said.status == 429:
        rest = min(_drawn_out(WAITS[min(standing.in_vain, len(WAITS) - 1)], chance), REST_SECONDS_MAX)
        rest = max(rest, _asked_for(said.retry_after))
        if wait is not None:
            wait = max(wait, rest)
    off = None
    if standing.failing_seconds > FAILING_SECONDS_MAX:
        off = f"It took nothing for {int(standing.failing_seconds // 86_400)} days"
    return Verdict("failed" if wait is None else "queued", wait, rest, off, says)


def _drawn_out(seconds: float, chance: float) -> float:
    return seconds * (1.0 + 0.2 * chance)


def _asked_for(retry_after: str | None) -> float:
    text = (retry_after or "").strip()
    if not (text.isascii() and text.isdecimal()):
        return 0.0
    return min(float(text[:9]), RETRY_AFTER_SECONDS_MAX)


def _reason(status: int | None) -> str:
    if status is not None and 300 <= status < 400:
        return f"It answers {status}: redirects are not followed"
    return f"It answers {status}"


# --- where it goes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Try:
    """One try, as the log keeps it. `seconds`: how long the answer took; `answer`: its first bytes, as text."""

    at: float
    seconds: float
    status: int | None
    error: str | None = None
    answer: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


#: So many tries of a message are kept.
TRIES_KEPT = 12


def with_try(log: Sequence[Mapping[str, Any]], one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A log with one more, the oldest left out where it grows too long."""
    return [*log, one][-TRIES_KEPT:]


def kinds(words: Iterable[str]) -> frozenset[str]:
    """Kinds of messages by their names. ValueError names the first that is none."""
    known = set(KINDS.values())
    for word in words:
        if word not in known:
            raise ValueError(word)
    return frozenset(words)
