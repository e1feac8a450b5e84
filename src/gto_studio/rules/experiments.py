"""Experiments as refs: `refs/exps/` + the baseline's id in two pieces + the name. DVC keeps other things there, too."""

from __future__ import annotations

import re

_REF = re.compile(r"refs/exps/([0-9a-f]{2})/([0-9a-f]{38}|[0-9a-f]{62})/([^/]+)", re.DOTALL)


def named(ref: str) -> tuple[str, str] | None:
    """(the baseline's id, the experiment's name); None for any other ref, such as refs/exps/stash."""
    found = _REF.fullmatch(ref)
    return (found[1] + found[2], found[3]) if found else None


def is_followed(ref: str) -> bool:
    """Whether Studio shows what a ref leads to: branches, tags, experiments."""
    return ref.startswith(("refs/heads/", "refs/tags/")) or named(ref) is not None
