"""Which plots a commit has: the `plots:` of each dvc.yaml and the plots that stages write → definitions.

A definition says which fields of which files are drawn, and how. What the files hold is another matter
(`plot_points`). Paths are seen from the repository's root.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from gto.data import objects
from gto_studio.dvc import cells
from gto_studio.dvc.asking import outside, paths
from gto_studio.rules import storable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from gto_studio.dvc.asking import Asking, Kept
    from gto_studio.dvc.stages import Pipeline

    #: A folder → the files below it, at any depth, seen from the root; nothing where no folder is.
    Below: TypeAlias = Callable[[str], Sequence[str]]
    Owner: TypeAlias = Callable[[str], Kept | None]

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg")
DATA = (".csv", ".tsv", ".json", ".yaml", ".yml")

#: What an entry may say besides where its data is.
SETTINGS = ("title", "x_label", "y_label", "template", "header")

#: So many plots, and so many files of one folder, are taken.
PLOTS_MAX = 1_000
FOLDER_FILES_MAX = 200


@dataclass(frozen=True, slots=True)
class Source:
    """A field of a file; None is the last field that the file has."""

    file: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Definition:
    """One plot."""

    #: Tells it apart in its commit: the dvc.yaml and the name, or the name alone of what a stage writes.
    id: str
    #: What people call it: a name, or the path of its file.
    name: str
    #: The dvc.yaml it stands in; "" for what a stage writes.
    file: str
    kind: Literal["series", "image"]
    #: Where lines come from, in their order.
    y: tuple[Source, ...] = ()
    #: One field that is looked up in every file of `y`, or fields of files; None: the number of the row.
    x: str | tuple[Source, ...] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: Of a picture: its files, each with the step in a series that it shows, if it is in one.
    images: tuple[tuple[str, int | None], ...] = ()
    #: How many files of its folder were left out.
    skipped: int = 0

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that it is drawn from."""
        named = [source.file for source in self.y]
        named += [source.file for source in self.x] if isinstance(self.x, tuple) else []
        return tuple(dict.fromkeys([*named, *(path for path, _ in self.images)]))

    def document(self) -> dict[str, Any]:
        """As JSON and every database hold it. `read_document` is the inverse."""
        x: Any = [_stored(source) for source in self.x] if isinstance(self.x, tuple) else self.x
        return {
            "id": storable.name(self.id),
            "name": storable.name(self.name),
            "file": storable.name(self.file),
            "kind": self.kind,
            "y": [_stored(source) for source in self.y],
            "x": storable.text(x) if isinstance(x, str) else x,
            "settings": cells.stored(dict(self.settings)),
            "images": [[storable.name(path), step] for path, step in self.images],
            "skipped": self.skipped,
        }


def read_document(said: Mapping[str, Any]) -> Definition:
    """A definition from its document."""
    x = said["x"]
    return Definition(
        id=said["id"],
        name=said["name"],
        file=said["file"],
        kind=said["kind"],
        y=tuple(Source(file, name) for file, name in said["y"]),
        x=tuple(Source(file, name) for file, name in x) if isinstance(x, list) else x,
        settings=said["settings"],
        images=tuple((path, step) for path, step in said["images"]),
        skipped=said["skipped"],
    )


def read(
    pipelines: Iterable[Pipeline], inside: Below = lambda _: (), owner: Owner = lambda _: None
) -> Asking[tuple[Definition, ...]]:
    """The plots of a commit. `inside`: the files of folders that are not in Git, as far as they were listed; `owner`:
    the output outside of Git that a path is, or lies in."""
    listed = list(pipelines)
    named = list(dict.fromkeys(path for one in listed for path in _paths(one)))
    there = yield from paths(f"{path}/" for path in named)

    def known(folder: str) -> Sequence[str]:
        return [path for path in there if path.startswith(f"{folder}/")] or inside(folder)

    away = yield from _listed({path: one for path in named if not known(path) and (one := _folder(path, owner))})

    def below(folder: str) -> Sequence[str]:
        return known(folder) or away.get(folder, ())

    found = [plot for one in listed for plot in definitions(one.file, one.plots, below)]
    stages = [stage for one in listed for stage in one.stages]
    written = [(out.path, out.settings) for stage in stages for out in stage.outs if out.role == "plot"]
    return (*found, *of_outputs(written, below))


def _folder(path: str, owner: Owner) -> Kept | None:
    """The output that may have a folder of this path in it."""
    found = owner(path)
    is_file = posixpath.splitext(path)[1].lower() in (*DATA, *IMAGES)
    return found if found is not None and found.is_folder and not is_file else None


def _listed(wanted: Mapping[str, Kept]) -> Asking[dict[str, list[str]]]:
    """What folders outside of Git have in them, of those that can be asked."""
    given = yield from outside(wanted.values())
    found = {}
    for path, kept in wanted.items():
        data = given.get(kept)
        names = objects.members(data) if isinstance(data, bytes) else {}
        whole = [posixpath.normpath(f"{kept.path}/{name}") for name in names]
        found[path] = [one for one in whole if one.startswith(f"{path}/")]
    return found


def _paths(pipeline: Pipeline) -> Iterator[str]:
    """What may be a folder of plots."""
    yield from (entry.name for entry in _entries(pipeline.file, pipeline.plots) if entry.is_path)
    yield from (out.path for stage in pipeline.stages for out in stage.outs if out.role == "plot")


def definitions(file: str, entries: object, below: Below) -> list[Definition]:
    """The plots of one dvc.yaml, from the value of its `plots:`. What is no form of plot is left out."""
    found: dict[str, _Entry] = {}
    for entry in _entries(file, entries):
        for one in _spread(entry, below):
            # of two entries for one file the nearer one counts, and of two as near the later one
            known = found.get(one.name)
            if known is None or one.near >= known.near:
                found[one.name] = one
    return _definitions(file, found.values())


def of_outputs(outputs: Iterable[tuple[str, Mapping[str, Any]]], below: Below) -> list[Definition]:
    """The plots that stages write: (path, what is said of it) of each."""
    found: dict[str, _Entry] = {}
    for path, said in outputs:
        for one in _spread(_entry("", path, said), below):
            found[one.name] = one
    return _definitions("", found.values())


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    y: tuple[Source, ...]
    x: str | tuple[Source, ...] | None
    settings: Mapping[str, Any]
    #: It is a file or a folder, not a name for something made of several files.
    is_path: bool
    #: How many folders deep the path is that was written: the deeper, the nearer to the file.
    near: int = 0
    skipped: int = 0


def _entries(file: str, entries: object) -> Iterator[_Entry]:
    """Each entry as written: a path, or a name with what is said of it; in a list, or in one mapping."""
    folder = posixpath.dirname(file)
    listed = entries if isinstance(entries, list) else [{key: value} for key, value in _mapping(entries).items()]
    for one in listed:
        if isinstance(one, str):
            yield _entry(folder, one, {})
            continue
        for name, said in _mapping(one).items():
            yield _entry(folder, str(name), _mapping(said))
            break  # an entry is one plot; more keys say nothing, to DVC either


def _entry(folder: str, name: str, said: Mapping[str, Any]) -> _Entry:
    settings = {key: said[key] for key in SETTINGS if said.get(key) is not None}
    x, y = said.get("x"), said.get("y")
    path = _path(folder, name)
    fields_of_files = isinstance(y, dict)
    if isinstance(y, dict):
        sources = tuple(_sources(folder, y))
        name = path if posixpath.splitext(name)[1] in DATA else name
    else:
        sources = tuple(Source(path, one) for one in _fields(y)) or (Source(path, None),)
        name = path
    across = tuple(_sources(folder, x)) if isinstance(x, dict) else None
    return _Entry(
        name, sources, across or (str(x) if _is_field(x) else None), settings, not fields_of_files, _deep(path)
    )


def _spread(entry: _Entry, below: Below) -> Iterator[_Entry]:
    """An entry for each file of a folder; an entry for anything else as it is."""
    inside = below(entry.name) if entry.is_path else ()
    if not inside:
        yield entry
        return
    # files of a folder before those of its subfolders, as DVC walks
    ordered = sorted(inside, key=lambda path: _walked(path, entry.name))
    skipped = max(0, len(ordered) - FOLDER_FILES_MAX)
    for path in ordered[:FOLDER_FILES_MAX]:
        sources = tuple(Source(path, source.field) for source in entry.y)
        yield _Entry(path, sources, entry.x, entry.settings, True, entry.near, skipped)


def _definitions(file: str, entries: Iterable[_Entry]) -> list[Definition]:
    found: list[Definition] = []
    series: dict[str, list[tuple[str, int]]] = {}
    prefix = f"{file}::" if file else ""
    for one in entries:
        if not (one.is_path and is_image(one.name)):
            found.append(
                Definition(prefix + one.name, one.name, file, "series", one.y, one.x, one.settings, (), one.skipped)
            )
        elif (step := _step(one.name)) is not None:
            folder = posixpath.dirname(one.name)
            if folder not in series:
                series[folder] = []
                found.append(
                    Definition(prefix + folder, folder, file, "image", settings=one.settings, skipped=one.skipped)
                )
            series[folder].append((one.name, step))
        else:
            found.append(
                Definition(
                    prefix + one.name,
                    one.name,
                    file,
                    "image",
                    settings=one.settings,
                    images=((one.name, None),),
                    skipped=one.skipped,
                )
            )
    return [_with_steps(one, series) for one in found[:PLOTS_MAX]]


def _with_steps(one: Definition, series: Mapping[str, list[tuple[str, int]]]) -> Definition:
    if one.kind == "series" or one.images:
        return one
    steps = sorted(series[one.name], key=lambda image: (image[1], image[0]))
    return Definition(
        one.id, one.name, one.file, "image", settings=one.settings, images=tuple(steps), skipped=one.skipped
    )


def is_image(path: str) -> bool:
    """Whether a file is a picture, by its name."""
    return posixpath.splitext(path)[1].lower() in IMAGES


def _step(path: str) -> int | None:
    """`images/steps/12.png` → 12"""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return int(stem) if stem.isascii() and stem.isdecimal() and len(stem) < 16 and "/" in path else None


def _stored(source: Source) -> list[str | None]:
    return [storable.name(source.file), source.field if source.field is None else storable.text(source.field)]


def _sources(folder: str, said: Mapping[Any, Any]) -> Iterator[Source]:
    for file, fields in said.items():
        for one in _fields(fields):
            yield Source(_path(folder, str(file)), one)


def _fields(said: object) -> list[str]:
    listed = said if isinstance(said, list) else [said]
    return [str(one) for one in listed if _is_field(one)]


def _is_field(said: object) -> bool:
    return isinstance(said, (str, int, float)) and not isinstance(said, bool)


def _mapping(said: object) -> Mapping[Any, Any]:
    return said if isinstance(said, dict) else {}


def _path(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def _deep(path: str) -> int:
    return path.count("/") + 1


def _walked(path: str, folder: str) -> tuple[tuple[int, str], ...]:
    *above, name = path.removeprefix(f"{folder}/").split("/")
    return (*((1, one) for one in above), (0, name))
