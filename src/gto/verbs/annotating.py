"""What is written about an artifact, changed: one entry of one file, and on demand a commit of nothing else.

The edit is a rule that takes a file's bytes and gives them back changed (`annotations.either`). In a work
tree it is made on the file as it lies on disk and, for a commit, again on the file as HEAD and the index
have it: whatever else is changed in the same file stays what it was. In a bare or a remote repository it is
made on top of the branch that HEAD names, and a remote takes it only if nobody was quicker.
"""

from __future__ import annotations

import posixpath

from gto.annotations.changes import Change, check, check_path
from gto.annotations.entries import DVC_YAML, Annotation, Reading
from gto.annotations.requests import Annotate, Remove, choose_file, message_for
from gto.errors import CannotCommit, CannotEdit, NoFile, PushRefused, RefNotFound, WrongArgs
from gto.git import commits, worktree
from gto.git.clones import visit
from gto.git.locking import Lock
from gto.git.place import locate
from gto.git.remotes import without_secret
from gto.git.settings import read_settings
from gto.record import Record
from gto.registry.names import CommitId, check_artifact, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.git.place import Place
    from gto.git.settings import Person
    from gto.verbs.repository import Repository

__all__ = ["Annotate", "Annotated", "Committing", "Remove", "annotate", "rehearse", "remove"]

#: How often an edit is made again because a remote's branch moved meanwhile.
ATTEMPTS_MAX = 60


class Committing(Record):
    """Commit the edit: the message (None: one that says what was done), whose name, and where it is pushed."""

    message: str | None = None
    author: Person | None = None
    remote: str | None = None


class Annotated(Record):
    """What became of a file: its bytes before and after (None: no file), and the commit, if one was made.

    `branch` and `remote` tell where the commit went; `remote` is None if it was not pushed.
    """

    artifact: str
    file: str
    before: bytes | None
    after: bytes | None
    commit: CommitId | None = None
    branch: str | None = None
    remote: str | None = None

    @property
    def changed(self) -> bool:
        """Whether the file had to be changed at all."""
        return self.before != self.after


def annotate(repository: Repository, request: Annotate, committing: Committing | None = None) -> Annotated:
    """Write what is requested; with `committing`, commit it (a remote or bare repository needs that).

    ValidationError, UnknownType, WrongArgs, PathIsUsed and NoFile for what may not be written; CannotEdit
    for a file that cannot be edited; CannotWrite, CannotCommit, NoIdentity, PushRefused. What fails changes
    nothing (but a commit that was made stays when only its push is refused).
    """
    return _carry_out(repository, request, committing)


def remove(repository: Repository, request: Remove, committing: Committing | None = None) -> Annotated:
    """Take the artifact's entry out of its file. ArtifactNotFound if there is none; else as `annotate`."""
    return _carry_out(repository, request, committing)


def rehearse(repository: Repository, request: Annotate | Remove) -> Annotated:
    """What a request would do to which file, without doing it."""
    check_artifact(request.artifact)
    on_disk = not repository.place.bare
    reading = _on_disk(repository) if on_disk else _at_head(repository)
    file = choose_file(request.artifact, reading, repository.config.INDEX, wanted=request.file)
    if isinstance(request, Annotate):
        _check(repository, request, file, reading)
    if on_disk:
        before = worktree.read(repository.place, file)
    else:
        before = commits.content_at(repository.place, repository.place.head, file)
    described = any(a.artifact == request.artifact and a.source == file for a in reading.annotations)
    return Annotated(request.artifact, file, before, _edited(repository, request, file, before, described=described))


# --- carrying out -----------------------------------------------------------------------------------------


def _carry_out(repository: Repository, request: Annotate | Remove, committing: Committing | None) -> Annotated:
    check_artifact(request.artifact)
    if repository.is_remote:
        return _remotely(repository, request, committing or Committing())
    if repository.place.bare and committing is None:
        raise WrongArgs("A bare repository has no files to edit", hint="--commit makes a commit on its branch")
    with Lock(repository.place.folder):
        if repository.place.bare:
            return _in_bare(repository, request, committing or Committing())
        return _in_work_tree(repository, request, committing)


def _edited(
    repository: Repository, request: Annotate | Remove, file: str, data: bytes | None, *, described: bool = False
) -> bytes | None:
    """The bytes with the request carried out. `described`: the file is known to say something of the artifact."""
    from gto.annotations import either  # loads the YAML library, 28 ms

    config = repository.config
    if described and not either.has(data, request.artifact, file=file, index=config.INDEX):
        raise CannotEdit(file, f"the entry of '{request.artifact}' has an expression for a name")
    return either.edited(data, request, file=file, index=config.INDEX, types=config.types)


def _check(repository: Repository, request: Annotate, file: str, reading: Reading) -> None:
    """The rules that look beyond the entry: does the path exist, and is it another artifact's?"""
    if request.must_exist and not request.path:
        raise WrongArgs("`path` is required when `must_exist` is set to True")
    check(
        Change(split(request.artifact)[1], type=request.type, labels=request.labels),
        types=repository.config.types,
    )
    location = Annotation(request.artifact, file, path=request.path).location
    if not request.allow_same_path:
        check_path(request.artifact, location, reading.annotations)
    if request.must_exist and location and "://" not in location and not _is_there(repository, location):
        raise NoFile(location)


def _is_there(repository: Repository, location: str) -> bool:
    """Whether a path exists, or DVC tracks it in a `.dvc` file of that name."""
    place = repository.place
    if location.startswith("../") or posixpath.isabs(location):
        return False
    if not place.bare:
        return any(worktree.exists(place, path) for path in (location, f"{location}.dvc"))
    return place.head is not None and commits.holds(place, place.head, (location, f"{location}.dvc"))


def _in_work_tree(repository: Repository, request: Annotate | Remove, committing: Committing | None) -> Annotated:
    place = repository.place
    done = rehearse(repository, request)
    if committing is None:
        if done.changed:
            worktree.replace(place, done.file, done.after, expected=done.before)
        return done
    branch = commits.branch_of(place)
    if committing.remote and branch is None:
        raise CannotCommit(
            "HEAD is detached, so there is no branch to push", hint="check out a branch, or leave out --push"
        )

    def edit(data: bytes | None) -> bytes | None:
        return done.after if data == done.before else _repeated(repository, request, done, data)

    with commits.Staging(place, done.file) as staging:
        if done.changed:
            worktree.replace(place, done.file, done.after, expected=done.before)
        try:
            commit = staging.commit(edit, committing.message or message_for(request), committing.author)
        except BaseException:
            if done.changed:
                worktree.replace(place, done.file, done.before, expected=done.after)
            raise
    repository.place = locate(place.path)
    done = done._replace(commit=commit, branch=branch)
    if commit and committing.remote and branch:
        done = done._replace(branch=_push(repository, committing.remote, branch, commit), remote=committing.remote)
    return done


def _repeated(repository: Repository, request: Annotate | Remove, done: Annotated, data: bytes | None) -> bytes | None:
    """The edit of a file again, on the file as HEAD or the index have it.

    An entry that they lack was never committed: it is added whole, or there is nothing to take away.
    """
    from gto.annotations import either  # loads the YAML library, 28 ms

    index = repository.config.INDEX
    if not either.has(data, request.artifact, file=done.file, index=index):
        if isinstance(request, Remove):
            return data
        return either.adopted(data, request.artifact, done.after or b"", file=done.file, index=index)
    return _edited(repository, request, done.file, data)


def _push(repository: Repository, remote: str, branch: str, commit: CommitId) -> str:
    """Push the branch to where it follows; give its name there."""
    values = read_settings(repository.place.path).values
    there = branch
    if values.get(f"branch.{branch}.remote") == remote:
        there = values.get(f"branch.{branch}.merge", "").removeprefix("refs/heads/") or branch
    repository.tell(f"Pushing to {remote}")
    try:
        commits.push_branch(repository.place, remote, there, commit, exactly=False)
    except PushRefused as refused:
        left = f"the edit is committed here as {commit[:7]}; to push it later: git push {remote} {branch}"
        raise PushRefused(refused.message, hint=f"{refused.hint}\n{left}") from None
    return there


def _in_bare(repository: Repository, request: Annotate | Remove, committing: Committing) -> Annotated:
    if committing.remote:
        raise WrongArgs("A bare repository's branch is not pushed from here", hint="leave out --push")
    for _ in range(ATTEMPTS_MAX):
        made, branch = _committed_apart(repository, request, committing)
        if made.commit is None:
            return made
        reason = f"commit (gto): {(committing.message or message_for(request)).splitlines()[0]}"
        try:
            commits.move_branch(repository.place, branch, made.commit, repository.place.head, reason)
        except commits.Refused:
            repository.place = locate(repository.place.path)
            continue
        repository.place = locate(repository.place.path)
        return made
    raise CannotCommit(f"The branch '{branch}' moves faster than it can be written", hint="run the command again")


def _remotely(repository: Repository, request: Annotate | Remove, committing: Committing) -> Annotated:
    url = repository.place.origin or ""
    for _ in range(ATTEMPTS_MAX):
        with Lock(repository.place.folder):
            made, branch = _committed_apart(repository, request, committing)
            if made.commit is None:
                return made
            repository.tell(f"Pushing to {without_secret(url)}")
            try:
                commits.push_branch(
                    repository.place, "origin", branch, made.commit, repository.place.head, exactly=True
                )
            except commits.Refused:
                moved = True
            else:
                moved = False
        repository.place = visit(url)
        if not moved:
            return made._replace(remote=without_secret(url))
    raise CannotCommit(f"The branch '{branch}' moves faster than it can be written", hint="run the command again")


def _committed_apart(
    repository: Repository, request: Annotate | Remove, committing: Committing
) -> tuple[Annotated, str]:
    """The edit as a commit on top of HEAD's branch, which stays where it is; no commit if nothing changes."""
    branch = commits.branch_of(repository.place)
    if branch is None:
        raise RefNotFound("HEAD", hint="this repository's HEAD names no branch to commit on")
    made = rehearse(repository, request)
    if made.changed:
        message = committing.message or message_for(request)
        base = repository.place.head
        commit = commits.commit_apart(repository.place, base, made.file, made.after, message, committing.author)
        made = made._replace(commit=commit, branch=branch)
    return made, branch


# --- what all files say now -------------------------------------------------------------------------------


def _at_head(repository: Repository) -> Reading:
    head = repository.place.head
    return Reading() if head is None else repository.annotations([head])[head]


def _on_disk(repository: Repository) -> Reading:
    """Everything that the annotation files of the work tree say, as they lie there."""
    from gto.annotations import either  # loads the YAML library, 28 ms

    place, index = repository.place, repository.config.INDEX
    annotations: tuple[Annotation, ...] = ()
    for file in worktree.named(place, DVC_YAML, index):
        data = _readable(place, file)
        if data is None:
            continue
        needed = either.beside(data, file=file, index=index)
        beside = {path: found for path in needed if (found := _readable(place, path)) is not None}
        annotations += either.reading(data, file=file, index=index, files=beside).annotations
    return Reading(annotations)


def _readable(place: Place, path: str) -> bytes | None:
    """A file on disk; None for one that nobody should edit, which is said when somebody tries."""
    try:
        return worktree.read(place, path)
    except CannotEdit:
        return None
