"""The owned tables. Migrations (`store/migrations`) make and change them; this is how they look today.

Times are seconds since 1970 UTC as floating numbers; ids are 26 characters (ULID) unless said otherwise.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _id() -> Column[str]:
    return Column("id", String(26), primary_key=True)


# --- people -----------------------------------------------------------------------------------------------------

#: An account. The local owner of a server without accounts has one, too.
person = Table(
    "person",
    metadata,
    _id(),
    Column("username", Text, nullable=False, unique=True),  # for signing in and in addresses; never an e-mail
    Column("name", Text, nullable=False),  # in tags and commits
    Column("email", Text, nullable=False, unique=True),
    Column(
        "vouched", Boolean, nullable=False
    ),  # an administrator or a trusted provider said that the address is theirs
    Column("password", Text),  # argon2; NULL: signs in elsewhere
    Column("admin", Boolean, nullable=False, default=False),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created", Float, nullable=False),
)

#: By what a provider of sign-in knows a person.
identity = Table(
    "identity",
    metadata,
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("issuer", "subject"),
)

#: Who shares repositories. Each repository belongs to one.
team = Table(
    "team",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),  # in addresses
    Column("name", Text, nullable=False),
    Column("created", Float, nullable=False),
)

#: What somebody may do in a team.
member = Table(
    "member",
    metadata,
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("role", Integer, nullable=False),  # rules.access.Role
    PrimaryKeyConstraint("team", "person"),
)

#: A browser in which somebody is signed in.
session = Table(
    "session",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the cookie
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("created", Float, nullable=False),
    Column("expires", Float, nullable=False),
)

#: By what a program proves whose it is. Only its hash is kept.
token = Table(
    "token",
    metadata,
    _id(),
    Column("hash", String(64), nullable=False, unique=True),  # SHA-256 of the token
    Column("hint", Text, nullable=False),  # its first characters, to know it by
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("team", ForeignKey("team.id", ondelete="CASCADE")),  # NULL: all teams of the person
    Column("name", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created", Float, nullable=False),
    Column("used", Float),
    Column("expires", Float),
    Column("revoked", Float),
)

#: A link by which somebody joins a team. It works once.
invite = Table(
    "invite",
    metadata,
    _id(),
    Column("hash", String(64), nullable=False, unique=True),  # SHA-256 of the secret in the link
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("role", Integer, nullable=False),
    Column("created", Float, nullable=False),
    Column("created_by", Text, nullable=False),  # a person's name, as it was then
    Column("expires", Float, nullable=False),
)

#: A program that asks for a token (`dvc studio login`), until somebody says yes or no in the browser.
device_login = Table(
    "device_login",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the device code
    Column("user_code", Text, nullable=False, unique=True),  # what people compare
    Column("client", Text, nullable=False),
    Column("name", Text, nullable=False),  # of the token
    Column("scopes", JSON, nullable=False),
    Column("expires", Float, nullable=False),
    Column("person", ForeignKey("person.id", ondelete="CASCADE")),  # who said yes
    Column("team", ForeignKey("team.id", ondelete="CASCADE")),
    Column("refused", Boolean, nullable=False, default=False),
    Column("address", Text),  # from where it was asked, of IPv6 the network; None: nobody knows
)

#: Failed sign-ins, counted here so that every web process counts the same.
attempt = Table(
    "attempt",
    metadata,
    Column("subject", Text, nullable=False),  # user name or address
    Column("at", Float, nullable=False),
    Index("attempt_by_subject", "subject", "at"),
)

#: What was written through Studio, by whom.
audit = Table(
    "audit",
    metadata,
    _id(),  # ULIDs sort by time
    Column("at", Float, nullable=False),
    Column("person", String(26)),  # NULL: the local owner, or the server itself
    Column("name", Text, nullable=False),  # of the person, as it was then
    Column("action", Text, nullable=False),  # repository.add, token.revoke, change.done, …
    Column("team", String(26)),
    Column("subject", Text, nullable=False),
    Column("detail", JSON, nullable=False),
)

# --- repositories and projects ----------------------------------------------------------------------------------

#: A repository that somebody added, and what lets us in, encrypted.
repository = Table(
    "repository",
    metadata,
    _id(),
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("url", Text, nullable=False),  # never with a secret in it
    Column("name", Text, nullable=False),  # `owner/name`, or the folder's
    Column("forge", Text, nullable=False),  # github, gitlab, bitbucket, gitea, azure, git
    Column("web_url", Text),  # where people look at it; NULL: nowhere
    Column("username", Text),
    Column("secret", LargeBinary),  # password, token or ssh key, encrypted
    Column("poll_seconds", Float),  # NULL: the server's
    Column("hook_secret", LargeBinary, nullable=False),  # by which hooks prove themselves, encrypted
    Column("created", Float, nullable=False),
    Column("connection", String(26)),  # a git_connection by which it is read; it may be gone by now
    UniqueConstraint("team", "url"),
)

#: What lets a person, or a team, in at a forge, encrypted: at Git and at its API.
git_connection = Table(
    "git_connection",
    metadata,
    _id(),
    Column("team", ForeignKey("team.id", ondelete="CASCADE")),  # NULL: a person's own
    Column("person", ForeignKey("person.id", ondelete="CASCADE")),  # NULL: a team's
    Column("forge", Text, nullable=False),  # github, gitlab, bitbucket, gitea, azure
    Column("url", Text, nullable=False),  # where people go with a browser, such as https://codeberg.org
    Column("kind", Text, nullable=False),  # token, oauth, app
    Column("app", JSON(none_as_null=True)),  # {"id", "account", "installation"}, the last two null until found; or NULL
    Column("username", Text),  # whose it is there, as they were told or as the forge said
    Column("secret", LargeBinary, nullable=False),  # as forges.contract.Credential has it; encrypted
    Column("renewal", LargeBinary),  # by what an expired token is exchanged for a new one: an app's key; encrypted
    Column("expires", Float),  # when the token does; NULL: not known
    Column("scopes", JSON(none_as_null=True)),  # what the forge says the token may be used for; NULL: it does not
    Column("checked", Float),  # when the forge last took it; NULL: it was not asked yet
    Column("error", JSON(none_as_null=True)),  # of the last try: {"code", "message", "hint", "at"}; NULL: it went well
    Column("created", Float, nullable=False),
    Column("created_by", Text, nullable=False),  # a person's name, as it was then
)

#: The repositories that a forge listed to a connection when it was last asked. It can be asked again.
git_listing = Table(
    "git_listing",
    metadata,
    Column("connection", ForeignKey("git_connection.id", ondelete="CASCADE"), primary_key=True),
    Column("repositories", JSON, nullable=False),  # [{"name", "url", …}], the fields of forges.contract.Found
    Column("asked", Float, nullable=False),
)

#: A folder of a repository, under a name, as people see it.
project = Table(
    "project",
    metadata,
    Column("id", String(10), primary_key=True),
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("directory", Text, nullable=False),  # "" is the root
    Column("public", Boolean, nullable=False),
    Column("created", Float, nullable=False),
    Column("since", Float),  # older commits are left out of its table; NULL: none is
    Column("custom", JSON, nullable=False),  # [{"path", "kind": "metrics" or "params"}]: files that no dvc.yaml names
    Column("runner", JSON(none_as_null=True)),  # {"enabled", "command", "time_limit"}; NULL: nothing is run for it
    Column("runner_seen", Float),  # when a runner last asked whether there is something to run
    UniqueConstraint("repository", "directory", "name"),
)

#: A way to look at a project's table that was saved under a name, for everybody who sees the project.
view = Table(
    "view",
    metadata,
    _id(),
    Column("project", ForeignKey("project.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("state", JSON, nullable=False),  # what the page makes of it
    Column("standard", Boolean, nullable=False),  # what the project opens with
    Column("changed", Float, nullable=False),
    Column("changed_by", Text, nullable=False),  # a person's name, as it was then
    UniqueConstraint("project", "name"),
)

#: What lets us in at a data remote of a repository, encrypted.
remote_secret = Table(
    "remote_secret",
    metadata,
    _id(),
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),  # of the remote, as .dvc/config has it
    Column("address", Text, nullable=False),  # of the remote when this was attached; it is sent nowhere else
    Column("fields", JSON, nullable=False),  # the names of what is in it
    Column("secret", LargeBinary, nullable=False),  # JSON: field → value, encrypted
    Column("changed", Float, nullable=False),
    Column("changed_by", Text, nullable=False),
    UniqueConstraint("repository", "name"),
)

#: A tag that moved or vanished since it was first seen.
alarm = Table(
    "alarm",
    metadata,
    _id(),
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),  # moved, vanished
    Column("tag", Text, nullable=False),
    Column("before", String(64), nullable=False),  # tag object ids
    Column("after", String(64)),
    Column("event", JSON(none_as_null=True)),  # what the tag said before: the row of `event`
    Column("seen", Float, nullable=False),
    Column("acknowledged", Float),
    Column("acknowledged_by", Text),
    Index("alarm_by_repository", "repository", "seen"),
)

#: Hooks that were answered, so that none is answered twice.
delivery = Table(
    "delivery",
    metadata,
    Column("source", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("at", Float, nullable=False),
    PrimaryKeyConstraint("source", "id"),
)

#: How a repository stands at its forge, as it was when the forge was last asked.
forge_state = Table(
    "forge_state",
    metadata,
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), primary_key=True),
    Column("hook", Text, nullable=False),  # right, made, repaired, no-right, unreachable, unconnected
    Column("proof", String(64)),  # SHA-256 of what our hook there was last set up with; NULL: not by us
    Column("rights", JSON(none_as_null=True)),  # {"read", "write", "admin"}
    Column("tags", JSON(none_as_null=True)),  # patterns of protected tags; NULL: nobody knows
    Column("asked", Float, nullable=False),
)

#: What a forge said of a commit's CI runs when it was last asked. It can be asked again, so nothing is lost with a row.
commit_check = Table(
    "commit_check",
    metadata,
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), nullable=False),
    Column("commit", String(64), nullable=False),
    Column("checks", JSON, nullable=False),  # [{"name", "state", "url", "started", "ended"}], the fields of a Check
    Column("watched", Float, nullable=False),  # since when
    Column("asked", Float),  # the last time; NULL: not yet
    Column("due", Float),  # when to ask again; NULL: not by itself
    PrimaryKeyConstraint("repository", "commit"),
    Index("commit_check_by_time", "repository", "due"),
)

# --- what is told to others -------------------------------------------------------------------------------------

#: An address that is told of registry events: of all repositories of a team, or of one.
subscription = Table(
    "subscription",
    metadata,
    _id(),
    Column("team", ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE")),  # NULL: all of the team
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),  # by which what is sent is signed, encrypted
    Column("old_secret", LargeBinary),  # signs, too
    Column("old_secret_until", Float),
    Column("kinds", JSON, nullable=False),  # artifact.registered, …; empty: all
    Column("artifacts", JSON, nullable=False),  # patterns of names; empty: all
    Column("stages", JSON, nullable=False),  # empty: all
    Column("enabled", Boolean, nullable=False),
    Column("off_because", Text),  # NULL: somebody turned it off
    Column("in_vain", Integer, nullable=False),  # tries in a row
    Column("failing_since", Float),  # NULL: the last try was taken
    Column("rest_until", Float),  # nothing is sent before
    Column("created", Float, nullable=False),
    Column("created_by", Text, nullable=False),
    Index("subscription_by_team", "team"),
)

#: A message to a subscription, until it was taken or given up; then the log of that.
dispatch = Table(
    "dispatch",
    metadata,
    _id(),  # in the order of the events
    Column("subscription", ForeignKey("subscription.id", ondelete="CASCADE"), nullable=False),
    Column("message", String(40), nullable=False),  # the `webhook-id`: the same however often it is sent
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),  # a tag
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),  # queued, taken, failed
    Column("tries", Integer, nullable=False),  # in vain
    Column("next", Float, nullable=False),  # not sent before
    Column("log", JSON, nullable=False),  # the last tries: [{at, seconds, status, error, headers, answer}]
    Column("created", Float, nullable=False),
    Column("ended", Float),
    UniqueConstraint("subscription", "message"),
    Index("dispatch_by_state", "subscription", "state", "next"),
)

#: Events of which subscriptions were told, or need not be: so each is told once, though derived rows come and go.
known_event = Table(
    "known_event",
    metadata,
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), nullable=False),
    Column("message", String(40), nullable=False),  # as in `dispatch`; empty: from here on, all are known
    PrimaryKeyConstraint("repository", "message"),
    sqlite_with_rowid=False,
)

# --- live runs --------------------------------------------------------------------------------------------------

#: A training job that tells of itself, until its commit is in Git. The fields are those of rules.runs.Run.
run = Table(
    "run",
    metadata,
    _id(),
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), nullable=False),
    Column("baseline", String(64), nullable=False),  # zeros: no commit
    Column("name", Text, nullable=False),
    Column("started", Float, nullable=False),
    Column("heard", Float, nullable=False),
    Column("client", Text, nullable=False),
    Column("subdir", Text, nullable=False),  # "" is the root
    Column("message", Text),
    Column("step", BigInteger),
    Column("params", JSON, nullable=False),  # {file: {"data"} or {"error"}}, files seen from the repository's root
    Column("metrics", JSON, nullable=False),
    Column("machine", JSON(none_as_null=True)),
    Column("problems", JSON, nullable=False),
    Column("experiment_rev", String(64)),
    Column("failed", Boolean, nullable=False),
    Column("ended", Float),
    Column("quiet", Boolean, nullable=False),  # pages were told that it is silent
    Column("replaced", String(64)),  # by this commit, which is shown instead
    UniqueConstraint("repository", "baseline", "name"),
    Index("run_by_time", "heard"),
)

#: A plot of a run: a file of rows, or an image.
run_plot = Table(
    "run_plot",
    metadata,
    Column("run", ForeignKey("run.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),  # within the run: short, for the rows have it, too
    Column("file", Text, nullable=False),
    Column("image", Boolean, nullable=False),
    Column("last", BigInteger),  # the highest step of its rows; of an image, the step at which it came
    Column("size", BigInteger, nullable=False),  # bytes of the image; 0: it is rows
    Column("changed", Float, nullable=False),
    PrimaryKeyConstraint("run", "number"),
    UniqueConstraint("run", "file"),
)

#: A row of a plot. What comes twice for a step is one row, as it came last.
run_point = Table(
    "run_point",
    metadata,
    Column("run", ForeignKey("run.id", ondelete="CASCADE"), nullable=False),
    Column("plot", Integer, nullable=False),  # its number
    Column("step", BigInteger, nullable=False),
    Column("row", Text, nullable=False),  # JSON
    PrimaryKeyConstraint("run", "plot", "step"),
    sqlite_with_rowid=False,
)

#: An image of a run, as it came last.
run_image = Table(
    "run_image",
    metadata,
    Column("run", ForeignKey("run.id", ondelete="CASCADE"), nullable=False),
    Column("plot", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("run", "plot"),
)

#: What clients sent lately, the newest of each kind, and what became of it.
arrival = Table(
    "arrival",
    metadata,
    Column("hint", Text, nullable=False),  # the first characters of the token
    Column("url", Text, nullable=False),  # of the repository, without secrets
    Column("path", Text, nullable=False),  # what was called
    Column("code", Text, nullable=False),  # of the error; empty: it was taken
    Column("says", Text, nullable=False),  # what the client was told
    Column("person", String(26)),  # whose token it is, or was; NULL: nobody's
    Column("token", Text),  # its name
    Column("at", Float, nullable=False),
    PrimaryKeyConstraint("hint", "url", "path", "code"),
)

# --- work -------------------------------------------------------------------------------------------------------

#: The truth about work to do. Whoever works holds a lease; when it runs out, somebody else takes over.
job = Table(
    "job",
    metadata,
    Column("kind", Text, nullable=False),  # sync, change, …: those of owned/jobs.py
    Column("subject", String(26), nullable=False),  # a repository, a change
    Column("wanted", Integer, nullable=False),  # how often it was asked for
    Column("done", Integer, nullable=False),  # up to which asking it is done
    Column("not_before", Float, nullable=False),
    Column("worker", Text),
    Column("lease_until", Float),
    Column("attempts", Integer, nullable=False),  # in vain, in a row
    Column("started", Float),
    Column("finished", Float),  # the last time it ended well
    Column("progress", JSON(none_as_null=True)),  # {"phase": "fetching", "done": 3, "of": 10}
    Column("error", JSON(none_as_null=True)),  # of the last try: {"code", "message", "hint", "at"}; NULL: it went well
    PrimaryKeyConstraint("kind", "subject"),
    Index("job_by_time", "not_before"),
)

#: A registry action somebody asked for through Studio.
change = Table(
    "change",
    metadata,
    _id(),
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), nullable=False),
    Column("person", String(26)),
    Column("author", Text, nullable=False),  # the tagger
    Column("author_email", Text, nullable=False),
    Column("request", JSON, nullable=False),
    Column("state", Text, nullable=False),  # queued, running, done, failed
    Column("planned", JSON, nullable=False),  # [{tag, object, commit}] announced before anything is pushed
    Column("tags", JSON, nullable=False),  # [{tag, object, commit}] read back from the remote
    Column("error", JSON(none_as_null=True)),
    Column("created", Float, nullable=False),
    Column("ended", Float),
    Index("change_by_repository", "repository", "created"),
)

#: An experiment that a runner is to run. Who runs it holds a lease, as with jobs; but runners are other people's
#: programs, which reach us by HTTP alone.
queued_experiment = Table(
    "queued_experiment",
    metadata,
    _id(),
    Column("project", ForeignKey("project.id", ondelete="CASCADE"), nullable=False),
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), nullable=False),
    Column("person", String(26)),  # NULL: the local owner
    Column("author", Text, nullable=False),
    Column("author_email", Text, nullable=False),
    Column("baseline", String(64), nullable=False),  # the commit it starts from
    Column("name", Text, nullable=False),  # of the experiment under its baseline
    Column("params", JSON, nullable=False),  # {file: {path: value}}
    Column("data", JSON, nullable=False),  # {path: {hash, size, nfiles}}, or {path: hash} where no more is known
    Column("command", Text),  # that the project had when it was taken; NULL: `dvc exp run`
    Column("time_limit", Float, nullable=False),  # seconds
    Column("state", Text, nullable=False),  # queued, running, done, failed, cancelled
    Column("cancel", Boolean, nullable=False),  # whoever runs it is to end it
    Column("runner", Text),  # as it calls itself
    Column("claim", Text),  # a name that no other claim has: whoever reports has to say it
    Column("lease_until", Float),
    Column("attempts", Integer, nullable=False),  # how often it was taken
    Column("ref", Text),  # refs/exps/… as the runner read it back from the remote
    Column("commit", String(64)),
    Column("error", JSON(none_as_null=True)),  # {"code", "message", "hint", "at"}
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("ended", Float),
    Column("log", Text, nullable=False),  # the end of what the program printed
    Index("queued_experiment_by_project", "project", "id"),
    Index("queued_experiment_by_state", "state", "id"),
)

#: A request to merge a branch that Studio pushed, from its opening until somebody decides.
pull_request = Table(
    "pull_request",
    metadata,
    _id(),
    Column("repository", ForeignKey("repository.id", ondelete="CASCADE"), nullable=False),
    Column("change", ForeignKey("change.id", ondelete="CASCADE"), nullable=False),  # that opened it
    Column("number", Integer),  # NULL: the server has none; people merge the branch
    Column("url", Text),
    Column("title", Text, nullable=False),
    Column("head", Text, nullable=False),  # the branch that is to be merged
    Column("head_commit", String(64), nullable=False),  # as Studio pushed it
    Column("base", Text, nullable=False),  # the branch that it is to be merged into
    Column("promotion", JSON(none_as_null=True)),  # what its merging assigns: rules.promotions.Promotion
    Column("state", Text, nullable=False),  # open, merged, closed
    Column("why", Text),  # of one that came to nothing
    Column("assigning", String(26)),  # the change that carries the promotion out
    Column("opened", Float, nullable=False),
    Column("looked", Float),  # the last time that somebody was asked how it stands
    Column("ended", Float),
    UniqueConstraint("change", "head", "base"),
    Index("pull_request_by_repository", "repository", "state"),
)

#: What open pages are told. Its id is the `Last-Event-ID` of server-sent events.
notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("team", String(26)),  # NULL: everybody
    Column("topic", Text, nullable=False),  # repository, change, alarm, run, queue
    Column("data", JSON, nullable=False),
    sqlite_autoincrement=True,  # an id is never used again, not even when all rows were cleared
)
