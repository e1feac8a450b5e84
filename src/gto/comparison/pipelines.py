"""What DVC's files say about parameters, metrics and data: which files hold them, and which content outputs have.

    dvc.yaml   stages with `params` and `metrics`, and both at the top
    dvc.lock   the hash of each output, as the last run left it
    *.dvc      the hash of one tracked file or folder

Only what is needed for that is looked at; what looks otherwise than DVC writes it is passed over.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gto.annotations.yaml import read_yaml_mapping
from gto.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gto.annotations.entries import Plain

DVC_LOCK = "dvc.lock"
#: Where DVC finds the parameters that a stage names without a file.
PARAMS_YAML = "params.yaml"
_HASHES = ("md5", "etag", "checksum", "sha256")


class Pipeline(Record):
    """The files that one dvc.yaml names, seen from the repository's root, and where its stages run."""

    params: tuple[str, ...]
    metrics: tuple[str, ...]
    #: By the name of the stage.
    folders: Mapping[str, str]


class Content(Record):
    """What DVC knows of a file or folder: its hash, with the hash's kind in front, and its size in bytes."""

    hash: str
    size: int | None = None


def read_pipeline(data: bytes, file: str) -> Pipeline:
    """What a dvc.yaml names. UnreadableYaml."""
    sections = read_yaml_mapping(data)
    folder = posixpath.dirname(file)
    params: dict[str, None] = dict.fromkeys(_places(folder, sections.get("params")))
    metrics: dict[str, None] = dict.fromkeys(_places(folder, sections.get("metrics")))
    folders = {}
    for name, stage in _items(sections.get("stages")):
        for part in (stage, _mapping(stage.get("do"))):
            place = _join(folder, _text(part.get("wdir")) or _text(stage.get("wdir")))
            folders[name] = place
            params |= dict.fromkeys(_params(place, part.get("params")))
            metrics |= dict.fromkeys(_places(place, part.get("metrics")))
    return Pipeline(tuple(params), tuple(metrics), folders)


def read_lock(data: bytes, file: str, folders: Mapping[str, str]) -> dict[str, Content]:
    """The outputs in a dvc.lock, by path seen from the root. `folders` is the Pipeline's. UnreadableYaml."""
    sections = read_yaml_mapping(data)
    found: dict[str, Content] = {}
    for name, stage in _items(sections.get("stages", sections)):
        folder = folders.get(name, folders.get(name.partition("@")[0], posixpath.dirname(file)))
        found.update(_outputs(stage.get("outs"), folder))
    return found


def read_dvc_file(data: bytes, file: str) -> dict[str, Content]:
    """What a `.dvc` file tracks, by path seen from the root. UnreadableYaml."""
    sections = read_yaml_mapping(data)
    return dict(_outputs(sections.get("outs"), _join(posixpath.dirname(file), _text(sections.get("wdir")))))


def concerns(location: str | None, path: str) -> bool:
    """Whether a path is an artifact's, lies in it, or has it inside."""
    if not location:
        return False
    one, other = f"{location.rstrip('/')}/", f"{path.rstrip('/')}/"
    return one.startswith(other) or other.startswith(one)


def _params(folder: str, listed: Plain) -> Iterator[str]:
    """`params:` of a stage: keys of params.yaml, and mappings from other files to their keys."""
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, str):
            yield _join(folder, PARAMS_YAML)
        elif isinstance(item, dict):
            yield from _places(folder, list(item))


def _places(folder: str, listed: Plain) -> Iterator[str]:
    """Files in a list, each a text or the only key of a mapping. Those with an expression are passed over."""
    for item in listed if isinstance(listed, list) else []:
        for path in item if isinstance(item, dict) else [item]:
            if isinstance(path, str) and path and "${" not in path and "://" not in path:
                place = _join(folder, path)
                if not place.startswith("../") and not posixpath.isabs(place):
                    yield place


def _outputs(listed: Plain, folder: str) -> Iterator[tuple[str, Content]]:
    for output in listed if isinstance(listed, list) else []:
        if not isinstance(output, dict) or not isinstance(path := output.get("path"), str):
            continue
        kind = next((kind for kind in _HASHES if isinstance(output.get(kind), str)), None)
        if kind is not None:
            size = output.get("size")
            place = path if "://" in path else _join(folder, path)
            known = size if isinstance(size, int) and not isinstance(size, bool) else None
            yield place, Content(f"{kind}:{output[kind]}", known)


def _items(section: Plain) -> Iterator[tuple[str, dict[str, Plain]]]:
    for name, value in _mapping(section).items():
        if isinstance(value, dict):
            yield name, value


def _mapping(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _text(value: Plain) -> str:
    return value if isinstance(value, str) and "${" not in value else ""


def _join(folder: str, path: str) -> str:
    place = posixpath.normpath(posixpath.join(folder, path))
    return "" if place == "." else place
