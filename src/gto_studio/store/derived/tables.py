"""The derived tables. All rows of one repository are a function of its refs and objects, and of nothing else."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

#: Raised whenever a column changes its name or meaning: the tables are then emptied and filled from Git.
SHAPE = 3

metadata = MetaData()


def _repository() -> Column[str]:
    return Column("repository", String(26), nullable=False)


#: Every head, tag and pushed experiment, as the last sync found it.
ref = Table(
    "ref",
    metadata,
    _repository(),
    Column("name", Text, nullable=False),  # full: refs/heads/main, refs/tags/churn@v1.0.0, refs/exps/…
    Column("object", String(64), nullable=False),
    Column("commit", String(64)),  # where it leads; NULL: not to a commit
    PrimaryKeyConstraint("repository", "name"),
)

#: Every commit that a head, a tag or an experiment reaches.
commit = Table(
    "commit",
    metadata,
    _repository(),
    Column("id", String(64), nullable=False),
    Column("parents", JSON, nullable=False),  # ids, the first parent first
    Column("tree", String(64), nullable=False),
    Column("author", Text, nullable=False),
    Column("author_email", Text, nullable=False),
    Column("authored", BigInteger, nullable=False),  # seconds since 1970 UTC
    Column("authored_offset", Integer, nullable=False),  # minutes east of UTC
    Column("committer", Text, nullable=False),
    Column("committer_email", Text, nullable=False),
    Column("committed", BigInteger, nullable=False),
    Column("committed_offset", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("annotations", String(64)),  # id of the annotation set of its tree; NULL: nothing is written
    PrimaryKeyConstraint("repository", "id"),
    Index("commit_by_time", "repository", "committed"),
    Index("commit_by_annotations", "repository", "annotations", "committed"),
)

#: What the annotation files of a tree say; commits share it as long as no such file changes.
annotation_set = Table(
    "annotation_set",
    metadata,
    _repository(),
    Column("id", String(64), nullable=False),  # digest of (path, blob id) of the files that say anything
    #: {"annotations": [the fields of gto's Annotation, and location], "problems": [{file, message, artifact}],
    #:  "uses": {dvc.yaml: [files from which it takes values]}}
    Column("document", JSON, nullable=False),
    PrimaryKeyConstraint("repository", "id"),
)

#: One registry event, read from one annotated tag.
event = Table(
    "event",
    metadata,
    _repository(),
    Column("tag", Text, nullable=False),
    Column("position", Integer, nullable=False),  # chronological within the repository, 0 the oldest
    Column("action", String(10), nullable=False),  # register, deregister, assign, unassign, deprecate
    Column("artifact", Text, nullable=False),
    Column("version", Text),  # as gto history has it: of a stage event the version found at its commit
    Column("named_version", Text),  # the version in the tag's own name
    Column("stage", Text),
    Column("counter", Integer),
    Column("commit", String(64), nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_email", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("object", String(64), nullable=False),
    PrimaryKeyConstraint("repository", "tag"),
    Index("event_by_artifact", "repository", "artifact", "position"),
    Index("event_by_time", "seconds"),
)

#: One artifact: what its tags amount to, and what is written about it at the head of the default branch.
artifact = Table(
    "artifact",
    metadata,
    _repository(),
    Column("name", Text, nullable=False),
    Column("registered", Boolean, nullable=False),  # a tag speaks of it
    Column("active", Boolean, nullable=False),  # not deprecated
    Column("latest", Text),  # highest version in effect
    Column("latest_commit", String(64)),
    Column("last_registered", BigInteger),  # seconds of the newest registration
    Column("last_assigned", BigInteger),
    Column("annotated", Boolean, nullable=False),  # at the head of the default branch
    Column("type", Text),
    Column("path", Text),
    Column("location", Text),  # path seen from the repository's root
    Column("labels", JSON, nullable=False),
    Column("description", Text, nullable=False),
    Column("source", Text),
    PrimaryKeyConstraint("repository", "name"),
)

#: One version of an artifact at a commit, in effect or not; an unregistered one is known by its commit id.
version = Table(
    "version",
    metadata,
    _repository(),
    Column("artifact", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("commit", String(64), nullable=False),
    Column("rank", Integer, nullable=False),  # 0 the highest, as `gto show NAME -d` lists them
    Column("registered", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("tag", Text),  # of the newest registration, else of the newest event
    Column("seconds", BigInteger),
    Column("offset", Integer),
    Column("author", Text),
    Column("author_email", Text),
    Column("message", Text),
    PrimaryKeyConstraint("repository", "artifact", "version", "commit"),
)

#: Which version is in which stage now (the newest assignment in effect, as `gto show`), one row a stage in use.
assignment = Table(
    "assignment",
    metadata,
    _repository(),
    Column("artifact", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("commit", String(64), nullable=False),
    Column("tag", Text, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_email", Text, nullable=False),
    Column("message", Text, nullable=False),
    PrimaryKeyConstraint("repository", "artifact", "stage"),
)

#: What the files of a commit say of parameters, metrics, data, plots and stages: one row a commit.
reading = Table(
    "reading",
    metadata,
    _repository(),
    Column("commit", String(64), nullable=False),
    #: JSON: {"params": {file: part}, "metrics": {file: part}, "deps": part, "outs": part, "imports": part,
    #:  "plots": part, "stages": part, "artifacts": part, "projects": part, "problems": part}; see rules/parts.py
    Column("document", Text, nullable=False),
    Column("lacks", Boolean, nullable=False),  # some value is kept outside Git and was not to be had
    PrimaryKeyConstraint("repository", "commit"),
)

#: A piece of what commits say, once however many of them say it.
part = Table(
    "part",
    metadata,
    _repository(),
    Column("id", String(40), nullable=False),  # digest of the document
    Column("document", Text, nullable=False),  # JSON
    PrimaryKeyConstraint("repository", "id"),
)

#: An experiment that was pushed: refs/exps/, the baseline's id in two pieces, the name.
experiment = Table(
    "experiment",
    metadata,
    _repository(),
    Column("ref", Text, nullable=False),
    Column("baseline", String(64), nullable=False),  # as the ref names it; no such commit need be there
    Column("name", Text, nullable=False),
    Column("commit", String(64), nullable=False),
    #: Ids of the commits between baseline and commit, the newest first; NULL: no first parent of it is the baseline
    Column("steps", JSON(none_as_null=True)),
    PrimaryKeyConstraint("repository", "ref"),
)

#: What somebody wrote about a commit with `git notes`.
note = Table(
    "note",
    metadata,
    _repository(),
    Column("commit", String(64), nullable=False),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("repository", "commit"),
)

#: What is odd about tags and files: left out or counted, and how to mend it. As `gto doctor`.
problem = Table(
    "problem",
    metadata,
    _repository(),
    Column("position", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("subject", Text, nullable=False),  # a tag or a file
    Column("says", Text, nullable=False),
    Column("repair", Text, nullable=False),
    PrimaryKeyConstraint("repository", "position"),
)

#: Facts about the repository as a whole.
about = Table(
    "about",
    metadata,
    _repository(),
    Column("default_branch", Text),  # short name; NULL: HEAD leads nowhere
    Column("head", String(64)),
    Column("stages", JSON(none_as_null=True)),  # allowed by .gto at the head; NULL: any
    Column("directories", JSON, nullable=False),  # where a dvc.yaml, artifacts.yaml or .dvc folder is: "" is the root
    #: Where DVC keeps data: folder of a DVC project → {"default", "remotes": [{"name", "url", "options"}]}
    Column("remotes", JSON, nullable=False),
    Column("notes", String(64)),  # where refs/notes/commits leads; NULL: there is none
    #: CI files that act on tags: [{file, name, forge, tags}]; `tags` are the patterns it names, null: any tag
    Column("workflows", JSON, nullable=False),
    Column("ci", JSON(none_as_null=True)),  # all CI files, whatever they act on
    Column("index_file", Text),  # the annotation file beside dvc.yaml: artifacts.yaml, unless .gto names another
    PrimaryKeyConstraint("repository"),
)

#: How far the reading of a repository is. Nothing that Git says, so a rebuild does not compare it.
extent = Table(
    "extent",
    metadata,
    _repository(),
    Column("stamp", String(32), nullable=False),  # another one after every change of a derived row
    Column("complete", Boolean, nullable=False),  # every commit that a ref leads to is there, and read
    Column("sources", String(40), nullable=False),  # digest of the files that settings name, by which commits were read
    Column("access", String(40), nullable=False),  # digest of what was to be had outside of Git
    PrimaryKeyConstraint("repository"),
)

#: A file of a commit that somebody asked to see: where its content is, or why there is none. Filled as it is asked for,
#: and emptied when it grows too large: no rebuild compares it.
asked_file = Table(
    "asked_file",
    metadata,
    _repository(),
    Column("commit", String(64), nullable=False),
    Column("path", Text, nullable=False),
    Column("asked", Float, nullable=False),
    Column("content", String(200)),  # id in `content`; NULL as long as nobody looked, and where there is a problem
    Column("problem", JSON(none_as_null=True)),  # {"type", "msg", "hash", "size"}
    PrimaryKeyConstraint("repository", "commit", "path"),
)

#: The content of files that were asked for.
content = Table(
    "content",
    metadata,
    _repository(),
    Column("id", String(200), nullable=False),  # of a Git blob, or `md5:…`
    Column("size", Integer, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("used", Float, nullable=False),  # when it was last looked at, roughly
    PrimaryKeyConstraint("repository", "id"),
    Index("content_by_use", "repository", "used"),
)
