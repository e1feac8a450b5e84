"""Events folded into artifacts, their versions, and the stages these hold.

The rules are GTO 1.x's (a stage tag belongs to the version at its commit; the newest event decides what is active),
with its accidents mended: see docs/reference/differences.md.
"""

from __future__ import annotations

from gto.errors import ArtifactNotFound
from gto.registry.events import Event, chronological
from gto.registry.names import ArtifactName, CommitId, StageName
from gto.registry.versions import precedence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Literal

    from gto.registry.tags import Action

    #: How versions in a stage are ordered: by time of assignment, or by SemVer.
    Order = Literal["timestamp", "semver"]


class VersionStage:
    """A stage on a version: its assignments and unassignments, oldest first."""

    __slots__ = ("events", "place", "stage", "version")

    def __init__(self, version: Version, stage: StageName) -> None:
        self.version = version
        self.stage = stage
        self.events: list[Event] = []
        self.place = -1  # where the newest event stands among the artifact's

    @property
    def assignments(self) -> list[Event]:
        return [e for e in self.events if e.action == "assign"]

    @property
    def unassignments(self) -> list[Event]:
        return [e for e in self.events if e.action == "unassign"]

    @property
    def is_active(self) -> bool:
        return self.events[-1].action == "assign"

    @property
    def authoring(self) -> Event:
        """The newest assignment; of a stage that was only ever unassigned, that unassignment."""
        return next((e for e in reversed(self.events) if e.action == "assign"), self.events[-1])


class Version:
    """A version of an artifact at a commit. An unregistered one is known by its commit id."""

    __slots__ = ("artifact", "commit", "events", "place", "stages", "text")

    def __init__(self, artifact: ArtifactName, text: str, commit: CommitId) -> None:
        self.artifact = artifact
        self.text = text
        self.commit = commit
        self.events: list[Event] = []  # registrations and deregistrations, oldest first
        self.place = -1  # where the newest of them stands among the artifact's
        self.stages: dict[StageName, VersionStage] = {}

    @property
    def registrations(self) -> list[Event]:
        return [e for e in self.events if e.action == "register"]

    @property
    def deregistrations(self) -> list[Event]:
        return [e for e in self.events if e.action == "deregister"]

    @property
    def is_registered(self) -> bool:
        """Whether a registration tag of it exists, in effect or not."""
        return any(e.action == "register" for e in self.events)

    @property
    def is_discovered(self) -> bool:
        """Whether it is known only from a stage tag or an annotation."""
        return not self.events

    @property
    def is_active(self) -> bool:
        return not self.events or self.events[-1].action == "register"

    @property
    def authoring(self) -> Event | None:
        """The newest registration; else the newest of its other events; None if an annotation is all there is."""
        for e in reversed(self.events):
            if e.action == "register":
                return e
        indirect = [*self.events, *(e for stage in self.stages.values() for e in stage.events)]
        return chronological(indirect)[-1] if indirect else None

    def active_stages(self) -> list[VersionStage]:
        """The stages it is assigned to, the earliest assigned first."""
        return sorted((s for s in self.stages.values() if s.is_active), key=lambda s: s.place)


class Artifact:
    """An artifact: its events, oldest first, and what they amount to."""

    __slots__ = ("_at_commit", "events", "name", "versions")

    def __init__(self, name: ArtifactName, events: Sequence[Event] = ()) -> None:
        self.name = name
        self.events = list(events)
        self.versions: list[Version] = []
        self._at_commit: dict[CommitId, Version] = {}
        self._fold_versions()
        self._fold_stages()

    @property
    def deprecations(self) -> list[Event]:
        return [e for e in self.events if e.action == "deprecate"]

    @property
    def is_active(self) -> bool:
        """Whether its newest tag is not a deprecation."""
        return not self.events or self.events[-1].action != "deprecate"

    @property
    def is_registered(self) -> bool:
        """Whether any tag speaks of it; an artifact that is only annotated isn't."""
        return bool(self.events)

    def version(self, text: str) -> Version | None:
        """The version of this name: the one in effect if the name was given to several commits."""
        found = [v for v in self.versions if v.text == text]
        return next((v for v in reversed(found) if v.is_active), found[-1] if found else None)

    def registered_at(self, commit: CommitId) -> list[Version]:
        """Versions with a (de)registration tag at a commit; more than one is a mistake in the tags."""
        return [v for v in self.versions if v.commit == commit and v.events]

    def at(self, commit: CommitId) -> Version | None:
        """The version that a stage tag on this commit belongs to: the newest registration there, in effect if any."""
        return self._at_commit.get(commit)

    def discover(self, commit: CommitId) -> Version:
        """The version at a commit; an unregistered one if there is none yet."""
        version = self._at_commit.get(commit)
        if version is None:
            version = self._at_commit[commit] = Version(self.name, commit, commit)
            self.versions.append(version)
        return version

    def ranked(self, *, deregistered: bool = False, unregistered: bool = True) -> list[Version]:
        """Versions, the highest by SemVer first, then unregistered ones by commit id, descending."""
        chosen = self._chosen(deregistered=deregistered, unregistered=unregistered)
        named = sorted((v for v in chosen if v.events), key=lambda v: precedence(v.text), reverse=True)
        commits = sorted((v for v in chosen if not v.events), key=lambda v: v.text, reverse=True)
        return named + commits

    @property
    def latest(self) -> Version | None:
        """The highest registered version in effect, prereleases included."""
        named = [v for v in self.versions if v.events and v.is_active]
        return max(named, key=lambda v: precedence(v.text)) if named else None

    def stages(
        self,
        *,
        order: Order = "timestamp",
        registered_only: bool = False,
        assignments_per_version: int = -1,
        versions_per_stage: int = 1,
        deregistered: bool = False,
    ) -> dict[StageName, list[VersionStage]]:
        """Which versions are in which stage, the one that counts first.

        Of each version its last `assignments_per_version` stages (-1: all); of each stage the first
        `versions_per_stage` versions (-1: all): those assigned last, or the highest by SemVer.
        """
        unregistered = not registered_only
        if order == "semver":
            versions = self.ranked(deregistered=deregistered, unregistered=unregistered)
        else:
            versions = self._chosen(deregistered=deregistered, unregistered=unregistered)
        held: list[VersionStage] = []
        for version in versions:
            if assignments_per_version < 0 and order == "timestamp":
                held += [stage for stage in version.stages.values() if stage.is_active]
            elif version.stages:
                active = version.active_stages()
                first = 0 if assignments_per_version < 0 else max(0, len(active) - assignments_per_version)
                held += active[first:]
        if order == "timestamp":
            held.sort(key=lambda s: s.place, reverse=True)
        found: dict[StageName, list[VersionStage]] = {}
        for one in held:
            kept = found.setdefault(one.stage, [])
            if versions_per_stage < 0 or len(kept) < versions_per_stage:
                kept.append(one)
        return {stage: kept for stage, kept in found.items() if kept}

    def _chosen(self, *, deregistered: bool, unregistered: bool) -> list[Version]:
        return [v for v in self.versions if (deregistered or v.is_active) and (unregistered or v.events)]

    def _fold_versions(self) -> None:
        named: dict[tuple[str, CommitId], Version] = {}
        for place, e in enumerate(self.events):
            if e.version is not None:
                version = named.get((e.version, e.commit))
                if version is None:
                    version = named[e.version, e.commit] = Version(self.name, e.version, e.commit)
                version.events.append(e)
                version.place = place
        self.versions += named.values()
        for version in self.versions:
            other = self._at_commit.get(version.commit)
            if other is None or (other.is_active, other.place) < (version.is_active, version.place):
                self._at_commit[version.commit] = version

    def _fold_stages(self) -> None:
        for place, e in enumerate(self.events):
            if e.stage is not None:
                version = self.discover(e.commit)
                held = version.stages.get(e.stage)
                if held is None:
                    held = version.stages[e.stage] = VersionStage(version, e.stage)
                held.events.append(e)
                held.place = place


class Registry:
    """All artifacts, in the order in which deprecations, then registrations, then assignments mention them."""

    __slots__ = ("artifacts",)

    def __init__(self, artifacts: Mapping[ArtifactName, Artifact]) -> None:
        self.artifacts = dict(artifacts)

    def find(self, name: str) -> Artifact:
        """The artifact of this name. ArtifactNotFound if nothing mentions it."""
        artifact = self.artifacts.get(ArtifactName(name))
        if artifact is None:
            raise ArtifactNotFound(name)
        return artifact

    def events(self) -> Sequence[Event]:
        """Every event, oldest first."""
        return chronological(e for artifact in self.artifacts.values() for e in artifact.events)


def fold(events: Iterable[Event]) -> Registry:
    """Events in any order → the registry they amount to."""
    happened = chronological(events)
    of: dict[ArtifactName, list[Event]] = {}
    for e in sorted(happened, key=lambda e: _MET[e.action]):
        of.setdefault(e.artifact, [])
    for e in happened:
        of[e.artifact].append(e)
    return Registry({name: Artifact(name, own) for name, own in of.items()})


#: GTO 1.x builds its state from deprecations, then registrations, then assignments; JSON keys keep that order.
_MET: dict[Action, int] = {
    "create": 0,
    "deprecate": 0,
    "register": 1,
    "deregister": 1,
    "assign": 2,
    "unassign": 2,
}
