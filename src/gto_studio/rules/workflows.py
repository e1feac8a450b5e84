"""CI files that start when a tag is pushed: which forge runs them, what they are called, which tags they name.

Only what is plain to see is read. A file that starts on any tag, or under conditions of its own, names none.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from gto.annotations.yaml import UnreadableYaml, read_yaml_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Where CI files are: of a folder all YAML in it.
FOLDERS = {
    ".github/workflows/": "github",
    ".gitea/workflows/": "gitea",
    ".forgejo/workflows/": "gitea",
}
FILES = {
    ".gitlab-ci.yml": "gitlab",
    "bitbucket-pipelines.yml": "bitbucket",
    "azure-pipelines.yml": "azure",
}


@dataclass(frozen=True, slots=True)
class Workflow:
    """`tags`: the patterns of tags that it names, in the forge's own writing; None: it may start on any tag."""

    file: str
    name: str
    forge: str
    tags: tuple[str, ...] | None = None

    def row(self) -> dict[str, Any]:
        return {**asdict(self), "tags": list(self.tags) if self.tags is not None else None}


def forge_of(path: str) -> str | None:
    """Which forge takes this path for a CI file."""
    folder, _, name = path.rpartition("/")
    if name.endswith((".yml", ".yaml")) and (forge := FOLDERS.get(f"{folder}/")):
        return forge
    return FILES.get(path)


def started_by_tags(files: Iterable[tuple[str, bytes]]) -> list[Workflow]:
    """Of these CI files, those that a pushed tag can start."""
    found = []
    for path, data in files:
        forge = forge_of(path)
        try:
            content = read_yaml_mapping(data)
        except UnreadableYaml:
            continue
        patterns = _READERS[forge](content, data) if forge else None
        if patterns is not None:
            name = content.get("name")
            found.append(
                Workflow(path, name if isinstance(name, str) and name else path, str(forge), tuple(patterns) or None)
            )
    return found


def matches(workflow: Workflow, tag: str) -> bool:
    """Whether a tag starts it, as far as its patterns tell. Those with `!` in front take back."""
    if workflow.tags is None:
        return True
    matched = False
    for pattern in workflow.tags:
        if _glob(pattern.removeprefix("!"), tag):
            matched = not pattern.startswith("!")
    return matched


# Each gives the patterns named, none for any tag, and None if tags do not start the file.


def _github(content: dict[str, Any], _: bytes) -> list[str] | None:
    on = content.get("on")
    events = {on: None} if isinstance(on, str) else dict.fromkeys(on) if isinstance(on, list) else on
    if not isinstance(events, dict):
        return None
    if "create" in events:
        return []
    if "push" not in events:
        return None
    push = events["push"]
    if not isinstance(push, dict):
        return []
    if "tags" in push:
        return _texts(push["tags"])
    if "tags-ignore" in push:
        return ["**", *(f"!{pattern}" for pattern in _texts(push["tags-ignore"]))]
    return None if "branches" in push or "branches-ignore" in push else []


def _gitlab(_: dict[str, Any], data: bytes) -> list[str] | None:
    """Rules of GitLab are expressions; a file that mentions tags can be started by one."""
    return [] if b"CI_COMMIT_TAG" in data or b"- tags" in data else None


def _bitbucket(content: dict[str, Any], _: bytes) -> list[str] | None:
    pipelines = content.get("pipelines")
    tags = pipelines.get("tags") if isinstance(pipelines, dict) else None
    return [str(pattern) for pattern in tags] if isinstance(tags, dict) else None


def _azure(content: dict[str, Any], _: bytes) -> list[str] | None:
    trigger = content.get("trigger")
    tags = trigger.get("tags") if isinstance(trigger, dict) else None
    if isinstance(tags, dict):
        return [*_texts(tags.get("include")), *(f"!{pattern}" for pattern in _texts(tags.get("exclude")))]
    return _texts(tags) if tags else None


_READERS = {"github": _github, "gitea": _github, "gitlab": _gitlab, "bitbucket": _bitbucket, "azure": _azure}


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [value] if isinstance(value, str) else []


def _glob(pattern: str, tag: str) -> bool:
    """`*` is anything without a slash, `**` anything at all, `?` one sign; what is more is taken for a match."""
    if set(pattern) & set("[]+("):
        return True
    places = {0}
    for sign in tag:
        places = {after for at in places for after in _advance(pattern, at, sign)}
    return any(not pattern[at:].strip("*") for at in places)


def _advance(pattern: str, at: int, sign: str) -> set[int]:
    """Where in the pattern one may be after this sign, from one place."""
    found: set[int] = set()
    while at < len(pattern) and pattern[at] == "*":
        double = pattern.startswith("**", at)
        if double or sign != "/":
            found.add(at)
        at += 2 if double else 1
    if at < len(pattern) and (pattern[at] == sign or pattern[at] == "?"):
        found.add(at + 1)
    return found
