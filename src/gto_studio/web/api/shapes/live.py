"""What clients of DVC send and ask for, and runs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from gto_studio.web.api.shapes.shape import Shape


class RefsTold(BaseModel):
    """What DVC says after `dvc exp push` or `dvc exp remove -g`. Fields that it adds later are none of our business."""

    repo_url: str
    client: str = "dvc"
    refs: dict[str, list[str]] = {}


class SeenPage(Shape):
    """Where a person looks at what was just told."""

    url: str


class LiveLink(Shape):
    baseline_sha: str
    name: str


class ViewLinks(Shape):
    """For DVC's extension of VS Code, which adds to `view_url` what is to be selected."""

    live: list[LiveLink]
    pushed: list[str]  # commits
    view_url: str


class KnownRepository(Shape):
    id: str
    name: str
    url: str


class Arrival(Shape):
    """The last time that a client came with this token for this repository, with this outcome."""

    at: str
    what: Literal["run", "push"]
    token: str | None  # its name; null: nobody's
    begins: str  # its first characters; empty: none was sent
    url: str  # of the repository as the client has it; empty where that could not be read
    repository: str | None  # the one that it leads to
    code: str | None  # of the error; null: all is well
    says: str | None  # what the client was told


class Connection(Shape):
    """What training jobs need to know (`url`: the value of DVC_STUDIO_URL), and what came from them."""

    url: str
    repositories: list[KnownRepository]
    arrivals: list[Arrival]


class PostTaken(Shape):
    """What became of an event of a run. Clients look at the status alone, which is 200."""

    runs: list[str]
    left_out: list[str]  # sentences: what could not be used


class FileSays(Shape):
    """The values of a file, or why there are none."""

    data: dict[str, Any] | None = None
    error: dict[str, str] | None = None  # type, msg


class LivePlot(Shape):
    """Rows of a plot, by step; `last` is the highest one."""

    file: str
    last: int | None
    changed: float


class LiveImage(Shape):
    """`step`: the run's when it came. `url` is another one when the image is."""

    file: str
    step: int | None
    url: str
    changed: float


class LiveRun(Shape):
    """A run that no pushed commit is shown instead of. Times are seconds since 1970 UTC; files are named from the
    repository's root."""

    id: str
    baseline: str  # zeros: no commit
    detached: bool  # the repository does not have the baseline (yet)
    name: str
    client: str
    state: Literal["running", "silent", "finished", "failed"]
    message: str | None
    subdir: str
    step: int | None
    started: float
    heard: float
    ended: float | None
    params: dict[str, FileSays]
    metrics: dict[str, FileSays]
    plots: list[LivePlot]
    images: list[LiveImage]
    machine: dict[str, Any] | None
    problems: list[str]
    experiment_rev: str | None


class LiveRuns(Shape):
    """`now`: the server's clock; `silent_seconds`: after so long without news a run that has not ended is silent."""

    now: float
    silent_seconds: float
    runs: list[LiveRun]


class LivePoints(Shape):
    """Rows of a plot, as the client sent them, by step; `more`: ask again with `after` the last of them."""

    file: str
    steps: list[int]
    rows: list[dict[str, Any]]
    more: bool
