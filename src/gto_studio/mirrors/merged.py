"""Whether a branch has what a commit brought, whichever way it was merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto.git.run import git

if TYPE_CHECKING:
    from gto.git.place import Place

#: A commit that changes more files than this is not looked for among those that were squashed.
FILES_MAX = 200


def arrived(place: Place, commit: str, branch: str | None) -> bool:
    """Whether `branch`, the id of a branch's head (None: it is gone), has a commit; or, merged as one commit with
    another id, all that the commit changed. False where the mirror lacks either."""
    if branch is None:
        return False
    at = place.path
    unknown = git("merge-base", "--is-ancestor", commit, branch, at=at, codes=(0, 1, 128)).code
    if unknown != 1:
        return unknown == 0
    fork = git("merge-base", commit, branch, at=at, codes=(0, 1)).text.strip()
    words = ("diff-tree", "-r", "--no-renames", "--name-only", "-z")
    files = git(*words, fork, commit, at=at).text.split("\0")[:-1] if fork else []
    if not 0 < len(files) <= FILES_MAX:
        return False
    paths = [f":(top,literal){path}" for path in files]
    return not git(*words, commit, branch, "--", *paths, at=at).out
