"""`SemVer` of GTO 1.x, for programs that compare and bump versions with it. The rules are `gto.registry.versions`."""

from __future__ import annotations

from functools import total_ordering

from gto.errors import IncomparableVersions, WrongArgs
from gto.registry import versions


@total_ordering
class SemVer:
    """A version such as `v1.2.3-rc.1+build`. InvalidVersion for anything else.

    Ordered by SemVer's precedence; equal only if the whole text is. Also compares with text.
    """

    __hash__ = None  # type: ignore[assignment]  # as in GTO 1.x, since it equals its text

    def __init__(self, version: str) -> None:
        self.version = version
        self._parsed = versions.require(version)

    @classmethod
    def is_valid(cls, version: object) -> bool:
        """Whether this is a version's text."""
        return isinstance(version, str) and versions.is_version(version)

    @classmethod
    def parse(cls, version: str) -> versions.Version:
        """The parts of a version. InvalidVersion."""
        return versions.require(version)

    @classmethod
    def get_minimal(cls) -> SemVer:
        """The version that an artifact's first registration gets."""
        return cls(versions.FIRST)

    def bump_major(self) -> SemVer:
        return SemVer(self._parsed.bumped("major"))

    def bump_minor(self) -> SemVer:
        return SemVer(self._parsed.bumped("minor"))

    def bump_patch(self) -> SemVer:
        return SemVer(self._parsed.bumped("patch"))

    def bump(self, bump_major: bool = False, bump_minor: bool = False, bump_patch: bool = False) -> SemVer:
        """The next version. Exactly one part is to be raised, else WrongArgs."""
        if bump_major + bump_minor + bump_patch != 1:
            raise WrongArgs("Need to specify exactly one bump argument")
        return SemVer(self._parsed.bumped("major" if bump_major else "minor" if bump_minor else "patch"))

    def __eq__(self, other: object) -> bool:
        return self.version == self._comparable(other).version

    def __lt__(self, other: object) -> bool:
        return self._parsed.precedence < self._comparable(other)._parsed.precedence

    def __str__(self) -> str:
        return self.version

    def __repr__(self) -> str:
        return f"SemVer({self.version!r})"

    def _comparable(self, other: object) -> SemVer:
        if isinstance(other, str):
            return SemVer(other)
        if isinstance(other, SemVer):
            return other
        raise IncomparableVersions(self, other)
