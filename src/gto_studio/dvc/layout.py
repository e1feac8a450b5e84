"""Which DVC projects a commit has, which files belong to which, and what `.dvcignore` keeps out.

A project is a folder with a `.dvc` folder in it; it ends where one inside it begins.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gto.annotations.entries import DVC_YAML
from gto.comparison.pipelines import DVC_LOCK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DVCIGNORE = ".dvcignore"
#: What DVC 0.x called a stage file that was given no name.
DVCFILE = "Dvcfile"
#: `dvc init` leaves both, and they are tracked.
_MARKS = (".dvc/config", ".dvc/.gitignore")

#: The files that `read` wants to know of each commit: names, in any folder.
STRUCTURE = (DVC_YAML, DVC_LOCK, "*.dvc", DVCFILE, DVCIGNORE, *_MARKS)

#: So many lines of a `.dvcignore`, and so long ones, are heeded.
LINES_MAX = 1_000
_LINE_CHARACTERS_MAX = 500


def is_structural(path: str) -> bool:
    """Whether a file says which others hold values, what data there is, or what belongs to DVC at all."""
    if path.endswith(_MARKS):
        return path in _MARKS or path.endswith(tuple(f"/{mark}" for mark in _MARKS))
    name = posixpath.basename(path)
    return (name in (DVC_YAML, DVC_LOCK, DVCFILE, DVCIGNORE) or is_dvc_file(path)) and "/.dvc/" not in f"/{path}"


def is_dvc_file(path: str) -> bool:
    """Whether a file tracks data, or was a stage of DVC 0.x."""
    name = posixpath.basename(path)
    return (name.endswith(".dvc") and name != ".dvc") or name == DVCFILE


def projects(structure: Iterable[str]) -> tuple[str, ...]:
    """The folders of projects, "" for the root, in order."""
    found = {path.removesuffix(mark).rstrip("/") for path in structure for mark in _MARKS if path.endswith(mark)}
    return tuple(sorted(found))


def project_of(path: str, projects: Sequence[str]) -> str:
    """The project that a file belongs to. What is in none belongs to the root, as if that were one."""
    within = [folder for folder in projects if not folder or path.startswith(f"{folder}/")]
    return max(within, key=len, default="")


def config_of(path: str, projects: Sequence[str]) -> str:
    """DVC's settings for a file."""
    return posixpath.join(project_of(path, projects), _MARKS[0])


@dataclass(frozen=True, slots=True)
class Ignoring:
    """What the `.dvcignore` files of a commit say: the folder of each, and its lines."""

    rules: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def leaves_out(self, path: str) -> bool:
        """Whether a file, or a folder that it is in, is ignored."""
        if not self.rules:
            return False
        parts = path.split("/")
        folders = ("/".join(parts[:end]) for end in range(1, len(parts)))
        return any(self._matches(folder, is_folder=True) for folder in folders) or self._matches(path, is_folder=False)

    def _matches(self, path: str, *, is_folder: bool) -> bool:
        ignored = False
        for folder, lines in self.rules:
            if folder and not path.startswith(f"{folder}/"):
                continue
            inside = (path[len(folder) + 1 :] if folder else path).split("/")
            for line in lines:
                kept = line.startswith("!")
                pattern = line[1:] if kept else line
                if (is_folder or not pattern.endswith("/")) and _fits(_pattern(pattern.rstrip("/")), inside):
                    ignored = not kept
        return ignored


def ignoring(files: Mapping[str, bytes]) -> Ignoring:
    """The rules in the `.dvcignore` files of a commit, those of outer folders first."""
    return Ignoring(tuple((posixpath.dirname(path), _lines(files[path])) for path in sorted(files)))


def _lines(data: bytes) -> tuple[str, ...]:
    lines = (line.strip() for line in data.decode("utf-8", "replace").splitlines()[:LINES_MAX])
    return tuple(line for line in lines if line and not line.startswith("#") and len(line) <= _LINE_CHARACTERS_MAX)


@lru_cache(maxsize=4_096)
def _pattern(line: str) -> tuple[re.Pattern[str] | None, ...]:
    """A line as git means it, folder by folder; None is `**`, any folders. Without a slash it is a name anywhere."""
    steps = line.lstrip("/").split("/") if "/" in line else ["**", line]
    return tuple(None if step == "**" else _name(step) for step in steps)


def _name(step: str) -> re.Pattern[str]:
    """One name with `*`, `?` and `[…]`. fnmatch takes care that no name takes long to compare."""
    step = re.sub(r"\\(.)", lambda escaped: f"[{escaped[1]}]" if escaped[1] in "*?[" else escaped[1], step)
    return re.compile(fnmatch.translate(step.replace("[^", "[!")))


def _fits(pattern: Sequence[re.Pattern[str] | None], names: Sequence[str]) -> bool:
    """Whether a path is the pattern's. Each pair of a step and a name is looked at once."""
    fitting = {0}
    for index, step in enumerate(pattern):
        if step is None and index == len(pattern) - 1:
            return any(start < len(names) for start in fitting)
        if step is None:
            fitting = set(range(min(fitting), len(names) + 1)) if fitting else set()
        else:
            fitting = {start + 1 for start in fitting if start < len(names) and step.match(names[start])}
        if not fitting:
            return False
    return len(names) in fitting
