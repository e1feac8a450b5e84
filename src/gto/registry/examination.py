"""A registry examined: what its tags, each readable by itself, say against each other."""

from __future__ import annotations

from gto.registry import oddities

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.registry.events import Event
    from gto.registry.oddities import Oddity
    from gto.registry.state import Artifact, Registry


def doubtful(registry: Registry) -> list[Oddity]:
    """What makes an answer doubtful: stages on a commit with several versions, clocks that ran backwards."""
    found = []
    for artifact in registry.artifacts.values():
        found += _crowded_commits(artifact, only_with_stages=True) + _clocks(artifact.events)
    return found


def remarkable(registry: Registry) -> list[Oddity]:
    """Everything that deserves a look, doubtful or not."""
    found = []
    for artifact in registry.artifacts.values():
        found += _crowded_commits(artifact, only_with_stages=False) + _clocks(artifact.events)
        found += _scattered_versions(artifact) + _shared_counters(artifact.events)
    return found


def _crowded_commits(artifact: Artifact, *, only_with_stages: bool) -> list[Oddity]:
    """Commits that carry several versions of the artifact."""
    by_commit: dict[str, list[str]] = {}
    for version in artifact.versions:
        if version.events and version.is_active:
            by_commit.setdefault(version.commit, []).append(version.events[-1].tag)
    if len(by_commit) == len(artifact.versions):
        return []
    crowded = {commit: tags for commit, tags in by_commit.items() if len(tags) > 1}
    held = {v.commit for v in artifact.versions if v.stages} if crowded and only_with_stages else set(crowded)
    return [oddities.two_versions(artifact.name, commit, tags) for commit, tags in crowded.items() if commit in held]


def _scattered_versions(artifact: Artifact) -> list[Oddity]:
    """Versions that are registered on several commits."""
    by_text: dict[str, list[str]] = {}
    for version in artifact.versions:
        if version.events and version.is_active:
            by_text.setdefault(version.text, []).append(version.events[-1].tag)
    return [oddities.two_commits(artifact.name, text, tags) for text, tags in by_text.items() if len(tags) > 1]


def _clocks(events: list[Event]) -> list[Oddity]:
    """Counters that fall where time rises."""
    counted = [event for event in events if event.counter is not None]
    counters = [event.counter or 0 for event in counted]
    if counters == sorted(counters):
        return []
    found = []
    highest = counted[0]
    for event in counted[1:]:
        if (event.counter or 0) < (highest.counter or 0):
            found.append(oddities.clock(event.tag, highest.tag))
        else:
            highest = event
    return found


def _shared_counters(events: list[Event]) -> list[Oddity]:
    by_counter: dict[int, list[str]] = {}
    for event in events:
        if event.counter is not None:
            by_counter.setdefault(event.counter, []).append(event.tag)
    return [oddities.same_counter(tags) for tags in by_counter.values() if len(tags) > 1]
