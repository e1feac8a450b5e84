"""Edits as people ask for them, as values: what to change, where to commit it, and how to say it.

Names of branches and of experiments are checked here, as `git check-ref-format` does it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gto_studio.errors import WrongInput
from gto_studio.rules.experiments import named
from gto_studio.rules.promotions import Promotion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from gto.annotations.entries import Plain

#: The actions that are edits. Others are of the registry, or notes.
ACTIONS = ("annotate", "unannotate", "promote", "experiment", "branch", "delete-experiments", "rename-experiment")
#: So many refs are deleted at once, and so many experiments begun.
REFS_MAX = 500
GRID_MAX = 100

_BAD_IN_NAMES = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//")
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Words:
    """What a pull request says."""

    title: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a commit goes: onto the branch `base`, or onto a new one that begins there; `message` None: a usual one."""

    base: str
    branch: str | None = None
    pull_request: Words | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Annotate:
    """Say something about an artifact. What is None stays as it is; "" and () take it away.

    `url`: where a new one is in cloud storage; `path` is then where it is to be in the repository.
    """

    target: Target
    artifact: str
    type: str | None = None
    path: str | None = None
    description: str | None = None
    labels: tuple[str, ...] | None = None
    file: str | None = None
    must_be_new: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Unannotate:
    """Take away what is written about an artifact."""

    target: Target
    artifact: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Promote:
    """Ask that a stage be assigned, by a pull request. `report`: the file that it adds, as it was when asked."""

    target: Target
    promotion: Promotion
    report: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of data: its hash as DVC writes it, and what is known of its size."""

    hash: str
    size: int | None = None
    nfiles: int | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """Run what a commit has, with other parameters or other data. With `grid`, a list of values is one run for each."""

    target: Target
    commit: str
    params: Mapping[str, Mapping[str, Plain]] = field(default_factory=dict)
    grid: bool = False
    data: Mapping[str, Version] = field(default_factory=dict)
    skip_studio: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that begins at a commit, and perhaps a pull request from it to `base` (None: the default branch)."""

    commit: str
    branch: str
    base: str | None = None
    pull_request: Words | None = None


@dataclass(frozen=True, slots=True)
class DeleteExperiments:
    """Refs of experiments, and where each was seen."""

    refs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RenameExperiment:
    ref: str
    commit: str
    name: str


if TYPE_CHECKING:
    Edit: TypeAlias = Annotate | Unannotate | Promote | Experiment | Branch | DeleteExperiments | RenameExperiment


def asked(document: Mapping[str, Any]) -> Edit:
    """The edit that a document is about. WrongInput says which field is of no use."""
    match document["action"]:
        case "annotate":
            labels = document.get("labels")
            return Annotate(
                _target(document),
                str(document["artifact"]),
                document.get("type"),
                document.get("path"),
                document.get("description"),
                None if labels is None else tuple(labels),
                document.get("file"),
                document.get("must_be_new") is True,
                document.get("url") or None,
            )
        case "unannotate":
            return Unannotate(_target(document), str(document["artifact"]), document.get("file"))
        case "promote":
            return Promote(_target(document), Promotion(**document["promotion"]), str(document["report"]))
        case "experiment":
            return Experiment(
                _target(document),
                _commit(document),
                {file: dict(values) for file, values in (document.get("params") or {}).items() if values},
                document.get("grid") is True,
                {path: version(path, about) for path, about in (document.get("data") or {}).items()},
                document.get("skip_studio") is True,
            )
        case "branch":
            branch, words = check_branch(str(document["branch"])), _words(document)
            return Branch(_commit(document), branch, document.get("base") or None, words)
        case "delete-experiments":
            refs = tuple((_experiment(one["ref"]), _commit(one)) for one in document["refs"])
            if not refs or len(refs) > REFS_MAX:
                raise WrongInput("Which experiments?", fields={"refs": f"1 to {REFS_MAX} of them"})
            return DeleteExperiments(tuple(dict(refs).items()))
        case "rename-experiment":
            return RenameExperiment(_experiment(document["ref"]), _commit(document), _name(str(document["name"])))
        case other:
            raise WrongInput(f"There is no edit '{other}'", fields={"action": ", ".join(ACTIONS)})


def check_branch(name: str) -> str:
    """A branch's name, if git takes it. WrongInput."""
    pieces = name.split("/")
    odd = any(not piece or piece.startswith(".") or piece.endswith((".lock", ".")) for piece in pieces)
    if odd or name.startswith("-") or name in ("HEAD", "@") or _BAD_IN_NAMES.search(name) or len(name) > 200:
        raise WrongInput(f"'{name}' is no name for a branch", fields={"branch": "letters, digits, - _ . and / between"})
    return name


def is_commit(id: str) -> bool:
    return _ID.fullmatch(id) is not None


def _target(document: Mapping[str, Any]) -> Target:
    branch, message = document.get("branch") or None, document.get("message")
    words = _words(document)
    if words and branch is None:
        raise WrongInput("A pull request comes from a branch of its own", fields={"branch": "name a new one"})
    if branch is not None:
        check_branch(branch)
    base = str(document.get("base") or "")
    if not base:
        raise WrongInput("Which branch is it to be based on?", fields={"base": "is missing"})
    message = message.strip() if isinstance(message, str) else ""
    return Target(base, branch, words, message or None)


def _words(document: Mapping[str, Any]) -> Words | None:
    said = document.get("pull_request")
    if said is None:
        return None
    title = str(said.get("title") or "").strip()
    return Words(title, str(said.get("body") or "").strip())


def _commit(document: Mapping[str, Any]) -> str:
    id = str(document["commit"])
    if not is_commit(id):
        raise WrongInput("That is no commit", fields={"commit": "the whole id of a commit"})
    return id


def _experiment(ref: str) -> str:
    if named(ref) is None:
        raise WrongInput(f"'{ref}' is no experiment", fields={"ref": "refs/exps/… as the table has it"})
    return ref


def _name(name: str) -> str:
    """The name of an experiment: of a ref's last piece."""
    if "/" in name:
        raise WrongInput("The name of an experiment has no slash", fields={"name": "take out the slash"})
    try:
        return check_branch(name)
    except WrongInput:
        wrong = {"name": "letters, digits, - _ and ."}
        raise WrongInput(f"'{name}' is no name for an experiment", fields=wrong) from None


def version(path: str, about: object) -> Version:
    """Of data: a hash, or what else is known besides. WrongInput."""
    said: Mapping[str, Any] = about if isinstance(about, dict) else {"hash": about}
    hash = str(said.get("hash") or "")
    if not re.fullmatch(r"[0-9a-zA-Z_.+=-]{6,200}", hash):
        raise WrongInput(f"That is no version of {path}", fields={f"data:{path}": "a hash as DVC writes it"})
    size, nfiles = said.get("size"), said.get("nfiles")
    return Version(hash, size if isinstance(size, int) else None, nfiles if isinstance(nfiles, int) else None)


def products(params: Mapping[str, Mapping[str, Plain]]) -> Sequence[Mapping[str, Mapping[str, Plain]]]:
    """All combinations of a grid: a list of values stands for one of them. WrongInput if they are too many."""
    runs: list[dict[str, dict[str, Plain]]] = [{}]
    for file, values in params.items():
        for path, given in values.items():
            choices = given if isinstance(given, list) else [given]
            if not choices:
                raise WrongInput(f"{path} has no value", fields={f"{file}:{path}": "name at least one value"})
            if len(runs) * len(choices) > GRID_MAX:
                raise WrongInput(
                    f"A grid has {GRID_MAX} runs at most", fields={f"{file}:{path}": "fewer values, here or elsewhere"}
                )
            runs = [{**run, file: {**run.get(file, {}), path: choice}} for run in runs for choice in choices]
    return runs
