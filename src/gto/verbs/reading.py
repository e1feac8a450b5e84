"""From a repository's tags to events: list the refs, recall what was read before, read the rest in one go."""

from __future__ import annotations

from itertools import compress

from gto.git import cache, objects, refs
from gto.git.run import AnswerTooLong
from gto.git.settings import missing_tags
from gto.record import Record
from gto.registry import oddities, tags
from gto.registry.events import Event, chronological, until
from gto.registry.examination import doubtful
from gto.registry.listing import ArtifactRow, artifact_rows
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

_event = tuple.__new__  # an Event of values that are known to be right, for each of many thousand


class Wanted(Record):
    """The `ID NAME` lines that are about tags of a registry, their ids and names, and what the names say: columns."""

    lines: list[str]
    ids: list[str]
    refs: list[str]
    names: list[TagName]


class LinesRead(Record):
    """What single tags say and what is odd about some, by their `ID NAME` lines. A line in neither says nothing."""

    events: dict[str, Event]
    odd: dict[str, Oddity]


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
    wanted = _parse(refs.lines(refs.list_tags(place.path, tags.patterns(artifact))), artifact)
    return _collect(wanted.lines, _open(place, wanted))


def _incomplete(place: Place) -> list[Oddity]:
    reason = missing_tags(place)
    return [oddities.incomplete(reason, shallow=place.shallow)] if reason else []


def _read_all(place: Place, listing: str) -> TagsRead:
    memory = _Memory(place)
    if (known := memory.recall(listing)) is not None:
        return known
    before = memory.by_line()
    lines = refs.lines(listing)
    unknown = [line for line in lines if line not in before.events and line not in before.odd]
    wanted = _parse(unknown)
    read = _open(place, wanted)
    if len(unknown) == len(lines):
        result = _collect(wanted.lines, read)
    else:
        asked = {*wanted.lines, *before.events, *before.odd}
        read = LinesRead(before.events | read.events, before.odd | read.odd)
        result = _collect([line for line in lines if line in asked], read)
    memory.remember(listing, lines, read.odd, result)
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

    def by_line(self) -> LinesRead:
        """What is known of single tags, whatever else has changed. A tag that was missing may have come since."""
        if self._known is None:
            return LinesRead({}, {})
        odd = {line: Oddity(*fields) for line, fields in self._known[2].items()}  # type: ignore[arg-type]
        lasting = {line: oddity for line, oddity in odd.items() if oddity.code not in FLEETING}
        return LinesRead({f"{happened.id} {happened.tag}": happened for happened in self._events()}, lasting)

    def remember(self, listing: str, lines: Sequence[str], odd: Mapping[str, Oddity], result: TagsRead) -> None:
        plain = {line: tuple(odd[line]) for line in lines if line in odd} if result.oddities else {}
        digest = cache.key(listing) if result.is_lasting else ""
        columns = tuple(zip(*result.events, strict=True))
        cache.remember(self._where, (digest, columns, plain, result.silent))

    def _events(self) -> list[Event]:
        return [_event(Event, fields) for fields in zip(*self._known[1], strict=True)] if self._known else []


def _collect(lines: Sequence[str], read: LinesRead) -> TagsRead:
    """What these lines say, of all that was read."""
    events, odd = read
    happened = [events[line] for line in lines if line in events]
    strange = [odd[line] for line in lines if line in odd]
    silent = [line.partition(" ")[2] for line in lines if line not in events and line not in odd]
    return TagsRead(chronological(happened), strange, tuple(silent))


def _parse(lines: Sequence[str], artifact: str | None = None) -> Wanted:
    """Those `ID NAME` lines that are about tags of a registry, or of one artifact."""
    ids, names = refs.columns(lines)
    said = tags.parse_each(names)
    if artifact is not None:
        said = [name if name and name.artifact == artifact else None for name in said]
    lines, ids, names = (list(compress(column, said)) for column in (lines, ids, names))
    return Wanted(lines, ids, names, [name for name in said if name])


def _open(place: Place, wanted: Wanted) -> LinesRead:
    """Open the tag objects behind lines: one question for what they say, one for the commits they lead to."""
    found = _tags(place.path, wanted.ids)
    ends = _peel(place.path, [tag.target for tag in found if not isinstance(tag, str)])
    read = LinesRead({}, {})
    for line, id, ref, name, tag in zip(*wanted, found, strict=True):
        if isinstance(tag, str):
            read.odd[line] = _refusal(ref, tag)
        else:
            _interpret(line, id, ref, name, tag, ends[tag.target], read)
    return read


def _tags(at: str, ids: Sequence[str]) -> list[TagObject | str]:
    """What tags say, and the types of other objects; where all are too much to ask for, those of a fair size."""
    try:
        return objects.tags(at, ids, BODIES_BYTES_MAX)
    except AnswerTooLong:
        kinds = objects.kinds(at, ids)
        small = [k.id for k in kinds if k and k.type == "tag" and k.size <= objects.MESSAGE_BYTES_MAX]
        whole = dict(zip(small, objects.tags(at, small), strict=True))
        return [whole.get(kind.id, kind.type) if kind else "" for kind in kinds]


def _refusal(tag: str, type: str) -> Oddity:
    """Why an object is not read as a tag."""
    if type == "commit":
        return oddities.lightweight(tag)
    if type not in ("tag", ""):
        return oddities.not_a_commit(tag, type)
    if type == "tag":
        return oddities.unreadable(tag, f"its text is longer than {objects.MESSAGE_BYTES_MAX >> 20} MiB")
    return oddities.missing(tag)


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


def _interpret(line: str, id: str, ref: str, name: TagName, tag: TagObject, end: Kind | None, read: LinesRead) -> None:
    """Add what a tag says, and what is odd about it. The ref's name counts, not the one inside the object."""
    inner, target, target_type, author, email, moment, message, is_utf8 = tag
    if end is None:
        read.odd[line] = oddities.missing_target(ref, target)
    elif end.type != "commit":
        read.odd[line] = oddities.not_a_commit(ref, end.type)
    elif moment is None:
        read.odd[line] = oddities.unreadable(ref, "it has no tagger, so nobody knows when it was made")
    elif name.action != "create":
        if not is_utf8:
            read.odd[line] = oddities.not_utf8(ref)
        elif target_type == "tag":
            read.odd[line] = oddities.nested(ref, target[:7])
        elif inner != ref:
            read.odd[line] = oddities.renamed(ref, inner)
        read.events[line] = _event(Event, (*name, ref, end.id, *moment, author, email, message, id))
