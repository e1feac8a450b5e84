"""Files of many trees in one question: what the first tree has, and how each differs from the one before.

Reading ten thousand commits one by one means listing ten thousand trees; the differences are what git is quick at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto.git.run import git

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Every object database knows these by heart.
_EMPTY = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
#: So many trees are compared by one git.
CHUNK = 2_000
#: So many patterns fit on a command line.
PATTERNS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Step:
    """How a tree differs from the one before it: path → the id of its content now, None if it is gone."""

    tree: str
    changes: dict[str, str | None]


def named(name: str) -> str:
    """The pattern of files of this name in any folder."""
    return f":(glob)**/{name}"


def exactly(path: str) -> str:
    """The pattern of one file."""
    return f":(top,literal){path}"


def along(at: str, trees: Sequence[str], patterns: Sequence[str]) -> Iterator[Step]:
    """One step for each tree, the first from nothing. Symbolic links and submodules are no files."""
    if not trees or not patterns:
        yield from (Step(tree, {}) for tree in trees)
        return
    before = _EMPTY[len(trees[0])]
    for start in range(0, len(trees), CHUNK):
        chunk = trees[start : start + CHUNK]
        pairs = list(zip([before, *chunk], chunk, strict=False))
        asked = [pair for pair in pairs if pair[0] != pair[1]]
        steps = iter(_compare(at, asked, patterns[:PATTERNS_MAX]) if asked else ())
        for old, new in pairs:
            yield Step(new, next(steps) if old != new else {})
        before = chunk[-1]


def _compare(at: str, pairs: Sequence[tuple[str, str]], patterns: Sequence[str]) -> list[dict[str, str | None]]:
    said = git(
        *("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--", *patterns),
        at=at,
        stdin="".join(f"{old} {new}\n" for old, new in pairs).encode(),
    ).text
    found: list[dict[str, str | None]] = []
    parts = iter(said.split("\0"))
    for part in parts:
        *headers, about = part.split("\n")
        found += [{} for _ in headers]
        if about:
            path = next(parts)
            old_mode, new_mode, _, id, _ = about.lstrip(":").split(" ")
            if new_mode.startswith("100"):
                found[-1][path] = id
            elif old_mode.startswith("100"):
                found[-1][path] = None
    return found
