"""Facts about a repository as a whole, from the files at the head of its default branch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto.annotations.entries import DVC_YAML
from gto.config import Config
from gto.data import remote_config
from gto.errors import GtoError
from gto.verbs.configuration import process_config, read_config
from gto_studio.mirrors import blobs
from gto_studio.mirrors.trees import along, exactly, named
from gto_studio.rules import storable, workflows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.git.place import Place
    from gto_studio.rules.storable import Row

_MARKS = (DVC_YAML, "artifacts.yaml")


@dataclass(frozen=True, slots=True)
class Look:
    """The row of `about`, and what is wrong with the settings, as `projection.problem_rows` takes it."""

    row: Row
    problems: tuple[tuple[str, str, str, str], ...] = ()


def look(place: Place, branch: str | None) -> Look:
    """Look at the head of a branch (short name; None: the repository has none)."""
    config, problems = _config(place)
    files: dict[str, str] = {}
    if place.head_tree is not None:
        patterns = [*map(named, _MARKS), ":(glob)**/.dvc/**"]
        patterns += [f":(glob){folder}*" for folder in workflows.FOLDERS]
        patterns += [exactly(file) for file in workflows.FILES]
        (step,) = along(place.path, [place.head_tree], patterns)
        files = {path: id for path, id in step.changes.items() if id is not None}
    ci = {path: id for path, id in files.items() if workflows.forge_of(path)}
    content = dict(blobs.read(place, ci.values()))
    started = workflows.started_by_tags((path, content[id] or b"") for path, id in ci.items())
    row = {
        "default_branch": branch and storable.name(branch),
        "head": place.head,
        "stages": list(config.stages) if config.stages is not None else None,
        "directories": _directories([*files]),
        "remotes": _remotes(place, files),
        "ci": sorted(map(storable.name, ci)),
        "workflows": [storable.plain(workflow.row()) for workflow in started],
        "index_file": config.INDEX,
    }
    return Look(row, problems)


def _config(place: Place) -> tuple[Config, tuple[tuple[str, str, str, str], ...]]:
    try:
        return read_config(place), ()
    except GtoError as error:
        if error.code != "wrong-config":
            raise
        says = f"{error.message}: {error.hint}" if error.hint else error.message
        return process_config(), ((error.code, ".gto", says, "mend the file .gto and commit it"),)


def _remotes(place: Place, files: Mapping[str, str]) -> dict[str, Row]:
    """What each `.dvc/config` says of remotes, by the folder of its DVC project."""
    configs = {_above_dvc(path) or "": id for path, id in files.items() if f"/{path}".endswith("/.dvc/config")}
    content = dict(blobs.read(place, configs.values()))
    return {
        storable.name(folder): remote_config.read_config(content[id] or b"").document()
        for folder, id in configs.items()
    }


def _directories(paths: list[str]) -> list[str]:
    found = set()
    for path in paths:
        if path.rpartition("/")[2] in _MARKS:
            found.add(path.rpartition("/")[0])
        elif (folder := _above_dvc(path)) is not None:
            found.add(folder)
    return sorted(storable.name(folder) for folder in found)


def _above_dvc(path: str) -> str | None:
    """`models/.dvc/config` → `models`"""
    parts = path.split("/")
    return "/".join(parts[: parts.index(".dvc")]) if ".dvc" in parts[:-1] else None
