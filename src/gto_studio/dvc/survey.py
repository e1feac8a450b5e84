"""The structural files of a commit → its projects, stages, and what is tracked."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from gto.annotations.dvc_yaml import read_dvc_yaml
from gto.annotations.entries import DVC_YAML
from gto.annotations.yaml import UnreadableYaml
from gto.comparison.pipelines import DVC_LOCK
from gto.data import tracked
from gto_studio.dvc import cells, layout, opening, stage_files, stages
from gto_studio.dvc.asking import Failure, contents, paths
from gto_studio.dvc.opening import opened
from gto_studio.dvc.results import Pointer, tracking
from gto_studio.dvc.stages import USUAL, Pipeline, Spelling
from gto_studio.rules import storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gto.annotations.entries import Plain
    from gto.data.tracked import Run
    from gto_studio.dvc.asking import Asking, Parsed
    from gto_studio.dvc.results import Tracked

#: So often templates may turn out to need other files than it seemed.
ROUNDS_MAX = 5


@dataclass(frozen=True, slots=True)
class Structure:
    """The structural files of a commit (`layout.is_structural`), by path, and the ids of their contents."""

    #: Those that track data, of which there may be thousands. Handed in as the same object, they cost nothing again.
    data: Mapping[str, str]
    others: Mapping[str, str]


def structure(files: Mapping[str, str]) -> Structure:
    """The structural ones of some files."""
    found = {path: id for path, id in files.items() if layout.is_structural(path)}
    data = {path: id for path, id in found.items() if layout.is_dvc_file(path)}
    return Structure(data, {path: id for path, id in found.items() if path not in data})


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be taken at its word, and why."""

    file: str
    type: str
    msg: str


@dataclass(slots=True)
class Survey:
    """What the structural files say."""

    files: Structure
    projects: tuple[str, ...]
    ignoring: layout.Ignoring
    #: Each dvc.yaml.
    said: dict[str, dict[str, Plain]] = field(default_factory=dict)
    #: By the file and the name of the stage.
    runs: dict[tuple[str, str], Run] = field(default_factory=dict)
    #: Each file that tracks data.
    data: Mapping[str, dict[str, Plain] | Failure] = field(default_factory=dict)
    #: Stage files of DVC 0.x.
    old: list[Pipeline] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def look_around(files: Structure, parsed: Parsed) -> Asking[Survey]:
    """Open the structural files."""
    projects = layout.projects(files.others)
    remembered = parsed.get(("data", id(files.data)))
    wanted = [(_HOW[name], path, id) for path, id in files.others.items() if (name := posixpath.basename(path)) in _HOW]
    if remembered is None:
        wanted += [(opening.MAPPING, path, id) for path, id in files.data.items()]
    said = yield from opened(parsed, wanted)
    if remembered is None:
        data = {path: said[path] for path in files.data}
        # the files are remembered with it, so that no other can get their identity
        remembered = parsed.remembered(("data", id(files.data)), lambda: (files.data, data), 64 * len(data))
    rules = {path: data for path, data in said.items() if path.endswith(layout.DVCIGNORE) and isinstance(data, bytes)}
    found = Survey(files, projects, layout.ignoring(rules), data=remembered[1])
    for path in sorted(files.others):
        if path not in said or found.ignoring.leaves_out(path):
            continue
        if isinstance(said[path], Failure):
            found.problems.append(Problem(path, said[path].type, said[path].msg))
        elif path.endswith(DVC_YAML):
            found.said[path] = said[path]
        elif path.endswith(DVC_LOCK):
            pipeline = posixpath.join(posixpath.dirname(path), DVC_YAML)
            found.runs |= {(pipeline, name): run for name, run in said[path].items()}
    return found


_HOW = {DVC_YAML: opening.MAPPING, DVC_LOCK: opening.RUNS, layout.DVCIGNORE: opening.RAW}


def resolved(found: Survey, parsed: Parsed) -> Asking[list[Pipeline]]:
    """The stages of each dvc.yaml, and what else it names."""
    needs = {
        path: parsed.remembered(("needs", path, found.files.others[path]), partial(stages.needed, said, path))
        for path, said in found.said.items()
    }
    configs = {path: layout.config_of(path, found.projects) for path in needs if needs[path]}
    ids = {path: found.files.others.get(config) for path, config in configs.items()}
    spellings = yield from opened(parsed, {(opening.SPELLING, configs[path], id) for path, id in ids.items() if id})
    made: dict[str, Pipeline] = {}
    for _ in range(ROUNDS_MAX):
        if len(made) == len(found.said):
            break
        there = yield from paths({place for path in needs for place in needs[path] if path not in made})
        values = yield from opened(parsed, ((opening.values(place), place, id) for place, id in there.items()))
        for path, said in found.said.items():
            if path in made:
                continue
            own = found.files.others[path], ids.get(path)
            key = ("pipeline", path, *own, *((place, there.get(place)) for place in needs[path]))
            others: dict[str, None] = {}
            if (known := parsed.get(key)) is None:
                spelling = spellings.get(configs.get(path, ""))
                spelling = spelling if isinstance(spelling, Spelling) else USUAL
                known = stages.read(said, path, partial(_looked_up, values, needs[path], others), spelling)
            if others:
                needs[path] = (*needs[path], *others)
            else:
                made[path] = parsed.remembered(key, lambda known=known: known, 200 * len(known.stages))  # type: ignore[misc]
    return [made.get(path, Pipeline(path, problems=(_ENDLESS,))) for path in found.said]


_ENDLESS = Failure("Unreadable", "its templates need ever more files")


def _looked_up(
    values: Mapping[str, Plain | Failure], known: Sequence[str], others: dict[str, None], place: str
) -> dict[str, Plain] | None:
    """The values of a file that templates name; what was not asked for yet is put among the `others`."""
    if place not in known:
        others[place] = None
        return {}
    said = values.get(place)
    if isinstance(said, Failure):
        raise UnreadableYaml(f"{place}: {said.msg}")
    if said is not None and not isinstance(said, dict):
        raise UnreadableYaml(f"{place}: the file has to be a mapping")
    return said


def track(found: Survey, parsed: Parsed) -> Tracked:
    """What .dvc files track; those that were stages go to the others."""
    key = ("tracking", id(found.data), found.projects, found.ignoring)

    def all_of_them() -> tuple[Any, ...]:
        problems, old, runs, data = [], [], {}, []
        for path, said in sorted(found.data.items()):
            if found.ignoring.leaves_out(path):
                continue
            if isinstance(said, Failure):
                problems.append(Problem(path, said.type, said.msg))
            elif stage_files.is_stage(said):
                stage, run = stage_files.stage(said, path)
                old.append(Pipeline(path, (stage,)))
                runs[path, stage.name] = run
            else:
                data.append(Pointer(path, tracked.data(said, path), tracked.imported(said)))
        return found.data, problems, old, runs, tracking(data, found.projects)

    _, problems, old, runs, contents = parsed.remembered(key, all_of_them, 64 * len(found.data))
    found.problems += problems
    found.old += old
    found.runs |= runs
    return contents  # type: ignore[no-any-return]


def artifacts(found: Survey, parsed: Parsed) -> Asking[dict[str, dict[str, Any]]]:
    """What each dvc.yaml says of artifacts, by their full names."""
    ids = {path: found.files.others[path] for path, said in found.said.items() if "artifacts" in said}
    needs = {}
    for path in ids:
        is_template = stages.has_expressions(found.said[path]["artifacts"])
        needs[path] = stages.needed(found.said[path], path) if is_template else ()
    there = yield from paths({place for places in needs.values() for place in places})
    keys = {path: ("artifacts", path, id, *(there.get(place) for place in needs[path])) for path, id in ids.items()}
    lacking = [path for path in ids if parsed.get(keys[path]) is None]
    wanted = {ids[path] for path in lacking} | {there[one] for path in lacking for one in needs[path] if one in there}
    given = {id: data for id, data in (yield from contents(wanted)).items() if isinstance(data, bytes)}
    named: dict[str, dict[str, Any]] = {}
    for path, id in ids.items():
        beside = {one: given[there[one]] for one in needs[path] if there.get(one) in given}
        named |= parsed.remembered(keys[path], partial(_declared, given.get(id, b""), path, beside), 512)
    return named


def _declared(data: bytes, file: str, beside: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    return {
        storable.text(one.artifact): {
            "file": storable.name(file),
            "path": cells.stored(one.path),
            "type": cells.stored(one.type),
            "desc": storable.text(one.description),
            "labels": cells.stored(list(one.labels)),
            "meta": cells.stored(one.custom),
        }
        for one in read_dvc_yaml(data, file=file, files=beside).annotations
    }
