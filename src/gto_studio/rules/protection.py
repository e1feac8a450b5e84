"""Protection of registry tags: which patterns a forge has to be given so that nobody but some people makes, moves or
removes them, where to give them, and whether the patterns that it has are enough.

A registry tag has an `@` or a `#` in it. Names of artifacts and of stages may have slashes, which some forges' `*`
matches and others' doesn't.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Protection:
    """How a kind of forge protects tags. `patterns`: to be entered as they stand, none where it knows no patterns;
    `where`: the way there through its pages; `page`: where that is, behind the repository's own address."""

    patterns: tuple[str, ...]
    where: str
    page: str | None = None


#: Where `*` ends at a slash, and `**/` is any folder or none.
_BY_FOLDER = ("**/*@*", "**/*#*", "**/*#*/**/*")
_ANYTHING = ("*@*", "*#*")

PROTECTIONS: dict[str, Protection] = {
    "github": Protection(
        _BY_FOLDER,
        "Settings › Rules › Rulesets › New tag ruleset: target these patterns, restrict creations, updates and "
        "deletions, and let those who may register bypass it",
        "/settings/rules",
    ),
    "gitlab": Protection(
        _ANYTHING,
        "Settings › Repository › Protected tags: a wildcard for each, and who is allowed to create",
        "/-/settings/repository#js-protected-tags-settings",
    ),
    "gitea": Protection(
        _ANYTHING, "Settings › Tags: protect each pattern, and list who is allowed to", "/settings/tags"
    ),
    "bitbucket-server": Protection(
        tuple(f"tags/{pattern}" for pattern in _BY_FOLDER),
        "Repository settings › Branch permissions: a pattern each, prevent rewriting history, deletion and creation",
        "/permissions",
    ),
    "bitbucket": Protection(
        (),
        "Bitbucket Cloud cannot protect tags: whoever may push may move and remove them. Studio raises an alarm when "
        "somebody does",
    ),
    "azure": Protection(
        (),
        "Project settings › Repositories › Security: who has Create tag, and deny Force push; rights hold for all tags",
    ),
    "git": Protection(
        (),
        "On the server: `git config receive.denyDeletes true`, and an `update` hook that lets nobody move a tag with @ "
        "or # in its name",
    ),
}


def protection(forge: str, *, is_cloud: bool = True) -> Protection:
    """How a kind of forge (`rules/addresses.Forge`) protects tags; Bitbucket is two, in the cloud or on people's own
    servers."""
    kind = "bitbucket-server" if forge == "bitbucket" and not is_cloud else forge
    return PROTECTIONS.get(kind, PROTECTIONS["git"])


def is_protected(wanted: Protection, patterns: Collection[str] | None) -> bool | None:
    """Whether patterns that a forge has cover all registry tags; None: nobody knows."""
    if patterns is None or not wanted.patterns:
        return None
    found = {pattern.removeprefix("refs/").removeprefix("tags/") for pattern in patterns}
    if found & {"**", "**/*", "~ALL"} or ("*" in found and wanted.patterns == _ANYTHING):
        return True
    return {pattern.removeprefix("tags/") for pattern in wanted.patterns} <= found
