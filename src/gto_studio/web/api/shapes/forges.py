"""What is at a forge: connections, rights, protections, pull requests, CI."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gto_studio.web.api.shapes.changes import Change
from gto_studio.web.api.shapes.repositories import Sync
from gto_studio.web.api.shapes.shape import Failure, Shape

ForgeName = Literal["github", "gitlab", "bitbucket", "gitea", "azure"]


class ConnectedApp(Shape):
    """A GitHub App: its id, for whom it is installed, and the number of that; None: not found yet."""

    id: str
    account: str | None
    installation: int | None


class GitConnection(Shape):
    """What lets a person (`team` None: oneself) or a team in at a forge. `state` trying: a worker is asking it;
    `error`: why the forge did not take it the last time."""

    id: str
    forge: ForgeName
    url: str
    kind: Literal["token", "oauth", "app"]
    app: ConnectedApp | None  # of kind app
    team: str | None
    username: str | None  # whose it is there
    scopes: list[str] | None  # what the token may be used for, if the forge tells
    missing: list[str]  # permissions that an app lacks for some of what Studio does
    state: Literal["new", "trying", "ok", "failed"]
    error: Failure | None
    checked_at: str | None
    expires_at: str | None
    created_at: str
    created_by: str
    may_change: bool


class NewGitConnection(Shape):
    """By a token; or, at GitHub, by an app and its private key."""

    forge: ForgeName
    url: Annotated[str | None, Field(max_length=2_000)] = None  # default: where the forge is for everybody
    team: Annotated[str | None, Field(max_length=64)] = None  # id or slug; default: one's own
    username: Annotated[str | None, Field(max_length=200)] = None  # where a forge wants one beside the token
    token: Annotated[str | None, Field(max_length=10_000)] = None
    app: Annotated[str | None, Field(max_length=100)] = None  # its id, or its client id
    private_key: Annotated[str | None, Field(max_length=20_000)] = None  # as GitHub gives it, PEM
    account: Annotated[str | None, Field(max_length=100)] = None  # for whom it is installed, if for several


class GitConnectionChange(Shape):
    """Another token; or another private key of the same app."""

    token: Annotated[str | None, Field(min_length=1, max_length=10_000)] = None
    private_key: Annotated[str | None, Field(max_length=20_000)] = None
    username: Annotated[str | None, Field(max_length=200)] = None


class ForgeRepository(Shape):
    """A repository as a forge lists it. `repository`: its id, if Studio follows it already."""

    name: str
    url: str
    web_url: str
    private: bool
    may_write: bool
    default_branch: str | None
    repository: str | None


class ForgeRepositories(Shape):
    """What a forge listed when it was last asked; `asked_at` None: it was not, yet. `count`: how many fit the search,
    of which the first hundred are here."""

    repositories: list[ForgeRepository]
    count: int
    connection: GitConnection
    asked_at: str | None


class ActingRight(Shape):
    """By whose right the person pushes to a repository. `pull_requests`: whether its forge can be asked for one."""

    whose: Literal["person", "team", "repository", "nobody"]
    forge: str | None
    forge_url: str | None
    pull_requests: bool
    connection: GitConnection | None


class TagProtection(Shape):
    """How the forge keeps registry tags from being made, moved or removed by anybody who may push."""

    patterns: list[str]  # to be entered there, as they stand; empty: it knows no patterns
    where: str  # the way there
    url: str | None = None
    found: list[str] | None = None  # those that the forge has; null: nobody knows
    protected: bool | None = None  # they are enough; null: nobody knows


class RepositoryForge(Shape):
    """How a repository stands at its forge, as it was when the forge was last asked."""

    forge: Literal["github", "gitlab", "bitbucket", "gitea", "azure", "git"]
    asked_at: str | None = None  # null: not yet
    read: bool | None = None  # what Studio may do there without anybody; null: nobody knows
    write: bool | None = None
    admin: bool | None = None
    hook: Literal["right", "made", "repaired", "no-right", "unreachable", "unconnected"] | None = None
    hook_url: str  # what the forge calls
    tags: TagProtection
    job: Sync  # how asking goes


class Check(Shape):
    """One thing that CI, or somebody else, says of a commit."""

    name: str
    state: Literal["queued", "running", "passed", "failed", "cancelled", "skipped"]
    url: str | None = None  # of the run or job, where the forge tells
    started_at: str | None = None
    ended_at: str | None = None


class CommitChecks(Shape):
    """What CI says of a commit, as the forge told it when it was last asked."""

    state: Literal["queued", "running", "passed", "failed", "none"]
    checks: list[Check]  # by name
    url: str | None = None  # where the forge shows them all
    asked_at: str | None = None  # null: it will be, soon
    watched: bool  # it is asked about again by itself


PullRequestState = Literal["open", "merged", "closed"]


class Promotion(Shape):
    """What the merging of a pull request assigns. `held`: the version that the stage had when it was asked for."""

    version: str
    stage: str
    held: str | None


class PullRequest(Shape):
    """A pull request that Studio opened. Where the server has none, `number` is null and people merge the branch."""

    id: str
    repository: str
    repository_name: str
    number: int | None
    url: str | None
    title: str
    head: str
    base: str
    author: str
    action: str  # of the edit that opened it
    artifact: str | None
    promotion: Promotion | None
    state: PullRequestState
    why: str | None  # it came to nothing
    assigning: Change | None  # what carries the promotion out; null: it is not merged, or somebody else did it
    opened_at: str
    ended_at: str | None


class CiWorkflow(Shape):
    """A file for a forge. `note`: what else is to be switched on there."""

    forge: str
    file: str
    text: str
    note: str | None


class CiWorkflows(Shape):
    """`forge`: the repository's, if there are workflows for it; `acting`: files of the repository that act on tags;
    `studio_url`: what `DVC_STUDIO_URL` is to be set to."""

    forge: str | None
    studio_url: str
    acting: list[str]
    registry: list[CiWorkflow]
    training: list[CiWorkflow]
