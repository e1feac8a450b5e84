"""Names, patterns and words of GTO 1.x, for the programs that import them: DVC, DVCLive and the GitHub Action.

The grammar itself lives in `gto.registry`; here it is spelled as regular expressions, since that is what callers use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from gto.legacy.model import Model
from gto.registry import names, shortcuts, tags
from gto.registry.listing import is_commit_id

COMMIT = "commit"
REF = "ref"
TAG = "tag"
ARTIFACT = "artifact"
ACTION = "action"
TYPE = "type"
NAME = "name"
PATH = "path"
VERSION = "version"
STAGE = "stage"
COUNTER = "counter"

SEPARATOR_IN_NAME = ":"
SEPARATOR_IN_TAG = "="
ASSIGNMENTS_PER_VERSION = -1
VERSIONS_PER_STAGE = 1


class Action(Enum):
    """What a tag does."""

    CREATE = "create"
    DEPRECATE = "deprecate"
    DEREGISTER = "deregister"
    REGISTER = "register"
    ASSIGN = "assign"
    UNASSIGN = "unassign"


class VersionSort(Enum):
    """How versions are ordered: by number, or by time."""

    SemVer = "semver"
    Timestamp = "timestamp"


_NAME = r"[a-zA-Z0-9](?:[a-zA-Z0-9-/_]*[a-zA-Z0-9])?"
_DIRECTORY = r"[a-zA-Z0-9-_./]+"
_NUMBER = r"0|[1-9]\d*"
_PRERELEASE = r"(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
_BUILD = r"[0-9a-zA-Z-]+"
_VERSION = (
    rf"v(?P<major>{_NUMBER})\.(?P<minor>{_NUMBER})\.(?P<patch>{_NUMBER})"
    rf"(?:-(?P<prerelease>{_PRERELEASE}(?:\.{_PRERELEASE})*))?"
    rf"(?:\+(?P<buildmetadata>{_BUILD}(?:\.{_BUILD})*))?"
)


def _fullname(separator: str) -> str:
    return rf"(?P<dirname>{_DIRECTORY}{separator})?(?P<name>{_NAME})"


name_re = re.compile(rf"^{_NAME}$", re.ASCII)
fullname_re = re.compile(rf"^{_fullname(SEPARATOR_IN_NAME)}$", re.ASCII)
fullname_in_tag_re = re.compile(rf"^{_fullname(SEPARATOR_IN_TAG)}$", re.ASCII)
tag_re = re.compile(
    rf"^(?P<artifact>{_fullname(SEPARATOR_IN_TAG)})"
    rf"(?:(?:#(?P<stage>{_NAME})|@(?P<version>{_VERSION}))(?P<cancel>!?)"
    r"|@(?:(?P<deprecated>deprecated)|(?P<created>created)))(?:#(?P<counter>\d+))?$",
    re.ASCII,
)
shortcut_re = re.compile(
    rf"^(?P<artifact>{_fullname(SEPARATOR_IN_NAME)})"
    rf"(?:#(?P<stage>{_NAME})|@(?P<version>latest|greatest|{_VERSION}))$",
    re.ASCII,
)
git_hexsha_re = re.compile(r"^[0-9a-fA-F]{40}$")


@dataclass(kw_only=True)
class Shortcut(Model):
    """`nn@latest`, `nn@v1.2.3`, `nn#prod`, or a name alone (then `shortcut` is false)."""

    name: str
    stage: str | None = None
    version: str | None = None
    latest: bool = False
    shortcut: bool = False


def assert_name_is_valid(value: str) -> None:
    """ValidationError if `value` can name neither an artifact in the root nor a stage, a type or a label."""
    if not names.is_name(value):
        names.check_name(value)


def assert_fullname_is_valid(value: str) -> None:
    """ValidationError if `value` can name no artifact, with a folder in front (`some/dir:model`) or without."""
    if not names.is_full_name(value):
        names.check_artifact(value)


def check_string_is_valid(value: str, regex: re.Pattern[str] = name_re) -> bool:
    """Whether `value` matches."""
    return bool(regex.match(value))


def name_to_tag(value: str) -> str:
    """An artifact's name as its tags spell it: `dir:model` becomes `dir=model`."""
    return tags.in_tag(value)


def tag_to_name(value: str) -> str:
    """The way back."""
    return value.replace(SEPARATOR_IN_TAG, SEPARATOR_IN_NAME)


def is_hexsha(value: str) -> bool:
    """Whether `value` is a full commit id."""
    return bool(git_hexsha_re.match(value)) or is_commit_id(value)


def mark_artifact_unregistered(artifact_name: str) -> str:
    """How a table shows an artifact that no tag speaks of."""
    return f"*{artifact_name}"


def parse_shortcut(value: str) -> Shortcut:
    """Read a shortcut; any other text is a name as it stands."""
    found = shortcuts.parse(value)
    return Shortcut(
        name=found.artifact,
        stage=found.stage,
        version=found.version,
        latest=found.latest,
        shortcut=found.picks,
    )
