"""One Git repository as an artifact registry: what it holds, and what can be asked of it.

`gto.open(path_or_url)` gives a Repository. Every question reads the tags anew; nothing is kept but what Git's objects,
which never change, said before. Nothing here prints, reads the terminal, or changes the process: safe in a server.
"""

from __future__ import annotations

import os

from gto.annotations.entries import Problem, Reading
from gto.errors import RefNotFound, WrongArgs
from gto.git import objects
from gto.git.clones import visit
from gto.git.place import Place, locate
from gto.git.remotes import is_url
from gto.git.revisions import resolve
from gto.git.settings import Person, committer, read_settings
from gto.registry import listing, shortcuts, tags
from gto.registry.events import Moment
from gto.registry.listing import ArtifactRow, EventRow, VersionRow, View
from gto.registry.names import ArtifactName, StageName
from gto.registry.requests import Assign, Deprecate, Deregister, Register, Rollback, Unassign
from gto.registry.state import Artifact, Registry
from gto.verbs import annotated
from gto.verbs.configuration import read_config
from gto.verbs.reading import Snapshot, read_overview, read_registry
from gto.verbs.writing import Delivery, Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Concatenate, ParamSpec, Protocol

    from gto.annotations.entries import Annotation
    from gto.config import Config
    from gto.registry.events import Commit
    from gto.registry.names import CommitId
    from gto.registry.oddities import Oddity
    from gto.registry.plans import Plan
    from gto.registry.requests import Request
    from gto.verbs.writing import Done, Pending

    P = ParamSpec("P")

    class HasRoot(Protocol):
        """What other programs have of a repository on this machine: scmrepo's Git, DVC's Repo."""

        @property
        def root_dir(self) -> str: ...


def doing(request: Callable[P, Request]) -> Callable[Concatenate[Repository, P], Done]:
    """A method that carries a request out. Its arguments are the request's own, so they are written down once."""

    def do(self: Repository, /, *args: P.args, **fields: P.kwargs) -> Done:
        return self.carry_out(request(*args, **fields))

    do.__doc__ = request.__doc__
    return do


def planning(request: Callable[P, Request]) -> Callable[Concatenate[Repository, P], Plan]:
    """A method that tells what carrying a request out would change."""

    def plan(self: Repository, /, *args: P.args, **fields: P.kwargs) -> Plan:
        return self.plan(request(*args, **fields))

    plan.__doc__ = f"What would be changed. {request.__doc__}"
    return plan


class Repository:
    """A registry in a Git repository on this machine, or in the copy of a remote one.

    `tell` hears a short sentence before slow work on a network; `notice` hears of tags and files that are odd.
    """

    def __init__(
        self,
        place: Place,
        *,
        tell: Callable[[str], None] | None = None,
        notice: Callable[[Sequence[Oddity]], None] | None = None,
    ) -> None:
        self.place = place
        self.tell = tell or _nobody
        self.notice = notice or _nobody
        self.delivery = Delivery()
        self._config: Config | None = None

    def __repr__(self) -> str:
        return f"Repository({self.place.origin or self.place.root!r})"

    @property
    def is_remote(self) -> bool:
        """Whether this is the copy of a remote repository: then every write goes straight to the remote."""
        return self.place.origin is not None

    @property
    def config(self) -> Config:
        """The settings of `.gto` and the environment. WrongConfig, WrongSetting."""
        if self._config is None:
            self._config = read_config(self.place)
        return self._config

    # --- questions ------------------------------------------------------------------------------------------------

    def read(self, artifact: str | None = None, *, at: Moment | None = None) -> Snapshot:
        """The registry from its tags alone, whole or one artifact's part; with `at`, as it was then."""
        snapshot = read_registry(self.place, artifact, at=at)
        if snapshot.oddities:
            self.notice(snapshot.oddities)
        return snapshot

    def artifacts(self, view: View = listing.DEFAULT, *, at: Moment | None = None) -> list[ArtifactRow]:
        """A row for each artifact: latest version and stages. One known from annotations only is not `registered`."""
        configured = self.config.stages
        if at is None and view._replace(deprecated=False) == listing.DEFAULT:
            rows = held = self._overview()
        else:
            registry = self.read(at=at).registry
            rows, held = listing.artifact_rows(registry, view), listing.artifact_rows(registry)
        columns = listing.stages_of(held) if configured is None else configured
        if at is None:
            rows = [*rows, *self._annotated_only({row.artifact for row in rows})]
        return listing.arranged(rows, columns, deprecated=view.deprecated)

    def _overview(self) -> list[ArtifactRow]:
        overview = read_overview(self.place)
        if overview.oddities:
            self.notice(overview.oddities)
        return overview.rows

    def show(self, name: str, view: View = listing.DEFAULT, *, at: Moment | None = None) -> list[VersionRow]:
        """A row for each version of an artifact, or for those a shortcut picks (`nn@latest`, `nn#prod`).

        ArtifactNotFound.
        """
        shortcut = shortcuts.parse(name)
        artifact = self.find(shortcut.artifact, at=at)
        head_at = None
        if self.place.head and any(not v.events and not v.stages for v in artifact.versions):
            head_at = self.commits([self.place.head])[self.place.head].at
        return listing.pick(listing.version_rows(artifact, view, head_at), shortcut)

    def find(self, name: str, *, at: Moment | None = None) -> Artifact:
        """An artifact with its versions, stages and events. ArtifactNotFound."""
        registry = self.read(name, at=at).registry
        if at is None:
            self._annotate(registry, only=name)
        return registry.find(name)

    def state(self, *, at: Moment | None = None) -> Registry:
        """The whole registry, with the artifacts and versions that annotations at HEAD add."""
        registry = self.read(at=at).registry
        if at is None:
            self._annotate(registry)
        return registry

    def history(self, name: str | None = None, *, ascending: bool = False, at: Moment | None = None) -> list[EventRow]:
        """Every event of the registry or of one artifact, newest first. Nothing of an unknown artifact."""
        return listing.event_rows(self.read(name, at=at).registry, ascending=ascending)

    def stages(self, *, allowed: bool = False, used: bool = False, at: Moment | None = None) -> list[StageName] | None:
        """The configured stages, or those in use where none are configured. None: `allowed`, and none configured.

        `used` asks for those in use, `allowed` for those configured.
        """
        if allowed and used:
            raise WrongArgs('Either "allowed" or "used" can be set')
        configured = self.config.stages
        if allowed:
            return None if configured is None else list(configured)
        if configured is not None and not used:
            return list(configured)
        rows = self._overview() if at is None else listing.artifact_rows(self.read(at=at).registry)
        return listing.stages_of(rows)

    def check_ref(self, ref: str) -> list[EventRow]:
        """The event behind a tag (`refs/tags/` in front or not). Nothing if the ref is anything else."""
        tag = ref.removeprefix("refs/tags/")
        name = tags.parse(tag)
        if name is None:
            return []
        artifact = self.read(name.artifact).registry.artifacts.get(name.artifact)
        events = artifact.events if artifact else []
        return [listing.event_row(artifact, event) for event in events if artifact and event.tag == tag]

    def describe(self, name: str, *, rev: str | None = None, at: Moment | None = None) -> Annotation | None:
        """What is written about an artifact at HEAD or `rev`, or at the version that a shortcut picks.

        None: nothing is.
        """
        commit = self.commit_described(name, rev=rev, at=at)
        if commit is None:
            return None
        artifact = shortcuts.parse(name).artifact
        reading = self.annotations([commit])[commit]
        if reading.problems:
            self.notice(annotated.remarks(reading))
        return next((a for a in reading.annotations if a.artifact == artifact), None)

    def commit_described(self, name: str, *, rev: str | None = None, at: Moment | None = None) -> CommitId | None:
        """The commit that `describe` reads: of the version picked, of the latest one (`at`), `rev` or HEAD."""
        picks = shortcuts.parse(name).picks
        if picks and rev is not None:
            raise WrongArgs("Either specify revision or use naming shortcut.")
        if picks:
            rows = self.show(name, at=at)
            return rows[0].version.commit if rows else None
        if at is not None:
            latest = self.find(name, at=at).latest
            return latest.commit if latest else None
        return resolve(self.place, rev) if rev else self.place.head

    def resolve(self, ref: str) -> CommitId:
        """The commit that a ref leads to. RefNotFound."""
        return resolve(self.place, ref)

    def commits(self, ids: Sequence[CommitId]) -> dict[CommitId, Commit]:
        """The commits of these ids that can be read."""
        return objects.commits(self.place.path, list(dict.fromkeys(ids)))

    def annotations(self, commits: Sequence[CommitId]) -> dict[CommitId, Reading]:
        """What the annotation files of each commit say."""
        found = self.commits(commits)
        read = annotated.annotations_in(self.place, [c.tree for c in found.values()], self.config.INDEX)
        empty = Reading()
        return {id: read[found[id].tree] if id in found else empty for id in commits}

    def head_reading(self) -> Reading:
        """What the annotation files at HEAD say."""
        head, tree = self.place.head, self.place.head_tree
        if self.place.head_damaged:
            return Reading(problems=(Problem("HEAD", annotated.NO_COMMIT),))
        if head is None:
            return Reading()
        if tree is None:
            return self.annotations([head])[head]
        return annotated.annotations_in(self.place, [tree], self.config.INDEX)[tree]

    def moment(self, text: str) -> Moment:
        """A point in time as a person writes it: an ISO date or time, or a tag or commit (when it was made)."""
        from gto.registry.dates import parse_date  # loads datetime

        if (named := parse_date(text)) is not None:
            return named
        name = tags.parse(text)
        for event in self.read(name.artifact).registry.events() if name else ():
            if event.tag == text:
                return event.at
        try:
            commit = resolve(self.place, text)
        except RefNotFound:
            raise RefNotFound(
                text, hint="--at takes a date (2026-03-01, 2026-03-01T14:00), a tag or a commit"
            ) from None
        return self.commits([commit])[commit].at

    # --- changes --------------------------------------------------------------------------------------------------

    register, plan_register = doing(Register), planning(Register)
    assign, plan_assign = doing(Assign), planning(Assign)
    unassign, plan_unassign = doing(Unassign), planning(Unassign)
    deregister, plan_deregister = doing(Deregister), planning(Deregister)
    deprecate, plan_deprecate = doing(Deprecate), planning(Deprecate)
    rollback, plan_rollback = doing(Rollback), planning(Rollback)

    def plan(self, request: Request, *, remote: str | None = None) -> Plan:
        """What a request would change (here, or on a remote), without changing it."""
        return self._writer().plan(request, remote or self.delivery.remote)

    def carry_out(
        self,
        request: Request,
        delivery: Delivery | None = None,
        *,
        pending: Callable[[Sequence[Pending]], None] | None = None,
    ) -> Done:
        """Do what is requested, whole or not at all. `pending` hears beforehand which tag objects will appear."""
        writer = self._writer()
        done = writer.carry_out(request, delivery or self.delivery, pending=pending)
        self.place = writer.place
        return done

    def on_behalf_of(self, name: str | None, email: str | None) -> Repository:
        """The same repository, where tags are made in this person's name; git's own idea for what is None.

        NoIdentity.
        """
        if not (name and email):
            person, _ = committer(read_settings(self.place.path), None)
            name, email = name or person.name, email or person.email
        return self._delivering(self.delivery._replace(author=Person(name, email)))

    def pushing(self, remote: str = "origin") -> Repository:
        """The same repository, where what is written goes to a remote, too."""
        return self._delivering(self.delivery._replace(remote=remote))

    def _delivering(self, delivery: Delivery) -> Repository:
        other = Repository(self.place, tell=self.tell, notice=self.notice)
        other.delivery = delivery
        return other

    def _writer(self) -> Writer:
        return Writer(self.place, self.config, tell=self.tell, notice=self.notice)

    # --- what annotations add -------------------------------------------------------------------------------------

    def _annotate(self, registry: Registry, *, only: str | None = None) -> None:
        """Add what annotations at HEAD speak of: artifacts without a tag, and HEAD as a version of those.

        An artifact in `artifacts.yaml` gets HEAD as a version even if it has tags, as in GTO 1.x.
        """
        reading = self.head_reading()
        if reading.problems:
            self.notice(annotated.remarks(reading))
        head, index = self.place.head, self.config.INDEX
        if head is None:
            return
        for annotation in reading.annotations:
            name = ArtifactName(annotation.artifact)
            if only is not None and name != only:
                continue
            artifact = registry.artifacts.get(name)
            if artifact is None:
                artifact = registry.artifacts[name] = Artifact(name)
                artifact.discover(head)
            elif annotation.source == index:
                artifact.discover(head)

    def _annotated_only(self, registered: set[ArtifactName]) -> list[ArtifactRow]:
        """Rows for the artifacts that only annotations at HEAD speak of."""
        reading = self.head_reading()
        if reading.problems:
            self.notice(annotated.remarks(reading))
        names = dict.fromkeys(ArtifactName(annotation.artifact) for annotation in reading.annotations)
        return [ArtifactRow(name, None, {}, False, True) for name in names if name not in registered]


def open_repository(
    path_or_url: str | os.PathLike[str] | HasRoot,
    *,
    tell: Callable[[str], None] | None = None,
    notice: Callable[[Sequence[Oddity]], None] | None = None,
) -> Repository:
    """The registry in a repository on this machine (any folder in it, or an object with `root_dir`), or at an address.

    NoRepo for a path without a repository, RemoteUnreachable for an address that doesn't answer.
    """
    if isinstance(path_or_url, str) and is_address(path_or_url):
        (tell or _nobody)(f"Asking {path_or_url}")
        return Repository(visit(path_or_url), tell=tell, notice=notice)
    path = os.fspath(path_or_url) if isinstance(path_or_url, (str, os.PathLike)) else path_or_url.root_dir
    return Repository(locate(path), tell=tell, notice=notice)


def is_address(text: str) -> bool:
    """Whether text names a repository by its address, rather than by a path on this machine."""
    return is_url(text)


def _nobody(_: object) -> None:
    """Whom to tell when nobody listens."""
