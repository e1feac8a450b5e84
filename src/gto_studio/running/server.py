"""What a runner needs of a Studio: to be given work, and to tell how it goes. Values; HTTP is in `cli/runner.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Work:
    """An experiment in our hands, as the server told it (`RunnerWork` of its API)."""

    id: str
    claim: str
    lease_seconds: float
    project: str
    project_name: str
    repository_url: str
    directory: str
    baseline: str
    name: str
    params: Mapping[str, Mapping[str, Any]]
    data: Mapping[str, Mapping[str, Any]]
    command: str | None
    time_limit: float
    author: str
    author_email: str
    taken_over: bool

    @property
    def ref(self) -> str:
        """Where its experiment is kept, here and on the remote."""
        return f"refs/exps/{self.baseline[:2]}/{self.baseline[2:]}/{self.name}"


@dataclass(frozen=True, slots=True)
class Report:
    """How it goes. `state`: running, done, failed, cancelled, or queued where it is given back."""

    state: str = "running"
    log: str | None = None
    ref: str | None = None
    commit: str | None = None
    error: Mapping[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose work is taken: empty means whichever."""

    runner: str
    projects: Sequence[str] = field(default=())
    repositories: Sequence[str] = field(default=())


class Server(Protocol):
    """HostUnreachable where nobody answers, so that it is worth trying again; LeaseLost where it is ours no more."""

    @property
    def surroundings(self) -> Mapping[str, str]:
        """Variables by which DVC and DVCLive find the server, and prove themselves."""

    def claim(self, wanted: Wanted) -> tuple[Work | None, float]:
        """Something to do, or nothing for so many seconds."""

    def report(self, work: Work, report: Report) -> bool:
        """Whether it is to be cancelled."""
