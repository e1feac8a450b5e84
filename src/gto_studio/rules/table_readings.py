"""What was read of commits, and whether two of them say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Filed(NamedTuple):
    """What was read of a commit: the ids of the parts that say it. Params and metrics: file → part."""

    params: Mapping[str, str]
    metrics: Mapping[str, str]
    deps: str | None = None
    outs: str | None = None
    problems: Sequence[Mapping[str, Any]] = ()


NOTHING = Filed({}, {})


def within(path: str, directory: str) -> bool:
    """Whether a path is in a directory of the repository; "" is all of it."""
    return not directory or path == directory or path.startswith(f"{directory}/")


class Compared:
    """Whether two commits say the same, as far as a directory goes."""

    def __init__(self, readings: Mapping[str, Filed], parts: Mapping[str, Any], directory: str) -> None:
        self._readings = readings
        self._parts = parts
        self._directory = directory
        self._seen: dict[str | None, Any] = {None: {}}

    def is_read(self, commit: str) -> bool:
        return commit in self._readings

    def is_same(self, commit: str, other: str | None) -> bool:
        """False while either was not read. Without another one: whether there is nothing in it."""
        one = self._readings.get(commit)
        two = NOTHING if other is None else self._readings.get(other)
        if one is None or two is None:
            return False
        if not self._directory:
            same = one.params == two.params and one.metrics == two.metrics
            return same and (one.deps or "") == (two.deps or "") and (one.outs or "") == (two.outs or "")
        return self._of(one) == self._of(two)

    def _of(self, filed: Filed) -> tuple[Any, ...]:
        files = (self._inside(filed.params), self._inside(filed.metrics))
        return (*files, self._content(filed.deps), self._content(filed.outs))

    def _content(self, part: str | None) -> Any:
        if part not in self._seen:
            self._seen[part] = self._inside(self._parts.get(part or "") or {})
        return self._seen[part]

    def _inside(self, files: Mapping[str, Any]) -> dict[str, Any]:
        return {path: said for path, said in files.items() if within(path, self._directory)}
