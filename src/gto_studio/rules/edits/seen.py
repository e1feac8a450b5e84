"""What is known of a repository while an edit is planned. Whatever is missing is asked for by raising NotSeen.

So the rules say themselves what they need: whoever plans brings it, from tables or from a mirror, and plans again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gto.annotations.yaml import BYTES_MAX
from gto.errors import CannotEdit
from gto_studio.errors import NotFound

if TYPE_CHECKING:
    from gto.annotations.entries import Reading

#: Rounds of asking and bringing: refs and settings, files, files that these name.
ROUNDS = 8


class NotSeen(Exception):
    """Bring these: files as (commit, path), whether commits exist, what annotation files of commits say."""

    def __init__(
        self,
        *,
        files: tuple[tuple[str, str], ...] = (),
        commits: tuple[str, ...] = (),
        annotations: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.files = files
        self.commits = commits
        self.annotations = annotations


@dataclass(slots=True)
class Seen:
    """`refs`: every branch and experiment by its full name, and the commit it leads to; `default_branch`: its short
    name. `files`: None where a commit has no such file, a text where it cannot be had, and why."""

    refs: dict[str, str]
    default_branch: str | None = None
    files: dict[tuple[str, str], bytes | str | None] = field(default_factory=dict)
    commits: dict[str, bool] = field(default_factory=dict)
    annotations: dict[str, Reading] = field(default_factory=dict)

    def head(self, branch: str) -> str:
        """Where a branch is. NotFound."""
        found = self.refs.get(f"refs/heads/{branch}")
        if found is None:
            raise NotFound(f"There is no branch '{branch}' any more", hint="choose another one")
        return found

    def ask(self, commit: str, *paths: str) -> None:
        """See to it that these files of a commit are known, all of them in one round."""
        missing = tuple((commit, path) for path in paths if (commit, path) not in self.files)
        if missing:
            raise NotSeen(files=missing)

    def file(self, commit: str, path: str) -> bytes | None:
        """A file of a commit; None if it has none. CannotEdit."""
        self.ask(commit, path)
        found = self.files[commit, path]
        if isinstance(found, str):
            raise CannotEdit(path, found, hint=None)
        if found is not None and len(found) > BYTES_MAX:
            raise CannotEdit(path, f"it is larger than {BYTES_MAX:,} bytes", hint=None)
        return found

    def exists(self, commit: str) -> bool:
        if commit not in self.commits:
            raise NotSeen(commits=(commit,))
        return self.commits[commit]

    def reading(self, commit: str) -> Reading:
        """What all annotation files of a commit say."""
        if commit not in self.annotations:
            raise NotSeen(annotations=(commit,))
        return self.annotations[commit]
