"""Projects, their settings and their saved views."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gto_studio.rules.queueing import TIME_LIMIT_MOST
from gto_studio.web.api.shapes.repositories import Sync
from gto_studio.web.api.shapes.shape import Shape


class CustomFile(Shape):
    """A file of metrics or parameters that no dvc.yaml names: JSON, YAML, TOML or CSV, seen from the root."""

    path: Annotated[str, Field(max_length=1_000)]
    kind: Literal["metrics", "params"]


class Headline(Shape):
    """A metric at the head of the default branch: `path` are its keys inside `file`."""

    column: str
    file: str
    path: list[str]
    value: Any


class RunnerSettings(Shape):
    """Whether runners take this project's queued experiments. Only admins of the team change it.

    `command`: what is run in place of `dvc exp run`, by a shell; `time_limit`: seconds after which a run is ended.
    """

    enabled: bool = False
    command: Annotated[str | None, Field(max_length=2_000)] = None
    time_limit: Annotated[float | None, Field(ge=1, le=TIME_LIMIT_MOST, allow_inf_nan=False)] = None


class Project(Shape):
    """`since`: older commits are left out of its table. `headline`: its first metrics, three at most.

    `runner_seen_at`: when a runner last asked for experiments of it.
    """

    id: str
    team: str
    repository: str
    repository_name: str
    forge: str
    web_url: str | None
    name: str
    directory: str
    public: bool
    since: str | None
    custom: list[CustomFile]
    headline: list[Headline]
    models: int
    runner: RunnerSettings
    runner_seen_at: str | None
    created_at: str
    sync: Sync


class NewProject(Shape):
    """`url` adds its repository, too; `directories` makes one project each."""

    repository: str | None = None
    url: str | None = None
    team: str | None = None
    name: str | None = None
    directories: Annotated[list[str], Field(min_length=1, max_length=10)] = [""]
    public: bool = False
    username: str | None = None
    password: str | None = None
    ssh_key: str | None = None
    connection: Annotated[str | None, Field(max_length=26)] = None  # a git connection by which it is read


class ProjectWanted(Shape):
    """What scripts written for the earlier Studio send. `team_name`: by its slug; needless for who is in one team."""

    repo_url: str
    team_name: str | None = None
    subdir: str | None = None
    name: str | None = None
    public: bool = False


class ProjectMade(Shape):
    """`url`: its page."""

    id: str
    url: str
    name: str


class ProjectsMade(Shape):
    projects: list[ProjectMade]


class ProjectChange(Shape):
    """What is left out stays. `since` null: no commit is too old."""

    name: str | None = None
    directory: str | None = None
    public: bool | None = None
    since: Annotated[str | None, Field(max_length=64, description="A date, or a time with offset")] = None
    custom: Annotated[list[CustomFile] | None, Field(max_length=50)] = None
    runner: RunnerSettings | None = None


class View(Shape):
    """A way to look at a project's table. `state` is what the page makes of it; `default`: what it opens with."""

    id: str
    name: str
    state: dict[str, Any]
    default: bool
    changed_at: str
    changed_by: str


class NewView(Shape):
    name: Annotated[str, Field(max_length=100)]
    state: dict[str, Any]
    default: bool = False


class ViewChange(Shape):
    """What is left out stays."""

    name: Annotated[str | None, Field(max_length=100)] = None
    state: dict[str, Any] | None = None
    default: bool | None = None
