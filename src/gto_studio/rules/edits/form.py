"""What a new experiment can change of a commit: its parameters as typed fields, and the versions of its data.

Both come from what was read of commits (rules/parts.py), so a form is there at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gto_studio.rules.edits.params import kind_of, type_of
from gto_studio.rules.table_columns import is_special
from gto_studio.rules.table_readings import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gto_studio.rules.edits.params import Kind, Type

#: So many versions of one path are listed, the newest.
VERSIONS_MAX = 100


class Field(NamedTuple):
    """`path`: the keys from the top of the file, as `train.lr`. A number that JSON lacks is `{"$": "nan"}`."""

    path: str
    value: Any
    type: Type


class ParamsFile(NamedTuple):
    file: str
    kind: Kind
    fields: list[Field]


class Version(NamedTuple):
    """A hash that a path had, and the newest commit that says so."""

    hash: str
    commit: str
    committed_at: str


class DataFile(NamedTuple):
    """`file`: where the hash is written."""

    path: str
    file: str
    hash: str
    versions: list[Version]


def params_files(said: Mapping[str, Any], directory: str = "") -> list[ParamsFile]:
    """The files of parameters in a directory that could be read, as fields in the order of the files."""
    found = [
        ParamsFile(file, kind_of(file), list(_fields(one["data"])))
        for file, one in said.items()
        if within(file, directory) and isinstance(one.get("data"), dict)
    ]
    return [one for one in found if one.fields]


def _fields(nested: Mapping[str, Any], above: str = "") -> Iterator[Field]:
    for key, value in nested.items():
        name = f"{above}{key}"
        if is_special(value):
            yield Field(name, value, "number")
        elif isinstance(value, dict):
            yield from _fields(value, f"{name}.")
        elif (type := type_of(value)) is not None:
            yield Field(name, value, type)


def data_files(
    outs: Mapping[str, Any], history: Iterable[tuple[str, str, Mapping[str, Any]]], directory: str = ""
) -> list[DataFile]:
    """The data that somebody put there, in a directory, and was not made by a stage: with all hashes that it had.

    What a stage made is not offered: another hash in dvc.lock would say that the stage made what it did not, and the
    next run would make it anew.

    `history`: (commit, when it was made, its data), the newest first.
    """
    mine = {
        path: str(about["hash"])
        for path, about in outs.items()
        if about.get("is_data_source") and about.get("hash") and within(path, directory)
    }
    known: dict[str, dict[str, Version]] = {path: {} for path in mine}
    for commit, committed_at, others in history:
        for path, versions in known.items():
            hash = (others.get(path) or {}).get("hash")
            # A folder is no version of a file, nor a file one of a folder.
            alike = str(hash).endswith(".dir") == mine[path].endswith(".dir")
            if hash and alike and hash not in versions and len(versions) < VERSIONS_MAX:
                versions[hash] = Version(hash, commit, committed_at)
    return [DataFile(path, f"{path}.dvc", hash, list(known[path].values())) for path, hash in sorted(mine.items())]
