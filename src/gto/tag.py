"""Tags and their names, for programs that look at tags themselves: DVC asks `find` which commit a version is.

`scm` is what they have of a repository: scmrepo's Git, or any object with `root_dir`; a path does as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from gto.constants import ACTION, NAME, STAGE, VERSION, Action
from gto.errors import InvalidTagName, MissingArg, UnknownAction
from gto.legacy.model import Model
from gto.registry import decide
from gto.registry import tags as grammar
from gto.registry.events import Event, chronological
from gto.registry.names import ArtifactName, StageName
from gto.verbs import tagging
from gto.verbs.repository import Repository, open_repository

COUNT_DELIMITER = "#"


@dataclass(frozen=True)
class GitTag:
    """An annotated tag, with the attributes of `scmrepo.git.GitTag`."""

    name: str
    hexsha: str
    target: str
    tagger_name: str
    tagger_email: str
    tag_time: int
    #: Seconds east of UTC.
    tag_time_offset: int
    message: str

    @property
    def tag_datetime(self) -> datetime:
        zone = timezone(timedelta(seconds=self.tag_time_offset)) if self.tag_time_offset else timezone.utc
        return datetime.fromtimestamp(self.tag_time, zone)


@dataclass(kw_only=True)
class Tag(Model):
    """What a tag did: `tag.target` is the commit it leads to."""

    action: Action
    name: str
    created_at: datetime
    tag: Any
    version: str | None = None
    stage: str | None = None


def find(
    action: Action | frozenset[Action] | None = None,
    name: str | None = None,
    version: str | None = None,
    stage: str | None = None,
    scm: Any = None,
    sort: str = "by_time",
    tags: Iterable[Any] | None = None,
) -> list[Any]:
    """The registry's tags, oldest first: those of an action, an artifact, a version, a stage.

    Whoever asks for a stage gets its unassignments too, and with a version its deregistrations. `tags` are searched
    instead of those of the repository. MissingArg without `scm`.
    """
    if scm is None:
        raise MissingArg("scm")
    if sort != "by_time":
        raise NotImplementedError(f"Unknown sort: {sort}")
    actions = frozenset([action]) if isinstance(action, Action) else action
    given = _git_tags(_open(scm), name) if tags is None else sorted(tags, key=lambda tag: tag.tag_datetime)
    found = []
    for tag in given:
        said = parse_name(tag.name, raise_on_fail=False)
        if (
            said
            and (actions is None or said[ACTION] in actions)
            and (name is None or said[NAME] == name)
            and (version is None or said.get(VERSION) == version)
            and (stage is None or said.get(STAGE) == stage)
        ):
            found.append(tag)
    return found


def parse_tag(tag: Any) -> Tag:
    """What a tag did. InvalidTagName."""
    said = parse_name(tag.name)
    return Tag(
        action=said[ACTION],
        name=said[NAME],
        created_at=tag.tag_datetime,
        tag=tag,
        version=said.get(VERSION),
        stage=said.get(STAGE),
    )


def parse_name(name: str, raise_on_fail: bool = True) -> dict[str, Any]:
    """What a tag's name says: name, version or stage, action, counter, as far as they are there.

    InvalidTagName; without `raise_on_fail` an empty answer.
    """
    read = grammar.parse(name)
    if read is None:
        if raise_on_fail:
            raise InvalidTagName(name)
        return {}
    return {**grammar.parts(read), ACTION: Action(read.action)}


def name_tag(
    action: Action,
    artifact: str,
    version: str | None = None,
    stage: str | None = None,
    scm: Any = None,
    simple: bool = False,
) -> str:
    """The name for a new tag; unless `simple`, with the artifact's next counter. MissingArg, UnknownAction."""
    if action not in Action or action is Action.CREATE:
        raise UnknownAction(action)
    counter = None
    if not simple:
        if scm is None:
            raise MissingArg("scm")
        counter = decide.next_counter(_open(scm).read(artifact).names)
    staged = action in (Action.ASSIGN, Action.UNASSIGN)
    numbered = action in (Action.REGISTER, Action.DEREGISTER)
    return grammar.spell(
        grammar.TagName(
            action.value,
            ArtifactName(artifact),
            version if numbered else None,
            StageName(stage) if staged and stage else None,
            counter,
        )
    )


def create_tag(
    scm: Any,
    name: str,
    rev: str,
    message: str,
    tagger: str | None = None,
    tagger_email: str | None = None,
) -> None:
    """Make an annotated tag. RefNotFound, TagExists."""
    repository = _open(scm)
    if tagger or tagger_email:
        repository = repository.on_behalf_of(tagger, tagger_email)
    tagging.create(repository, name, rev, message)


def delete_tag(scm: Any, name: str) -> None:
    """Remove a tag. TagNotFound."""
    tagging.delete(_open(scm), name)


def _open(scm: Any) -> Repository:
    return open_repository(scm)


def _git_tags(repository: Repository, name: str | None) -> list[GitTag]:
    registry = repository.read(name).registry
    events = chronological(event for artifact in registry.artifacts.values() for event in artifact.events)
    return [_git_tag(event) for event in events]


def _git_tag(event: Event) -> GitTag:
    return GitTag(
        event.tag,
        event.id,
        event.commit,
        event.author,
        event.author_email,
        event.seconds,
        event.offset * 60,
        f"{event.message}\n",
    )
