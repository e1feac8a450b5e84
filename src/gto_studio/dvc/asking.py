"""How a reading asks for what it needs: three questions, as values, and what is answered to each.

    Paths     → {path: id of the content}              those of the paths that the commit has
    Contents  → {id: bytes, or a Failure}              the bytes of files in Git
    Outside   → {Kept: bytes, or a Failure}            the bytes of files that Git has only the hash of

A generator yields a question and is sent its answer. What an answer leaves out, there is not.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Hashable, Iterable, Mapping
    from typing import TypeAlias

    from gto.data.tracked import Content

T = TypeVar("T")

#: So many bytes are remembered, by default.
REMEMBERED_BYTES = 96 << 20
#: A value in memory is about so many times as large as the file it was read from, and never smaller than this.
_TIMES = 8
_OVERHEAD = 512


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no value. `type` is one word for programs (see docs/reference), `msg` a sentence."""

    type: str
    msg: str
    #: Of a file that is not in Git: the hash that DVC knows it by, and its size in bytes.
    hash: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Paths:
    """Which content have these in the commit? A path, or `folder/` for every file below it."""

    wanted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in these files? By the ids of their contents."""

    wanted: frozenset[str]


#: The kind of a hash that is ours: of a folder whose files are listed, and which has none with DVC.
LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that Git has only the hash of: the output it belongs to, and where in that output it lies."""

    #: The output's path, from the repository's root.
    path: str
    #: The hash of the output's content without its kind, such as "d41d8…" or, of a folder, "d41d8….dir".
    hash: str
    #: How DVC 3 names its hash; "md5-dos2unix" is that of DVC 2 and earlier.
    kind: str = "md5"
    #: In bytes, of the whole output, where it is known.
    size: int | None = None
    #: Of a file inside an output that is a folder: its path from there; "" is the output itself.
    inside: str = ""
    #: The remote that the output names for itself, if it does.
    remote: str | None = None
    #: The folder of the DVC project, from the repository's root.
    project: str = ""
    #: On a remote that keeps versions: the remote's name, the version's id and etag.
    versions: tuple[tuple[str, str, str], ...] = ()
    #: Of a folder on such a remote: its files, by their paths in it. They stand in no object of their own.
    files: tuple[tuple[str, Content], ...] = field(default=(), compare=False)

    @property
    def is_folder(self) -> bool:
        """Whether the output is a folder; `inside` may name a file of it."""
        return self.hash.endswith(".dir")

    @property
    def known_hash(self) -> str | None:
        """The hash, where DVC knows one."""
        return None if self.kind == LISTED else self.hash or None

    def file(self, name: str, content: Content) -> Kept:
        """A file of the folder."""
        return replace(
            self,
            path=f"{self.path}/{name}",
            hash=content.hash or "",
            kind=content.kind or "",
            size=content.size,
            inside="",
            remote=content.remote or self.remote,
            versions=content.versions,
            files=(),
        )


@dataclass(frozen=True, slots=True)
class Outside:
    """What is in these files outside of Git?"""

    wanted: frozenset[Kept]


if TYPE_CHECKING:
    Question: TypeAlias = Paths | Contents | Outside
    Answer: TypeAlias = Mapping[Any, Any]
    Asking: TypeAlias = Generator[Question, Answer, T]


def paths(wanted: Iterable[str]) -> Asking[Mapping[str, str]]:
    """Where the commit has these, by path; nothing is asked if nothing is wanted."""
    if not (question := Paths(frozenset(wanted))).wanted:
        return {}
    answer: Mapping[str, str] = yield question
    return answer


def contents(wanted: Iterable[str]) -> Asking[Mapping[str, bytes | Failure]]:
    """What is in these files, by id."""
    if not (question := Contents(frozenset(wanted))).wanted:
        return {}
    answer: Mapping[str, bytes | Failure] = yield question
    return answer


def outside(wanted: Iterable[Kept]) -> Asking[Mapping[Kept, bytes | Failure]]:
    """What is in these files that Git has not."""
    if not (question := Outside(frozenset(wanted))).wanted:
        return {}
    answer: Mapping[Kept, bytes | Failure] = yield question
    return answer


class Parsed:
    """What files were found to say, by how they were read and the ids of their contents; the oldest is forgotten.

    One of these is handed to all readings of a repository, or of all of them: ids are the same everywhere.
    """

    def __init__(self, bytes_max: int = REMEMBERED_BYTES) -> None:
        self._left = bytes_max
        self._said: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The value of a key; None if it is not remembered."""
        if (known := self._said.get(key)) is None:
            return None
        self._said.move_to_end(key)
        return known[0]

    def remembered(self, key: Hashable, make: Callable[[], T], size: int = 0) -> T:
        """The value of a key, made if need be; `size` is that of the files it is made from, in bytes."""
        if (known := self._said.get(key)) is not None:
            self._said.move_to_end(key)
            said: T = known[0]
            return said
        made = make()
        cost = _TIMES * size + _OVERHEAD
        self._said[key] = made, cost
        self._left -= cost
        while self._left < 0 and len(self._said) > 1:
            self._left += self._said.popitem(last=False)[1][1]
        return made
