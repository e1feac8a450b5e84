"""Downloads of an artifact: what of it there is and where, which addresses lead there for how long, parts of a file.

What a worker finds out travels as a file of its commit under a name that no file of Git has (`asked`), and so do the
parts of a file in Git that is too large to be read at once.
"""

from __future__ import annotations

import json
import posixpath
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

#: An address holds for so long.
SECONDS = 3_600
#: So many files of one artifact are given addresses.
FILES_MAX = 2_000
#: A file in Git comes in parts of this size, up to so many bytes in all.
PART_BYTES = 8_000_000
GIT_BYTES_MAX = 250_000_000

#: What begins so is no path of Git's.
_LISTING, _PART = "/listing/", "/part/"

Where: TypeAlias = Literal["git", "dvc", "lfs"]


@dataclass(frozen=True, slots=True)
class Download:
    """One file of an artifact, found where it is kept."""

    #: Seen from the repository's root.
    path: str
    where: Where
    #: In bytes.
    size: int
    #: The hash that it is known by: of Git, of DVC, or the SHA-256 of Git LFS.
    id: str
    #: How DVC names its hash.
    kind: str = ""
    project: str = ""
    #: The remote that has it; None: DVC's cache, or the folder of Git LFS, in a repository on the server's disk.
    remote: str | None = None
    #: Its key there; the address of the server of Git LFS.
    key: str = ""
    version: str | None = None


def is_special(asked: str) -> bool:
    """Whether it is none of Git's paths that is asked for."""
    return asked.startswith("/")


def listing_of(path: str) -> str:
    """Under which name the files of a path are asked for."""
    return _LISTING + path


def listed_path(asked: str) -> str | None:
    """The path whose files are asked for; None: something else is."""
    return asked[len(_LISTING) :] if asked.startswith(_LISTING) else None


def part_of(path: str, number: int) -> str:
    """Under which name a part of a file is asked for."""
    return f"{_PART}{number}/{path}"


def part_asked(asked: str) -> tuple[str, int] | None:
    """The file whose part is asked for, and which; None: something else is."""
    if not asked.startswith(_PART):
        return None
    number, _, path = asked[len(_PART) :].partition("/")
    return (path, int(number)) if number.isascii() and number.isdecimal() else None


def write(found: Sequence[Download]) -> bytes:
    """As it is kept. `read` is the inverse."""
    return json.dumps([asdict(one) for one in found]).encode()


def read(data: bytes) -> list[Download]:
    return [Download(**one) for one in json.loads(data)]


def names(path: str, found: Sequence[Download]) -> dict[str, Download]:
    """The files by the names under which a client puts them: as `cp -r PATH .` would."""
    above = posixpath.dirname(path)
    return {one.path[len(above) + 1 if above else 0 :]: one for one in found}
