"""A dvc.yaml → its stages, and the files that it names for the whole project. Paths are seen from the root.

Expressions are resolved and `foreach` and `matrix` written out, so what comes out is what would run. A stage that
cannot be resolved is a problem of that stage.
"""

from __future__ import annotations

import posixpath
import shlex
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from gto.annotations.interpolation import FILES_MAX, PARAMS_YAML, files_of, gather, spelled
from gto.annotations.yaml import UnreadableYaml
from gto.data.expansion import STAGES_MAX, expanded
from gto.data.remote_config import section
from gto.data.written import commands, join, mapping, place_of, text
from gto_studio.dvc.asking import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal, TypeAlias

    from gto.annotations.entries import Plain
    from gto.annotations.interpolation import Opened, Values

    Role: TypeAlias = Literal["out", "metric", "plot"]
    #: A file, and the keys wanted of it; None: all of it.
    Keys: TypeAlias = tuple[str, tuple[str, ...] | None]

#: So many values are read in all stages of one dvc.yaml together.
VALUES_MAX = 200_000
#: So many problems of one dvc.yaml are named.
PROBLEMS_MAX = 100


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a mapping is written as options of a command: `[parsing]` of DVC's settings."""

    #: What is false is `--no-flag`; otherwise it is left out.
    says_no: bool = False
    #: A list is `--key 1 --key 2`; otherwise `--key 1 2`.
    repeats: bool = False

    def __call__(self, value: Plain) -> str:
        """A value in a command."""
        return " ".join(_options(value, self)) if isinstance(value, dict) else spelled(value)


USUAL = Spelling()


def read_spelling(data: bytes) -> Spelling:
    """What a `.dvc/config` says of it; as usual where it is no such file."""
    said = section(data, "parsing")
    return Spelling(said.get("bool") == "boolean_optional", said.get("list") == "append")


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
    #: The values that expressions took, dotted, by the file that has them.
    used: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.file)


def needed(said: Mapping[str, Plain], file: str) -> tuple[str, ...]:
    """Files that expressions of a dvc.yaml may take values from, as far as can be said without resolving any."""
    if not has_expressions(said):
        return ()
    folder = posixpath.dirname(file)
    found = dict.fromkeys(files_of(said.get("vars"), folder))
    for stage in mapping(said.get("stages")).values():
        about = mapping(stage)
        for part in (about, mapping(about.get("do"))):
            if part.get("vars"):
                place = join(folder, text(part.get("wdir")) or text(about.get("wdir")))
                found |= dict.fromkeys(files_of(part.get("vars"), place)[1:])
    return tuple(found)[:FILES_MAX]


def read(said: Mapping[str, Plain], file: str, opened: Opened = lambda _: None, spelling: Spelling = USUAL) -> Pipeline:
    """What a dvc.yaml says. `opened` gives the values of a file that `vars` may name."""
    folder = posixpath.dirname(file)
    values = gather(said.get("vars"), folder, opened) if has_expressions(said) else None
    problems: list[Failure] = []
    context = _Context(file, values, opened, spelling)
    found = tuple(islice(_stages(said.get("stages"), context, problems), STAGES_MAX))
    used = {place: tuple(keys) for place, keys in values.used.items()} if values else {}
    top = {
        section: list(_top(section, said.get(section), values, problems)) for section in ("params", "metrics", "plots")
    }
    return Pipeline(
        file,
        found,
        tuple(_files(folder, top["params"])),
        tuple(_files(folder, top["metrics"])),
        top["plots"] or None,
        tuple(problems[:PROBLEMS_MAX]),
        used,
    )


def params_of(folder: str, listed: Plain) -> Iterator[Keys]:
    """`params:` of a stage: keys of params.yaml, and mappings from other files to their keys."""
    own: list[str] = []
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, str):
            own.append(item)
        for name, keys in mapping(item).items():
            if (place := place_of(folder, name)) is not None:
                wanted = tuple(key for key in keys if isinstance(key, str)) if isinstance(keys, list) else ()
                yield place, wanted or None
    if own and (place := place_of(folder, PARAMS_YAML)) is not None:
        yield place, tuple(own)


@dataclass(frozen=True, slots=True)
class _Context:
    """In which stages are read."""

    file: str
    values: Values | None
    opened: Opened
    spelling: Spelling


def _stages(given: Plain, context: _Context, problems: list[Failure]) -> Iterator[Stage]:
    """Those that can be resolved; the others are problems."""
    left = VALUES_MAX
    for name, about in mapping(given).items():
        try:
            for each, definition, inner in expanded(name, about, context.values):
                left -= _size(definition)
                if left < 0:
                    raise UnreadableYaml(f"more than {VALUES_MAX:,} values in all stages, written out")
                try:
                    yield _stage(each, definition, replace(context, values=inner))
                except UnreadableYaml as error:
                    problems.append(Failure("Unreadable", f"stage '{each}': {error}"))
        except UnreadableYaml as error:  # noqa: PERF203
            problems.append(Failure("Unreadable", f"stage '{name}': {error}"))


def _stage(name: str, about: Mapping[str, Plain], context: _Context) -> Stage:
    file, values = context.file, context.values
    wdir = text(about.get("wdir"))
    folder = join(posixpath.dirname(file), text(values.put_in(wdir)) if values else wdir)
    lines = commands(about.get("cmd"))
    if values is not None:
        values = values.joining(about.get("vars"), folder, context.opened)
        lines = tuple(values.written(line, context.spelling) for line in lines)
        about = {
            key: values.put_in(item) for key, item in about.items() if key not in ("cmd", "wdir", "vars", "foreach")
        }
    return Stage(
        name,
        file,
        folder,
        lines,
        tuple(_files(folder, about.get("deps"))),
        tuple(params_of(folder, about.get("params"))),
        (
            *_outputs(folder, about.get("outs"), "out"),
            *_outputs(folder, about.get("metrics"), "metric"),
            *_outputs(folder, about.get("plots"), "plot"),
            *_live(folder, about.get("live")),
        ),
        about.get("frozen") is True,
        about.get("always_changed") is True,
        text(about.get("desc")),
    )


def _top(section: str, given: Plain, values: Values | None, problems: list[Failure]) -> Iterator[Plain]:
    """The entries of a list at the top, each resolved by itself."""
    for item in given if isinstance(given, list) else [] if given is None else [given]:
        try:
            yield values.put_in(item) if values else item
        except UnreadableYaml as error:  # noqa: PERF203
            problems.append(Failure("Unreadable", f"`{section}`: {error}"))


def _files(folder: str, listed: Plain) -> Iterator[str]:
    for path, _ in _entries(listed):
        if (place := place_of(folder, path)) is not None:
            yield place


def _outputs(folder: str, listed: Plain, role: Role) -> Iterator[Output]:
    for path, settings in _entries(listed):
        if (place := place_of(folder, path)) is not None:
            yield Output(place, role, settings.get("cache") is not False, settings)


def _live(folder: str, given: Plain) -> Iterator[Output]:
    """`live:` of DVC 2: a folder of plots, and metrics in a JSON file beside it."""
    for path, settings in mapping(given).items():
        if (place := place_of(folder, path)) is None:
            continue
        cache = mapping(settings).get("cache") is not False
        yield Output(place, "plot", cache)
        if mapping(settings).get("summary") is not False:
            yield Output(f"{place}.json", "metric", cache=False)


def _entries(listed: Plain) -> Iterator[tuple[str, dict[str, Plain]]]:
    """Entries of a list: a text, or a mapping from a text to its settings."""
    for item in listed if isinstance(listed, list) else [listed]:
        if isinstance(item, str):
            yield item, {}
        for path, settings in mapping(item).items():
            yield path, mapping(settings)


def _size(value: Plain) -> int:
    if isinstance(value, list):
        return 1 + sum(map(_size, value))
    return 1 + sum(map(_size, value.values())) if isinstance(value, dict) else 1


def has_expressions(value: Plain | Mapping[str, Plain]) -> bool:
    """Whether there is a `${…}` anywhere in it."""
    if isinstance(value, str):
        return "${" in value
    if isinstance(value, list):
        return any(map(has_expressions, value))
    if isinstance(value, dict):
        return any(map(has_expressions, value)) or any(map(has_expressions, value.values()))
    return False


def _options(value: Mapping[str, Plain], how: Spelling, prefix: str = "") -> Iterator[str]:
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, dict):
            yield from _options(item, how, f"{name}.")
        elif isinstance(item, bool):
            if item or how.says_no:
                yield f"--{name}" if item else f"--no-{name}"
        elif isinstance(item, list):
            listed = list(map(_quoted, item))
            if how.repeats:
                yield from (f"--{name} {one}" for one in listed)
            elif listed:
                yield " ".join([f"--{name}", *listed])
        else:
            yield f"--{name} {_quoted(item)}"


def _quoted(value: Plain) -> str:
    return shlex.quote(value) if isinstance(value, str) else str(value)
