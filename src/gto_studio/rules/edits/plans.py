"""What an edit would do: commits with the files they change, refs that move, pull requests. Shown first, done later.

The id of a plan is a digest of all that it rests on and of all that it would make. Whoever carries it out makes it
again, on what the repository has by then: if the id is another one, somebody was quicker.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from gto.comparison.markdown import code, plain
from gto_studio.rules.experiments import named

if TYPE_CHECKING:
    from gto.errors import GtoError

#: Where a ref leads that is not there.
NOWHERE = "0" * 40
#: A longer difference is cut where it is shown.
DIFF_LINES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after; None: there is none."""

    path: str
    before: bytes | None
    after: bytes | None

    @property
    def status(self) -> Literal["added", "changed", "removed"]:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    def diff(self) -> str:
        """As `git diff` shows it."""
        old, new = (_lines(data) for data in (self.before, self.after))
        here = "/dev/null" if self.before is None else f"a/{self.path}"
        there = "/dev/null" if self.after is None else f"b/{self.path}"
        lines: list[str] = []
        for line in difflib.unified_diff(old, new, here, there):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
            if len(lines) > DIFF_LINES_MAX:
                lines.append("… and more\n")
                break
        return "".join(lines)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit to be made on top of `parent`. Several of one branch stand on top of each other, in this order."""

    branch: str
    is_new: bool
    parent: str
    message: str
    files: tuple[FileChange, ...]

    @property
    def ref(self) -> str:
        return f"refs/heads/{self.branch}"


@dataclass(frozen=True, slots=True)
class RefChange:
    """A ref that is to lead somewhere else; None: that it is not there."""

    ref: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class PullRequest:
    title: str
    body: str
    base: str
    head: str


@dataclass(frozen=True, slots=True)
class Plan:
    """With `refusal` nothing would be done, and it says why. `together`: its refs move all, or none does."""

    commits: tuple[Commit, ...] = ()
    refs: tuple[RefChange, ...] = ()
    pull_requests: tuple[PullRequest, ...] = ()
    remarks: tuple[str, ...] = ()
    together: bool = True
    refusal: GtoError | None = None

    @property
    def id(self) -> str:
        said: list[Any] = [
            [
                [one.branch, one.is_new, one.parent, one.message, [_file(file) for file in one.files]]
                for one in self.commits
            ],
            [[one.ref, one.before, one.after] for one in self.refs],
            [[one.title, one.body, one.base, one.head] for one in self.pull_requests],
            None if self.refusal is None else [self.refusal.code, self.refusal.message],
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:40]

    def joined(self, other: Plan) -> Plan:
        """Both, one after the other."""
        return replace(
            self,
            commits=self.commits + other.commits,
            refs=self.refs + other.refs,
            pull_requests=self.pull_requests + other.pull_requests,
            remarks=tuple(dict.fromkeys(self.remarks + other.remarks)),
        )

    def document(self) -> dict[str, Any]:
        """As it is shown, and kept beside a change that was not made."""
        return {
            "id": self.id,
            "commits": [
                {
                    "branch": one.branch,
                    "is_new": one.is_new,
                    "parent": one.parent,
                    "message": one.message,
                    "files": [{"path": file.path, "status": file.status, "diff": file.diff()} for file in one.files],
                }
                for one in self.commits
            ],
            "refs": [{"ref": one.ref, "before": one.before, "after": one.after} for one in self.refs],
            "pull_requests": [
                {"title": one.title, "body": one.body, "base": one.base, "head": one.head} for one in self.pull_requests
            ],
            "remarks": list(self.remarks),
        }


def naming(body: str, who: str) -> str:
    """The text of a pull request that is opened in another name than that of who asked for it. As it is where it says
    who; nobody is called by it, whatever a name has in it."""
    name = code(who) if "@" in who else plain(who)
    if name in body:
        return body
    return "\n\n".join([*([body.rstrip()] if body.strip() else []), f"Asked for by {name} in Studio."])


def called(ref: str) -> str:
    """A ref in words."""
    found = named(ref)
    return f"the experiment '{found[1]}'" if found else f"the branch '{ref.removeprefix('refs/heads/')}'"


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "replace").splitlines(keepends=True)


def _file(file: FileChange) -> list[str | None]:
    return [file.path, *map(_digest, (file.before, file.after))]


def _digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
