"""Queued experiments, and what is said between the server and its runners."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gto_studio.rules.queueing import LOG_MOST, TIME_LIMIT_MOST
from gto_studio.web.api.shapes.shape import Failure, Shape


class NewQueued(Shape):
    """Experiments of a commit, for a runner. `params`: file → path, such as `train.lr` → value; `data`: file → hash.

    With `grid` a list is several values, and every combination is run. `time_limit`: seconds, at most the project's.
    """

    commit: Annotated[str, Field(max_length=1_000)]
    params: Annotated[dict[str, dict[str, Any]], Field(max_length=100)] = {}
    data: Annotated[dict[str, Annotated[str, Field(max_length=200)]], Field(max_length=100)] = {}
    grid: bool = False
    name: Annotated[str | None, Field(max_length=100)] = None
    time_limit: Annotated[float | None, Field(ge=1, le=TIME_LIMIT_MOST, allow_inf_nan=False)] = None


QueuedState = Literal["queued", "running", "done", "failed", "cancelled"]


class QueuedExperiment(Shape):
    """An experiment that a runner is to run, or ran. `baseline` and `name` are those of its live run and its ref.

    `cancel`: it is about to end. `attempts`: how often a runner took it. `ref` and `commit`: as it is on the remote.
    """

    id: str
    project: str
    repository: str
    author: str
    baseline: str
    name: str
    params: dict[str, dict[str, Any]]
    data: dict[str, str]
    command: str | None
    time_limit: float
    state: QueuedState
    cancel: bool
    runner: str | None
    attempts: int
    ref: str | None
    commit: str | None
    error: Failure | None
    created_at: str
    started_at: str | None
    ended_at: str | None


class QueuedWithLog(QueuedExperiment):
    """`log`: the end of what the program printed, 64 KiB at most."""

    log: str


class RunnerClaim(Shape):
    """`runner`: what it calls itself. Empty lists: whichever project, whichever repository (by its address)."""

    runner: Annotated[str, Field(min_length=1, max_length=200)]
    projects: Annotated[list[Annotated[str, Field(max_length=10)]], Field(max_length=1_000)] = []
    repositories: Annotated[list[Annotated[str, Field(max_length=2_000)]], Field(max_length=100)] = []


class ChosenData(Shape):
    """A version of data; null where no commit that was read tells."""

    hash: str
    size: int | None = None
    nfiles: int | None = None


class RunnerWork(Shape):
    """An experiment in a runner's hands. `claim` proves it in every report; without one for `lease_seconds`, somebody
    else gets it. `command` null: `dvc exp run`. `taken_over`: an earlier runner may have got as far as the push."""

    id: str
    claim: str
    lease_seconds: float
    project: str
    project_name: str
    repository_url: str
    directory: str
    baseline: str
    name: str
    params: dict[str, dict[str, Any]]
    data: dict[str, ChosenData]
    command: str | None
    time_limit: float
    author: str
    author_email: str
    taken_over: bool


class RunnerClaimed(Shape):
    """`work` null: there is nothing to do; ask again after `wait_seconds`."""

    work: RunnerWork | None
    wait_seconds: float


class RunnerFailure(Shape):
    code: Annotated[str, Field(max_length=100)]
    message: Annotated[str, Field(max_length=2_000)]
    hint: Annotated[str | None, Field(max_length=2_000)] = None


class RunnerReport(Shape):
    """How a run goes; it renews the lease. `log`: the end of what was printed, where that is news.

    `state` queued: the runner gives it back, as when it is told to end.
    """

    claim: Annotated[str, Field(max_length=100)]
    state: QueuedState = "running"
    log: Annotated[str | None, Field(max_length=LOG_MOST)] = None
    ref: Annotated[str | None, Field(max_length=1_000)] = None
    commit: Annotated[str | None, Field(pattern="^([0-9a-f]{40}|[0-9a-f]{64})$")] = None
    error: RunnerFailure | None = None


class RunnerOrders(Shape):
    """`cancel`: end it, and report that it is cancelled."""

    cancel: bool
    lease_seconds: float
