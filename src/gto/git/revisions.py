"""What a person calls a commit → its id."""

from __future__ import annotations

from gto.errors import RefNotFound
from gto.git.run import git
from gto.registry.names import CommitId, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.git.place import Place


def resolve(place: Place, ref: str) -> CommitId:
    """The commit that `ref` leads to: whatever git-rev-parse(1) takes, else a branch of exactly one remote.

    RefNotFound if there is none.
    """
    if ref in ("", "HEAD") and place.head is not None:
        return place.head
    found = _one_line(place, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if found is None and ref.startswith(":/"):  # looks for a message, of which anything behind it would be a part
        found = _one_line(place, "rev-parse", "--verify", "--quiet", "--end-of-options", ref)
    if found is None and ref and not ref.startswith("-") and ref.isprintable() and not set(ref) & set("*?[\\ ~^:"):
        found = _one_line(place, "for-each-ref", "--format=%(objectname)", f"refs/remotes/*/{ref}")
    if found is None:
        hint = "name a commit, branch or tag that `git log REF` knows"
        if ref in ("", "HEAD"):
            hint = "there is no commit yet: make one with git commit"
            if place.head_damaged:
                hint = "its commit is missing or damaged; `git fsck` says more"
        raise RefNotFound(shown(ref), hint=hint)
    return CommitId(found)


def _one_line(place: Place, *question: str) -> str | None:
    said = git(*question, at=place.path, codes=(0, 1, 128)).text.split()
    return said[0] if len(said) == 1 and not said[0].strip("0123456789abcdef") else None
