"""Edits as they are asked for, planned and followed: files, branches and experiments."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from gto_studio.web.api.shapes.shape import Failure, Shape

BranchName: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
CommitId: TypeAlias = Annotated[str, Field(min_length=40, max_length=64)]
RefName: TypeAlias = Annotated[str, Field(max_length=400)]
Name: TypeAlias = Annotated[str, Field(max_length=400)]
PathName: TypeAlias = Annotated[str, Field(max_length=1_000)]


class PullRequestWords(Shape):
    """What a pull request says; an empty title is the first line of the commit's message."""

    title: Annotated[str, Field(max_length=400)] = ""
    body: Annotated[str, Field(max_length=60_000)] = ""


class _Edit(Shape):
    #: The id of the plan that was looked at: if it would be another one by now, the edit is refused instead of made.
    expected: Annotated[str | None, Field(max_length=64)] = None


class _Committed(_Edit):
    """Committed onto the branch `base`, or onto the new one `branch` that begins there, with a pull request or not."""

    base: BranchName
    branch: BranchName | None = None
    pull_request: PullRequestWords | None = None
    message: Annotated[str | None, Field(max_length=10_000)] = None


class Annotate(_Committed):
    """Say something about an artifact. What is null stays as it is; empty texts and lists take it away.

    `url`: where a new one is in cloud storage. It is imported as by `dvc import-url --no-download`, and `path` is where
    it is to be in the repository.
    """

    action: Literal["annotate"]
    artifact: Name
    type: Name | None = None
    path: PathName | None = None
    description: Annotated[str | None, Field(max_length=10_000)] = None
    labels: Annotated[list[Annotated[str, Field(max_length=200)]] | None, Field(max_length=100)] = None
    file: PathName | None = None
    must_be_new: bool = False
    url: PathName | None = None


class Unannotate(_Committed):
    """Take away what is written about an artifact. Its versions and stages are tags, and stay."""

    action: Literal["unannotate"]
    artifact: Name
    file: PathName | None = None


class Promote(_Committed):
    """Ask that a stage be assigned, by a pull request that shows what differs. Merging it makes the tag."""

    action: Literal["promote"]
    artifact: Name
    version: Name
    stage: Name
    #: Of the tag, and at the head of the report.
    reason: Annotated[str | None, Field(max_length=2_000)] = None


class Experiment(_Committed):
    """Run what a commit has, with other parameters or data. `params`: file → dotted name → value; with `grid` a list is
    one run for each of its values. `data`: path → hash."""

    action: Literal["experiment"]
    commit: CommitId
    params: Annotated[dict[PathName, dict[str, Any]] | None, Field(max_length=100)] = None
    grid: bool = False
    data: Annotated[dict[PathName, Annotated[str, Field(max_length=200)]] | None, Field(max_length=100)] = None
    skip_studio: bool = False


class NewBranch(_Edit):
    """A branch from a commit or an experiment; `base` is where its pull request leads, by default the main branch."""

    action: Literal["branch"]
    commit: CommitId
    branch: BranchName
    base: BranchName | None = None
    pull_request: PullRequestWords | None = None


class SeenRef(Shape):
    """A ref, and the commit at which it was seen."""

    ref: RefName
    commit: CommitId


class DeleteExperiments(_Edit):
    """Delete experiments that were pushed, each if it is still where it was seen."""

    action: Literal["delete-experiments"]
    refs: Annotated[list[SeenRef], Field(min_length=1, max_length=500)]


class RenameExperiment(_Edit):
    action: Literal["rename-experiment"]
    ref: RefName
    commit: CommitId
    name: Annotated[str, Field(min_length=1, max_length=200)]


Edit: TypeAlias = Annotated[
    Annotate | Unannotate | Promote | Experiment | NewBranch | DeleteExperiments | RenameExperiment,
    Field(discriminator="action"),
]


class PlannedFile(Shape):
    path: str
    status: Literal["added", "changed", "removed"]
    diff: str  # as `git diff` shows it


class PlannedCommit(Shape):
    branch: str
    is_new: bool
    parent: str
    message: str
    files: list[PlannedFile]


class PlannedRef(Shape):
    """Null: the ref is not there."""

    ref: str
    before: str | None
    after: str | None


class PlannedPullRequest(Shape):
    """`possible`: Studio opens it. Else `why_not`; `link` leads to where a person can, or, where the server knows no
    pull requests, `command` words one, in a clone, for whoever keeps the repository."""

    title: str
    body: str
    base: str
    head: str
    possible: bool
    link: str | None
    command: str | None
    why_not: str | None


class EditPlan(Shape):
    """What an edit would do. With `refusal` nothing would be done; `fields` then says what is wrong with which field.

    `pull_request` is the first of `pull_requests`: a grid may make several.
    """

    id: str
    commits: list[PlannedCommit]
    refs: list[PlannedRef]
    pull_request: PlannedPullRequest | None
    pull_requests: list[PlannedPullRequest]
    remarks: list[str]
    command: str | None  # for the same on a command line
    refusal: Failure | None
    fields: dict[str, str]


class MadeRef(Shape):
    """A ref as it was read back from the remote; `object` null: it is gone."""

    ref: str
    object: str | None


class MadePullRequest(Shape):
    """`number` null: the server has none, so people merge the branch; `url` is then where they can."""

    number: int | None
    url: str | None
    title: str
    head: str
    base: str
    state: Literal["open", "merged", "closed"]


class EditPart(Shape):
    """Of several things that stand for themselves: one of them, and why it was not done."""

    what: str
    done: bool
    error: str | None


class EditChange(Shape):
    """An edit asked for. `done` means that it was read back from the remote. `plan`, of `changed-meanwhile`: what it
    would be by now."""

    id: str
    repository: str
    repository_name: str
    action: str
    request: dict[str, Any]
    author: str
    state: Literal["queued", "running", "done", "failed"]
    made: list[MadeRef]
    pull_requests: list[MadePullRequest]
    parts: list[EditPart]
    error: Failure | None
    plan: EditPlan | None
    created_at: str
    ended_at: str | None


class ParamField(Shape):
    """`path`: the keys from the top of the file, as `train.lr`. A number that JSON lacks is `{"$": "nan"}`, `"inf"` or
    `"-inf"`."""

    path: str
    value: Any
    type: Literal["number", "integer", "boolean", "text", "list", "null"]


class ParamsFile(Shape):
    file: str
    kind: Literal["yaml", "json", "toml", "py"]
    fields: list[ParamField]


class DataVersion(Shape):
    """A hash that a path had, and the newest commit that says so."""

    hash: str
    commit: str
    committed_at: str


class DataFile(Shape):
    """Data that DVC keeps. `file`: where its hash is written."""

    path: str
    file: str
    hash: str
    versions: list[DataVersion]


class ExperimentForm(Shape):
    """What a new experiment can change of a commit, and where. `ci`: the CI files that the repository has."""

    commit: str
    params: list[ParamsFile]
    data: list[DataFile]
    branches: list[str]  # the default one first
    default_branch: str | None
    ci: list[str]
