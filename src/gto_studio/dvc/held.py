"""Which files hold a commit's parameters and metrics, and what they say: those in Git, and those outside of it."""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from gto.annotations.interpolation import PARAMS_YAML
from gto_studio.dvc import cells, formats, opening
from gto_studio.dvc.asking import Failure, outside, paths
from gto_studio.dvc.opening import opened
from gto_studio.rules import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gto.annotations.entries import Plain
    from gto_studio.dvc.asking import Asking, Kept, Parsed
    from gto_studio.dvc.cells import Cell
    from gto_studio.dvc.layout import Ignoring
    from gto_studio.dvc.results import Results
    from gto_studio.dvc.stages import Pipeline

#: So many files of one kind are read in a commit.
FILES_MAX = 2_000

MISSING = Failure("Missing", "the commit has no such file")


@dataclass(frozen=True, slots=True)
class Sources:
    """Files of parameters and metrics that a project's settings name, besides those that DVC's files name."""

    params: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


NO_SOURCES = Sources()


@dataclass(frozen=True, slots=True)
class Named:
    """Which files hold parameters and metrics."""

    #: By path: the keys wanted, None for all.
    params: Mapping[str, tuple[str, ...] | None]
    #: Those of whose values only the used ones are shown, under their dotted names.
    used: Mapping[str, tuple[str, ...]]
    #: Those that are shown where there are any.
    maybe: tuple[str, ...]
    metrics: tuple[str, ...]
    sources: Sources


def named(pipelines: Sequence[Pipeline], projects: Sequence[str], sources: Sources, *, is_dvc: bool) -> Named:
    params: dict[str, dict[str, None] | None] = {}
    used: dict[str, dict[str, None]] = {}
    metrics: dict[str, None] = {}
    for one in pipelines:
        for stage in one.stages:
            for path, keys in stage.params:
                before = params.setdefault(path, {})
                if keys is None:
                    params[path] = None
                elif before is not None:
                    before |= dict.fromkeys(keys)
            metrics |= dict.fromkeys(out.path for out in stage.outs if out.role == "metric")
        params |= dict.fromkeys(one.params)
        metrics |= dict.fromkeys(one.metrics)
        for path, keys in one.used.items():
            used.setdefault(path, {}).update(dict.fromkeys(keys))
    roots = [posixpath.join(folder, PARAMS_YAML) for folder in projects or ([""] if is_dvc else [])]
    params |= dict.fromkeys([*(path for path in roots if path in params), *sources.params])
    metrics |= dict.fromkeys(sources.metrics)
    return Named(
        {path: keys if keys is None else tuple(keys) for path, keys in params.items()},
        {path: tuple(keys) for path, keys in used.items() if path not in params and path not in roots},
        tuple(path for path in roots if path not in params),
        tuple(metrics),
        sources,
    )


@dataclass(slots=True)
class Values:
    """What the files of parameters and metrics say."""

    named: Named
    parsed: Parsed
    #: The ids of files in Git.
    ids: Mapping[str, str]
    #: What each file says, or why it cannot be read; those in Git, then those outside.
    said: dict[str, Plain | Failure]
    #: The files that each metrics entry stands for: itself, or those below it.
    below: Mapping[str, Sequence[str]]
    #: What outputs that are folders have in them, of those that could be asked.
    listings: Mapping[str, Sequence[str]]
    #: What was asked of outside Git and not given.
    lacking: tuple[Kept, ...] = ()

    def params(self) -> dict[str, Cell]:
        """By file, in the order in which they are named."""
        found = {}
        for path, keys in self.named.params.items():
            found[storable.name(path)] = self._cell(path, "params", keys)
        for path, keys in self.named.used.items():
            if path in self.said:
                found[storable.name(path)] = self._cell(path, "used", keys)
        for path in self.named.maybe:
            if path in self.said:
                found[storable.name(path)] = self._cell(path, "params", None)
        return found

    def metrics(self) -> dict[str, Cell]:
        """By file; an entry that is a folder gives one for each file in it."""
        return {
            storable.name(path): self._cell(path, "metrics", None)
            for entry in self.named.metrics
            for path in self.below.get(entry) or [entry]
        }

    def inside(self, folder: str) -> Sequence[str]:
        """The files below a folder that is, or lies in, an output outside of Git; nothing if that cannot be said."""
        for output, files in self.listings.items():
            if folder == output or folder.startswith(f"{output}/"):
                return [path for path in files if path.startswith(f"{folder}/")]
        return ()

    def _cell(self, path: str, shown: str, keys: tuple[str, ...] | None) -> Cell:
        said = self.said.get(path, MISSING)
        if isinstance(said, Failure):
            return cells.error(said)
        if path not in self.ids:
            return _shown(said, shown, keys)
        key = (shown, formats.suffix(path), self.ids[path], keys)
        return self.parsed.remembered(key, partial(_shown, said, shown, keys), 256)


def values(named: Named, ignoring: Ignoring, results: Results, parsed: Parsed) -> Asking[Values]:
    """Open the files of parameters and metrics."""
    params = [*named.params, *named.used, *named.maybe][:FILES_MAX]
    metrics = named.metrics[:FILES_MAX]
    there = yield from paths({*params, *metrics, *(f"{path}/" for path in metrics)})
    below = {path: [one for one in there if one.startswith(f"{path}/")] for path in metrics if path not in there}
    inside = [path for files in below.values() for path in files]
    shown = dict.fromkeys(path for path in [*params, *metrics, *inside[:FILES_MAX]] if path in there)
    custom = {*named.sources.params, *named.sources.metrics}
    said: dict[str, Plain | Failure] = yield from opened(
        parsed,
        [
            (opening.table(path) if path in custom else opening.values(path), path, there[path])
            for path in shown
            if not ignoring.leaves_out(path)
        ],
    )
    found = Values(named, parsed, there, said, below, {})
    lacking = [path for path in (*named.params, *metrics) if path not in said and not below.get(path)]
    yield from _look_outside(found, lacking, results)
    for path in lacking:
        if path not in found.said and path not in found.listings and (origin := results.origin(path)):
            found.said[path] = Failure(
                "NotInGit", f"it is imported from {origin}, and was not downloaded when it was committed"
            )
    return found


def _look_outside(found: Values, lacking: Iterable[str], results: Results) -> Asking[None]:
    """Ask for files that Git has only the hash of."""
    wanted = {path: _inside(owner, path) for path in lacking if (owner := results.owner(path)) is not None}
    folders = {path: one for path, one in wanted.items() if one.is_folder and not one.inside}
    given = yield from outside(wanted.values())
    listings = {}
    more: dict[str, Kept] = {}
    below = dict(found.below)
    for path, folder in folders.items():
        data = given.get(folder)
        names = _listing(data) if isinstance(data, bytes) else []
        listings[path] = below[path] = [f"{path}/{name}" for name in names]
        more |= {f"{path}/{name}": replace(folder, inside=name) for name in names[:FILES_MAX]}
    given = {**given, **(yield from outside(more.values()))}
    missing = []
    for path, one in {**wanted, **more}.items():
        data = given.get(one)
        if isinstance(data, bytes):
            if path not in folders:
                found.said[path] = formats.read(data, formats.suffix(path))
        else:
            missing.append(one)
            found.said[path] = _lacking(one, data, results.origin(path))
    found.below, found.listings, found.lacking = below, listings, tuple(missing)


def _inside(owner: Kept, path: str) -> Kept:
    return owner if path == owner.path else replace(owner, inside=path[len(owner.path) + 1 :])


def _lacking(kept: Kept, said: Failure | None, origin: str | None) -> Failure:
    """Why there is nothing to read of a file outside of Git."""
    failure = _not_in_git(kept) if said is None else said
    # nobody pushes what is imported from another repository: whoever wants it imports it, too
    return failure if origin is None else replace(failure, msg=f"{failure.msg}; it is imported from {origin}")


def _not_in_git(kept: Kept) -> Failure:
    what = f"it lies in '{kept.path}', which DVC keeps" if kept.inside else "DVC keeps it"
    size = None if kept.inside else kept.size
    return Failure("NotInGit", f"the file is not in Git: {what} outside of it", kept.known_hash, size)


def _listing(data: bytes) -> list[str]:
    """The files in the object of a folder."""
    try:
        listed = json.loads(data)
    except (ValueError, RecursionError):
        return []
    names = [item.get("relpath") for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return [name for name in names if isinstance(name, str) and name and ".." not in name.split("/")]


def _shown(said: Plain, shown: str, keys: tuple[str, ...] | None) -> Cell:
    if shown == "metrics":
        return cells.data(formats.metrics(said))
    if shown == "used":
        values = {key: formats.get(said, key) for key in keys or ()}
        return cells.data({key: value for key, value in values.items() if not isinstance(value, Failure)})
    return cells.data(said if keys is None else formats.picked(said, keys) or {})
