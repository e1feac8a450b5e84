"""An experiment as commits: what a commit has, with other parameters or data; a grid is one commit for each choice.

Onto a branch that is there the commits of a grid stand on top of each other; with a new branch each gets its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gto_studio.errors import Conflict, NotFound, WrongInput
from gto_studio.rules.edits import data, params
from gto_studio.rules.edits.asked import check_branch, products
from gto_studio.rules.edits.plans import FileChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gto.annotations.entries import Plain
    from gto_studio.rules.edits.asked import Experiment
    from gto_studio.rules.edits.seen import Seen

#: Who writes this into a message doesn't want to see the commit in Studio's table.
SKIP = "[skip studio]"
#: So many values stand in the first line of a usual message.
VALUES_NAMED = 4


@dataclass(frozen=True, slots=True)
class Run:
    """One commit to be made. `values`: what it changes, in words, as `train.lr=0.2`."""

    branch: str
    is_new: bool
    message: str
    values: str
    files: tuple[FileChange, ...]


@dataclass(slots=True)
class _Texts:
    """Files as they become, on top of what a commit has."""

    seen: Seen
    commit: str
    now: dict[str, bytes] = field(default_factory=dict)

    def __getitem__(self, path: str) -> bytes:
        if path in self.now:
            return self.now[path]
        found = self.seen.file(self.commit, path)
        if found is None:
            raise WrongInput(f"The commit has no file {path}", fields={path: "is not there"})
        return found


def runs(edit: Experiment, seen: Seen) -> tuple[list[Run], list[str]]:
    """The commits to be made, and remarks on those that would change nothing."""
    target = edit.target
    head = seen.head(target.base)
    if not seen.exists(edit.commit):
        raise NotFound(f"The repository has no commit {edit.commit:.7} any more")
    if target.branch is None and edit.commit != head:
        raise Conflict(
            f"'{target.base}' is at {head:.7}, and not at {edit.commit:.7}",
            hint="begin with its newest commit, or choose a new branch",
        )
    choices = products(edit.params) if edit.grid else [edit.params]
    seen.ask(edit.commit, *edit.params, *(file for path in edit.data for file in data.files_of(path)))
    made, remarks = list[Run](), list[str]()
    texts = _Texts(seen, edit.commit)
    for number, choice in enumerate(choices, 1):
        if target.branch is not None:
            texts = _Texts(seen, edit.commit)
        said = _said(edit, choice)
        files = tuple(_changed(edit, choice, texts))
        if not files:
            remarks.append(f"{', '.join(said)} is what is there already, and left out")
            continue
        texts.now |= {file.path: file.after or b"" for file in files}
        branch = target.branch or target.base
        if target.branch is not None and len(choices) > 1:
            branch = check_branch(f"{target.branch}-{number}")
        message = _message(edit, said, len(choices) > 1)
        made.append(Run(branch, target.branch is not None, message, ", ".join(said), files))
    if not made:
        raise WrongInput("Nothing would change", hint="change a parameter or choose other data")
    if target.branch is None and len(made) > 1:
        remarks.append(
            "They are pushed at once, and most CI then runs the last one only: a new branch makes one of each"
        )
    return made, remarks


def _changed(edit: Experiment, choice: Mapping[str, Mapping[str, Plain]], texts: _Texts) -> Iterator[FileChange]:
    fresh: dict[str, tuple[bytes, bytes]] = {}
    for path, values in choice.items():
        before = texts[path]
        fresh[path] = before, params.edited(before, path, values)
    for path, version in edit.data.items():
        file = _tracking(texts, path)
        before, now = fresh.get(file) or (texts[file], texts[file])
        fresh[file] = before, data.edited(now, file, path, version)
    yield from (FileChange(path, before, after) for path, (before, after) in fresh.items() if before != after)


def _tracking(texts: _Texts, path: str) -> str:
    """The file that says which version of a path is there."""
    for file in data.files_of(path):
        if data.tracks(texts.seen.file(texts.commit, file), file, path):
            return file
    raise WrongInput(f"DVC does not keep {path} at this commit", fields={f"data:{path}": "is not tracked"})


def _said(edit: Experiment, choice: Mapping[str, Mapping[str, Plain]]) -> Sequence[str]:
    values = [f"{name}={_spelled(value)}" for named in choice.values() for name, value in named.items()]
    return [*values, *(f"{path}@{version.hash:.7}" for path, version in edit.data.items())]


def _spelled(value: Plain) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _message(edit: Experiment, said: Sequence[str], is_one_of_many: bool) -> str:
    short = ", ".join([*said[:VALUES_NAMED], *(["…"] if len(said) > VALUES_NAMED else [])])
    message = edit.target.message
    if message is None:
        message = f"Run with {short}"
    elif is_one_of_many:
        subject, line, rest = message.partition("\n")
        message = f"{subject}: {short}{line}{rest}"
    return f"{message}\n\n{SKIP}" if edit.skip_studio and SKIP not in message else message
