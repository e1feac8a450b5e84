"""`gto diff`: two versions side by side, for people, programs and pull requests."""

from __future__ import annotations

from json import dumps

from gto.cli.opening import opened
from gto.cli.render import json, table
from gto.comparison.markdown import code, plain
from gto.errors import WrongArgs
from gto.record import Record
from gto.registry.names import shown
from gto.verbs.comparing import Compare, compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gto.annotations.entries import Plain
    from gto.cli.arguments import Values
    from gto.cli.render import Screen
    from gto.comparison.differences import Difference
    from gto.registry.events import Commit
    from gto.verbs.comparing import Comparison, DataChange, Side, ValueChange

#: So many rows of a kind are shown to people; JSON has them all.
ROWS_MAX = 200
CELL_LENGTH_MAX = 60
HASH_LENGTH = 8


class Section(Record):
    """A part of the comparison as people see it; `left_out` rows are only counted."""

    title: str
    headings: tuple[str, ...]
    rows: list[list[str]]
    left_out: int


def run(values: Values, screen: Screen) -> None:
    if values.flag("json") and values.flag("markdown"):
        raise WrongArgs("Only one output format allowed")
    repository = opened(values, screen)
    request = Compare(
        values.need("artifact"),
        values.text("old"),
        values.text("new"),
        values.texts("params"),
        values.texts("metrics"),
    )
    found = compare(repository, request)
    if values.flag("json"):
        screen.line(json(comparison_data(found)))
        return
    if values.flag("markdown"):  # goes into a comment or a report, and has to say everything itself
        for line in _markdown(found):
            screen.line(line)
        return
    for line in _tables(found):
        screen.line(line)
    for obstacle in found.obstacles:
        screen.warn(f"{obstacle.file} was not compared: {obstacle.message}")


# --- for programs -----------------------------------------------------------------------------------------


def comparison_data(found: Comparison) -> dict[str, object]:
    """The keys of `diff --json`."""
    return {
        "artifact": found.artifact,
        "old": _side_data(found.old),
        "new": _side_data(found.new),
        "commits": {
            "ahead": found.ahead,
            "behind": found.behind,
            "newest": [_commit_data(commit) for commit in found.commits],
        },
        "params": [_value_data(change) for change in found.params],
        "metrics": [_value_data(change) for change in found.metrics],
        "data": [_content_data(change) for change in found.data],
        "annotation": [_difference_data("field", difference) for difference in found.annotation],
        "problems": [obstacle._asdict() for obstacle in found.obstacles],
    }


def _side_data(side: Side) -> dict[str, object]:
    return {"name": side.name, "version": side.version, "stages": list(side.stages), "commit": side.commit}


def _commit_data(commit: Commit) -> dict[str, object]:
    return {
        "commit": commit.id,
        "at": commit.at,
        "author": commit.author,
        "author_email": commit.author_email,
        "subject": _subject(commit),
    }


def _value_data(change: ValueChange) -> dict[str, object]:
    return {"file": change.file, **_difference_data("key", change.difference), "delta": change.difference.delta}


def _difference_data(word: str, difference: Difference) -> dict[str, object]:
    return {word: difference.key, "change": difference.change, "old": difference.old, "new": difference.new}


def _content_data(change: DataChange) -> dict[str, object]:
    return {
        "path": change.path,
        "old": change.old.hash if change.old else None,
        "new": change.new.hash if change.new else None,
        "old_size": change.old.size if change.old else None,
        "new_size": change.new.size if change.new else None,
        "of_artifact": change.own,
    }


# --- for people -------------------------------------------------------------------------------------------


def _tables(found: Comparison) -> Iterator[str]:
    yield f"{found.artifact}: {_called(found.old)} → {_called(found.new)}"
    yield _counted(found)
    for commit in found.commits:
        yield f"  {commit.id[:7]} {commit.at.iso(' ')[:10]} {shown(commit.author)}: {shown(_subject(commit))}"
    if found.ahead > len(found.commits):
        yield f"  … and {found.ahead - len(found.commits)} more"
    for section in _sections(found):
        yield ""
        if not section.rows:
            yield f"{section.title}: no change{' in what was compared' if found.obstacles else ''}"
            continue
        yield f"{section.title}:"
        yield table(section.rows, section.headings, plain=False)
        if section.left_out:
            yield f"… and {section.left_out} more; --json has them all"


def _markdown(found: Comparison) -> Iterator[str]:
    yield f"## {code(found.artifact)}: {plain(_called(found.old))} → {plain(_called(found.new))}"
    yield ""
    yield _counted(found)
    if found.commits:
        yield ""
    for commit in found.commits:
        yield f"- {code(commit.id[:7])} {plain(_subject(commit))} ({plain(commit.author)}, {commit.at.iso(' ')[:10]})"
    if found.ahead > len(found.commits):
        yield f"- … and {found.ahead - len(found.commits)} more"
    for section in _sections(found):
        if not section.rows:
            continue
        yield ""
        yield f"### {section.title.capitalize()}"
        yield ""
        yield f"| {' | '.join(map(plain, section.headings))} |"
        yield f"|{' --- |' * len(section.headings)}"
        for row in section.rows:
            yield f"| {' | '.join(code(cell) if cell else '' for cell in row)} |"
        if section.left_out:
            yield ""
            yield f"… and {section.left_out} more"
    if found.obstacles:
        yield ""
        yield "### Not compared"
        yield ""
    for obstacle in found.obstacles:
        yield f"- {code(obstacle.file)}: {plain(obstacle.message)}"


def _called(side: Side) -> str:
    """A side with everything that tells which one it is: `prod (v1.0.0, 1234567)`."""
    known = [side.version] if side.version and side.version != side.name else []
    known += [f"in {', '.join(stages)}"] if (stages := [s for s in side.stages if s != side.name]) else []
    return f"{shown(side.name)} ({', '.join([*known, side.commit[:7]])})"


def _counted(found: Comparison) -> str:
    if found.old.commit == found.new.commit:
        return "the same commit"
    count = f"{found.ahead} commit{'' if found.ahead == 1 else 's'}"
    if found.behind:
        return f"{count}, and {found.behind} that only {shown(found.old.name)} has"
    return count


def _sections(found: Comparison) -> Iterator[Section]:
    names = (shown(found.old.name), shown(found.new.name))
    for title, changes in (("params", found.params), ("metrics", found.metrics)):
        yield _section(title, ("file", "key", *names, "change"), [_value_row(change) for change in changes])
    yield _section("data", ("path", *names, "change"), [_content_row(change) for change in found.data])
    rows = [
        [difference.key, *_both(difference), _grown(difference) or difference.change] for difference in found.annotation
    ]
    yield _section("annotation", ("field", *names, "change"), rows)


def _section(title: str, headings: tuple[str, ...], rows: Sequence[list[str]]) -> Section:
    return Section(title, headings, list(rows[:ROWS_MAX]), max(0, len(rows) - ROWS_MAX))


def _value_row(change: ValueChange) -> list[str]:
    difference = change.difference
    return [change.file, _short(difference.key), *_both(difference), _grown(difference) or difference.change]


def _content_row(change: DataChange) -> list[str]:
    old, new = ("" if side is None else _short_hash(side.hash) for side in (change.old, change.new))
    word = "changed" if change.old and change.new else "added" if change.new else "removed"
    if change.old and change.new and change.old.size is not None and change.new.size is not None:
        word = f"{change.new.size - change.old.size:+,} bytes"
    return [change.path, old, new, word]


def _both(difference: Difference) -> tuple[str, str]:
    return (
        "" if difference.change == "added" else _spelled(difference.old),
        "" if difference.change == "removed" else _spelled(difference.new),
    )


def _grown(difference: Difference) -> str:
    delta = difference.delta
    return "" if delta is None else f"{delta:+.6g}" if isinstance(delta, float) else f"{delta:+d}"


def _spelled(value: Plain) -> str:
    return _short(value if isinstance(value, str) else dumps(value, ensure_ascii=False))


def _short(text: str) -> str:
    return text if len(text) <= CELL_LENGTH_MAX else f"{text[: CELL_LENGTH_MAX - 1]}…"


def _short_hash(text: str) -> str:
    kind, _, digits = text.partition(":")
    return f"{kind}:{digits[:HASH_LENGTH]}"


def _subject(commit: Commit) -> str:
    return commit.message.strip().partition("\n")[0]
