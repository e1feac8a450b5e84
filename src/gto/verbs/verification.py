"""Can the registry be believed? Signatures, tags that moved or vanished since somebody last looked, odd history."""

from __future__ import annotations

from gto.git import refs, seen, signatures
from gto.record import Record
from gto.registry import tags
from gto.verbs.checkup import findings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.git.signatures import Signature
    from gto.registry.oddities import Oddity
    from gto.verbs.repository import Repository


class Moved(Record):
    """A tag that named another object when it was last seen; `now` is None if it is gone."""

    tag: str
    was: str
    now: str | None

    @property
    def told(self) -> str:
        """The change in a sentence."""
        if self.now is None:
            return f"tag '{self.tag}' is gone; it named {self.was[:7]} when it was last seen"
        return f"tag '{self.tag}' has moved: it named {self.was[:7]} when it was last seen, and now {self.now[:7]}"


class Verification(Record):
    """What was found. `new` tags were not there when somebody last looked; all are new the first time."""

    tags: tuple[str, ...]
    new: tuple[str, ...]
    moved: tuple[Moved, ...]
    signatures: dict[str, Signature]
    findings: tuple[Oddity, ...]

    def problems(self, *, require_signatures: bool = False) -> list[str]:
        """What must not be, in sentences; nothing if the registry can be believed."""
        refused = ("bad", "unknown", "unsigned") if require_signatures else ("bad",)
        word = {"bad": "has a bad signature", "unknown": "is signed by nobody known", "unsigned": "is not signed"}
        return [
            *(moved.told for moved in self.moved),
            *(
                f"tag '{t}' {word[s.grade]}{s.says and f': {s.says}'}"
                for t, s in self.signatures.items()
                if s.grade in refused
            ),
            *(oddity.says for oddity in self.findings if not oddity.counts),
        ]


def verify(repository: Repository, artifact: str | None = None, *, accept: bool = False) -> Verification:
    """Check the registry's tags, or those of one artifact, and remember that they were seen.

    What moved or vanished is told again each time, until it is accepted. ArtifactNotFound: a misspelled name must not
    pass for one that is all right.
    """
    place = repository.place
    listing = refs.list_tags(place.path, tags.patterns(artifact) if artifact else ("refs/tags/",))
    here = {name: id for name, id in refs.ids(listing).items() if _is_ours(name, artifact)}
    before = seen.recall(place)
    known = {name: id for name, id in (before or {}).items() if _is_ours(name, artifact)}
    if artifact and not here and not known:
        repository.find(artifact)
    moved = tuple(Moved(name, id, here.get(name)) for name, id in known.items() if here.get(name) != id)
    others = {name: id for name, id in (before or {}).items() if not _is_ours(name, artifact)}
    seen.remember(place, others | here | ({} if accept else {one.tag: one.was for one in moved}))
    found = [oddity for oddity in findings(repository) if artifact is None or _concerns(oddity, artifact)]
    new = tuple(name for name in here if name not in known)
    return Verification(tuple(here), new, moved, signatures.check(place.path, here), tuple(found))


def _is_ours(name: str, artifact: str | None) -> bool:
    read = tags.parse(name)
    return read is not None and artifact in (None, read.artifact)


def _concerns(oddity: Oddity, artifact: str) -> bool:
    return not oddity.tags or any(_is_ours(tag, artifact) for tag in oddity.tags)
