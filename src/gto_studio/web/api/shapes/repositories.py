"""Repositories, how they are kept up to date, and what is odd about them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gto_studio.web.api.shapes.shape import Failure, Shape

#: Seconds between two looks at a repository.
Interval = Annotated[float, Field(ge=1, le=31_536_000, allow_inf_nan=False)]


class Sync(Shape):
    """How the last sync went, and the one under way."""

    state: Literal["never", "queued", "running", "ok", "failed"]
    synced_at: str | None = None  # when what is shown was last known to be what Git has
    phase: str | None = None
    done: int | None = None
    of: int | None = None
    error: Failure | None = None
    next_at: str | None = None


class Repository(Shape):
    id: str
    team: str
    name: str
    url: str
    forge: Literal["github", "gitlab", "bitbucket", "gitea", "azure", "git"]
    web_url: str | None
    default_branch: str | None
    head: str | None
    allowed_stages: list[str] | None
    directories: list[str]
    models: int
    problems: int
    alarms: int
    poll_seconds: float | None
    has_credentials: bool
    created_at: str
    sync: Sync


class NewRepository(Shape):
    url: str  # an address, or a path on the server where that is allowed
    team: str | None = None  # id or slug; default: the only team
    name: str | None = None
    username: str | None = None
    password: str | None = None  # or token
    ssh_key: str | None = None
    connection: Annotated[str | None, Field(max_length=26)] = None  # a git connection by which it is read
    poll_seconds: Interval | None = None


class RepositoryChange(Shape):
    name: str | None = None
    username: str | None = None
    password: str | None = None
    ssh_key: str | None = None
    forget_credentials: bool = False
    poll_seconds: Interval | None = None


class Hook(Shape):
    """How a Git server tells us of a push: an address for each kind of forge, the secret, and a post-receive script."""

    urls: dict[str, str]
    secret: str
    script: str


class DataRemote(Shape):
    """Where DVC keeps data. `takes`: the fields that let Studio in; `attached`: those that somebody filled in."""

    name: str
    url: str
    kind: Literal["local", "http", "webdav", "s3", "gs", "azure", "ssh", "other"]
    default: bool
    takes: list[str]
    attached: list[str] | None
    attached_at: str | None
    attached_by: str | None
    moved: bool  # its address was changed since: nothing is sent there
    remark: str | None  # why it cannot be read, whatever is attached


class NewRemoteSecret(Shape):
    name: Annotated[str, Field(max_length=1_000)]
    fields: Annotated[dict[str, Annotated[str, Field(max_length=20_000)]], Field(max_length=10)]


class Oddity(Shape):
    """What is odd about a tag or a file, and how to mend it."""

    code: str
    subject: str
    says: str
    repair: str


class Alarm(Shape):
    id: str
    repository: str
    repository_name: str
    kind: Literal["moved", "vanished"]
    tag: str
    before: str
    after: str | None
    event: dict[str, Any] | None
    seen_at: str
    acknowledged_at: str | None
    acknowledged_by: str | None
    #: Whether who asks may acknowledge it.
    may_write: bool = False


class Heard(Shape):
    """The answer to a hook. `wanted` is false where its news is no reason to look: a ping, one that was told before."""

    wanted: bool
