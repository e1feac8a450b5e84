"""Artifacts, their versions and stages, and events."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gto_studio.web.api.shapes.changes import Change
from gto_studio.web.api.shapes.commits import Commit
from gto_studio.web.api.shapes.projects import Project
from gto_studio.web.api.shapes.repositories import Oddity, Repository
from gto_studio.web.api.shapes.shape import Shape

EventWord = Literal["registration", "deregistration", "assignment", "unassignment", "deprecation", "creation"]

Words = Annotated[list[Annotated[str, Field(max_length=512)]], Field(max_length=100)]


class Event(Shape):
    """One registry event. Fixed for scripts."""

    event: EventWord
    artifact: str
    version: str | None
    stage: str | None
    tag: str
    commit: str
    author: str
    author_email: str
    message: str
    created_at: str


class FeedEvent(Event):
    """An event in the feed over all repositories."""

    repository: str
    repository_name: str
    commit_url: str | None
    tag_url: str | None


class Assignment(Shape):
    stage: str
    version: str
    commit: str
    tag: str
    author: str
    author_email: str
    at: str
    message: str


class Model(Shape):
    """A row of the models dashboard. `name`, `repository`, `latest` and `stages` are fixed for scripts."""

    name: str
    repository: str
    repository_name: str
    repository_url: str
    web_url: str | None
    forge: str
    latest: str | None
    stages: dict[str, str]  # stage → version
    assignments: dict[str, Assignment]
    usable_stages: list[str]  # in use in its repository, or allowed by its .gto
    type: str | None
    labels: list[str]
    description: str
    active: bool
    registered: bool
    last_registered_at: str | None
    last_assigned_at: str | None
    running: list[Change] = []
    may_write: bool = False


class ModelFilters(Shape):
    """Which rows of the dashboard, and in which order."""

    q: Annotated[str | None, Field(max_length=200, description="Part of a name, a label or the description")] = None
    stage: Annotated[Words, Field(description="A version is in any of these stages")] = []
    repository: Annotated[Words, Field(description="In any of these repositories, by id")] = []
    label: Annotated[Words, Field(description="With all of these labels")] = []
    type: Annotated[Words, Field(description="Of any of these types; without a type it is a `model`")] = []
    team: Annotated[str | None, Field(max_length=64, description="Of one team, by id or slug")] = None
    deprecated: Annotated[bool, Field(description="Deprecated ones, too")] = False
    sort: Literal["name", "repository", "latest", "registered", "assigned"] = "name"
    direction: Literal["asc", "desc"] = "asc"
    limit: Annotated[int, Field(ge=1, le=5000)] = 1000
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class EventFilters(Shape):
    """Which events of all repositories."""

    model: Annotated[str | None, Field(max_length=512, description="The artifact's name")] = None
    repository: Annotated[str | None, Field(max_length=26)] = None
    team: Annotated[str | None, Field(max_length=64, description="Of one team, by id or slug")] = None
    stage: Annotated[str | None, Field(max_length=512)] = None
    person: Annotated[str | None, Field(max_length=200, description="Part of a name or an e-mail address")] = None
    event: Annotated[list[EventWord], Field(max_length=6, description="Any of these")] = []
    since: Annotated[str | None, Field(max_length=64, description="A date, or a time with offset")] = None
    until: Annotated[str | None, Field(max_length=64, description="A date (its end), or a time with offset")] = None


class FeedQuestion(EventFilters):
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    cursor: Annotated[str | None, Field(max_length=200, description="Where a page ended: taken from `Link`")] = None


class ExportQuestion(EventFilters):
    format: Literal["csv", "json"] = "csv"


class Facets(Shape):
    """What the dashboard's filters offer: values and how many models have each."""

    stages: dict[str, int]
    labels: dict[str, int]
    types: dict[str, int]
    repositories: dict[str, int]  # by id


class Annotation(Shape):
    artifact: str
    source: str
    type: str | None
    path: str | None
    location: str | None
    labels: list[str]
    description: str
    custom: Any = None


class Version(Shape):
    version: str
    commit: str
    registered: bool
    active: bool
    tag: str | None
    author: str | None
    author_email: str | None
    at: str | None
    message: str | None
    stages: list[str]
    commit_url: str | None


class VersionDetails(Version):
    """A version with what its commit's files say. None of it is invented: what is missing is None."""

    annotation: Annotation | None
    annotation_url: str | None  # its file on the forge
    params: dict[str, dict[str, Any]] | None  # file → key → value; None: the commit was not read
    metrics: dict[str, dict[str, Any]] | None
    data: dict[str, Any] | None
    problems: list[Oddity]
    commit_message: str | None
    commit_author: str | None
    commit_at: str | None


class ModelPage(Shape):
    """Everything the page of a model shows, now or as of a moment."""

    name: str
    repository: Repository
    at: str | None  # the moment asked about; None: now
    active: bool
    registered: bool
    latest: str | None
    annotation: Annotation | None  # at the head of the default branch
    versions: list[Version]  # highest first, deregistered ones included
    assignments: list[Assignment]
    stages: list[str]  # all that the model, its repository or its .gto know
    history: list[Event]  # newest first
    projects: list[Project]
    running: list[Change]
    may_write: bool
    why_not: str | None  # why this person may not write
    commands: dict[str, str]  # what to type for the same: show, history, get


class Difference(Shape):
    name: str
    before: Any = None
    after: Any = None
    file: str | None = None


class Comparison(Shape):
    """Two versions side by side, as `gto diff`."""

    artifact: str
    before: VersionDetails
    after: VersionDetails
    commits: list[Commit]
    params: list[Difference]
    metrics: list[Difference]
    data: list[Difference]
    annotation: list[Difference]
    command: str
    diff_url: str | None
