"""Versions: SemVer 2.0.0 with a `v` in front. Parse, order, bump.

Order is the precedence of https://semver.org/spec/v2.0.0.html#spec-item-11; build metadata takes no part in it.
"""

from __future__ import annotations

from gto.errors import InvalidVersion, WrongArgs
from gto.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Bump = Literal["major", "minor", "patch"]

FIRST = "v0.0.1"
#: Longest number in a version; Git has no room for longer names anyway.
DIGITS_MAX = 200

_IDENTIFIER = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"


class Version(Record):
    """A parsed version. `precedence` orders versions: a greater one is newer."""

    text: str
    major: int
    minor: int
    patch: int
    prerelease: tuple[str, ...] = ()

    @property
    def precedence(self) -> tuple[object, ...]:
        """What SemVer compares. Numeric identifiers sort below words; a prerelease below its release."""
        if not self.prerelease:
            return (self.major, self.minor, self.patch, 1)
        identifiers = tuple((0, int(i), "") if i.isdigit() else (1, 0, i) for i in self.prerelease)
        return (self.major, self.minor, self.patch, 0, identifiers)

    def bumped(self, part: Bump = "patch") -> str:
        """The next version's text. Prerelease and build are dropped and the number still rises, as GTO 1.x does."""
        if part == "major":
            return f"v{self.major + 1}.0.0"
        if part == "minor":
            return f"v{self.major}.{self.minor + 1}.0"
        return f"v{self.major}.{self.minor}.{self.patch + 1}"


def parse(text: str) -> Version | None:
    """Read `v1.2.3-rc.1+build`. What is no version gives None."""
    if (plain := _plain(text)) is not None:
        return Version(text, *plain[:3])
    if text[:1] != "v":
        return None
    rest, plus, build = text[1:].partition("+")
    if plus and not _are_identifiers(build):
        return None
    core, hyphen, prerelease = rest.partition("-")
    if hyphen and (not _are_identifiers(prerelease) or _has_leading_zero(prerelease)):
        return None
    numbers = _plain(f"v{core}")
    return numbers and Version(text, *numbers[:3], tuple(prerelease.split(".")) if hyphen else ())


def is_version(text: str) -> bool:
    """Whether `text` is a version such as `v1.2.3`."""
    return _plain(text) is not None or parse(text) is not None


def require(text: str) -> Version:
    """Read a version that a person supplied. InvalidVersion if it isn't one."""
    version = parse(text)
    if version is None:
        raise InvalidVersion(
            f"Supplied version '{text}' cannot be parsed", hint="versions look like v1.2.3 or v1.2.3-rc.1"
        )
    return version


def precedence(text: str) -> tuple[object, ...]:
    """Sort key of a version's text; text that is no version sorts below every version."""
    if (plain := _plain(text)) is not None:
        return plain
    version = parse(text)
    return (-1,) if version is None else version.precedence


def one_bump(*, major: bool, minor: bool, patch: bool) -> Bump | None:
    """Which single part is to be raised, None for none. WrongArgs for several."""
    chosen: list[Bump] = []
    if major:
        chosen.append("major")
    if minor:
        chosen.append("minor")
    if patch:
        chosen.append("patch")
    if len(chosen) > 1:
        raise WrongArgs("Need to specify either version or single bump argument")
    return chosen[0] if chosen else None


def _plain(text: str) -> tuple[int, int, int, int] | None:
    """The precedence of a version without prerelease and build. Most are, and there may be many thousands."""
    numbers = text[1:].split(".")
    if len(numbers) != 3 or text[:1] != "v" or not text.isascii():
        return None
    for number in numbers:
        if not number.isdecimal() or (number[0] == "0" and number != "0") or len(number) > DIGITS_MAX:
            return None
    major, minor, patch = numbers
    return int(major), int(minor), int(patch), 1


def _are_identifiers(text: str) -> bool:
    return all(part and not part.strip(_IDENTIFIER) for part in text.split("."))


def _has_leading_zero(prerelease: str) -> bool:
    return any(p.isdigit() and len(p) > 1 and p[0] == "0" for p in prerelease.split("."))
