"""Registry + request → Plan, or a refusal that says why.

Pure: commits come resolved, and nothing is written. Refusals, and their order, are those of GTO 1.x.
"""

from __future__ import annotations

from gto.errors import (
    ArtifactNotFound,
    ManyVersions,
    TagExists,
    UnknownStage,
    VersionAlreadyRegistered,
    VersionExistsForCommit,
    VersionRequired,
    WrongArgs,
)
from gto.record import Record
from gto.registry import versions
from gto.registry.names import ArtifactName, CommitId, StageName, check_artifact, check_name
from gto.registry.plans import Creation, Deletion, Plan
from gto.registry.requests import Assign, Deprecate, Deregister, Register, Rollback, Unassign
from gto.registry.state import Artifact, Version
from gto.registry.tags import TagName, parse, spell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.registry.requests import Request


class Known(Record):
    """What a decision rests on.

    `artifact` is None if no tag speaks of it. `names` are all of the artifact's tag names, those that could not be
    read included: their versions and counters are taken. `stages` are the allowed ones, None for any. `commit` is
    where the request's ref leads (HEAD where it has none), None in a repository without commits.
    """

    artifact: Artifact | None
    names: frozenset[str]
    stages: tuple[StageName, ...] | None
    commit: CommitId | None


def decide(known: Known, request: Request) -> Plan:
    """What a request changes. The refusals of the functions below."""
    match request:
        case Register():
            return register(known, request)
        case Assign():
            return assign(known, request)
        case Unassign():
            return unassign(known, request)
        case Deregister():
            return deregister(known, request)
        case Deprecate():
            return deprecate(known, request)
        case Rollback():
            return rollback(known, request)


def register(known: Known, request: Register) -> Plan:
    """The registration tag. VersionExistsForCommit, ManyVersions, VersionAlreadyRegistered, InvalidVersion, …"""
    name = check_artifact(request.artifact)
    if request.version is not None and request.bump is not None:
        raise WrongArgs("Need to specify either version or single bump argument")
    commit = _need(known.commit)
    here = _registered_at(known, commit)
    if here is not None:
        if here.is_active and not request.force:
            raise VersionExistsForCommit(name, here.text)
        if request.version is not None and request.version != here.text:
            raise WrongArgs(f"For this REF you can only register {here.text}")
        version = here.text
    elif request.version is not None:
        version = versions.require(request.version).text
        if known.artifact and any(v.text == version for v in known.artifact.versions):
            raise VersionAlreadyRegistered(version)
    else:
        version = _next_version(known, request.bump)
    simple = True if request.simple is None else request.simple
    tag = _name(known, TagName("register", name, version), simple, or_counter=request.simple is None)
    message = request.message or f"Registering artifact {name} version {version}"
    return Plan((Creation(tag, commit, message, version),), automatic=request.version is None)


def assign(known: Known, request: Assign) -> Plan:
    """The assignment tag, and before it the registration tag where the commit has no version yet."""
    name, stage = check_artifact(request.artifact), _stage(known, request.stage)
    _check_version(request.version)
    _check_version(request.new_version)
    if request.new_version is not None and request.skip_registration:
        raise WrongArgs("You either need to supply version name or skip registration")
    registration: Creation | None = None
    if request.version is not None:
        version = _named(known.artifact, request.version) if known.artifact else None
        if version is None:
            raise WrongArgs(
                f"Version '{request.version}' is not registered",
                hint=f"to register it at a commit: gto assign {name} REF --stage {stage} --version {request.version}",
            )
        commit, text = version.commit, version.text
    else:
        commit = _need(known.commit)
        version = _registered_at(known, commit)
        if version is not None and request.new_version is not None:
            raise WrongArgs(
                f"Can't register '{request.new_version}', since '{version.text}' is registered already at this ref"
            )
        if version is not None:
            text = version.text
        elif request.skip_registration:
            version = known.artifact.at(commit) if known.artifact else None
            text = commit
        else:
            registration = register(known, Register(name, version=request.new_version, simple=True)).creations[0]
            text = registration.version or ""
    if version is not None and not request.force:
        _refuse_without_effect(known.artifact, version, stage)
    taken = known.names if registration is None else known.names | {registration.tag}
    wanted = TagName("assign", name, None, stage)
    tag = _name(known._replace(names=taken), wanted, request.simple is True, or_counter=False)
    message = request.message or f"Assigning stage {stage} to artifact {name} version {text}"
    assignment = Creation(tag, commit, message, text)
    automatic = request.new_version is None
    return Plan((assignment,) if registration is None else (registration, assignment), automatic=automatic)


def unassign(known: Known, request: Unassign) -> Plan:
    """The unassignment tag; with `delete` the removal of the stage's tags on that version."""
    name = check_artifact(request.artifact)
    _check_version(request.version)
    stage = _stage(known, request.stage)
    version = _version(known, name, request.version, find_unregistered=True)
    held = version.stages.get(stage)
    if held is None and not request.force:
        raise WrongArgs(f"Stage '{stage}' is not assigned to a version '{version.text}'")
    if request.delete:
        return Plan(deletions=tuple(Deletion(e.tag) for e in held.events) if held else ())
    tag = _name(known, TagName("unassign", name, None, stage), request.simple is True, or_counter=False)
    message = request.message or f"Unassigning stage '{stage}' to artifact '{name}' version '{version.text}'"
    return Plan((Creation(tag, version.commit, message, version.text),))


def deregister(known: Known, request: Deregister) -> Plan:
    """The deregistration tag; with `delete` the removal of all the version's tags, its stages' included."""
    name = check_artifact(request.artifact)
    _check_version(request.version)
    try:
        version = _version(known, name, request.version, find_unregistered=False)
    except (VersionRequired, ArtifactNotFound):
        if request.force:
            raise WrongArgs("Can't deregister a version that have no git tags") from None
        raise VersionRequired(name) from None
    if not request.force:
        if not version.is_registered:
            raise WrongArgs(f"The version at ref '{version.commit}' is not registered")
        if not version.is_active:
            raise WrongArgs(f"The version at ref '{version.commit}' was deregistered already")
    if request.delete:
        events = [*version.events, *(e for held in version.stages.values() for e in held.events)]
        order = known.artifact.events if known.artifact else []
        return Plan(deletions=tuple(Deletion(e.tag) for e in order if e in events))
    simple = True if request.simple is None else request.simple
    tag = _name(known, TagName("deregister", name, version.text), simple, or_counter=request.simple is None)
    message = request.message or f"Deregistering artifact {name} version {version.text}"
    return Plan((Creation(tag, version.commit, message, version.text),))


def deprecate(known: Known, request: Deprecate) -> Plan:
    """The deprecation tag; with `delete` the removal of every tag that counts for the artifact."""
    name = check_artifact(request.artifact)
    if request.force and request.simple:
        raise WrongArgs("Can't use 'force' with 'simple=True'")
    artifact = known.artifact
    if not request.force:
        if artifact is None:
            raise ArtifactNotFound(name)
        if not artifact.is_active:
            raise WrongArgs("Artifact was deprecated already")
    if request.delete:
        return Plan(deletions=tuple(Deletion(e.tag) for e in artifact.events) if artifact else ())
    if request.ref is None and artifact is not None and artifact.events:
        commit = artifact.events[-1].commit
    else:
        commit = _need(known.commit)
    simple = not request.force if request.simple is None else request.simple
    tag = _name(known, TagName("deprecate", name), simple, or_counter=request.simple is None)
    message = request.message or f"Deprecating artifact '{name}'"
    return Plan((Creation(tag, commit, message),))


def rollback(known: Known, request: Rollback) -> Plan:
    """A new assignment of the version that the stage held before the present one."""
    name, stage = check_artifact(request.artifact), _stage(known, request.stage)
    if known.artifact is None:
        raise ArtifactNotFound(name)
    now, before = holders(known.artifact, stage)
    if now is None:
        raise WrongArgs(f"No version of '{name}' is in stage '{stage}'", hint=f"`gto show {name}` shows its stages")
    if before is None:
        raise WrongArgs(
            f"Before '{now.text}' no version of '{name}' was in stage '{stage}' that is still in effect",
            hint=f"to empty the stage: gto deprecate {name} {now.text} {stage}",
        )
    message = request.message or f"Rolling back stage {stage} of artifact {name} from {now.text} to {before.text}"
    tag = _name(known, TagName("assign", name, None, stage), request.simple is True, or_counter=False)
    return Plan((Creation(tag, before.commit, message, before.text),))


def holders(artifact: Artifact, stage: str) -> tuple[Version | None, Version | None]:
    """The version in a stage now, and the one that was there before it and could be again.

    Undoing walks back through the assignments: after A, B, C and a rollback to B, the one before is A.
    """
    trail: list[Version] = []
    for event in artifact.events:
        if event.stage == stage and (version := artifact.at(event.commit)) is not None:
            if event.action == "assign":
                if version in trail:
                    del trail[trail.index(version) :]
                trail.append(version)
            elif version in trail:
                trail.remove(version)
    trail = [version for version in trail if version.is_active]
    return (trail[-1] if trail else None), (trail[-2] if len(trail) > 1 else None)


def next_counter(names: frozenset[str]) -> int:
    """One more than the highest counter in an artifact's tag names."""
    counters = (name.counter for text in names if (name := parse(text)) and name.counter is not None)
    return max(counters, default=0) + 1


def _name(known: Known, name: TagName, simple: bool, *, or_counter: bool) -> TagName:
    """The tag name to use. A simple one that is taken gets a counter if that was left to us, else TagExists."""
    if simple and spell(name) not in known.names:
        return name
    if simple and not or_counter:
        raise TagExists(spell(name), hint="use a counter: --simple false")
    return name._replace(counter=next_counter(known.names))


def _next_version(known: Known, bump: versions.Bump | None) -> str:
    """The highest version in effect, bumped past every number that any tag of the artifact ever used."""
    used = {name.version for text in known.names if (name := parse(text)) and name.version}
    latest = known.artifact.latest if known.artifact else None
    if latest is None:
        if bump is not None:
            raise WrongArgs(
                "Can't apply bump, because this is the first version being registered",
                hint=f"leave it out to begin with {versions.FIRST}, or say where: --version v1.0.0",
            )
        version = versions.FIRST
    else:
        version = versions.require(latest.text).bumped(bump or "patch")
    while version in used:
        version = versions.require(version).bumped(bump or "patch")
    return version


def _registered_at(known: Known, commit: CommitId) -> Version | None:
    here = known.artifact.registered_at(commit) if known.artifact else []
    if len(here) > 1:
        tags = ", ".join(e.tag for version in here for e in version.events)
        raise ManyVersions(
            here[0].artifact,
            [version.text for version in here],
            hint=f"commit {commit} carries {tags}; delete the wrong one with git tag -d",
        )
    return here[0] if here else None


def _version(known: Known, name: ArtifactName, text: str | None, *, find_unregistered: bool) -> Version:
    if known.artifact is None:
        raise ArtifactNotFound(name)
    if text is not None:
        version = _named(known.artifact, text)
    else:
        commit = _need(known.commit)
        version = _registered_at(known, commit)
        if version is None and find_unregistered:
            version = known.artifact.at(commit)
    if version is None:
        raise VersionRequired(name)
    return version


def _named(artifact: Artifact, text: str) -> Version | None:
    """The version of this name, the one in effect if it was given to several commits; ManyVersions if several are."""
    found = [version for version in artifact.versions if version.text == text]
    in_effect = [version for version in found if version.is_active]
    if len(in_effect) > 1 or (len(found) > 1 and not in_effect):
        tags = ", ".join(f"{version.events[-1].tag} on {version.commit[:7]}" for version in found)
        raise ManyVersions(artifact.name, [version.text for version in found], hint=f"there are {tags}")
    return next(iter(in_effect or found), None)


def _check_version(text: str | None) -> None:
    if text is not None and not versions.is_version(text):
        raise WrongArgs(f"Version '{text}' is not valid. Example of valid version: 'v1.0.0'")


def _refuse_without_effect(artifact: Artifact | None, version: Version, stage: StageName) -> None:
    if version.events and not version.is_active:
        raise WrongArgs(
            f"Version '{version.text}' was deregistered, so a stage on it would have no effect",
            hint=f"register it again first: gto register {version.artifact} {version.commit[:7]}",
        )
    held = version.stages.get(stage)
    if held is not None and held.is_active:
        now = holders(artifact, stage)[0] if artifact else None
        raise WrongArgs(
            f"Version '{version.text}' is already in stage '{stage}'. "
            "Use the '--force' flag to create a new Git tag nevertheless.",
            hint=f"since then '{now.text}' was put there; --force brings '{version.text}' back"
            if now is not None and now is not version
            else None,
        )


def _stage(known: Known, stage: str) -> StageName:
    name = check_name(stage)
    if known.stages is not None and name not in known.stages:
        raise UnknownStage(name, known.stages)
    return name


def _need(commit: CommitId | None) -> CommitId:
    if commit is None:
        raise WrongArgs("The repository has no commit yet", hint="make one first: git commit")
    return commit
