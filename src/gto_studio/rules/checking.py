"""What CI says of a commit: many checks in one word, which commits to ask the forge about, and how soon again.

A check is a mapping with `name` and `state`, as `store/owned/checks.py` keeps it. Times are seconds since 1970 UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    State = Literal["queued", "running", "passed", "failed", "none"]

#: Only what came in the last days: what older ones started has long ended.
RECENT_SECONDS = 3 * 86_400.0
#: So many commits of a repository are watched at once, the newest ones.
WATCHED_MOST = 200

#: Of more commits than these each is asked about less often, so that a forge's hourly limit is never reached by us.
AT_FULL_PACE = 8

#: How soon a commit is asked about again that nothing is said of yet, by how long it has been watched: CI takes a
#: moment to begin, and where it has not begun after an hour, it mostly never does.
_SILENT = ((120.0, 15.0), (900.0, 60.0), (3_600.0, 300.0))
#: The same while something is queued or running. Where hooks arrive, they are quicker than this.
_ACTIVE = ((300.0, 15.0), (3_600.0, 60.0), (86_400.0, 600.0))
#: Once all has ended: CI often begins something more when a first part has passed.
_ENDED = ((300.0, 60.0), (1_800.0, 600.0))


def is_asked(forge: str) -> bool:
    """Whether a kind of forge (`rules/addresses.Forge`) knows of CI at all."""
    return forge != "git"


def overall(states: Iterable[str]) -> State:
    """All that is said of a commit, in one word: the worst of what has ended, unless something has not. A failure is
    told at once, whatever still runs."""
    found = set(states)
    if found & {"failed", "cancelled"}:
        return "failed"
    if "running" in found or ("queued" in found and "passed" in found):
        return "running"
    if "queued" in found:
        return "queued"
    return "passed" if found else "none"  # what is skipped is in nobody's way


def wait(state: State, *, active: bool, watched_seconds: float, among: int = 1) -> float | None:
    """How many seconds until a commit is asked about again, which has been watched for so long; None: no more.

    `active`: something has not ended yet, though the whole may have failed already. `among`: so many commits of the
    repository are watched; the more they are, the less often each is asked about.
    """
    steps = _SILENT if state == "none" else _ACTIVE if active else _ENDED
    found = next((seconds for until, seconds in steps if watched_seconds < until), None)
    return None if found is None else found * max(1.0, among / AT_FULL_PACE)


def is_active(states: Iterable[str]) -> bool:
    return not {"queued", "running"}.isdisjoint(states)


def worth_watching(found: Iterable[tuple[str, float]], watched: Mapping[str, float], *, now: float) -> list[str]:
    """The commits to begin to watch, or to watch again: CI may have begun something for them since they were last.

    `found` are (commit, when it was committed or tagged) of the heads of branches and of tags; `watched` says since
    when a commit is, or was last.
    """
    newest: dict[str, float] = {}
    for commit, at in found:
        newest[commit] = max(min(at, now), newest.get(commit, 0.0))
    fresh = [commit for commit, at in newest.items() if now - at < RECENT_SECONDS and watched.get(commit, 0.0) < at]
    return sorted(fresh, key=lambda commit: (-newest[commit], commit))[:WATCHED_MOST]
