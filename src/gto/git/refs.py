"""Refs: all of a kind in one read."""

from __future__ import annotations

from gto.git.run import git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_PREFIX = "refs/tags/"


def list_tags(at: str, patterns: Sequence[str] = (_PREFIX,)) -> str:
    """Lines `ID NAME`, one for each tag that matches, sorted by name.

    No object is opened, so a broken one cannot be in the way.
    """
    return git("for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", *patterns, at=at).text


def lines(listing: str) -> list[str]:
    """The lines of a listing. (`splitlines` would also split at signs that a ref may contain.)"""
    return listing.split("\n")[:-1]


def columns(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids and the names of a listing's lines. (No name has a space in it.)"""
    words = " ".join(lines).split(" ") if lines else []
    return words[::2], words[1::2]


def ids(listing: str) -> dict[str, str]:
    """The tags of a listing: name → id of the object it names."""
    return {name: id for id, _, name in (line.partition(" ") for line in lines(listing))}


def names(at: str, prefixes: Sequence[str]) -> list[str]:
    """The short names of all refs under these prefixes."""
    return lines(git("for-each-ref", "--format=%(refname:short)", *prefixes, at=at).text)
