"""A plan carried out in a local repository: tag objects first, then all refs in one transaction.

A tag object that no ref names is invisible and harmless, so whatever happens in between, the repository is never left
half-written: either every ref of the plan is there, or none.
"""

from __future__ import annotations

import os
from time import monotonic, sleep

from gto.errors import GitFailed, TagExists, WrongArgs
from gto.git.objects import MESSAGE_BYTES_MAX
from gto.git.run import git
from gto.git.settings import acting_as
from gto.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gto.git.place import Place
    from gto.git.settings import Person
    from gto.registry.events import Moment
    from gto.registry.plans import Creation


#: What a tag holds beside its message: the commit, names, the date, and maybe a signature.
BESIDE_MESSAGE_BYTES = 1 << 16

_UNSIGNED = "check `user.signingKey` and `gpg.format`, or sign no tags: git config tag.gpgSign false"


#: So long a git may go on after we were killed.
ORPHAN_SECONDS = 1.0
#: What is in a ref's lock file is an id.
CONTENT_BYTES_MAX = 100
_NOTHING = "-"


class RefChange(Record):
    """A tag ref and the value it gets; `new` None deletes it, `old` None means it must not exist yet."""

    tag: str
    new: str | None
    old: str | None = None

    @property
    def ref(self) -> str:
        return f"refs/tags/{self.tag}"


def announced(changes: Sequence[RefChange]) -> str:
    """The changes as lines that `clear_away` understands."""
    return "".join(f"{change.new or _NOTHING} {change.ref}\n" for change in changes)


def clear_away(folder: str, announcement: str) -> None:
    """Remove git's lock files in `folder`, which holds the refs, that a killed writer of ours had announced.

    Else they would block everybody for ever. A git that outlives us for a moment is waited for. Only what that git
    could have written is removed.
    """
    left: dict[str, bytes | None] = {}
    for line in announcement.split("\n"):
        id, _, ref = line.partition(" ")
        if ref.startswith("refs/tags/") and ".." not in ref:
            left[os.path.join(folder, f"{ref}.lock")] = id.encode()
            if id == _NOTHING:
                left |= {os.path.join(folder, f"packed-refs.{end}"): None for end in ("lock", "new")}
    patience = monotonic() + ORPHAN_SECONDS
    for path, content in left.items():
        while os.path.lexists(path) and monotonic() < patience:
            sleep(0.01)
        try:
            with open(path, "rb") as file:
                if content is None or file.read(CONTENT_BYTES_MAX).strip() in (b"", content):
                    os.unlink(path)
        except OSError:
            pass


def make_tag(
    place: Place, creation: Creation, tagger: Person, at: Moment, *, signing: Mapping[str, str] | None
) -> RefChange:
    """Write the tag object of a creation, signed as `signing` says. No ref exists yet afterwards.

    WrongArgs for a message that Git cannot store, or that we would not read again.
    """
    if "\0" in creation.message:
        raise WrongArgs("A message cannot contain a NUL character")
    try:
        length = len(creation.message.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        raise WrongArgs("A message cannot contain half of a character") from None
    if length > MESSAGE_BYTES_MAX - BESIDE_MESSAGE_BYTES:
        raise WrongArgs(
            "A message has to be shorter than 1 MiB", hint="keep long reports in a file, and say in the message where"
        )
    message = creation.message if creation.message.endswith("\n") else creation.message + "\n"
    if signing is not None:
        content = _signed(place, creation, message, tagger, at, signing)
    else:
        head = f"object {creation.commit}\ntype commit\ntag {creation.tag}\n"
        who = f"tagger {tagger.name} <{tagger.email}> {at.raw()}\n"
        content = f"{head}{who}\n{message}".encode("utf-8", "surrogateescape")
    id = git("mktag", at=place.path, stdin=content, reading=False).text.strip()
    return RefChange(creation.tag, id)


def change_refs(place: Place, changes: Sequence[RefChange]) -> None:
    """All changes in one transaction. TagExists if a tag to create is there; GitFailed if one to delete is not."""
    lines = ["start"]
    for change in changes:
        if change.new is None:
            lines.append(f"delete {change.ref} {change.old}")
        else:
            lines.append(f"create {change.ref} {change.new}")
    lines += ["prepare", "commit", ""]
    done = git(
        "update-ref",
        "--stdin",
        at=place.path,
        stdin="\n".join(lines).encode(),
        reading=False,
        codes=(0, 1, 128),
    )
    if done.code == 0:
        return
    said = done.reason
    for change in changes:
        if change.new is not None and change.ref in said and "reference already exists" in said:
            raise TagExists(change.tag)
    hint = None
    if "cannot create" in said:
        hint = "Git cannot keep one tag as a folder of another: choose a name that doesn't continue an existing tag"
    elif "Unable to create" in said or "cannot lock" in said:
        hint = "another program may be writing; run the command again (a lock file left by a crash has to be removed)"
    raise GitFailed(f"git update-ref failed: {said}", hint=hint)


def remember_note(place: Place, note: str, id: str) -> None:
    """Keep in a remote's copy what its note is now, so that the next visit finds nothing changed."""
    if id:
        git("update-ref", note, id, at=place.path, reading=False)


def _signed(
    place: Place, creation: Creation, message: str, tagger: Person, at: Moment, signing: Mapping[str, str]
) -> bytes:
    """The bytes of a signed tag, as `git tag --sign` makes them.

    git signs only while it makes a ref, so it makes one in a scratch repository that borrows the objects of the real
    one, whose refs are not touched. It is told what the real one is configured to sign with, also by files that are
    included for certain folders only, and stands where paths of keys and programs lead from.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="gto-sign-") as scratch:
        objects = os.path.join(place.common_dir, "objects")
        kind = "sha256" if len(creation.commit) == 64 else "sha1"
        git("init", "--quiet", "--bare", f"--object-format={kind}", scratch, at=None)
        with open(os.path.join(scratch, "objects", "info", "alternates"), "w", encoding="utf-8") as file:
            file.write(objects + "\n")
        configured = [f"{key}={value}" for key, value in {**signing, "core.hooksPath": os.devnull}.items()]
        text = message.encode("utf-8", "surrogateescape")
        made = git(
            *(word for setting in configured for word in ("-c", setting)),
            *("--git-dir", scratch, "tag", "--sign", "--cleanup=verbatim", "--file=-"),
            *("--", creation.tag, creation.commit),
            at=place.root,
            stdin=text,
            reading=False,
            env={**acting_as(tagger), "GIT_COMMITTER_DATE": f"@{at.raw()}"},
        )
        content = git("--git-dir", scratch, "cat-file", "tag", f"refs/tags/{creation.tag}", at=scratch).out
        if content.endswith(b"\n\n" + text):  # git 2.39 overlooks a failure of ssh-keygen, and succeeds
            raise GitFailed(f"git tag failed: {made.reason or 'the tag was not signed'}", hint=_UNSIGNED)
        return content
