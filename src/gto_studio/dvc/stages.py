"""A dvc.yaml → its stages, and the files that it names for the whole project. Paths are seen from the root."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gto.annotations.yaml import UnreadableYaml
from gto_studio.dvc.asking import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal, TypeAlias

    from gto.annotations.entries import Plain

    Role: TypeAlias = Literal["out", "metric", "plot"]
    #: A file, and the keys wanted of it; None: all of it.
    Keys: TypeAlias = tuple[str, tuple[str, ...] | None]

#: Where DVC finds the parameters that a stage names without a file.
PARAMS_YAML = "params.yaml"


@dataclass(frozen=True, slots=True)
class Output:
    """What a stage writes."""

    path: str
    role: Role = "out"
    #: Whether DVC keeps it; otherwise it is a file in Git.
    cache: bool = True
    #: As written: of a plot its template, x, y, …
    settings: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as it runs: every expression resolved, one for each item of `foreach` or `matrix`."""

    name: str
    #: The dvc.yaml or .dvc file that says so.
    file: str
    #: Where it runs.
    folder: str
    cmd: tuple[str, ...] = ()
    deps: tuple[str, ...] = ()
    params: tuple[Keys, ...] = ()
    outs: tuple[Output, ...] = ()
    frozen: bool = False
    always_changed: bool = False
    desc: str = ""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What one dvc.yaml says."""

    file: str
    stages: tuple[Stage, ...] = ()
    params: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    #: `plots:` at the top, as written, expressions resolved.
    plots: Plain = None
    problems: tuple[Failure, ...] = ()

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.file)


def read(said: Mapping[str, Plain], file: str) -> Pipeline:
    """What a dvc.yaml says; what looks otherwise than DVC writes it is a problem, or passed over."""
    folder = posixpath.dirname(file)
    stages: list[Stage] = []
    problems: list[Failure] = []
    for name, about in _mapping(said.get("stages")).items():
        try:
            stages.append(stage(name, about, file))
        except UnreadableYaml as error:  # noqa: PERF203
            problems.append(Failure("Unreadable", f"stage '{name}': {error}"))
    return Pipeline(
        file,
        tuple(stages),
        tuple(files(folder, said.get("params"))),
        tuple(files(folder, said.get("metrics"))),
        said.get("plots"),
        tuple(problems),
    )


def stage(name: str, about: Plain, file: str) -> Stage:
    """One stage whose expressions are resolved. UnreadableYaml."""
    if not isinstance(about, dict):
        raise UnreadableYaml("it has to be a mapping")
    folder = join(posixpath.dirname(file), text(about.get("wdir")))
    command = about.get("cmd")
    return Stage(
        name,
        file,
        folder,
        tuple(item for item in (command if isinstance(command, list) else [command]) if isinstance(item, str)),
        tuple(files(folder, about.get("deps"))),
        tuple(_params(folder, about.get("params"))),
        (
            *_outputs(folder, about.get("outs"), "out"),
            *_outputs(folder, about.get("metrics"), "metric"),
            *_outputs(folder, about.get("plots"), "plot"),
        ),
        about.get("frozen") is True,
        about.get("always_changed") is True,
        text(about.get("desc")),
    )


def files(folder: str, listed: Plain) -> Iterator[str]:
    """Files in a list, each a text or the key of a mapping."""
    for path, _ in _entries(listed):
        if (place := place_of(folder, path)) is not None:
            yield place


def place_of(folder: str, path: str) -> str | None:
    """A path seen from the root; None if it lies outside of the repository, or is a URL."""
    if not path or "://" in path or posixpath.isabs(path):
        return None
    place = join(folder, path)
    return None if place == ".." or place.startswith("../") else place


def join(folder: str, path: str) -> str:
    """A path of a folder, seen from the root; "" is the root."""
    place = posixpath.normpath(posixpath.join(folder, path))
    return "" if place == "." else place


def text(value: Plain) -> str:
    return value if isinstance(value, str) else ""


def _params(folder: str, listed: Plain) -> Iterator[Keys]:
    """`params:` of a stage: keys of params.yaml, and mappings from other files to their keys."""
    own: list[str] = []
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, str):
            own.append(item)
        for name, keys in _mapping(item).items():
            if (place := place_of(folder, name)) is not None:
                wanted = tuple(key for key in keys if isinstance(key, str)) if isinstance(keys, list) else ()
                yield place, wanted or None
    if own and (place := place_of(folder, PARAMS_YAML)) is not None:
        yield place, tuple(own)


def _outputs(folder: str, listed: Plain, role: Role) -> Iterator[Output]:
    for path, settings in _entries(listed):
        if (place := place_of(folder, path)) is not None:
            yield Output(place, role, settings.get("cache") is not False, settings)


def _entries(listed: Plain) -> Iterator[tuple[str, dict[str, Plain]]]:
    """Entries of a list: a text, or a mapping from a text to its settings."""
    for item in listed if isinstance(listed, list) else [listed]:
        if isinstance(item, str):
            yield item, {}
        for path, settings in _mapping(item).items():
            yield path, _mapping(settings)


def _mapping(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}
