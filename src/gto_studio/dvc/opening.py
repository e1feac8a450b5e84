"""Files of a commit, opened and parsed: those that were met before in any commit are neither asked for nor parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gto.annotations.yaml import UnreadableYaml, read_yaml_mapping
from gto.data import tracked
from gto_studio.dvc import formats
from gto_studio.dvc.asking import Failure, contents
from gto_studio.dvc.stages import read_spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gto_studio.dvc.asking import Asking, Parsed

#: A mapping of YAML: dvc.yaml and .dvc files.
MAPPING = "mapping"
#: A dvc.lock, by stage.
RUNS = "runs"
#: A file as it is, for `.dvcignore`.
RAW = "raw"
#: How a `.dvc/config` has options of commands spelled.
SPELLING = "spelling"
#: A file of values; its suffix follows, such as "values.json".
VALUES = "values"
#: The same, of a file that settings name: tables are read, too.
TABLE = "table"

GONE = Failure("Missing", "the file cannot be had from the mirror")


def opened(parsed: Parsed, wanted: Iterable[tuple[str, str, str]]) -> Asking[dict[str, Any]]:
    """What files say, by path: of each how it is read, its path and its id. A Failure of what cannot be read."""
    found: dict[str, Any] = {}
    lacking: list[tuple[str, str, str]] = []
    for how, path, id in wanted:
        said = parsed.get((how, id))
        if said is None:
            lacking.append((how, path, id))
        else:
            found[path] = said[0]
    given = yield from contents(id for _, _, id in lacking)
    for how, path, id in lacking:
        data = given.get(id, GONE)
        size = 0 if isinstance(data, Failure) else len(data)
        found[path] = parsed.remembered((how, id), lambda how=how, data=data: (_read(how, data),), size)[0]  # type: ignore[misc]
    return found


def values(path: str) -> str:
    """How a file of values is read."""
    return VALUES + formats.suffix(path)


def table(path: str) -> str:
    """How a file of values is read that a project's settings name."""
    return TABLE + formats.suffix(path)


def _read(how: str, data: bytes | Failure) -> Any:
    if isinstance(data, Failure):
        return data
    reader = _READERS.get(how)
    try:
        if reader is not None:
            return reader(data)
    except UnreadableYaml as error:
        return Failure("Unreadable", str(error))
    if how.startswith(TABLE):
        return formats.read_table(data, how.removeprefix(TABLE))
    return formats.read(data, how.removeprefix(VALUES))


_READERS: dict[str, Callable[[bytes], Any]] = {
    MAPPING: read_yaml_mapping,
    RUNS: lambda data: tracked.runs(read_yaml_mapping(data)),
    RAW: lambda data: data,
    SPELLING: read_spelling,
}
