"""What people write about commits with `git notes`: the ref that git shows beside commits, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto.git import remotes
from gto.git.commits import named_by
from gto.git.run import git
from gto_studio.mirrors import blobs, history
from gto_studio.mirrors.trees import along
from gto_studio.rules import storable

if TYPE_CHECKING:
    from gto.git.place import Place
    from gto.git.settings import Person

#: Where git keeps them, unless somebody says otherwise.
REF = "refs/notes/commits"
#: A longer note is cut.
CHARACTERS_MAX = 20_000
_HEX = "0123456789abcdef"
#: Where a change of them is prepared: `git notes` writes below refs/notes only, and no visit brings or shows this.
_DRAFT = "refs/notes/draft"


def read(place: Place, notes: str | None) -> dict[str, str]:
    """Commit → its note. `notes`: where REF leads; None: there is none. Git spreads many over folders: `ab/cd12…`."""
    if notes is None:
        return {}
    (commit,) = history.read(place.path, [notes])
    if not commit.tree:
        return {}
    (step,) = along(place.path, [commit.tree], [":(glob)**"])
    files = {path.replace("/", ""): id for path, id in step.changes.items() if id is not None}
    files = {of: id for of, id in files.items() if len(of) in (40, 64) and not of.strip(_HEX)}
    content = dict(blobs.read(place, files.values()))
    said = {of: (content[id] or b"").decode("utf-8", "replace").strip() for of, id in files.items()}
    return {of: storable.text(text)[:CHARACTERS_MAX] for of, text in said.items() if text}


def draft(place: Place, notes: str | None, of: str, text: str, author: Person) -> str | None:
    """The commit that REF would lead to if the note of commit `of` read `text`, and all others stayed as they are.

    `notes`: where REF leads; `text` empty: the note would be gone. None: that is how it is. Nothing is sent.
    """
    if notes is None and not text.strip():
        return None
    at = place.path
    git("update-ref", *((_DRAFT, notes) if notes else ("-d", _DRAFT)), at=at, reading=False)
    words = ("add", "--force", "--file=-") if text.strip() else ("remove", "--ignore-missing")
    git(
        *("notes", f"--ref={_DRAFT}", *words, of),
        at=at,
        stdin=text.encode("utf-8", "replace"),
        reading=False,
        env=named_by(author),
    )
    new, tree = git("rev-parse", _DRAFT, f"{_DRAFT}^{{tree}}", at=at).text.split()
    same = notes is not None and git("rev-parse", f"{notes}^{{tree}}", at=at).text.strip() == tree
    return None if same else new


def push(place: Place, new: str, old: str | None) -> None:
    """Let REF lead to `new` on the remote, if it still leads to `old` there (None: it is not there).

    Taken if it does not; PushRefused with the remote's reason, or `unsure` where its answer was lost.
    """
    remotes.push_ref(place.path, "origin", REF, new, old)


def fetch(place: Place) -> str | None:
    """Where REF leads by now on the remote, brought here. RemoteUnreachable, GitTimeout."""
    remotes.fetch_prefix(place.path, "origin", REF)
    return git("for-each-ref", "--format=%(objectname)", REF, at=place.path).text.strip() or None


def is_in(place: Place, commit: str, notes: str | None) -> bool:
    """Whether what REF leads to rests on a commit, which need not be here."""
    if notes is None:
        return False
    return git("merge-base", "--is-ancestor", commit, notes, at=place.path, codes=(0, 1, 128)).code == 0


def has_commit(place: Place, id: str) -> bool:
    """Whether the mirror has it. One that no ref leads to may be missing."""
    return git("cat-file", "-e", f"{id}^{{commit}}", at=place.path, codes=(0, 1, 128)).code == 0
