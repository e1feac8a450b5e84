"""The functions of GTO 1.x, for the programs and notebooks that call them. New code is better off with `gto.open`.

Each function takes the repository in front, as in GTO 1.x, or does without and works in the current folder; how the
two are told apart stands in `gto.legacy.calling`. A repository is a path, an address, or an object with `root_dir`,
such as scmrepo's Git. What is written through an address goes straight there; anything else is pushed only with
`push=True`.

Nothing is printed, except with `stdout=True` inside `gto.ui.cli_echo()`, and nothing is kept between calls. Where a
version is asked for, the tag that registered it will do (`churn@v1.2.3`). What is returned is described in `gto.base`.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from gto import ui
from gto.cli.changing import tell
from gto.cli.render import Screen
from gto.constants import ASSIGNMENTS_PER_VERSION, VERSIONS_PER_STAGE, VersionSort, mark_artifact_unregistered
from gto.errors import NoRepo, WrongArgs
from gto.index import Artifact, as_artifact
from gto.legacy.calling import repository_may_be_left_out
from gto.legacy.translated import as_artifact as translated_artifact
from gto.legacy.translated import as_datetime, as_event, as_state, dated
from gto.registry import decide, listing, shortcuts, tags, versions
from gto.registry.listing import View
from gto.registry.names import ArtifactName, CommitId
from gto.registry.requests import Assign, Deprecate, Deregister, Register, Request, Unassign
from gto.tag import parse_name
from gto.utils import as_json
from gto.verbs.annotating import Annotate, Committing, annotate
from gto.verbs.details import versions_data
from gto.verbs.repository import Repository, open_repository

if TYPE_CHECKING:
    from gto.base import (
        Assignment,
        BaseEvent,
        BaseRegistryState,
        Deprecation,
        Deregistration,
        Registration,
        Unassignment,
        Version,
        VStage,
    )
    from gto.registry.listing import VersionRow
    from gto.registry.state import Order
    from gto.verbs.repository import HasRoot

    #: What a repository may be given as.
    Repo: TypeAlias = "str | Path | HasRoot"
    #: Rows, and what GTO 1.x handed to a library that draws tables.
    Table: TypeAlias = tuple[list[OrderedDict[str, Any]], Literal["keys"]]

__all__ = [
    "assign",
    "check_ref",
    "deprecate",
    "deregister",
    "describe",
    "find_latest_version",
    "find_versions_in_stage",
    "get_stages",
    "history",
    "parse_tag",
    "register",
    "show",
    "unassign",
]

#: Stands for the commit that an annotation is about to become.
_UNBORN = CommitId("0" * 40)

# --- writing ------------------------------------------------------------------------------------------------------


@repository_may_be_left_out(complete=("repo", "name", "ref"), short=("name", "path"))
def register(
    repo: Repo,
    name: str,
    ref: str = "HEAD",
    version: str | None = None,
    message: str | None = None,
    simple: bool | None = None,
    force: bool = False,
    bump_major: bool = False,
    bump_minor: bool = False,
    bump_patch: bool = False,
    push: bool = False,
    stdout: bool = False,
    author: str | None = None,
    author_email: str | None = None,
    *,
    path: str | Path | None = None,
    type: str | None = None,
    description: str | None = None,
    labels: tuple[str, ...] | list[str] = (),
    custom: Any = None,
) -> Registration:
    """Register a version of an artifact at a commit, and give the registration.

        register(".", "churn", "HEAD", bump_minor=True)
        register("churn", "models/churn.pkl", type="model", description="Who will leave")

    The second form writes what is said into dvc.yaml, commits that change alone, and registers the new commit;
    `path` is seen from the folder of that dvc.yaml. Where dvc.yaml says it all already, HEAD is registered. With
    `push` the tag goes to `origin`, and its commit with it; the branch is left where it is.
    """
    said = Annotate(
        name,
        type=type,
        path=os.fspath(path) if path else None,
        description=description,
        labels=tuple(labels),
        meta=custom,
    )
    annotates = any(said[1:6])
    if annotates and ref not in ("HEAD", "", None):
        raise WrongArgs(
            "What is said about an artifact is committed, and that commit is registered; "
            f"it cannot be '{ref}' at the same time",
            hint="leave out `ref`, or what is said (path, type, description, labels, custom)",
        )
    repository = _open(repo, author, author_email, push=push)
    request = Register(
        name,
        ref or "HEAD",
        _version(name, version),
        versions.one_bump(major=bump_major, minor=bump_minor, patch=bump_patch),
        message,
        simple,
        force,
    )
    if annotates:
        _check_early(repository, request)
        written = annotate(repository, said, Committing(author=repository.delivery.author))
        request = request._replace(ref=written.commit or "HEAD")
    registration: Registration = _carry_out(repository, request, stdout)
    return registration


@repository_may_be_left_out()
def assign(
    repo: Repo,
    name: str,
    stage: str,
    version: str | None = None,
    ref: str | None = None,
    name_version: str | None = None,
    message: str | None = None,
    simple: bool | None = False,
    force: bool = False,
    push: bool = False,
    skip_registration: bool = False,
    stdout: bool = False,
    author: str | None = None,
    author_email: str | None = None,
) -> Assignment:
    """Put a version into a stage, and give the assignment. Either `version` or `ref` says which.

    At a `ref` without a version one is registered (as `name_version`, if given) unless `skip_registration`.
    """
    _need_one(version, ref)
    repository = _open(repo, author, author_email, push=push)
    request = Assign(
        name,
        stage,
        version=_version(name, version),
        ref=ref,
        new_version=_version(name, name_version),
        message=message,
        simple=simple,
        force=force,
        skip_registration=skip_registration,
    )
    assignment: Assignment = _carry_out(repository, request, stdout)
    return assignment


@repository_may_be_left_out()
def unassign(
    repo: Repo,
    name: str,
    ref: str | None = None,
    version: str | None = None,
    stage: str | None = None,
    message: str | None = None,
    stdout: bool = False,
    simple: bool | None = None,
    force: bool = False,
    delete: bool = False,
    push: bool = False,
    author: str | None = None,
    author_email: str | None = None,
) -> Unassignment | None:
    """Take a version out of a stage, and give the unassignment. With `delete` its tags are removed instead; None."""
    _need_one(version, ref)
    repository = _open(repo, author, author_email, push=push)
    request = Unassign(name, stage or "", _version(name, version), ref, message, simple, force, delete)
    unassignment: Unassignment | None = _carry_out(repository, request, stdout)
    return unassignment


@repository_may_be_left_out()
def deregister(
    repo: Repo,
    name: str,
    ref: str | None = None,
    version: str | None = None,
    message: str | None = None,
    stdout: bool = False,
    simple: bool | None = None,
    force: bool = False,
    delete: bool = False,
    push: bool = False,
    author: str | None = None,
    author_email: str | None = None,
) -> Deregistration | None:
    """Take a version back, and give the deregistration. With `delete` its tags are removed instead; None."""
    _need_one(version, ref)
    repository = _open(repo, author, author_email, push=push)
    request = Deregister(name, _version(name, version), ref, message, simple, force, delete)
    deregistration: Deregistration | None = _carry_out(repository, request, stdout)
    return deregistration


@repository_may_be_left_out()
def deprecate(
    repo: Repo,
    name: str,
    ref: str | None = None,
    message: str | None = None,
    stdout: bool = False,
    simple: bool | None = None,
    force: bool = False,
    delete: bool = False,
    push: bool = False,
    author: str | None = None,
    author_email: str | None = None,
) -> Deprecation | None:
    """Take an artifact back, and give the deprecation. With `delete` its tags are removed instead; None."""
    repository = _open(repo, author, author_email, push=push)
    deprecation: Deprecation | None = _carry_out(
        repository, Deprecate(name, ref, message, simple, force, delete), stdout
    )
    return deprecation


# --- reading ------------------------------------------------------------------------------------------------------


@repository_may_be_left_out()
def show(
    repo: Repo,
    name: str | None = None,
    truncate_hexsha: bool = False,
    registered_only: bool = False,
    deprecated: bool = False,
    assignments_per_version: int = ASSIGNMENTS_PER_VERSION,
    versions_per_stage: int = VERSIONS_PER_STAGE,
    sort: VersionSort | str = VersionSort.Timestamp,
    table: bool = False,
    *,
    json: bool = False,
) -> Any:
    """The registry: for each artifact its latest version and what is in which stage. With `name`, its versions.

    `name` may be a shortcut (`churn@latest`, `churn#prod`). With `table` rows come as `(rows, "keys")`, with `json` as
    the text that `gto show --json` prints. ArtifactNotFound.
    """
    if table and json:
        raise WrongArgs("Either `table` or `json` can be asked for")
    view = _view(registered_only, deprecated, assignments_per_version, versions_per_stage, sort)
    repository = open_repository(repo)
    if name:
        found = _versions_shown(repository, repository.show(name, view), table=table, truncate=truncate_hexsha)
    else:
        found = _artifacts_shown(repository, view, table=table, truncate=truncate_hexsha)
    return as_json(found) if json else found


@repository_may_be_left_out()
def history(
    repo: Repo,
    artifact: str | None = None,
    ascending: bool = False,
    table: bool = False,
    truncate_hexsha: bool = False,
) -> Any:
    """Everything that happened, or what happened to one artifact, newest first. With `table`, `(rows, "keys")`."""
    events = open_repository(repo).history(artifact, ascending=ascending)
    columns = ("timestamp", "artifact", "event", "version", "stage", "commit", "ref")
    rows: list[OrderedDict[str, Any]] = []
    for event in events:
        data: dict[str, Any] = dated(listing.history_data(event))
        if truncate_hexsha:
            data |= {key: _short(data[key]) for key in ("version", "commit", "ref")}
        rows.append(OrderedDict((key, data[key]) for key in (columns if table else data)))
    return (rows, "keys") if table else rows


@repository_may_be_left_out()
def check_ref(repo: Repo, ref: str) -> list[BaseEvent]:
    """The event behind a tag (`refs/tags/` in front or not), in a list; an empty one for anything else."""
    return [as_event(row) for row in open_repository(repo).check_ref(ref)]


def parse_tag(name: str) -> dict[str, Any]:
    """What a tag's name says. InvalidTagName."""
    return parse_name(name)


@repository_may_be_left_out()
def get_stages(repo: Repo, allowed: bool = False, used: bool = False) -> list[str] | None:
    """The configured stages, or those in use where none are configured. None: `allowed`, and none configured."""
    found = open_repository(repo).stages(allowed=allowed, used=used)
    return None if found is None else [str(stage) for stage in found]


@repository_may_be_left_out()
def find_latest_version(
    repo: Repo,
    name: str,
    all: bool = False,  # noqa: A002 - the name it has in GTO 1.x
    registered: bool = True,
) -> Version | list[Version] | None:
    """The highest version of an artifact; with `all`, its versions from the highest down. ArtifactNotFound.

    Without `registered`, commits that are known from a stage or an annotation count as the lowest.
    """
    artifact = translated_artifact(open_repository(repo), name)
    found = artifact.get_versions(include_non_explicit=not registered, include_discovered=not registered)
    if all:
        return found
    return found[0] if found else None


@repository_may_be_left_out()
def find_versions_in_stage(
    repo: Repo,
    name: str,
    stage: str,
    assignments_per_version: int = ASSIGNMENTS_PER_VERSION,
    versions_per_stage: int = VERSIONS_PER_STAGE,
    registered_only: bool = False,
    sort: VersionSort | str = VersionSort.Timestamp,
) -> list[VStage] | None:
    """The versions in a stage, as `show` has them: the one assigned last. None if there is none. ArtifactNotFound.

    `sort=VersionSort.SemVer` prefers the highest version, which is what GTO 1.x did here.
    """
    held = translated_artifact(open_repository(repo), name).get_vstages(
        registered_only=registered_only,
        assignments_per_version=assignments_per_version,
        versions_per_stage=versions_per_stage,
        sort=sort,
    )
    return held.get(stage)


@repository_may_be_left_out()
def describe(repo: Repo, name: str, rev: str | None = None) -> Artifact | None:
    """What is annotated about an artifact at HEAD, at `rev`, or at the version that a shortcut picks. None: nothing."""
    annotation = open_repository(repo).describe(name, rev=rev)
    return None if annotation is None else as_artifact(annotation)


# --- what GTO 1.x had for itself, and others call -----------------------------------------------------------------


@repository_may_be_left_out()
def _show_versions(
    repo: Repo,
    name: str,
    ref: str | None = None,
    raw: bool = False,
    registered_only: bool = False,
    deprecated: bool = False,
    assignments_per_version: int = ASSIGNMENTS_PER_VERSION,
    versions_per_stage: int = VERSIONS_PER_STAGE,
    sort: VersionSort | str = VersionSort.Timestamp,
    table: bool = False,
    truncate_hexsha: bool = False,
) -> Any:
    """The versions of an artifact, or those at a commit; `raw` gives the objects. RefNotFound, WrongArgs."""
    repository = open_repository(repo)
    view = _view(registered_only, deprecated, assignments_per_version, versions_per_stage, sort)
    if ref is not None and shortcuts.parse(name).picks:
        raise WrongArgs("Cannot specify both shortcut and ref")
    rows = repository.show(name, view)
    if ref is not None:
        commit = repository.resolve(ref)
        rows = [row for row in rows if row.version.commit == commit]
    if raw:
        chosen = {(row.version.text, row.version.commit) for row in rows}
        artifact = translated_artifact(repository, shortcuts.parse(name).artifact)
        return [version for version in artifact.versions if (version.version, version.commit_hexsha) in chosen]
    return _versions_shown(repository, rows, table=table, truncate=truncate_hexsha)


@repository_may_be_left_out()
def _get_state(repo: Repo) -> BaseRegistryState:
    """The whole registry as one object."""
    return as_state(open_repository(repo))


@repository_may_be_left_out()
def _is_gto_repo(repo: Repo) -> bool:
    """Whether a repository has `.gto`, artifacts.yaml, or a registry's tag."""
    try:
        repository = open_repository(repo)
    except NoRepo:
        return False
    root = Path(repository.place.root)
    named = (repository.config.CONFIG_FILE_NAME, repository.config.INDEX)
    return any((root / name).exists() for name in named) or bool(repository.state().artifacts)


# --- what they share ----------------------------------------------------------------------------------------------


class _Echoing(Screen):
    """What the command line would say, said through `gto.ui.echo`."""

    def say(self, text: str) -> None:
        ui.echo(text)

    def line(self, text: str = "") -> None:
        ui.echo(text)


def _open(repo: Repo, author: str | None, author_email: str | None, *, push: bool) -> Repository:
    repository = open_repository(repo)
    if author or author_email:
        repository = repository.on_behalf_of(author, author_email)
    return repository.pushing() if push else repository


def _carry_out(repository: Repository, request: Request, stdout: bool) -> Any:
    """Do it, and give the event that was asked for, which is the last tag's. None if tags were removed."""
    done = repository.carry_out(request)
    if stdout:
        remote = "origin" if repository.is_remote else repository.delivery.remote
        tell(done, _Echoing(emojis=repository.config.EMOJIS), remote)
    if not done.creations:
        return None
    return next(as_event(row) for row in repository.check_ref(done.creations[-1].tag))


def _check_early(repository: Repository, request: Register) -> None:
    """Refuse a registration that could not be made at a new commit, before that commit is made."""
    name = ArtifactName(request.artifact)
    snapshot = repository.read(name)
    known = decide.Known(snapshot.registry.artifacts.get(name), snapshot.names, repository.config.stages, _UNBORN)
    decide.decide(known, request)


def _need_one(version: str | None, ref: str | None) -> None:
    if (version is None) == (ref is None):
        raise WrongArgs("One and only one of (version, rev) must be specified.")


def _version(name: str, text: str | None) -> str | None:
    """A version, given as such or as the tag that registered it."""
    if text is None or versions.is_version(text):
        return text
    tag = tags.parse(text)
    artifact, version = (tag.artifact, tag.version) if tag else shortcuts.parse(text)[0:3:2]
    if version is None:
        return text
    if artifact != name:
        raise WrongArgs(f"'{text}' is a version of '{artifact}', not of '{name}'")
    return str(version)


def _view(
    registered_only: bool,
    deprecated: bool,
    assignments_per_version: int,
    versions_per_stage: int,
    sort: VersionSort | str,
) -> View:
    if assignments_per_version < -1:
        raise WrongArgs("'assignments_per_version' must be >= -1")
    if versions_per_stage < -1:
        raise WrongArgs("'versions_per_stage' must be >=-1")
    chosen = sort if isinstance(sort, VersionSort) else VersionSort[sort]
    order: Order = "semver" if chosen is VersionSort.SemVer else "timestamp"
    return View(registered_only, deprecated, assignments_per_version, versions_per_stage, order)


def _artifacts_shown(repository: Repository, view: View, *, table: bool, truncate: bool) -> Any:
    rows = repository.artifacts(view)
    if not table:
        return {
            str(row.artifact): {
                key: _shortened(value) if truncate else value for key, value in listing.artifact_data(row).items()
            }
            for row in rows
        }
    shown = []
    for row in sorted(rows, key=lambda row: row.artifact):
        name = str(row.artifact) if row.registered else mark_artifact_unregistered(row.artifact)
        stages = {
            f"#{stage}": ", ".join(_short(v) if truncate else v for v in found) or None
            for stage, found in row.stages.items()
        }
        shown.append(OrderedDict(name=name, latest=row.latest, **stages))
    return shown, "keys"


def _versions_shown(repository: Repository, rows: list[VersionRow], *, table: bool, truncate: bool) -> Any:
    if not table:
        return [_shortened(data) if truncate else data for data in dated(versions_data(repository, rows))]
    shown = [
        OrderedDict(
            artifact=str(row.version.artifact),
            version=_short(row.version.text) if truncate else row.version.text,
            stage=", ".join(held.stage for held in row.stages),
            created_at=as_datetime(row.created_at),
            ref=_short(row.ref) if truncate else row.ref,
        )
        for row in rows
    ]
    return shown, "keys"


def _short(value: Any) -> Any:
    return listing.short(value) if isinstance(value, str) else value


def _shortened(value: Any) -> Any:
    """The same data with commit ids cut to 7 characters."""
    if isinstance(value, dict):
        return {key: _shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shortened(item) for item in value]
    return _short(value)
