"""One commit → its Reading: parameters, metrics, data, stages and plots, and what could not be read."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from gto.annotations.entries import DVC_YAML
from gto.annotations.yaml import UnreadableYaml, read_yaml_mapping
from gto.comparison.pipelines import DVC_LOCK
from gto.comparison.values import UnreadableValues, read_nested
from gto_studio.dvc import cells, plot_definitions, stages
from gto_studio.dvc.asking import Failure, contents, paths
from gto_studio.rules import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto_studio.dvc.asking import Asking, Kept, Parsed
    from gto_studio.dvc.cells import Cell
    from gto_studio.dvc.plot_definitions import Definition
    from gto_studio.dvc.stages import Pipeline

#: So many files of one kind are read in a commit.
FILES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Sources:
    """Files of parameters and metrics that a project's settings name, besides those that DVC's files name."""

    params: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


NO_SOURCES = Sources()


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be taken at its word, and why."""

    file: str
    type: str
    msg: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a commit says. Nobody may change what is in here: it is shared between commits."""

    params: Mapping[str, Cell] = field(default_factory=dict)
    metrics: Mapping[str, Cell] = field(default_factory=dict)
    deps: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    outs: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    plots: tuple[Definition, ...] = ()
    stages: tuple[dict[str, Any], ...] = ()
    artifacts: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    projects: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: What was asked of outside Git and not given.
    lacking: tuple[Kept, ...] = ()

    def document(self) -> dict[str, Any]:
        """The whole, as JSON holds it (docs/reference/studio-readings.md)."""
        return {
            "params": dict(self.params),
            "metrics": dict(self.metrics),
            "deps": dict(self.deps),
            "outs": dict(self.outs),
            "plots": [one.document() for one in self.plots],
            "stages": list(self.stages),
            "artifacts": dict(self.artifacts),
            "projects": list(self.projects),
            "problems": [{"file": one.file, "type": one.type, "msg": one.msg} for one in self.problems],
        }


def is_structural(path: str) -> bool:
    """Whether a file says which others hold values, and what data there is; `read` wants the ids of all of these."""
    return posixpath.basename(path) in (DVC_YAML, DVC_LOCK) or path.endswith(".dvc")


def read(structure: Mapping[str, str], parsed: Parsed, sources: Sources = NO_SOURCES) -> Asking[Reading]:
    """Read a commit. `structure`: the id of each structural file of it, by path. Never raises on bad input."""
    problems: list[Problem] = []
    files = {path: id for path, id in structure.items() if posixpath.basename(path) == DVC_YAML}
    given = yield from contents(id for path, id in files.items() if ("dvc.yaml", path, id) not in parsed)
    pipelines: list[Pipeline] = []
    for path, id in sorted(files.items()):
        pipeline = parsed.remembered(("dvc.yaml", path, id), partial(_pipeline, given.get(id, b""), path))
        pipelines.append(pipeline)
        problems += [Problem(storable.name(path), one.type, one.msg) for one in pipeline.problems]
    params, metrics = _named(pipelines, sources)
    there = yield from paths([*params, *metrics])
    wanted = {("values", path, id): id for path, id in there.items()}
    given = yield from contents(id for key, id in wanted.items() if key not in parsed)
    found = {}
    for path, id in there.items():
        found[path] = parsed.remembered(("values", path, id), partial(_values, given.get(id, b""), path))
    return Reading(
        params={storable.name(path): found.get(path, _MISSING) for path in params},
        metrics={storable.name(path): found.get(path, _MISSING) for path in metrics},
        plots=(yield from plot_definitions.read(pipelines)),
        stages=tuple(_stage(stage) for one in pipelines for stage in one.stages),
        problems=tuple(problems),
    )


_MISSING = cells.error(Failure("Missing", "the commit has no such file"))


def _pipeline(data: bytes | Failure, file: str) -> Pipeline:
    if isinstance(data, Failure):
        return stages.Pipeline(file, problems=(data,))
    try:
        return stages.read(read_yaml_mapping(data), file)
    except UnreadableYaml as error:
        return stages.Pipeline(file, problems=(Failure("Unreadable", str(error)),))


def _values(data: bytes | Failure, file: str) -> Cell:
    if isinstance(data, Failure):
        return cells.error(data)
    try:
        return cells.data(read_nested(data, file))
    except UnreadableValues as error:
        return cells.error(Failure("Unreadable", str(error)))


def _named(pipelines: list[Pipeline], sources: Sources) -> tuple[list[str], list[str]]:
    params = dict.fromkeys(
        path for one in pipelines for path in (*(file for stage in one.stages for file, _ in stage.params), *one.params)
    )
    metrics = dict.fromkeys(
        path
        for one in pipelines
        for path in (*(out.path for stage in one.stages for out in stage.outs if out.role == "metric"), *one.metrics)
    )
    return list(params | dict.fromkeys(sources.params))[:FILES_MAX], list(metrics | dict.fromkeys(sources.metrics))[
        :FILES_MAX
    ]


def _stage(stage: stages.Stage) -> dict[str, Any]:
    by_role = {
        role: [storable.name(out.path) for out in stage.outs if out.role == role] for role in ("out", "metric", "plot")
    }
    return {
        "name": storable.text(stage.name),
        "file": storable.name(stage.file),
        "folder": storable.name(stage.folder),
        "cmd": [storable.text(line) for line in stage.cmd],
        "deps": [storable.name(path) for path in stage.deps],
        "params": {storable.name(path): list(keys) if keys else None for path, keys in stage.params},
        "outs": by_role["out"],
        "metrics": by_role["metric"],
        "plots": by_role["plot"],
        "state": "frozen" if stage.frozen else "never",
    }
