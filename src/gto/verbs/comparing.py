"""Two versions of an artifact side by side: commits, parameters, metrics, data and what is written about it.

A version, a stage, `latest` or any ref stands for a commit, and the commits' files are compared, all read in a few
batches. What cannot be read is named among the problems and costs nothing else.
"""

from __future__ import annotations

import posixpath

from gto.annotations.entries import DVC_YAML
from gto.annotations.yaml import UnreadableYaml
from gto.comparison.differences import Difference, differences
from gto.comparison.pipelines import (
    DVC_LOCK,
    Content,
    Pipeline,
    concerns,
    read_dvc_file,
    read_lock,
    read_pipeline,
)
from gto.comparison.values import UnreadableValues, read_values
from gto.errors import RefNotFound, VersionRequired, WrongArgs
from gto.git import changes, files
from gto.git.files import FileAt
from gto.git.revisions import resolve
from gto.record import Record
from gto.registry.names import CommitId, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gto.annotations.entries import Annotation, Plain
    from gto.git.changes import ChangedFile
    from gto.registry.events import Commit
    from gto.registry.state import Artifact
    from gto.verbs.repository import Repository

#: So many commits between two versions are named.
COMMITS_MAX = 50
#: So many files of one kind are compared.
FILES_MAX = 2_000


class Compare(Record):
    """Compare two versions of an artifact: without `new` with the latest one, without both the last two.

    `params` and `metrics` name files to compare instead of those that dvc.yaml names.
    """

    artifact: str
    old: str | None = None
    new: str | None = None
    params: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


class Side(Record):
    """What is compared: as it was called, its commit, and the version and stages of the artifact there."""

    name: str
    commit: CommitId
    version: str | None
    stages: tuple[str, ...]


class ValueChange(Record):
    """A parameter or metric that differs."""

    file: str
    difference: Difference


class DataChange(Record):
    """A file or folder whose content differs, by hash. `own`: it is the artifact's."""

    path: str
    old: Content | None
    new: Content | None
    own: bool


class Obstacle(Record):
    """A file that could not be compared, and why."""

    file: str
    message: str


class Comparison(Record):
    """What differs. `commits` are the newest of the `ahead` that only the new side has."""

    artifact: str
    old: Side
    new: Side
    ahead: int
    behind: int
    commits: tuple[Commit, ...]
    params: tuple[ValueChange, ...]
    metrics: tuple[ValueChange, ...]
    data: tuple[DataChange, ...]
    annotation: tuple[Difference, ...]
    obstacles: tuple[Obstacle, ...]


def compare(repository: Repository, request: Compare) -> Comparison:
    """Compare two versions of an artifact. ArtifactNotFound, VersionRequired, RefNotFound, WrongArgs."""
    artifact = repository.find(request.artifact)
    old, new = _sides(repository, artifact, request)
    apart = changes.distance(repository.place, old.commit, new.commit, limit=COMMITS_MAX)
    commits = repository.commits([old.commit, new.commit, *apart.commits])
    written = _written(repository, artifact.name, old, new)
    look = _Look(repository, commits[old.commit].tree, commits[new.commit].tree, request)
    return Comparison(
        artifact.name,
        old,
        new,
        apart.ahead,
        apart.behind,
        tuple(commits[id] for id in apart.commits if id in commits),
        look.params(),
        look.metrics(),
        look.data(written),
        tuple(differences(*map(_fields, written))),
        tuple(look.obstacles),
    )


# --- what is compared -------------------------------------------------------------------------------------


def _sides(repository: Repository, artifact: Artifact, request: Compare) -> tuple[Side, Side]:
    """The two sides, also where a person named only one or none."""
    if request.old is not None and request.new is not None:
        return _side(repository, artifact, request.old), _side(repository, artifact, request.new)
    if request.old is not None:
        return _side(repository, artifact, request.old), _side(repository, artifact, "latest")
    ordered = artifact.ranked(unregistered=False)
    if len(ordered) < 2:
        raise WrongArgs(
            f"'{artifact.name}' has no two versions to compare",
            hint=f"name two of its versions, stages or commits: gto diff {artifact.name} OLD NEW",
        )
    return _side(repository, artifact, ordered[1].text), _side(repository, artifact, ordered[0].text)


def _side(repository: Repository, artifact: Artifact, name: str) -> Side:
    """A version, `latest`, a stage, else a ref; in this order, if a name can be read in several ways."""
    commit = _commit(repository, artifact, name)
    version = artifact.at(commit)
    current = {stage for stage, held in artifact.stages().items() if held[0].version.commit == commit}
    return Side(name, commit, version.text if version and version.events else None, tuple(sorted(current)))


def _commit(repository: Repository, artifact: Artifact, name: str) -> CommitId:
    if name in ("latest", "greatest"):
        if artifact.latest is None:
            raise VersionRequired(artifact.name)
        return artifact.latest.commit
    version = artifact.version(name)
    if version is not None and version.events:
        return version.commit
    for stage, held in artifact.stages().items():
        if stage == name:
            return held[0].version.commit
    try:
        return resolve(repository.place, name)
    except RefNotFound:
        raise RefNotFound(
            shown(name),
            hint=f"name a version or a stage of '{artifact.name}', `latest`, or a commit, branch or tag",
        ) from None


# --- what is written about it -----------------------------------------------------------------------------


def _written(
    repository: Repository, artifact: str, old: Side, new: Side
) -> tuple[Annotation | None, Annotation | None]:
    readings = repository.annotations([old.commit, new.commit])
    before, after = (
        next((a for a in readings[side.commit].annotations if a.artifact == artifact), None) for side in (old, new)
    )
    return before, after


def _fields(annotation: Annotation | None) -> dict[str, Plain]:
    """What an annotation says, as far as it says anything."""
    if annotation is None:
        return {}
    fields: dict[str, Plain] = {
        "type": annotation.type,
        "path": annotation.path,
        "description": annotation.description,
        "labels": list(annotation.labels),
        "custom": annotation.custom,
        "source": annotation.source,
    }
    return {field: value for field, value in fields.items() if value not in (None, "", [])}


# --- what the files say -----------------------------------------------------------------------------------


class _Look:
    """One look at the files of two trees: which differ, and what those say that matter."""

    def __init__(self, repository: Repository, old: str, new: str, request: Compare) -> None:
        self.obstacles: list[Obstacle] = []
        self._place = repository.place
        self._trees = (old, new)
        self._changed = {file.path: file for file in changes.changed_files(self._place, old, new)}
        self._pipelines = self._read_pipelines()
        self._named_params = self._named("params", request.params)
        self._named_metrics = self._named("metrics", request.metrics)
        self._content = self._read_changed()
        self._miss([*self._named_params, *self._named_metrics])

    def params(self) -> tuple[ValueChange, ...]:
        return tuple(self._values(self._named_params))

    def metrics(self) -> tuple[ValueChange, ...]:
        return tuple(self._values(self._named_metrics))

    def data(self, written: tuple[Annotation | None, Annotation | None]) -> tuple[DataChange, ...]:
        """Outputs whose hash changed, and the artifact's own files that Git keeps."""
        locations = [annotation.location for annotation in written if annotation and annotation.location]
        before, after = self._contents(0), self._contents(1)
        for location in locations:
            for file in self._changed.values():
                if concerns(location, file.path) and file.path not in (*before, *after):
                    if file.old:
                        before[file.path] = Content(f"git:{file.old}")
                    if file.new:
                        after[file.path] = Content(f"git:{file.new}")
        found = [
            DataChange(path, before.get(path), after.get(path), any(concerns(place, path) for place in locations))
            for path in sorted({*before, *after})
            if _hash(before.get(path)) != _hash(after.get(path))
        ]
        return tuple(sorted(found, key=lambda change: not change.own))

    def _read_pipelines(self) -> tuple[dict[str, Pipeline], dict[str, Pipeline]]:
        """What the dvc.yaml files of both trees name."""
        listed = files.named(self._place, self._trees, (DVC_YAML,))
        content = files.read(self._place, [file for found in listed.values() for file in found[:FILES_MAX]])
        known: dict[FileAt, Pipeline | None] = {}
        sides: list[dict[str, Pipeline]] = []
        for tree in self._trees:
            for file in listed[tree][:FILES_MAX]:
                if file not in known:
                    known[file] = self._pipeline(file, content[file.id])
            sides.append({file.path: p for file in listed[tree][:FILES_MAX] if (p := known[file]) is not None})
        return sides[0], sides[1]

    def _pipeline(self, file: FileAt, data: bytes | None) -> Pipeline | None:
        try:
            return None if self._is_missing(file.path, data) else read_pipeline(data or b"", file.path)
        except UnreadableYaml as error:
            self._stumble(file.path, str(error))
            return None

    def _named(self, kind: str, given: Sequence[str]) -> list[str]:
        """The files of a kind: those that a person gave, else those that a dvc.yaml names."""
        if given:
            paths = [posixpath.normpath(path) for path in given]
            inside = [path for path in paths if not path.startswith(("../", "/")) and path != ".."]
            there = {*changes.objects_at(self._place, self._trees[0], inside)}
            there |= {*changes.objects_at(self._place, self._trees[1], inside)}
            for path in paths:
                if path not in there:
                    raise WrongArgs(f"Neither side has a file '{shown(path)}'")
            return list(dict.fromkeys(paths))
        found: dict[str, None] = {}
        for pipelines in self._pipelines:
            for pipeline in pipelines.values():
                found.update(dict.fromkeys(pipeline.params if kind == "params" else pipeline.metrics))
        return list(found)

    def _miss(self, paths: Sequence[str]) -> None:
        """Tell of named files that neither side has: nobody should take them for unchanged."""
        unseen = [path for path in paths if path not in self._changed]
        there = {path for tree in self._trees for path in changes.objects_at(self._place, tree, unseen)}
        for path in unseen:
            if path not in there:
                self._stumble(path, "Git has it on neither side (what DVC keeps is compared by its hash)")

    def _read_changed(self) -> Mapping[str, bytes | None]:
        """The content of all changed files that matter, by id, in one batch."""
        wanted = {*self._named_params[:FILES_MAX], *self._named_metrics[:FILES_MAX], *self._tracking()}
        return files.read(
            self._place,
            [FileAt(path, id) for path in wanted if path in self._changed for id in _ids(self._changed[path])],
        )

    def _tracking(self) -> list[str]:
        """The changed files in which DVC keeps hashes."""
        found = [path for path in self._changed if path.endswith(".dvc") or posixpath.basename(path) == DVC_LOCK]
        if len(found) > FILES_MAX:
            self._stumble(found[FILES_MAX], f"more than {FILES_MAX:,} files with hashes differ; the rest is left out")
        return found[:FILES_MAX]

    def _values(self, paths: Iterable[str]) -> Iterable[ValueChange]:
        for path in paths:
            file = self._changed.get(path)
            if file is None:
                continue
            try:
                old, new = (self._read_values(path, id) for id in (file.old, file.new))
            except UnreadableValues as error:
                self._stumble(path, str(error))
                continue
            for difference in differences(old, new):
                yield ValueChange(path, difference)

    def _read_values(self, path: str, id: str | None) -> dict[str, Plain]:
        if id is None:
            return {}
        data = self._content.get(id)
        if data is None:
            raise UnreadableValues(_TOO_LARGE)
        return read_values(data, path)

    def _contents(self, side: int) -> dict[str, Content]:
        """What the changed files of one side say about hashes."""
        found: dict[str, Content] = {}
        for path in self._tracking():
            id = self._changed[path][1 + side]
            data = self._content.get(id) if id else b""
            if not id or self._is_missing(path, data):
                continue
            try:
                found |= self._hashes(path, data or b"", side)
            except UnreadableYaml as error:
                self._stumble(path, str(error))
        return found

    def _hashes(self, path: str, data: bytes, side: int) -> dict[str, Content]:
        if posixpath.basename(path) != DVC_LOCK:
            return read_dvc_file(data, path)
        pipeline = self._pipelines[side].get(posixpath.join(posixpath.dirname(path), DVC_YAML))
        return read_lock(data, path, pipeline.folders if pipeline else {})

    def _is_missing(self, path: str, data: bytes | None) -> bool:
        if data is None:
            self._stumble(path, _TOO_LARGE)
        return data is None

    def _stumble(self, file: str, message: str) -> None:
        obstacle = Obstacle(file, message)
        if obstacle not in self.obstacles:
            self.obstacles.append(obstacle)


_TOO_LARGE = f"it is missing, or larger than {files.FILE_BYTES_MAX:,} bytes"


def _hash(content: Content | None) -> str | None:
    return content.hash if content else None


def _ids(file: ChangedFile) -> list[str]:
    return [id for id in (file.old, file.new) if id]
