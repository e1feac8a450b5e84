"""Where a local repository is: one question to git finds its folders, its HEAD, and whether it is whole."""

from __future__ import annotations

import os

from gto.errors import NoRepo
from gto.git.run import git
from gto.record import Record
from gto.registry.names import CommitId


class Place(Record):
    """A repository on this machine.

    `path` is what commands run at; `common_dir` holds refs and objects (shared by linked worktrees); `root` is the
    root of the work tree, or the repository's own folder if it is bare; `head` is None before the first commit, and
    `head_tree` also where the files of HEAD are not here. `head_damaged` tells that there is a first commit, but HEAD's
    is missing or broken. `origin` is the URL that the copy of a remote repository
    stands for, None for a person's own repository.
    """

    path: str
    common_dir: str
    root: str
    bare: bool
    shallow: bool
    head: CommitId | None
    head_tree: str | None
    head_damaged: bool = False
    origin: str | None = None

    @property
    def folder(self) -> str:
        """Our own folder: the lock of writers, and what `gto verify` last saw."""
        return os.path.join(self.common_dir, "gto") if self.origin is None else folder_beside(self.common_dir)


def folder_beside(copy: str) -> str:
    """Our own folder for the copy of a remote repository. The copy may be thrown away; what is in there may not."""
    return f"{copy.removesuffix('.git')}.gto"


_QUESTIONS = (
    "--is-bare-repository",
    "--is-shallow-repository",
    "--absolute-git-dir",
    "--git-common-dir",
    "--is-inside-work-tree",
    "--show-prefix",
    "HEAD^{commit}",
    "HEAD^{tree}",
)


def locate(path: str, *, origin: str | None = None) -> Place:
    """Find the repository that holds `path`: a work tree, a folder in it, `.git`, a worktree, or a bare repository.

    NoRepo if there is none.
    """
    if os.path.basename(path) == ".git" and os.path.isfile(path):
        path = os.path.dirname(path) or "."  # in a worktree or a submodule it is a file that names the folder
    if not os.path.isdir(path):
        raise NoRepo(path)
    lines = git("rev-parse", *_QUESTIONS, at=path, codes=(0, 128)).text.split("\n")
    if len(lines) < len(_QUESTIONS) - 1:
        git("rev-parse", "--git-dir", at=path)  # raises, saying why
        raise NoRepo(path)
    bare, shallow, git_dir, common, inside, prefix, *head = lines
    here = os.path.realpath(path)  # as git, which answers relative to where it is, not to a link's place
    if inside == "true":
        root = os.path.normpath(os.path.join(here, *[".."] * prefix.count("/")))
    else:
        root = os.path.dirname(git_dir) if os.path.basename(git_dir) == ".git" else git_dir
    commit = CommitId(head[0]) if len(head) > 1 and not head[0].startswith("HEAD") else None
    return Place(
        path=path,
        common_dir=os.path.normpath(os.path.join(here, common)),
        root=root,
        bare=bare == "true",
        shallow=shallow == "true",
        head=commit,
        head_tree=head[1] if len(head) > 2 and not head[1].startswith("HEAD") else None,
        head_damaged=commit is None
        and git("rev-parse", "--verify", "-q", "HEAD", at=path, codes=(0, 1, 128)).code == 0,
        origin=origin,
    )
