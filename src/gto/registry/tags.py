"""The tag grammar: how a registry event is spelled as a Git tag name. Both directions on one page.

    tag = artifact ( "@" version ["!"] | "#" stage ["!"] | "@deprecated" | "@created" ) ["#" counter]

Knows nothing of Git: a name is just text here. In a tag `=` stands where an artifact's name has `:`.
"""

from __future__ import annotations

from gto.errors import InvalidTagName
from gto.record import Record
from gto.registry.names import ArtifactName, StageName, is_full_name, is_name
from gto.registry.versions import is_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    Action = Literal["create", "deprecate", "register", "deregister", "assign", "unassign"]
    _Said = tuple[Action, str | None, StageName | None, int | None]

_make = tuple.__new__  # a Record of values that are known to be right, for each of many thousand


class TagName(Record):
    """What a registry tag's name says. `version` is set for (de)register, `stage` for (un)assign."""

    action: Action
    artifact: ArtifactName
    version: str | None = None
    stage: StageName | None = None
    counter: int | None = None


def parse(text: str) -> TagName | None:
    """Read a tag name. Tags that are not ours give None; they are no errors."""
    return parse_each([text])[0]


def parse_each(texts: Iterable[str]) -> list[TagName | None]:
    """Read many tag names. What they share, an artifact or all that is said of it, is read once."""
    artifacts: dict[str, ArtifactName | None] = {}
    sayings: dict[str, _Said | None] = {}
    found: list[TagName | None] = []
    for text in texts:
        start = text.partition("@")[0].partition("#")[0]
        rest = text[len(start) :]
        if start not in artifacts:
            artifacts[start] = _artifact(start)
        if rest not in sayings:
            sayings[rest] = _said(rest)
        artifact, said = artifacts[start], sayings[rest]
        if artifact is None or said is None:
            found.append(None)
        else:
            action, version, stage, counter = said
            found.append(_make(TagName, (action, artifact, version, stage, counter)))
    return found


def spell(name: TagName) -> str:
    """Write a tag name. The inverse of parse (a counter `#007` is written `#7`)."""
    artifact = in_tag(name.artifact)
    match name.action:
        case "register":
            text = f"{artifact}@{name.version}"
        case "deregister":
            text = f"{artifact}@{name.version}!"
        case "assign":
            text = f"{artifact}#{name.stage}"
        case "unassign":
            text = f"{artifact}#{name.stage}!"
        case "deprecate":
            text = f"{artifact}@deprecated"
        case "create":
            text = f"{artifact}@created"
    return text if name.counter is None else f"{text}#{name.counter}"


def require(text: str) -> TagName:
    """Read a tag name that a person supplied. InvalidTagName if it isn't one."""
    name = parse(text)
    if name is None:
        raise InvalidTagName(text)
    return name


def parts(name: TagName) -> dict[str, str | int]:
    """What a tag name says, without what is absent: name, version or stage, action, counter."""
    said: dict[str, str | int | None] = {
        "name": name.artifact,
        "version": name.version,
        "stage": name.stage,
        "action": name.action,
        "counter": name.counter,
    }
    return {key: value for key, value in said.items() if value is not None}


def in_tag(artifact: str) -> str:
    """An artifact's name as a tag spells it: `dir:name` becomes `dir=name`."""
    return artifact.replace(":", "=")


def patterns(artifact: str) -> tuple[str, ...]:
    """Patterns for `git for-each-ref` that select all of one artifact's tags (`*` does not match `/`)."""
    start = f"refs/tags/{in_tag(artifact)}"
    return (f"{start}@*", f"{start}#*", f"{start}#*/**")


def _said(rest: str) -> _Said | None:
    """What stands behind an artifact's name: action, version, stage, counter."""
    subject, mark, digits = rest[1:].partition("#")
    counter = None
    if mark:
        if not (digits.isdecimal() and digits.isascii() and len(digits) < 19):
            return None
        counter = int(digits)
    ends = subject[-1:] == "!"
    if ends:
        subject = subject[:-1]
    if rest[:1] == "#":
        return ("unassign" if ends else "assign", None, StageName(subject), counter) if is_name(subject) else None
    if is_version(subject):
        return ("deregister" if ends else "register", subject, None, counter)
    if ends or subject not in ("deprecated", "created"):
        return None
    return ("deprecate" if subject == "deprecated" else "create", None, None, counter)


def _artifact(text: str) -> ArtifactName | None:
    if "=" in text:
        if text.count("=") > 1 or ":" in text:
            return None
        text = text.replace("=", ":")
    elif ":" in text:
        return None
    return ArtifactName(text) if is_full_name(text) else None
