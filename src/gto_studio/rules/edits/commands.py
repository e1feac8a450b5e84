"""What to type for the same as an edit, as far as one line says it."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from gto.annotations.interpolation import PARAMS_YAML
from gto_studio.rules.edits.asked import (
    Annotate,
    Branch,
    DeleteExperiments,
    Experiment,
    Promote,
    RenameExperiment,
    Unannotate,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gto.annotations.entries import Plain
    from gto_studio.rules.edits.asked import Edit, Target

#: More refs than these make no line that anybody reads.
REFS_MAX = 10


def command(edit: Edit, url: str, default_branch: str | None) -> str | None:
    """The line for the repository at an address, or for a clone of it; None: there is no such line."""
    words = list(_words(edit, url, default_branch))
    return shlex.join(words) if words else None


def request_to_pull(url: str, base: str, head: str) -> str:
    """The line that words a request for people to pull a branch, as git has done since before there were forges."""
    return shlex.join(["git", "request-pull", f"origin/{base}", url, head])


def _words(edit: Edit, url: str, default_branch: str | None) -> Iterator[str]:
    match edit:
        case Annotate():
            # the command line only adds labels, and takes nothing away; of a new one there is nothing to take
            is_more = edit.must_be_new or ("" not in (edit.type, edit.description) and edit.labels is None)
            if edit.url is None and _is_plain(edit.target, default_branch) and is_more:
                yield from ("gto", "annotate", edit.artifact)
                yield from _option("--type", edit.type)
                yield from _option("--path", edit.path)
                yield from _option("--description", edit.description)
                for label in edit.labels or ():
                    yield from ("--label", label)
                yield from _committing(edit.target, url)
        case Unannotate():
            if _is_plain(edit.target, default_branch):
                yield from ("gto", "remove", edit.artifact, *_committing(edit.target, url))
        case Promote():
            pass  # to assign at once is another matter
        case Experiment():
            if not edit.data and edit.params:
                yield from ("dvc", "exp", "run")
                yield from ("--queue",) if edit.grid else ()
                for file, values in edit.params.items():
                    for name, value in values.items():
                        choices = value if edit.grid and isinstance(value, list) else [value]
                        said = ",".join(_spelled(choice) for choice in choices)
                        where = "" if file == PARAMS_YAML else f"{file}:"
                        yield from ("--set-param", f"{where}{name}={said}")
        case Branch():
            yield from ("git", "push", url, f"{edit.commit}:refs/heads/{edit.branch}")
        case DeleteExperiments():
            if len(edit.refs) <= REFS_MAX:
                yield from ("git", "push", url, *(f":{ref}" for ref, _ in edit.refs))
        case RenameExperiment():
            new = f"{edit.ref.rpartition('/')[0]}/{edit.name}"
            yield from ("git", "push", url, f"{edit.commit}:{new}", f":{edit.ref}")


def _is_plain(target: Target, default_branch: str | None) -> bool:
    """Whether it is what the command line does: a commit onto the main branch."""
    return target.branch is None and target.base == default_branch


def _committing(target: Target, url: str) -> Iterator[str]:
    yield from _option("--message", target.message)
    yield from ("--repo", url)


def _option(flag: str, value: str | None) -> Iterator[str]:
    """An option with its value; one that begins with a dash would be taken for an option itself."""
    if value:
        yield from (f"{flag}={value}",) if value.startswith("-") else (flag, value)


def _spelled(value: Plain) -> str:
    return value if isinstance(value, str) else json.dumps(value)
