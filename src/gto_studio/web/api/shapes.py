"""What goes in and out of `/api`, as types. The OpenAPI description, and through it the pages' types, come from here.

Lists are JSON arrays; where one is paged, the header `Link` leads on (`rel="next"`) and `X-Total-Count` says how many
there are. Failures are problem details (RFC 9457, `application/problem+json`) with our `code` and `hint`. Times are
ISO 8601 with the offset under which they were recorded, unless a field says otherwise.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gto_studio.rules.queueing import LOG_MOST, TIME_LIMIT_MOST

EventWord = Literal["registration", "deregistration", "assignment", "unassignment", "deprecation", "creation"]
Action = Literal["register", "assign", "unassign", "deregister", "deprecate"]
RoleName = Literal["viewer", "editor", "admin"]
ScopeName = Literal["read", "write", "admin", "models", "experiments", "datasets", "runner"]


#: Seconds between two looks at a repository.
Interval = Annotated[float, Field(ge=1, le=31_536_000, allow_inf_nan=False)]
Words = Annotated[list[Annotated[str, Field(max_length=512)]], Field(max_length=100)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """RFC 9457. `code` stays the same for ever; `title` is the sentence; `hint` the next step."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    hint: str | None = None
    detail: str | None = None
    fields: dict[str, str] | None = None  # of a form: what is wrong with which field


class Failure(Shape):
    """Why work in the background went wrong. `tags`, of `changed-meanwhile`: those that it would be by now."""

    code: str
    message: str
    hint: str | None = None
    at: str
    tags: list[str] | None = None


# --- who --------------------------------------------------------------------------------------------------------


class Member(Shape):
    id: str
    slug: str
    name: str
    role: RoleName


class SignInWay(Shape):
    """A way to sign in: `password`, or a provider whose `url` the browser goes to."""

    id: str
    name: str
    url: str | None = None


class Me(Shape):
    """Who is asking. `mode` local: no accounts, whoever reaches the server is its owner."""

    mode: Literal["local", "accounts"]
    person: Person | None
    is_server_admin: bool
    teams: list[Member]
    sign_in: list[SignInWay]


class Person(Shape):
    id: str
    username: str
    name: str
    email: str
    admin: bool = False
    disabled: bool = False


class SignIn(Shape):
    username: Annotated[str, Field(max_length=200)]  # or an e-mail address
    password: Annotated[str, Field(max_length=1_000)]


class NewPerson(Shape):
    username: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=200)]
    email: Annotated[str, Field(max_length=200)]
    password: Annotated[str | None, Field(max_length=1_000)] = None
    admin: bool = False


class PersonChange(Shape):
    name: str | None = None
    email: str | None = None
    password: str | None = None
    current_password: str | None = None  # needed to change one's own password
    revoke_tokens: bool = False
    admin: bool | None = None
    disabled: bool | None = None


class Team(Shape):
    id: str
    slug: str
    name: str
    role: RoleName | None = None  # of who asks


class NewTeam(Shape):
    slug: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=200)]


class TeamChange(Shape):
    slug: str | None = None
    name: str | None = None


class TeamMember(Shape):
    person: Person
    role: RoleName


class NewRole(Shape):
    role: RoleName


class NewInvite(Shape):
    role: RoleName = "viewer"
    expires_in_days: Annotated[int, Field(ge=1, le=365)] = 7


class Invite(Shape):
    """A link by which one person joins a team."""

    id: str
    team: str
    role: RoleName
    created_at: str
    created_by: str
    expires_at: str


class InviteMade(Invite):
    url: str  # shown this once


class Invitation(Shape):
    """What an invite link says to whoever opens it."""

    team: str  # its name
    slug: str
    role: RoleName
    created_by: str
    expires_at: str
    mode: Literal["join", "sign-up"]  # sign-up: nobody is signed in, so an account comes first


class AcceptInvite(Shape):
    """`secret` is in the link. Without an account: what the new one is to be."""

    secret: Annotated[str, Field(max_length=200)]
    account: NewPerson | None = None


class Token(Shape):
    id: str
    name: str
    hint: str
    scopes: list[ScopeName]
    team: str | None
    created_at: str
    used_at: str | None
    expires_at: str | None


class NewToken(Shape):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[list[ScopeName], Field(min_length=1)]
    team: Annotated[str | None, Field(max_length=64)] = None
    expires_in_days: Annotated[int | None, Field(ge=1, le=3_660)] = None


class TokenMade(Token):
    secret: str  # shown this once


class DeviceRequest(BaseModel):
    """What a program asks for. Later clients send more; what is not listed here has no effect."""

    client_name: Annotated[str, Field(max_length=200)] = "a program"
    token_name: Annotated[str | None, Field(max_length=200)] = None
    scopes: Annotated[list[str] | None, Field(max_length=20)] = None


class DeviceAsked(Shape):
    device_code: str
    user_code: str
    verification_uri: str
    token_uri: str
    token_name: str
    expires_in: int


class DeviceCode(BaseModel):
    code: Annotated[str, Field(max_length=200)]


class DeviceToken(Shape):
    access_token: str


class DeviceLogin(Shape):
    """A program that waits for somebody to say yes: what the page shows before."""

    user_code: str
    client_name: str
    token_name: str
    scopes: list[ScopeName]
    state: Literal["waiting", "allowed", "refused", "expired"]
    expires_at: str


class DeviceAnswer(Shape):
    user_code: str
    allow: bool
    scopes: list[ScopeName] | None = None  # default: those asked for
    team: str | None = None


# --- repositories and projects ----------------------------------------------------------------------------------


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


ForgeName = Literal["github", "gitlab", "bitbucket", "gitea", "azure"]


class GitConnection(Shape):
    """What lets a person (`team` None: oneself) or a team in at a forge. `state` trying: a worker is asking it;
    `error`: why the forge did not take it the last time."""

    id: str
    forge: ForgeName
    url: str
    kind: Literal["token", "oauth"]
    team: str | None
    username: str | None  # whose it is there
    scopes: list[str] | None  # what the token may be used for, if the forge tells
    state: Literal["new", "trying", "ok", "failed"]
    error: Failure | None
    checked_at: str | None
    expires_at: str | None
    created_at: str
    created_by: str
    may_change: bool


class NewGitConnection(Shape):
    forge: ForgeName
    url: Annotated[str | None, Field(max_length=2_000)] = None  # default: where the forge is for everybody
    team: Annotated[str | None, Field(max_length=64)] = None  # id or slug; default: one's own
    username: Annotated[str | None, Field(max_length=200)] = None  # where a forge wants one beside the token
    token: Annotated[str, Field(max_length=10_000)]


class GitConnectionChange(Shape):
    token: Annotated[str, Field(min_length=1, max_length=10_000)]
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


# --- queued experiments ---------------------------------------------------------------------------------------------


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
    data: dict[str, str]
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


# --- saved views ----------------------------------------------------------------------------------------------------


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


# --- the experiments table ----------------------------------------------------------------------------------------


class TableBranch(Shape):
    """`commit` is a place in the lists of `commits`."""

    name: str
    commit: int


class TableCommits(Shape):
    """The commits of the table, newest first, a list for each of their fields; a commit is known by its place."""

    id: list[str]
    parents: list[list[int]]
    committed: list[int]  # seconds since 1970 UTC
    offset: list[int]  # minutes east of UTC
    author: list[str]
    author_email: list[str]
    message: list[str]
    refs: list[list[str]]  # short names of branches, then of tags
    skipped: list[bool]  # the message says [skip studio] or [skip gto]
    same: list[bool]  # all values are those of the first parent
    problems: list[int]


class TableExperiment(Shape):
    """A pushed experiment. `baseline` null: it was begun from a commit that no branch or tag of the table leads to."""

    commit: int
    baseline: int | None
    baseline_id: str
    name: str
    ref: str


class TableNote(Shape):
    """What somebody wrote about a commit with `git notes`."""

    commit: int
    text: str


class TableColumn(Shape):
    """What stands above a column: `path` are the keys inside `file`."""

    id: str
    kind: Literal["metrics", "params", "files", "models"]
    file: str
    path: list[str]
    type: Literal["number", "text", "size", "version"]


class TableValues(Shape):
    """A value for each commit: `all`, or `distinct` values and which of them each commit has (-1: none).

    In `all` null stands for no value. NaN and infinities are `{"$": "nan"}`, `{"$": "inf"}`, `{"$": "-inf"}`. A file is
    `[bytes, number of files, hash]`; a model `{"version", "stages", "name"}`, its version null if none is registered.
    `changed`: of a file, the commits at which it is another one than at their first parent.
    """

    all: list[Any] | None = None
    distinct: list[Any] | None = None
    of: list[int] | None = None
    changed: list[int] | None = None


class TableError(Shape):
    """What could not be read of a file, and at which commits."""

    file: str
    type: str
    msg: str
    commits: list[int]


class TableLinks(Shape):
    """Addresses on the forge, in which `{sha}`, `{old}` and `{new}` are to be replaced."""

    commit: str
    compare: str


class Table(Shape):
    """The experiments table of a project, in columns. The same for everybody: what is hidden or sorted is the page's
    business. `complete` false: not all commits were read yet."""

    stamp: str
    head: int | None
    default_branch: str | None
    complete: bool
    branches: list[TableBranch]
    commits: TableCommits
    experiments: list[TableExperiment]
    notes: list[TableNote]
    columns: list[TableColumn]
    values: list[TableValues]
    errors: list[TableError]
    links: TableLinks | None


class TableRow(Shape):
    """A commit as the export has it. `values`: by the id of the column; what it has no value for is missing."""

    commit: str
    refs: list[str]
    experiment: str | None
    baseline: str | None
    committed_at: str
    author: str
    author_email: str
    message: str
    note: str | None  # what somebody wrote about it with `git notes`
    values: dict[str, Any]


class CommitValues(BaseModel):
    """What the files of a commit say. Params and metrics: file → `{"data"}` or `{"error": {"type", "msg"}}`; deps and
    outs: path → `{"hash", "size", "nfiles"}`. A number that JSON lacks is `{"$": "nan"}`, `"inf"` or `"-inf"`."""

    params: dict[str, Any]
    metrics: dict[str, Any]
    deps: dict[str, Any] = {}
    outs: dict[str, Any] = {}
    plots: list[Any] = []
    stages: list[Any] = []
    artifacts: dict[str, Any] = {}
    projects: list[str] = []
    problems: list[Any] = []


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


class ListedPlot(Shape):
    """A plot that some of the rows have. `rows`: row → whether its commit has it."""

    id: str
    name: str
    kind: Literal["series", "image"]
    folder: str  # where it belongs in a tree of plots
    title: str
    template: str | None
    files: list[str]
    steps: bool  # its pictures are steps of a series
    skipped: int  # files of its folder that are left out
    rows: dict[str, Literal["ok", "missing"]]


class PlotList(Shape):
    """`pending`: so many of the rows were not read yet. `errors`: row → why there is nothing of it."""

    plots: list[ListedPlot]
    files: list[str]  # data files, of any columns of which a chart can be made
    pending: int
    errors: dict[str, str]


class PlotLine(Shape):
    """One line in numbers, a gap where there is none. `name` tells the lines of a row apart."""

    row: str
    name: str | None
    x: list[float]
    y: list[float | None]


class PlotImage(Shape):
    path: str
    step: int | None
    url: str


class Plot(Shape):
    """What to draw, by its kind: `lines` have `series`, `vega` has `spec`, `images` has `images`; `nothing` has only
    errors, and of `pending` nothing is here yet. `pending` counts what is still on its way."""

    kind: Literal["lines", "vega", "images", "nothing", "pending"]
    errors: dict[str, str]  # row → why it is not, or not wholly, drawn
    pending: int
    title: str | None = None
    x_label: str | None = None
    y_label: str | None = None
    template: str | None = None
    series: list[PlotLine] | None = None
    spec: dict[str, Any] | None = None  # Vega-Lite, its data in it; each point has its row as `rev`
    images: dict[str, list[PlotImage]] | None = None
    skipped: int | None = None


class PlotData(Shape):
    """A data file in columns. `rows`: row → column → values; a column of numbers has null where there is none."""

    columns: list[str]
    rows: dict[str, dict[str, list[Any]]]
    errors: dict[str, str]
    pending: int


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


class Commit(Shape):
    id: str
    message: str
    author: str
    author_email: str
    authored_at: str
    committed_at: str
    parents: list[str]
    refs: list[str]  # short names of branches and tags on it
    version: str | None = None  # of the artifact asked about
    holds: bool = False  # whether its annotations name the artifact asked about
    url: str | None = None  # on the forge


# --- the registry -----------------------------------------------------------------------------------------------


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


# --- changes ----------------------------------------------------------------------------------------------------


class Request(Shape):
    """A registry action. Which fields count depends on the action, as with the command line."""

    action: Action
    artifact: str
    version: str | None = None
    stage: str | None = None
    commit: str | None = None  # or any ref, for register and assign
    bump: Literal["major", "minor", "patch"] | None = None
    message: str | None = None
    force: bool = False


class PlannedTag(Shape):
    tag: str
    commit: str
    message: str
    version: str | None


class Preview(Shape):
    """What the action would do. With `refusal` nothing would be done, and it says why."""

    tags: list[PlannedTag]
    command: str
    suggested: dict[str, str]  # register: patch, minor, major → version
    falls_back: dict[str, str | None]  # on removal: stage → the version that is in it then; null: none
    starts: list[str]  # CI workflows that act on such a tag
    remarks: list[str]
    refusal: Failure | None


class NewChange(Request):
    #: The tags of the preview: if they would be other ones by now, the change is refused instead of made.
    expected: list[str] | None = None


class MadeTag(Shape):
    tag: str
    object: str
    commit: str


class Change(Shape):
    """An action asked for. `done` means that the tags were read back from the remote."""

    id: str
    repository: str
    repository_name: str
    artifact: str
    request: Request
    author: str
    state: Literal["queued", "running", "done", "failed"]
    tags: list[MadeTag]
    error: Failure | None
    created_at: str
    ended_at: str | None


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


class Branch(Shape):
    name: str
    commit: str


class Branches(Shape):
    default: str | None
    branches: list[Branch]  # the default one first


class NewNote(Shape):
    #: Empty: the note is removed.
    text: Annotated[str, Field(max_length=20_000)]


class NoteChange(Shape):
    """A note asked for. `done` means that it was read back from the remote; the table follows with the next sync."""

    id: str
    repository: str
    commit: str
    text: str
    author: str
    state: Literal["queued", "running", "done", "failed"]
    error: Failure | None
    created_at: str
    ended_at: str | None


class AuditEntry(Shape):
    id: str
    at: str
    person: str | None
    name: str
    action: str
    team: str | None
    subject: str
    detail: dict[str, Any]


class Heard(Shape):
    """The answer to a hook. `wanted` is false where its news is no reason to look: a ping, one that was told before."""

    wanted: bool


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


# --- subscriptions ------------------------------------------------------------------------------------------------

MessageKind = Literal[
    "artifact.registered",
    "artifact.assigned",
    "artifact.unassigned",
    "artifact.deregistered",
    "artifact.deprecated",
]


class Subscription(Shape):
    """An address that is told of registry events: of all repositories of the team, or of one."""

    id: str
    team: str
    repository: str | None
    repository_name: str | None
    name: str
    url: str
    kinds: list[MessageKind]  # empty: all
    artifacts: list[str]  # names, in which `*` stands for anything; empty: all
    stages: list[str]  # of assignments and unassignments; empty: all
    enabled: bool
    off_because: str | None  # None, while it is off: somebody turned it off
    failing_since: str | None
    resting_until: str | None  # nothing is sent before
    old_secret_until: str | None  # so long the secret before signs, too
    queued: int
    failed: int
    created_at: str
    created_by: str


class NewSubscription(Shape):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    url: Annotated[str, Field(min_length=1, max_length=2_000)]
    repository: Annotated[str | None, Field(max_length=26)] = None  # None: all of the team
    kinds: Annotated[list[MessageKind], Field(max_length=10)] = []
    artifacts: Words = []
    stages: Words = []


class SubscriptionChange(Shape):
    name: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    url: Annotated[str | None, Field(min_length=1, max_length=2_000)] = None
    kinds: Annotated[list[MessageKind] | None, Field(max_length=10)] = None
    artifacts: Words | None = None
    stages: Words | None = None
    enabled: bool | None = None


class SubscriptionMade(Subscription):
    secret: str  # shown this once


class DispatchTry(Shape):
    """`error`: why it was in vain; `answer`: the beginning of what came back."""

    at: str
    seconds: float
    status: int | None
    error: str | None
    headers: dict[str, str]
    answer: str


class Dispatch(Shape):
    """A message to a subscription. `id` is the message's, `webhook_id` what the receiver knows it by."""

    id: str
    webhook_id: str
    kind: str
    about: str  # a tag
    state: Literal["queued", "taken", "failed"]
    body: str
    tries: list[DispatchTry]  # the last ones
    next_at: str | None
    created_at: str
    ended_at: str | None


class Replay(Shape):
    """Which events are sent again: those whose tags were made at that time or later, and that are subscribed to."""

    since: Annotated[str, Field(max_length=40)]


class Replayed(Shape):
    messages: int


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


class Health(Shape):
    status: Literal["ok"]
    version: str
    database: Literal["sqlite", "postgresql"]
    waiting: int  # jobs that are due
    oldest_seconds: float | None  # how long the oldest of them has been due


for shape in (Me, Model, ModelPage):
    shape.model_rebuild()
