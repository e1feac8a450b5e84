"""Which version of an artifact is meant, and what differs between two: `gto diff` on what was read of two commits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gto.comparison.differences import differences, flatten
from gto.errors import VersionRequired

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gto.registry.names import CommitId
    from gto.registry.state import Artifact

#: What an annotation says, in the order in which it is compared.
_NUMBERS = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
WRITTEN = ("type", "path", "description", "labels", "custom", "source")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not the same on both sides; None where a side has none."""

    name: str
    before: Any = None
    after: Any = None
    file: str | None = None


def commit_of(artifact: Artifact, name: str) -> CommitId | None:
    """The commit of a version, of `latest` or of a stage, in this order; None for anything else.

    VersionRequired where nothing is the latest.
    """
    if name in ("latest", "greatest"):
        if artifact.latest is None:
            raise VersionRequired(artifact.name)
        return artifact.latest.commit
    version = artifact.version(name)
    if version is not None:
        return version.commit
    for stage, held in artifact.stages().items():
        if stage == name:
            return held[0].version.commit
    return None


def flat(files: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Parameters or metrics as they were read → file → dotted key → value; what could not be read is left out."""
    return {file: flatten(_worded(one["data"])) for file, one in files.items() if "data" in one}


def problems(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What could not be read of a commit: {"file", "type", "msg"}."""
    yield from document["problems"]
    for name in ("params", "metrics"):
        for file, one in document[name].items():
            if "error" in one:
                yield {"file": file, **one["error"]}


def value_differences(
    old: Mapping[str, Mapping[str, Any]] | None, new: Mapping[str, Mapping[str, Any]] | None
) -> list[Difference]:
    """Of parameters or metrics: file → key → value. Files in the order of the new side."""
    before, after = old or {}, new or {}
    return [
        Difference(one.key, one.old, one.new, file)
        for file in dict.fromkeys([*after, *before])
        for one in differences(before.get(file, {}), after.get(file, {}))
    ]


def data_differences(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Difference]:
    """Of data: path → hash and size. Only another hash is a difference."""
    before, after = old or {}, new or {}
    return [
        Difference(path, before.get(path), after.get(path))
        for path in sorted({*before, *after})
        if _hash(before.get(path)) != _hash(after.get(path))
    ]


def written_differences(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Difference]:
    """Of what is written about the artifact."""
    found = differences(dict(_written(old)), dict(_written(new)))
    return [Difference(one.key, one.old, one.new) for one in found]


def _worded(value: Any) -> Any:
    """A value as people read it: what is no number in a word."""
    if isinstance(value, dict):
        return (
            _NUMBERS[value["$"]]
            if len(value) == 1 and value.get("$") in _NUMBERS
            else {key: _worded(item) for key, item in value.items()}
        )
    return [_worded(item) for item in value] if isinstance(value, list) else value


def _written(annotation: Mapping[str, Any] | None) -> Iterator[tuple[str, Any]]:
    """What an annotation says, as far as it says anything."""
    for name in WRITTEN if annotation else ():
        value = (annotation or {}).get(name)
        if value not in (None, "", []):
            yield name, value


def _hash(content: Mapping[str, Any] | None) -> Any:
    return content.get("hash") if content else None
