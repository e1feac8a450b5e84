"""What the files of one commit say of parameters, metrics and data, as one document.

    {"params": {file: {key: value}}, "metrics": {file: {key: value}},
     "data": {path: {"hash": "md5:…", "size": bytes or null}}, "problems": [{"file", "type", "msg"}]}

Which files those are, the commit's dvc.yaml files say, as for `gto diff`.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gto.annotations.entries import DVC_YAML
from gto.annotations.yaml import UnreadableYaml
from gto.comparison.pipelines import DVC_LOCK, Content, Pipeline, read_dvc_file, read_lock, read_pipeline
from gto.comparison.values import UnreadableValues, read_values
from gto_studio.rules import storable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: So many files of one kind are read in a commit.
FILES_MAX = 2_000

TOO_LARGE = "it is missing, or larger than a megabyte"


@dataclass(frozen=True, slots=True)
class Named:
    """The files that the dvc.yaml files of a commit name, and what was wrong with those."""

    params: tuple[str, ...]
    metrics: tuple[str, ...]
    pipelines: Mapping[str, Pipeline]
    problems: tuple[tuple[str, str], ...]


def is_pipeline_file(path: str) -> bool:
    """Files that say which others hold values, and what data there is."""
    return posixpath.basename(path) in (DVC_YAML, DVC_LOCK) or path.endswith(".dvc")


def named(files: Mapping[str, str], content: Callable[[str], bytes | None]) -> Named:
    """What a commit's dvc.yaml files name. `files`: path → id of the pipeline files; `content` by id."""
    pipelines: dict[str, Pipeline] = {}
    problems = []
    for path in sorted(files):
        if posixpath.basename(path) != DVC_YAML:
            continue
        data = content(files[path])
        try:
            if data is None:
                raise UnreadableYaml(TOO_LARGE)
            pipelines[path] = read_pipeline(data, path)
        except UnreadableYaml as error:
            problems.append((path, str(error)))
    params = dict.fromkeys(path for pipeline in pipelines.values() for path in pipeline.params)
    metrics = dict.fromkeys(path for pipeline in pipelines.values() for path in pipeline.metrics)
    return Named(tuple(params)[:FILES_MAX], tuple(metrics)[:FILES_MAX], pipelines, tuple(problems))


def document(
    found: Named,
    files: Mapping[str, str],
    values: Mapping[str, str],
    content: Callable[[str], bytes | None],
) -> dict[str, Any]:
    """The document of a commit. `values`: path → id of those files with values that it has."""
    problems = list(found.problems)

    def read(paths: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        said = {}
        for path in paths:
            if path not in values:
                problems.append((path, "the commit has no such file (it may be kept by DVC)"))
                continue
            data = content(values[path])
            try:
                if data is None:
                    raise UnreadableValues(TOO_LARGE)
                said[storable.name(path)] = read_values(data, path)
            except UnreadableValues as error:
                problems.append((path, str(error)))
        return said

    params, metrics = read(found.params), read(found.metrics)
    data: dict[str, Content] = {}
    for path in sorted(files)[:FILES_MAX]:
        if posixpath.basename(path) == DVC_YAML:
            continue
        try:
            data |= _tracked(path, content(files[path]), found)
        except UnreadableYaml as error:
            problems.append((path, str(error)))
    whole: dict[str, Any] = storable.plain(
        {
            "params": params,
            "metrics": metrics,
            "data": {path: {"hash": one.hash, "size": one.size} for path, one in data.items()},
            "problems": [
                {"file": storable.name(file), "type": "unreadable", "msg": message}
                for file, message in dict.fromkeys(problems)
            ],
        }
    )
    return whole


def _tracked(path: str, data: bytes | None, found: Named) -> Mapping[str, Content]:
    if data is None:
        raise UnreadableYaml(TOO_LARGE)
    if posixpath.basename(path) != DVC_LOCK:
        return read_dvc_file(data, path)
    pipeline = found.pipelines.get(posixpath.join(posixpath.dirname(path), DVC_YAML))
    return read_lock(data, path, pipeline.folders if pipeline else {})
