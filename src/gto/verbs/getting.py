"""The files of an artifact, brought here.

Files come several at a time, each beside its place first, and are moved there when they fit their hash. What was broken
off goes on where it stopped, where the storage can.
"""

from __future__ import annotations

import os
import posixpath
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from gto.data.pieces import Check
from gto.errors import (
    ArtifactNotFound,
    CannotWrite,
    FileInTheWay,
    HostUnreachable,
    NoActiveAssignment,
    NoData,
    NotFound,
    RefNotFound,
    WrongData,
)
from gto.record import Record
from gto.registry import shortcuts
from gto.verbs import annotated
from gto.verbs.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

    from gto.data.pieces import Piece
    from gto.registry.names import CommitId
    from gto.verbs.repository import Repository

#: So many files come at the same time.
AT_ONCE = 8
#: A connection that breaks off is taken up again so often without a byte having come.
TRIES = 3
#: A file that is here is looked at in pieces of this size.
PIECE_BYTES = 1 << 20


class Found(Record):
    """An artifact at one commit. `version`: as it was picked; None where it has none."""

    artifact: str
    commit: CommitId
    version: str | None
    #: Seen from the repository's root.
    path: str


class Got(Record):
    """What became of one file: where it is now, its size in bytes, and whether it was there before."""

    piece: Piece
    path: str
    size: int
    was_here: bool


class Progress:
    """How far it is, for whoever draws it: told by several threads, so only ever about right until the end."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.files, self.files_done = len(pieces), 0
        self.bytes, self.bytes_done = sum(piece.size or 0 for piece in pieces), 0


def find(repository: Repository, name: str, *, rev: str | None = None) -> Found:
    """Which commit is meant by `nn`, `nn@v1.0.0`, `nn@latest` or `nn#prod`, and where the artifact is in it.

    A name alone means the latest version; of an artifact without versions, HEAD. ArtifactNotFound, NotFound,
    NoActiveAssignment, RefNotFound, NoData.
    """
    shortcut = shortcuts.parse(name)
    artifact, version, commit = shortcut.artifact, None, None
    known = repository.read(artifact).registry.artifacts.get(artifact)
    if shortcut.picks or rev is not None:
        commit = repository.commit_described(name, rev=rev)
        if shortcut.picks and commit is not None:
            version = repository.show(name)[0].version.text
        elif shortcut.stage is not None:
            raise NoActiveAssignment(shortcut.stage, artifact)
        elif shortcut.picks:
            wanted = f"has no version '{shortcut.version}'" if shortcut.version else "has no version yet"
            raise NotFound(f"'{artifact}' {wanted}", hint=f"`gto show {artifact}` lists its versions")
    elif known is not None and known.latest is not None:
        version, commit = known.latest.text, known.latest.commit
    else:
        commit = repository.place.head
    if commit is None:
        raise RefNotFound("HEAD", hint="the repository has no commits")
    reading = repository.annotations([commit])[commit]
    if reading.problems:
        repository.notice(annotated.remarks(reading))
    written = next((one for one in reading.annotations if one.artifact == artifact), None)
    if written is None and known is None:
        raise ArtifactNotFound(artifact, hint=annotated.COMMIT_FIRST)
    if written is None:
        raise NoData(
            f"Nothing says where '{artifact}' is in commit {commit[:7]}",
            hint=f"say it, and register a version there: gto annotate {artifact} --path PATH --commit",
        )
    place = written.location
    if not place or "://" in place or posixpath.isabs(place) or place == ".." or place.startswith("../"):
        raise NoData(
            f"'{artifact}' is not in the repository: {f'its path is {place}' if place else 'no path is written down'}",
            hint="what is in Git, and what Git LFS or DVC track, can be got",
        )
    return Found(artifact, commit, version, "" if place == "." else place)


def get(
    repository: Repository,
    found: Found,
    folder: str,
    *,
    replace: bool = False,
    at_once: int = AT_ONCE,
    watch: Callable[[Progress], None] | None = None,
) -> list[Got]:
    """Bring the files of an artifact into a folder: under the last part of its path, as `cp -r` would.

    `replace` files of the person's own that are in the way; `watch` is handed the progress before the first file
    comes. FileInTheWay, WrongData, CannotWrite, and what reading raises: files that are whole by then stay, and what
    was half there goes on from there the next time.
    """
    source = Source(repository.place, repository.commits([found.commit])[found.commit])
    try:
        pieces = source.pieces(found.path)
        progress = Progress(pieces)
        if watch is not None:
            watch(progress)
        keep = posixpath.dirname(found.path)
        targets = [os.path.join(folder, *posixpath.relpath(one.path, keep or ".").split("/")) for one in pieces]
        here = [_is_here(piece, target) for piece, target in zip(pieces, targets, strict=True)]
        if not replace:
            for target, is_here in zip(targets, here, strict=True):
                if not is_here and os.path.lexists(target):
                    raise FileInTheWay(target)

        def bring(piece: Piece, target: str, is_here: bool) -> Got:
            if is_here:
                progress.bytes_done += os.path.getsize(target)
            else:
                _bring(source, piece, target, progress)
            progress.files_done += 1
            return Got(piece, target, os.path.getsize(target), is_here)

        with ThreadPoolExecutor(max(1, at_once)) as pool:
            doing = [pool.submit(bring, *one) for one in zip(pieces, targets, here, strict=True)]
            try:
                return [one.result() for one in doing]
            except BaseException:
                source.stop()  # whoever is in the midst of it ends with the next piece
                pool.shutdown(cancel_futures=True)
                raise
    finally:
        source.close()


def _is_here(piece: Piece, target: str) -> bool:
    """Whether the file is there already, and the right one."""
    if os.path.islink(target) or not os.path.isfile(target) or not _has_hash(piece):
        return False
    check = Check(piece)
    with open(target, "rb") as file:
        _feed(check, file)
    return check.is_right()


def _bring(source: Source, piece: Piece, target: str, progress: Progress) -> None:
    folder, name = os.path.split(target)
    part = os.path.join(folder, f".{name}.{piece.id[:12]}.part")
    try:
        os.makedirs(folder or ".", exist_ok=True)
        check = _fill(source, piece, part, progress)
        if not check.is_right():
            os.unlink(part)  # going on from there would lead nowhere
            raise WrongData(piece.path)
        if piece.executable:
            mode = os.stat(part).st_mode
            os.chmod(part, mode | (mode & 0o444) >> 2)  # whoever may read it may start it
        os.replace(part, target)
    except OSError as error:
        raise CannotWrite(
            target, error.strerror or str(error), hint="what came so far stays beside it; run the command again"
        ) from None


def _fill(source: Source, piece: Piece, part: str, progress: Progress) -> Check:
    """Write the file beside its place, from where an earlier try stopped."""
    with open(part, "ab+" if _has_hash(piece) else "wb+") as file:
        check, tries = _so_far(piece, file), 0
        progress.bytes_done += file.tell()
        while True:
            start = file.tell()
            try:
                with source.open(piece, start) as stream:
                    if stream.start != start:  # it can only be had as a whole
                        progress.bytes_done -= start
                        file.seek(0)
                        file.truncate()
                        check = Check(piece)
                    for data in stream.pieces:
                        file.write(data)
                        check.update(data)
                        progress.bytes_done += len(data)
                        source.check_running()
            except HostUnreachable:
                tries = 0 if file.tell() > start else tries + 1
                if tries >= TRIES:
                    raise
            else:
                return check


def _so_far(piece: Piece, file: BinaryIO) -> Check:
    check = Check(piece)
    file.seek(0)
    _feed(check, file)
    return check


def _feed(check: Check, file: BinaryIO) -> None:
    while data := file.read(PIECE_BYTES):
        check.update(data)


def _has_hash(piece: Piece) -> bool:
    """Whether a file can be known by more than its size."""
    return piece.where != "dvc" or "md5" in piece.kind
