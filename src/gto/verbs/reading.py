"""From a repository's tags to events: list the refs, recall what was read before, read the rest in one go."""

from __future__ import annotations

from gto.git import cache, objects, refs
from gto.git.run import AnswerTooLong
from gto.git.settings import missing_tags
from gto.record import Record
from gto.registry import oddities, tags
from gto.registry.events import Event, chronological, until
from gto.registry.examination import doubtful
from gto.registry.listing import ArtifactRow, artifact_rows
from gto.registry.names import CommitId
from gto.registry.oddities import Oddity
from gto.registry.state import Registry, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gto.git.objects import Kind, TagObject
    from gto.git.place import Place
    from gto.registry.events import Moment
    from gto.registry.tags import TagName

    #: A listing's digest, the events' columns, the oddities by line, the silent tags' names.
    _Known = tuple[str, Sequence[Sequence[object]], Mapping[str, Sequence[object]], tuple[str, ...]]

#: A tag of a tag of a tag …: so many are followed.
NESTING_MAX = 10
#: What may be missing today and there tomorrow.
FLEETING = ("missing-object", "missing-commit")
#: Tag objects are opened without asking for their sizes first, as long as all together are no larger than this.
BODIES_BYTES_MAX = 1 << 26


class TagRead(Record):
    """What one tag says, and what is odd about it."""

    event: Event | None
    oddity: Oddity | None


class TagsRead(Record):
    """What the tags say, oldest first; what is odd about some; and the names of those that say nothing."""

    events: list[Event]
    oddities: list[Oddity]
    silent: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """Every tag name in registry form."""
        odd = (tag for oddity in self.oddities for tag in oddity.tags)
        return frozenset([*(event.tag for event in self.events), *odd, *self.silent])

    @property
    def is_lasting(self) -> bool:
        """Whether the same tags will be read the same tomorrow."""
        return not any(oddity.code in FLEETING for oddity in self.oddities)


class Snapshot(Record):
    """The registry at one moment, what is odd about its tags, and all tag names in registry form."""

    registry: Registry
    oddities: list[Oddity]
    names: frozenset[str]


class Overview(Record):
    """A row for each artifact, with the stages it holds, deprecated ones included; and what is odd."""

    rows: list[ArtifactRow]
    oddities: list[Oddity]


def read_registry(place: Place, artifact: str | None = None, *, at: Moment | None = None) -> Snapshot:
    """The registry from its tags alone, whole or one artifact's part; with `at`, as it was then."""
    read = read_tags(place, artifact)
    events = read.events if at is None else until(read.events, at.seconds)
    registry = fold(events)
    return Snapshot(registry, [*read.oddities, *_incomplete(place), *doubtful(registry)], read.names)


def read_overview(place: Place) -> Overview:
    """All artifacts in short. While no tag changes this costs the same however many there are."""
    listing = refs.list_tags(place.path)
    where = f"overview-{cache.key(place.common_dir)}"
    digest = cache.key(listing)
    known = cache.recall(where)
    if isinstance(known, tuple) and known[0] == digest:
        _, rows, odd = known
        return Overview([ArtifactRow(*row) for row in rows], [*(Oddity(*o) for o in odd), *_incomplete(place)])
    read = _read_all(place, listing)
    registry = fold(read.events)
    overview = Overview(artifact_rows(registry), [*read.oddities, *doubtful(registry)])
    if read.is_lasting:
        cache.remember(where, (digest, *(tuple(map(tuple, part)) for part in overview)))
    return Overview(overview.rows, [*overview.oddities, *_incomplete(place)])


def read_tags(place: Place, artifact: str | None = None) -> TagsRead:
    """Read the registry's tags, or those of one artifact only, which costs the same however many others there are."""
    if artifact is None:
        return _read_all(place, refs.list_tags(place.path))
    lines = refs.lines(refs.list_tags(place.path, tags.patterns(artifact)))
    wanted = {line: name for line in lines if (name := _parse(line)) and name.artifact == artifact}
    return _collect(_open(place, wanted))


def _incomplete(place: Place) -> list[Oddity]:
    reason = missing_tags(place)
    return [oddities.incomplete(reason, shallow=place.shallow)] if reason else []


def _read_all(place: Place, listing: str) -> TagsRead:
    memory = _Memory(place)
    if (known := memory.recall(listing)) is not None:
        return known
    remembered = memory.by_line()
    lines = refs.lines(listing)
    fresh = {line: name for line in lines if line not in remembered and (name := _parse(line))}
    read = _open(place, fresh)
    found = {line: both for line in lines if (both := remembered.get(line) or read.get(line))}
    result = _collect(found)
    memory.remember(listing, found, result)
    return result


class _Memory:
    """What the last reading found, under the digest of the listing it was made from.

    Events are kept as columns: ten thousand load in 2 ms, as rows in 10.
    """

    def __init__(self, place: Place) -> None:
        self._where = f"tags-{cache.key(place.common_dir)}"
        known = cache.recall(self._where)
        self._known: _Known | None = known if isinstance(known, tuple) else None

    def recall(self, listing: str) -> TagsRead | None:
        """The whole reading, if the tags are the same as then."""
        if self._known is None or self._known[0] != cache.key(listing):
            return None
        _, _, odd, silent = self._known
        return TagsRead(self._events(), [Oddity(*fields) for fields in odd.values()], silent)  # type: ignore[arg-type]

    def by_line(self) -> dict[str, TagRead]:
        """What is known of single tags, whatever else has changed. A tag that was missing may have come since."""
        if self._known is None:
            return {}
        odd = {line: Oddity(*fields) for line, fields in self._known[2].items()}  # type: ignore[arg-type]
        read = {line: TagRead(None, oddity) for line, oddity in odd.items() if oddity.code not in FLEETING}
        for happened in self._events():
            line = f"{happened.id} {happened.tag}"
            read[line] = TagRead(happened, odd.get(line))
        return read

    def remember(self, listing: str, found: Mapping[str, TagRead], result: TagsRead) -> None:
        odd = {line: tuple(both.oddity) for line, both in found.items() if both.oddity} if result.oddities else {}
        digest = cache.key(listing) if result.is_lasting else ""
        cache.remember(self._where, (digest, tuple(zip(*result.events, strict=True)), odd, result.silent))

    def _events(self) -> list[Event]:
        make = tuple.__new__  # 10,000 times; the values were checked when they were first read
        return [make(Event, fields) for fields in zip(*self._known[1], strict=True)] if self._known else []


def _collect(found: Mapping[str, TagRead]) -> TagsRead:
    events = chronological([both.event for both in found.values() if both.event])
    odd = [both.oddity for both in found.values() if both.oddity]
    silent = tuple(line.partition(" ")[2] for line, both in found.items() if not (both.event or both.oddity))
    return TagsRead(events, odd, silent)


def _parse(line: str) -> TagName | None:
    return tags.parse(line.partition(" ")[2])


def _open(place: Place, wanted: Mapping[str, TagName]) -> dict[str, TagRead]:
    """Open the tag objects behind `ID NAME` lines: one question for their text, one for the commits they lead to."""
    bodies = _bodies(place.path, [line.partition(" ")[0] for line in wanted])
    read: dict[str, TagRead] = {}
    opened: dict[str, TagObject] = {}
    for line, (kind, body) in zip(wanted, bodies, strict=True):
        oddity = _refusal(line, kind)
        tag = None if oddity or body is None else objects.parse_tag(body)
        if tag is None:
            read[line] = TagRead(None, oddity or oddities.missing(line.partition(" ")[2]))
        else:
            opened[line] = tag
    ends = _peel(place.path, [tag.target for tag in opened.values()])
    for line, tag in opened.items():
        read[line] = _interpret(line, wanted[line], tag, ends[tag.target])
    return read


def _bodies(at: str, ids: Sequence[str]) -> list[tuple[Kind | None, bytes | None]]:
    """What the objects are, and the bytes of those that are tags. None of another kind is opened to its end."""
    try:
        return objects.wholes(at, ids, BODIES_BYTES_MAX)
    except AnswerTooLong:
        kinds = objects.kinds(at, ids)
        small = [k.id for k in kinds if k and k.type == "tag" and k.size <= objects.MESSAGE_BYTES_MAX]
        body = dict(zip(small, objects.contents(at, small), strict=True))
        return [(kind, body.get(kind.id) if kind else None) for kind in kinds]


def _refusal(line: str, kind: Kind | None) -> Oddity | None:
    """Why an object is not opened as a tag."""
    if kind is not None and kind.type == "tag" and kind.size <= objects.MESSAGE_BYTES_MAX:
        return None
    tag = line.partition(" ")[2]
    if kind is None:
        return oddities.missing(tag)
    if kind.type == "commit":
        return oddities.lightweight(tag)
    if kind.type != "tag":
        return oddities.not_a_commit(tag, kind.type)
    return oddities.unreadable(tag, f"its text is longer than {objects.MESSAGE_BYTES_MAX >> 20} MiB")


def _peel(at: str, targets: Sequence[str]) -> dict[str, Kind | None]:
    """For each target of a tag the object at the end of its chain of tags; None where the chain breaks."""
    ids = list(dict.fromkeys(targets))
    ends: dict[str, Kind | None] = dict(zip(ids, objects.kinds(at, ids), strict=True))
    for _ in range(NESTING_MAX):
        tags_there = {id: end for id, end in ends.items() if end is not None and end.type == "tag"}
        if not tags_there:
            break
        inner = {id: end.id for id, end in tags_there.items() if end.size <= objects.MESSAGE_BYTES_MAX}
        ends |= dict.fromkeys(tags_there.keys() - inner)
        bodies = objects.contents(at, list(inner.values()))
        parsed = [objects.parse_tag(data) if data is not None else None for data in bodies]
        kinds = iter(objects.kinds(at, [tag.target for tag in parsed if tag is not None]))
        for id, tag in zip(inner, parsed, strict=True):
            ends[id] = next(kinds) if tag is not None else None
    return ends


def _interpret(line: str, name: TagName, read: TagObject, end: Kind | None) -> TagRead:
    """What a tag says, and what is odd about it. The ref's name counts, not the one inside the object."""
    id, _, tag = line.partition(" ")
    if end is None:
        return TagRead(None, oddities.missing_target(tag, read.target))
    if end.type != "commit":
        return TagRead(None, oddities.not_a_commit(tag, end.type))
    if read.moment is None:
        return TagRead(None, oddities.unreadable(tag, "it has no tagger, so nobody knows when it was made"))
    if name.action == "create":
        return TagRead(None, None)
    oddity = None
    if not read.is_utf8:
        oddity = oddities.not_utf8(tag)
    elif read.target_type == "tag":
        oddity = oddities.nested(tag, read.target[:7])
    elif read.name != tag:
        oddity = oddities.renamed(tag, read.name)
    commit = CommitId(end.id)
    happened = Event(*name, tag, commit, *read.moment, read.tagger, read.tagger_email, read.message, id)
    return TagRead(happened, oddity)
