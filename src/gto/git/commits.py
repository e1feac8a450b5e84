"""One file's edit as a commit that holds nothing else, whatever is staged or changed beside it.

In a work tree git itself makes the commit, so hooks, signing and the message's rules are those of `git
commit`; it is given an index of its own, with HEAD and the edit in it. The person's index is held
meanwhile, and gets the same edit. Without a work tree (a bare repository, or the copy of a remote one) the
commit is put together from objects.
"""

from __future__ import annotations

import os
import shutil

from gto.errors import CannotCommit, CannotEdit, GitFailed, PushRefused
from gto.git import files, objects
from gto.git.remotes import heard
from gto.git.run import git
from gto.git.settings import read_settings
from gto.record import Record
from gto.registry.names import CommitId, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from gto.git.place import Place
    from gto.git.settings import Person

    #: What becomes of a file's content; None where there is no file.
    Edit = Callable[[bytes | None], bytes | None]

_PLAIN_FILE = "100644"
#: How a remote says that its branch is not where it was seen.
_TOO_LATE = ("stale info", "already exists", "fetch first", "but expected", ".lock': File exists")
#: What git is in the middle of, and the file that tells.
_UNFINISHED = {
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
}


class Refused(Exception):
    """The branch moved since it was read; the edit has to be made again on what is there now."""


class Entry(Record):
    """A file as a tree or an index has it."""

    mode: str
    id: str


class Staging:
    """`with Staging(place, path) as staging:` holds the index until the commit is made.

    Every git command that could move HEAD here takes the index first, so HEAD stays where it is meanwhile.
    CannotCommit where git would not commit a single file either: in the middle of a merge, or with a
    conflict.
    """

    def __init__(self, place: Place, path: str) -> None:
        self._place = place
        self._path = path
        index, *unfinished = _git_paths(place, "index", *_UNFINISHED)
        for where, what in zip(unfinished, _UNFINISHED.values(), strict=True):
            if os.path.exists(where):
                raise CannotCommit(
                    f"A {what} is going on here, so {path} cannot be committed alone",
                    hint=f"finish it first (git {what} --continue), or leave out --commit",
                )
        self._index = index
        self._held = f"{index}.lock"
        self._scratch = f"{index}.gto.{os.getpid()}"

    def __enter__(self) -> Staging:
        try:
            os.close(os.open(self._held, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileExistsError:
            raise CannotCommit(
                "Another git process holds the index of this repository",
                hint=f"wait for it and try again; if none is running, remove '{self._held}'",
            ) from None
        except OSError as error:
            raise GitFailed(f"Cannot write '{self._held}': {error.strerror}") from None
        try:
            self._prepare()
        except BaseException:
            self._let_go()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, traceback: TracebackType | None) -> None:
        self._let_go()

    def commit(self, edit: Edit, message: str, author: Person | None) -> CommitId | None:
        """Commit the edit; None if it changes nothing of the file as HEAD has it. CannotCommit, NoIdentity."""
        committed = self._apply(edit, self._in_head, self._scratch)
        self._apply(edit, self._in_index, self._held)
        if not committed:
            self._keep()
            return None
        try:
            git(
                *("commit", "--quiet", "--file=-"),
                at=self._place.root,
                stdin=message.encode("utf-8", "surrogateescape"),
                reading=False,
                network=True,  # hooks and passphrases take their time
                env={"GIT_INDEX_FILE": self._scratch, **named_by(author)},
            )
        except GitFailed as error:
            raise CannotCommit(
                f"The commit was refused: {error.message.removeprefix('git commit failed: ')}",
                hint="nothing was changed; when the reason is mended, run the command again",
            ) from None
        made = _head(self._place)
        self._keep()
        if made is None:
            raise CannotCommit("git made no commit", hint="`git status` tells what is there")
        return made

    def _prepare(self) -> None:
        """The held index gets what the person's index has, the scratch index what HEAD has.

        The scratch index begins as a copy, too, so that git need not look at every file again.
        """
        env = {"GIT_INDEX_FILE": self._scratch}
        if os.path.exists(self._index):
            shutil.copyfile(self._index, self._scratch)
        else:
            git("read-tree", "--empty", at=self._place.root, reading=False, env=env)
        shutil.copyfile(self._scratch, self._held)
        head = _head(self._place)
        git(
            "read-tree",
            *(("--reset", head) if head else ("--empty",)),
            at=self._place.root,
            reading=False,
            env=env,
        )
        self._in_head = self._entry(self._scratch)
        self._in_index = self._entry(self._held)

    def _entry(self, index: str) -> Entry | None:
        said = git(
            *("ls-files", "--stage", "-z", "--", f":(top,literal){self._path}"),
            at=self._place.root,
            env={"GIT_INDEX_FILE": index},
        ).text
        found = [line for line in said.split("\0") if line]
        if len(found) > 1:
            raise CannotCommit(f"{self._path} has a conflict in it", hint="resolve it, and `git add` the file")
        if not found:
            return None
        mode, id, _ = found[0].partition("\t")[0].split(" ")
        return _plain_file(self._path, Entry(mode, id))

    def _apply(self, edit: Edit, entry: Entry | None, index: str) -> bool:
        """Make the edit in an index; whether anything changed."""
        before = _content(self._place, self._path, entry)
        after = edit(before)
        if after == before:
            return False
        _change_index(self._place, index, self._path, entry, after)
        return True

    def _keep(self) -> None:
        """The person's index gets the edit too; everything else in it stays as it was."""
        os.replace(self._held, self._index)

    def _let_go(self) -> None:
        _remove(self._scratch, f"{self._scratch}.lock", self._held, f"{self._held}.lock")


def branch_of(place: Place) -> str | None:
    """The branch that HEAD stands for; None where it is detached."""
    return git("symbolic-ref", "--quiet", "--short", "HEAD", at=place.path, codes=(0, 1)).text.strip() or None


def content_at(place: Place, commit: CommitId | None, path: str, *, new_folders: bool = False) -> bytes | None:
    """A file of a commit; None where it has none. CannotEdit if it is no plain file, or too large, or in no folder that
    is there (`new_folders`: its folders may be made)."""
    entry = _tree_entry(place, commit, path, new_folders=new_folders) if commit else None
    return _content(place, path, entry)


def holds(place: Place, commit: CommitId, paths: Sequence[str]) -> bool:
    """Whether a commit has a file or a folder at one of the paths."""
    tree = objects.commits(place.path, [commit])[commit].tree
    files.fetch_missing(place, [tree])
    return bool(git("ls-tree", "-z", "--full-tree", tree, "--", *paths, at=place.path).out)


def commit_apart(
    place: Place, base: CommitId | None, path: str, after: bytes | None, message: str, author: Person | None
) -> CommitId:
    """A commit on top of `base` with a new content of one file (None: without it). NoIdentity.

    No branch moves, no hook runs; it is signed where git is told to sign.
    """
    return commit_files(place, base, {path: after}, message, author)


def commit_files(
    place: Place,
    base: CommitId | None,
    changes: Mapping[str, bytes | None],
    message: str,
    author: Person | None,
    *,
    new_folders: bool = False,
) -> CommitId:
    """As `commit_apart`, of several files: path → content. No file at all makes a commit that changes nothing."""
    entries = {path: _tree_entry(place, base, path, new_folders=new_folders) if base else None for path in changes}
    index = os.path.join(place.common_dir, f"index.gto.{os.getpid()}")
    env = {"GIT_INDEX_FILE": index}
    try:
        git("read-tree", *((base,) if base else ("--empty",)), at=place.path, env=env, reading=False)
        for path, after in changes.items():
            _change_index(place, index, path, entries[path], after)
        # files that a remote's copy lacks are on the remote
        tree = git("write-tree", "--missing-ok", at=place.path, env=env, reading=False).text.strip()
    finally:
        _remove(index, f"{index}.lock")
    sign = ("-S",) if _is_on(read_settings(place.path, author).values.get("commit.gpgsign", "")) else ()
    parent = ("-p", base) if base else ()
    made = git(
        *("commit-tree", *sign, *parent, "-F", "-", tree),
        at=place.path,
        stdin=(message.strip() + "\n").encode("utf-8", "surrogateescape"),
        reading=False,
        env=named_by(author),
    )
    return CommitId(made.text.strip())


def move_branch(place: Place, branch: str, new: CommitId, old: CommitId | None, reason: str) -> None:
    """Move a branch from `old` (None: there was none) to `new`. Refused if it is elsewhere by now."""
    nothing = "0" * len(new)
    done = git(
        *("update-ref", "-m", reason, f"refs/heads/{branch}", new, old or nothing),
        at=place.path,
        reading=False,
        codes=(0, 1, 128),
    )
    if done.code == 0:
        return
    if "but expected" in done.reason or "reference already exists" in done.reason:
        raise Refused(done.reason)
    raise GitFailed(f"git update-ref failed: {done.reason}")


def push_branch(
    place: Place, remote: str, branch: str, new: CommitId, old: CommitId | None = None, *, exactly: bool
) -> None:
    """Push a commit as a remote's branch.

    `exactly`: only if the branch is at `old` there (None: is not there); Refused if it is not. Otherwise as
    `git push` does. PushRefused with the remote's reason.
    """
    ref = f"refs/heads/{branch}"
    lease = (f"--force-with-lease={ref}:{old or ''}",) if exactly else ()
    options = ("--porcelain", "--quiet", "--no-follow-tags", "--recurse-submodules=no")
    done = git(
        *("push", *options, *lease, "--end-of-options", remote, f"{new}:{ref}"),
        at=place.path,
        reading=False,
        network=True,
        codes=range(-64, 256),
    )
    if done.code == 0:
        return
    status = next((line.split("\t")[-1] for line in done.text.splitlines() if line.startswith("!")), "")
    said = f"{status} {done.reason}"
    if exactly and any(sign in said for sign in _TOO_LATE):
        raise Refused(status or done.reason)
    raise PushRefused(
        f"The command `git push {remote} {branch}` failed",
        hint=heard(remote, shown(status) or done.reason),
    )


def _tree_entry(place: Place, commit: CommitId, path: str, *, new_folders: bool = False) -> Entry | None:
    tree = objects.commits(place.path, [commit])[commit].tree
    files.fetch_missing(place, [tree])
    said = git("ls-tree", "-z", "--full-tree", tree, "--", path, at=place.path).text
    if not said:
        folder = path.rpartition("/")[0]
        while folder:
            above = git("ls-tree", "-z", "--full-tree", tree, "--", folder, at=place.path).text
            if above.split(" ")[1:2] == ["tree"]:
                break
            if above or not new_folders:
                raise CannotEdit(path, f"there is no folder '{folder}'", hint=None)
            folder = folder.rpartition("/")[0]
        return None
    mode, _, id = said.partition("\t")[0].split(" ")
    return _plain_file(path, Entry(mode, id))


def _plain_file(path: str, entry: Entry) -> Entry:
    if not entry.mode.startswith("100"):
        raise CannotEdit(path, "it is not a plain file", hint=None)
    return entry


def _content(place: Place, path: str, entry: Entry | None) -> bytes | None:
    if entry is None:
        return None
    data = files.read(place, [files.FileAt(path, entry.id)])[entry.id]
    if data is None:
        raise CannotEdit(path, f"it is missing, or larger than {files.FILE_BYTES_MAX:,} bytes", hint=None)
    return data


def _change_index(place: Place, index: str, path: str, entry: Entry | None, content: bytes | None) -> None:
    """Give a file new content in an index (None: take it out)."""
    if content is not None:
        line = f"{entry.mode if entry else _PLAIN_FILE} {_store(place, content)}\t{path}\0"
    elif entry is not None:
        line = f"0 {entry.id}\t{path}\0"
    else:
        return
    env = {"GIT_INDEX_FILE": index}
    git("update-index", "-z", "--index-info", at=place.path, stdin=line.encode(), env=env, reading=False)


def _store(place: Place, data: bytes) -> str:
    return git("hash-object", "-w", "--stdin", at=place.path, stdin=data, reading=False).text.strip()


def _head(place: Place) -> CommitId | None:
    said = git("rev-parse", "--verify", "--quiet", "HEAD^{commit}", at=place.root, codes=(0, 1, 128)).text
    return CommitId(said.strip()) if said.strip() else None


def _git_paths(place: Place, *names: str) -> list[str]:
    """Where git keeps its own files for this work tree."""
    asked = [word for name in names for word in ("--git-path", name)]
    return git("rev-parse", "--path-format=absolute", *asked, at=place.root).text.splitlines()


def _remove(*paths: str) -> None:
    for path in paths:
        if os.path.lexists(path):
            os.unlink(path)


def named_by(author: Person | None) -> Mapping[str, str]:
    """Environment for a commit in this person's name; empty for git's own idea of who it is."""
    if author is None:
        return {}
    return {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", author.name), ("EMAIL", author.email))
    }


def _is_on(text: str) -> bool:
    return text.lower() in ("true", "1", "yes", "on")
