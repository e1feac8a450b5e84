"""A promotion that is asked for by a pull request: what stands in it, and what becomes of it.

The pull request adds one file, the report of what differs between the version that the stage has and the one it is to
have. Whoever merges it agrees, and the stage is assigned then: once, however often its merging is noticed, and not by
us where somebody else has done it meanwhile.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from gto.comparison.differences import differences
from gto.comparison.markdown import code, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gto.registry.events import Event
    from gto.registry.state import Artifact
    from gto_studio.rules.sides import Difference

#: So many rows of a kind are in a report.
ROWS_MAX = 100
CELL_LENGTH_MAX = 80
HASH_LENGTH = 8

#: Where the reports are in a repository.
FOLDER = "promotions"


@dataclass(frozen=True, slots=True)
class Promotion:
    """`commit`: the version's. `held`: the version that the stage has; None: none. `by`: the newest tag of the stage,
    which tells one request from the next; None: nothing was assigned to it yet."""

    artifact: str
    version: str
    commit: str
    stage: str
    held: str | None = None
    by: str | None = None
    message: str | None = None

    def row(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Section:
    """What differs of one kind. The differences of `metrics` and `params` are of values, of `data` of hashes."""

    title: str
    differences: Sequence[Difference]


# --- asking -------------------------------------------------------------------------------------------------------


def path(promotion: Promotion) -> str:
    """The report's file: one a stage, so that two requests for the same stage cannot both be merged unseen."""
    return f"{FOLDER}/{promotion.artifact.replace(':', '/')}/{promotion.stage}.md"


def branch(promotion: Promotion) -> str:
    """What the new branch is called unless somebody says otherwise."""
    return f"promote/{promotion.artifact.replace(':', '/')}/{promotion.version}-to-{promotion.stage}"


def title(promotion: Promotion) -> str:
    return f"Promote {promotion.artifact} {promotion.version} to {promotion.stage}"


def report(promotion: Promotion, asked_by: str, sections: Iterable[Section]) -> str:
    """The file of the pull request, and its text: Markdown."""
    return "\n".join([*_report(promotion, asked_by, sections), ""])


def _report(promotion: Promotion, asked_by: str, sections: Iterable[Section]) -> Iterator[str]:
    held, stage, version = promotion.held, code(promotion.stage), code(promotion.version)
    yield f"# {plain(title(promotion))}"
    yield ""
    yield f"{plain(asked_by)} asks to assign {stage} to {version} of {code(promotion.artifact)}."
    yield f"Its commit is {code(promotion.commit)}."
    if held:
        yield f"The stage has {code(held)} now{f', by the tag {code(promotion.by)}' if promotion.by else ''}."
    elif promotion.by:
        yield f"The stage has no version now; its last tag is {code(promotion.by)}."
    else:
        yield "The stage has had no version yet."
    if promotion.message:
        yield ""
        yield from (f"> {plain(line)}".rstrip() for line in promotion.message.strip().splitlines())
    yield ""
    yield "Merging this makes the tag; closing it without merging leaves everything as it is."
    if not held:
        return
    rows = [(section, [_row(section.title, one) for one in section.differences]) for section in sections]
    if not any(found for _, found in rows):
        yield ""
        yield f"Nothing that was read differs between {code(held)} and {version}."
    for section, found in rows:
        if not found:
            continue
        yield ""
        yield f"## {section.title.capitalize()}"
        yield ""
        yield f"| | {code(held)} | {version} | |"
        yield "| --- | --- | --- | --- |"
        for cells in found[:ROWS_MAX]:
            yield f"| {' | '.join(code(cell) if cell else '' for cell in cells)} |"
        if len(found) > ROWS_MAX:
            yield ""
            yield f"… and {len(found) - ROWS_MAX} more"


def _row(kind: str, one: Difference) -> tuple[str, str, str, str]:
    name = f"{one.file}: {one.name}" if one.file else one.name
    if kind == "data":
        return _short(name), _hash(one.before), _hash(one.after), _grown(_size(one.before), _size(one.after))
    return _short(name), _spelled(one.before), _spelled(one.after), _grown(one.before, one.after)


def _grown(before: Any, after: Any) -> str:
    """By how much a number grew; nothing for what is no number."""
    delta = next((one.delta for one in differences({"": before}, {"": after})), None)
    return "" if delta is None else f"{delta:+.6g}" if isinstance(delta, float) else f"{delta:+d}"


def _spelled(value: Any) -> str:
    return "" if value is None else _short(value if isinstance(value, str) else _worded(value))


def _worded(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(_worded, value)) if isinstance(value, list) else str(value)


def _short(text: str) -> str:
    return text if len(text) <= CELL_LENGTH_MAX else f"{text[: CELL_LENGTH_MAX - 1]}…"


def _hash(content: Mapping[str, Any] | None) -> str:
    """`md5:0123abcd`, or its first digits alone."""
    kind, colon, digits = str((content or {}).get("hash") or "").rpartition(":")
    return f"{kind}{colon}{digits[:HASH_LENGTH]}"


def _size(content: Mapping[str, Any] | None) -> int | None:
    size = (content or {}).get("size")
    return size if isinstance(size, int) else None


# --- what becomes of it -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """How a pull request stands. `said`: by its server, None where it could not be asked; `into`: the branch that it
    is to be merged into by now. From Git: whether the base has what was asked for (`arrived`), and whether the branch
    is still there."""

    said: Literal["open", "merged", "closed"] | None = None
    into: str | None = None
    arrived: bool = False
    branch_there: bool = True


@dataclass(frozen=True, slots=True)
class Became:
    """`why`: of what came to nothing."""

    state: Literal["open", "merged", "closed"]
    why: str | None = None


def became(base: str, seen: Seen) -> Became:
    """What became of a request to merge into `base`. Its server is believed before Git, and Git where it is silent."""
    if seen.said == "merged" and seen.into not in (None, base):
        return Became("closed", f"it was merged into {seen.into}, and not into {base}")
    if seen.said == "merged" or (seen.said is None and seen.arrived):
        return Became("merged")
    if seen.said == "closed":
        return Became("merged") if seen.arrived else Became("closed", "it was closed without being merged")
    if seen.said is None and not seen.branch_there:
        return Became("closed", "its branch was deleted without being merged")
    return Became("open")


def is_back(artifact: Artifact | None, version: str, stage: str) -> bool:
    """Whether a version was in a stage until another one was put there: assigning it again brings it back."""
    if artifact is None:
        return False
    held = next((one[0].version.text for name, one in artifact.stages().items() if name == stage), None)
    had = [
        one.text
        for one in artifact.versions
        if one.is_active and any(name == stage and put.is_active for name, put in one.stages.items())
    ]
    return held not in (None, version) and version in had


def is_done(promotion: Promotion, events: Iterable[Event]) -> bool:
    """Whether the stage was assigned to the version since it was asked for: by a workflow, a person, or us.

    `events`: of the artifact, the oldest first. Clocks don't count, the order of tags does.
    """
    done = False
    for event in events:
        if event.artifact != promotion.artifact or event.stage != promotion.stage:
            continue
        if event.tag == promotion.by:
            done = False
        elif event.action == "assign" and event.commit == promotion.commit:
            done = True
    return done


def request(promotion: Promotion, number: int | None, asked_by: str, *, back: bool = False) -> dict[str, Any]:
    """The change that carries a merged promotion out, as `shapes.Request` has it. `back`: see `is_back`."""
    by = f"pull request #{number}" if number is not None else "a merged branch"
    message = promotion.message or f"Promoted by {by}, asked for by {asked_by}"
    return {
        "action": "assign",
        "artifact": promotion.artifact,
        "version": promotion.version,
        "stage": promotion.stage,
        "message": message,
        "force": back,
    }
