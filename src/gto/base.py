"""Events and objects of the registry as GTO 1.x gave them to Python, and `sort_versions`.

Serves callers of `gto.api`, and DVC, which sorts tags with `sort_versions`. These are plain values that carry the
events they consist of; what follows from the events is asked of `gto.registry`, so that the answers are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from gto.constants import ASSIGNMENTS_PER_VERSION, VERSIONS_PER_STAGE, VersionSort
from gto.errors import (
    ArtifactNotFound,
    ManyVersions,
    NoActiveAssignment,
    NoStageForVersion,
    VersionRequired,
    WrongArgs,
)
from gto.legacy.model import Model
from gto.registry import events, listing, state, tags
from gto.registry.names import ArtifactName, CommitId, StageName
from gto.registry.versions import precedence
from gto.versions import SemVer

if TYPE_CHECKING:
    from collections.abc import Collection

    from gto.ext import EnrichmentInfo
    from gto.registry.state import Order
    from gto.registry.tags import Action

    T = TypeVar("T")

# --- events -------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class BaseEvent(Model):
    """What happened to an artifact: when, through whom, at which commit."""

    action: ClassVar[Action | None] = None

    priority: int = 0
    addition: bool = True
    artifact: str
    created_at: datetime
    author: str
    author_email: str
    message: str
    commit_hexsha: str

    @property
    def event(self) -> str:
        """`registration`, `assignment`, …"""
        return type(self).__name__.lower()

    @property
    def ref(self) -> str:
        """The tag's name; of a commit its id."""
        return str(getattr(self, "tag", self.commit_hexsha))

    def dict_state(self, exclude: Collection[str] | None = None) -> dict[str, Any]:
        """The fields, and what kind of event it is."""
        return {**self.model_dump(exclude=exclude), "event": self.event}

    def __str__(self) -> str:
        return listing.sentence(listing.EventRow(_as_event(self), getattr(self, "version", None)))


@dataclass(kw_only=True)
class Commit(BaseEvent):
    """The commit of a version, and what is annotated about the artifact there."""

    version: str
    enrichments: list[EnrichmentInfo] = field(default_factory=list)
    committer: str
    committer_email: str

    def __str__(self) -> str:
        return f'Artifact "{self.artifact}" is annotated'


@dataclass(kw_only=True)
class Creation(BaseEvent):
    action = "create"
    priority: int = 1
    tag: str


@dataclass(kw_only=True)
class Deprecation(BaseEvent):
    action = "deprecate"
    priority: int = 2
    addition: bool = False
    tag: str


@dataclass(kw_only=True)
class Registration(BaseEvent):
    action = "register"
    priority: int = 3
    tag: str
    version: str


@dataclass(kw_only=True)
class Deregistration(BaseEvent):
    action = "deregister"
    priority: int = 4
    addition: bool = False
    tag: str
    version: str


@dataclass(kw_only=True)
class Assignment(BaseEvent):
    action = "assign"
    priority: int = 5
    tag: str
    version: str
    stage: str


@dataclass(kw_only=True)
class Unassignment(BaseEvent):
    action = "unassign"
    priority: int = 6
    addition: bool = False
    tag: str
    version: str
    stage: str


def _as_event(event: BaseEvent) -> events.Event:
    """The event as the rules know it."""
    stage = event.stage if isinstance(event, Assignment | Unassignment) else None
    version = event.version if isinstance(event, Registration | Deregistration) else None
    read = tags.parse(event.ref)
    name = tags.TagName(
        event.action or "create",
        ArtifactName(event.artifact),
        version,
        None if stage is None else StageName(stage),
        read.counter if read else None,
    )
    moment = events.Moment(int(event.created_at.timestamp()))
    return events.event(
        *(name, event.ref, CommitId(event.commit_hexsha), moment),
        *(event.author, event.author_email, event.message),
    )


def _oldest_first(found: Iterable[BaseEvent]) -> list[BaseEvent]:
    """In the registry's order; a commit comes before what was tagged in its second."""
    everything = list(found)
    commits = [event for event in everything if isinstance(event, Commit)]
    known = [(_as_event(event), event) for event in everything if not isinstance(event, Commit)]
    back = {id(inner): event for inner, event in known}
    tagged = [back[id(inner)] for inner in events.chronological(inner for inner, _ in known)]
    return sorted([*commits, *tagged], key=lambda e: (int(e.created_at.timestamp()), not isinstance(e, Commit)))


# --- objects ------------------------------------------------------------------------------------------------------


class BaseObject(Model):
    """Something that events happen to. `direct` events are its own, `indirect` those of its parts."""

    artifact: str

    def _direct(self) -> list[BaseEvent]:
        raise NotImplementedError

    def _indirect(self) -> list[BaseEvent]:
        return []

    def get_events(self, direct: bool = True, indirect: bool = True, ascending: bool = False) -> list[BaseEvent]:
        """Its events, newest first."""
        found = _oldest_first(self._direct() * direct + self._indirect() * indirect)
        return found if ascending else found[::-1]

    @property
    def is_active(self) -> bool:
        """Whether its newest event of its own adds something."""
        found = self.get_events(indirect=False)
        return found[0].addition if found else bool(self._indirect())

    @property
    def authoring_event(self) -> BaseEvent | None:
        """The event that made it what it is: date, author and message are taken from there."""
        adding = [event for event in self.get_events(indirect=False) if event.addition]
        if adding:
            return adding[0]
        found = self.get_events()
        return next((event for event in found if not isinstance(event, Commit)), found[0] if found else None)

    @property
    def activated_at(self) -> datetime | None:
        """Since when it exists."""
        found = self.get_events(ascending=True)
        return found[0].created_at if found else None

    @property
    def created_at(self) -> datetime | None:
        return getattr(self.authoring_event, "created_at", None)

    @property
    def author(self) -> str | None:
        return getattr(self.authoring_event, "author", None)

    @property
    def author_email(self) -> str | None:
        return getattr(self.authoring_event, "author_email", None)

    @property
    def message(self) -> str | None:
        return getattr(self.authoring_event, "message", None)

    @property
    def ref(self) -> str | None:
        return getattr(self.authoring_event, "ref", None)

    def dict_state(self, exclude: Collection[str] | None = None) -> dict[str, Any]:
        """The fields, and what follows from them."""
        derived = ("is_active", "activated_at", "created_at", "author", "author_email", "message", "ref")
        return {**self.model_dump(exclude=exclude), **{name: getattr(self, name) for name in derived}}


@dataclass(kw_only=True)
class VStage(BaseObject):
    """A stage on a version."""

    artifact: str
    commit_hexsha: str
    version: str
    stage: str
    assignments: list[Assignment] = field(default_factory=list)
    unassignments: list[Unassignment] = field(default_factory=list)

    def _direct(self) -> list[BaseEvent]:
        return [*self.assignments, *self.unassignments]

    def add_event(self, event: BaseEvent) -> None:
        if isinstance(event, Assignment):
            self.assignments.append(event)
        elif isinstance(event, Unassignment):
            self.unassignments.append(event)
        else:
            raise WrongArgs(f"A stage has no {event.event}")

    @property
    def activated_at(self) -> datetime | None:
        """When it was assigned last; None if it is no longer."""
        newest = self.get_events()[:1]
        return newest[0].created_at if newest and newest[0].addition else None

    def dict_state(self, exclude: Collection[str] | None = None) -> dict[str, Any]:
        """The fields, events with their kind, and what follows from them."""
        data = super().dict_state(exclude)
        for name in ("assignments", "unassignments"):
            if name in data:
                data[name] = [event.dict_state() for event in getattr(self, name)]
        return data


@dataclass(kw_only=True)
class Version(BaseObject):
    """A version of an artifact; one that is not registered has its commit's id for a name."""

    artifact: str
    commit_hexsha: str
    version: str
    enrichments: list[Commit] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    deregistrations: list[Deregistration] = field(default_factory=list)
    stages: dict[str, VStage] = field(default_factory=dict)

    def _direct(self) -> list[BaseEvent]:
        return [*self.registrations, *self.deregistrations]

    def _indirect(self) -> list[BaseEvent]:
        return [*self.enrichments, *(e for stage in self.stages.values() for e in stage.get_events())]

    def add_event(self, event: BaseEvent) -> None:
        if isinstance(event, Commit):
            self.enrichments.append(event)
        elif isinstance(event, Registration):
            self.registrations.append(event)
        elif isinstance(event, Deregistration):
            self.deregistrations.append(event)
        elif isinstance(event, Assignment | Unassignment):
            self.get_vstage(event.stage, create_new=True).add_event(event)
        else:
            raise WrongArgs(f"A version has no {event.event}")

    @property
    def is_registered(self) -> bool:
        """Whether it has a registration tag."""
        return bool(self.registrations)

    @property
    def discovered(self) -> bool:
        """Whether it is known from a stage or an annotation only."""
        return not self._direct()

    @property
    def activated_at(self) -> datetime | None:
        """Of its first registration; failing that, of its first event."""
        first = _oldest_first(self.registrations)[:1]
        return first[0].created_at if first else super().activated_at

    @property
    def semver(self) -> SemVer:
        """InvalidVersion if it is not registered."""
        return SemVer(self.version)

    @property
    def get_enrichments_info(self) -> list[EnrichmentInfo]:
        """What is annotated about it. (A property, in spite of its name.)"""
        return [info for commit in self.enrichments for info in commit.enrichments]

    def get_vstage(self, stage: str, create_new: bool = False) -> VStage:
        """One of its stages. NoStageForVersion."""
        if stage not in self.stages:
            if not create_new:
                raise NoStageForVersion(self.artifact, self.version, stage)
            self.stages[stage] = VStage(
                artifact=self.artifact, commit_hexsha=self.commit_hexsha, version=self.version, stage=stage
            )
        return self.stages[stage]

    def get_vstages(self, active_only: bool = True, ascending: bool = False) -> list[VStage]:
        """Its stages, the one that changed last first."""
        owner = {id(event): held for held in self.stages.values() for event in held.get_events()}
        changed = [owner[id(e)] for e in self.get_events() if id(e) in owner]
        held = [stage for i, stage in enumerate(changed) if stage not in changed[:i]]
        chosen = [stage for stage in held if stage.is_active or not active_only]
        return chosen[::-1] if ascending else chosen

    def dict_state(
        self, exclude: Collection[str] | None = None, assignments_per_version: int = ASSIGNMENTS_PER_VERSION
    ) -> dict[str, Any]:
        """The fields, the active stages, and what follows from them."""
        data = super().dict_state(exclude)
        if "stages" in data:
            held = self.get_vstages()
            kept = held if assignments_per_version < 0 else held[:assignments_per_version]
            data["stages"] = [stage.dict_state() for stage in kept]
        return {**data, "discovered": self.discovered}


@dataclass(kw_only=True, repr=False)
class Artifact(BaseObject):
    """An artifact with its versions."""

    artifact: str
    versions: list[Version]
    creations: list[Creation] = field(default_factory=list)
    deprecations: list[Deprecation] = field(default_factory=list)

    def __repr__(self) -> str:
        stages = self.get_vstages(assignments_per_version=-1, versions_per_stage=-1)
        return f"Artifact(versions={[v.version for v in self.versions]}, stages={list(stages)})"

    __str__ = __repr__

    def _direct(self) -> list[BaseEvent]:
        return [*self.creations, *self.deprecations]

    def _indirect(self) -> list[BaseEvent]:
        return [event for version in self.versions for event in version.get_events()]

    def add_event(self, event: BaseEvent) -> None:
        """Add an event to the artifact, or to the version it is about."""
        if isinstance(event, Deprecation):
            self.deprecations.append(event)
        elif isinstance(event, Creation):
            self.creations.append(event)
        else:
            name = getattr(event, "version", event.commit_hexsha)
            version = self.find_version(name, event.commit_hexsha, include_discovered=True, create_new=True)
            version.add_event(event)

    @property
    def is_active(self) -> bool:
        """Whether its newest tag is not a deprecation."""
        tagged = [event for event in self.get_events() if not isinstance(event, Commit)]
        return not isinstance(tagged[0], Deprecation) if tagged else bool(self.get_events())

    @property
    def is_registered(self) -> bool:
        """Whether any tag speaks of it."""
        return any(not isinstance(event, Commit) for event in self.get_events())

    @property
    def discovered(self) -> bool:
        """Whether a version of it has a tag of its own. (The name says something else, the answer is GTO 1.x's.)"""
        return any(not version.discovered for version in self.versions)

    @property
    def unique_stages(self) -> set[str]:
        """The stages that hold a version of it."""
        return set(self.get_vstages())

    def get_versions(
        self,
        active_only: bool = True,
        include_non_explicit: bool = False,
        include_discovered: bool = False,
        sort: VersionSort | str = VersionSort.SemVer,
        ascending: bool = False,
    ) -> list[Version]:
        """Its versions, best first; all of them without `active_only`."""
        unregistered = include_non_explicit or include_discovered
        chosen = [
            version
            for version in self.versions
            if not active_only or (version.is_active and (unregistered or not version.discovered))
        ]
        return sort_versions(chosen, sort=sort, ascending=ascending)

    def get_latest_version(
        self, registered_only: bool = False, sort: VersionSort | str = VersionSort.SemVer
    ) -> Version | None:
        found = self.get_versions(
            include_non_explicit=not registered_only, include_discovered=not registered_only, sort=sort
        )
        return found[0] if found else None

    def get_vstages(
        self,
        registered_only: bool = False,
        assignments_per_version: int = ASSIGNMENTS_PER_VERSION,
        versions_per_stage: int = VERSIONS_PER_STAGE,
        sort: VersionSort | str = VersionSort.SemVer,
    ) -> dict[str, list[VStage]]:
        """Which versions are in which stage, the one that counts first."""
        tagged = [_as_event(event) for event in self.get_events() if not isinstance(event, Commit)]
        folded = state.Artifact(ArtifactName(self.artifact), events.chronological(tagged))
        order: Order = "semver" if _sort(sort) is VersionSort.SemVer else "timestamp"
        held = folded.stages(
            order=order,
            registered_only=registered_only,
            assignments_per_version=assignments_per_version,
            versions_per_stage=versions_per_stage,
        )
        ours = {(v.version, v.commit_hexsha): v for v in self.versions}
        return {
            stage: [
                ours[one.version.text, one.version.commit].stages[stage]
                for one in kept
                if (one.version.text, one.version.commit) in ours
            ]
            for stage, kept in held.items()
        }

    def find_version(
        self,
        name: str | None = None,
        commit_hexsha: str | None = None,
        raise_if_not_found: bool = False,
        allow_multiple: bool = False,
        include_discovered: bool = False,
        create_new: bool = False,
    ) -> Any:
        """The version of this name, or at this commit; a list with `allow_multiple`.

        VersionRequired, ManyVersions.
        """
        found = [
            version
            for version in self.versions
            if name in (None, version.version)
            and commit_hexsha in (None, version.commit_hexsha)
            and (include_discovered or not version.discovered)
        ]
        if not found and create_new and commit_hexsha is not None:
            new = Version(artifact=self.artifact, commit_hexsha=commit_hexsha, version=name or commit_hexsha)
            self.versions.append(new)
            found = [new]
        if allow_multiple:
            return found
        if len(found) > 1:
            raise ManyVersions(self.artifact, [version.version for version in found])
        if not found and raise_if_not_found:
            raise VersionRequired(self.artifact)
        return found[0] if found else None

    def find_version_at_commit(self, commit_hexsha: str, latest_datetime: datetime | None = None) -> Version:
        """The version at a commit, made no later than `latest_datetime`. VersionRequired, ManyVersions."""
        found = [
            version
            for version in self.find_version(commit_hexsha=commit_hexsha, allow_multiple=True)
            if latest_datetime is None or (version.created_at and version.created_at <= latest_datetime)
        ]
        if not found:
            raise VersionRequired(self.artifact)
        if len(found) > 1:
            raise ManyVersions(self.artifact, [version.version for version in found])
        version: Version = found[0]
        return version

    def dict_state(self, exclude: Collection[str] | None = None) -> dict[str, Any]:
        """The fields, versions with what follows from them, and what follows for the artifact."""
        data = super().dict_state(exclude)
        if "versions" in data:
            data["versions"] = [version.dict_state() for version in self.versions]
        return data


@dataclass(kw_only=True)
class BaseRegistryState(Model):
    """All artifacts of a registry, by name."""

    artifacts: dict[str, Artifact] = field(default_factory=dict)

    def add_artifact(self, name: str) -> None:
        self.artifacts[name] = Artifact(artifact=name, versions=[])

    def update_artifact(self, artifact: Artifact) -> None:
        self.artifacts[artifact.artifact] = artifact

    def get_artifacts(self) -> dict[str, Artifact]:
        return self.artifacts

    def find_artifact(self, name: str, create_new: bool = False) -> Artifact:
        """ArtifactNotFound."""
        if name not in self.artifacts:
            if not create_new:
                raise ArtifactNotFound(name)
            self.add_artifact(name)
        return self.artifacts[name]

    @property
    def unique_stages(self) -> list[str]:
        """The stages that hold a version, alphabetically."""
        return sorted({stage for artifact in self.artifacts.values() for stage in artifact.unique_stages})

    def find_commit(self, name: str, version: str) -> str:
        """The commit of a version. ArtifactNotFound, VersionRequired."""
        found = self.find_artifact(name).find_version(version, raise_if_not_found=True)
        return str(found.commit_hexsha)

    def which(
        self,
        name: str,
        stage: str,
        raise_if_not_found: bool = True,
        assignments_per_version: int = ASSIGNMENTS_PER_VERSION,
        versions_per_stage: int = VERSIONS_PER_STAGE,
        registered_only: bool = False,
        sort: VersionSort | str = VersionSort.Timestamp,
    ) -> list[VStage] | None:
        """The versions of an artifact in a stage, as `show` has them. NoActiveAssignment."""
        held = self.find_artifact(name).get_vstages(
            registered_only=registered_only,
            assignments_per_version=assignments_per_version,
            versions_per_stage=versions_per_stage,
            sort=sort,
        )
        if stage not in held and raise_if_not_found:
            raise NoActiveAssignment(stage, name)
        return held.get(stage)


# --- sorting ------------------------------------------------------------------------------------------------------


def sort_versions(
    versions: Iterable[T],
    sort: VersionSort | str = VersionSort.SemVer,
    ascending: bool = False,
    version: str = "version",
    timestamp: str = "created_at",
) -> list[T]:
    """Mappings or objects in the order of their versions, best first: SemVer, then other text, then without a version.

    `version` and `timestamp` say under which key or attribute they are found; `sort` may be the name of a member.
    """
    if _sort(sort) is VersionSort.Timestamp:
        parts = [sorted(versions, key=lambda one: _get(one, timestamp))]
    else:
        named = [(SemVer.is_valid(_get(one, version)), one) for one in versions]
        numbered = sorted((one for valid, one in named if valid), key=lambda one: precedence(_get(one, version)))
        others = sorted((one for valid, one in named if not valid), key=lambda one: str(_get(one, version) or ""))
        parts = [numbered, others]
    return [one for part in parts for one in (part if ascending else part[::-1])]


def _sort(sort: VersionSort | str) -> VersionSort:
    return sort if isinstance(sort, VersionSort) else VersionSort[sort]


def _get(one: object, name: str) -> Any:
    return one[name] if isinstance(one, dict) else getattr(one, name)
