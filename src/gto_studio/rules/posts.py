"""What clients of a Studio post to `/api/live`: a JSON document → a `Post`.

Clients don't send a post again, and a run that is refused once stays silent for good. So a post is refused as a whole
only where nobody could say which run it is of; a plot, a file or a row that cannot be used is left out, and
`problems` says so.
"""

from __future__ import annotations

import base64
import binascii
import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gto.registry.names import shown
from gto_studio.errors import WrongInput

Kind = Literal["start", "data", "done"]
#: What a file says: {"data": {…}}, or {"error": {"type", "msg"}}.
Said = dict[str, Any]
#: (step, the row as JSON without spaces)
Point = tuple[int, str]

#: Clients keep to these themselves.
BODY_MOST = 30 * 1024 * 1024
PLOTS_MOST = 200
PLOT_BYTES_MOST = 10_000_000
#: Names of files and of experiments, messages: longer ones are nobody's.
FILE_LENGTH_MAX = 1_000
NAME_LENGTH_MAX = 250
MESSAGE_LENGTH_MAX = 1_000
PROBLEMS_MOST = 20
#: As far as numbers are exact for everybody who reads them.
STEP_MOST = 1 << 53

#: The baseline of a run outside Git, or before the first commit.
NO_COMMIT = "0" * 40

_HEX = frozenset("0123456789abcdef")
_ENCODE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Post:
    """One event of one run. Names of files are as the client sent them: seen from `subdir`."""

    kind: Kind
    repo_url: str  # as sent, perhaps with a password in it: matched, and never kept
    baseline: str  # 40 (or 64) hex digits, lower case
    name: str
    client: str = ""
    message: str | None = None
    subdir: str | None = None  # None: nothing was said of it
    step: int | None = None
    params: Mapping[str, Said] = field(default_factory=dict)
    metrics: Mapping[str, Said] = field(default_factory=dict)
    points: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    machine: Mapping[str, Any] | None = None
    errors: tuple[str, ...] = ()
    experiment_rev: str | None = None
    problems: tuple[str, ...] = ()


def read_post(document: object) -> Post:
    """The post in a decoded body. WrongInput with one short sentence, since clients print the answer."""
    if not isinstance(document, dict):
        raise WrongInput("The body is no JSON object")
    kind = document.get("type")
    if kind not in ("start", "data", "done"):
        raise WrongInput("'type' has to be 'start', 'data' or 'done'")
    repo_url = document.get("repo_url")
    if not isinstance(repo_url, str) or not repo_url:
        raise WrongInput("'repo_url' has to be the address of a repository")
    baseline = _commit(document.get("baseline_sha"))
    if baseline is None:
        raise WrongInput("'baseline_sha' has to be the 40 hex digits of a commit")
    problems = _Problems()
    name = _name(document.get("name"))
    points, images = _plots(document.get("plots"), _step(document.get("step")), problems)
    return Post(
        kind=kind,
        repo_url=repo_url,
        baseline=baseline,
        name=name,
        client=_text(document.get("client"), 50) or "",
        message=_text(document.get("message"), MESSAGE_LENGTH_MAX),
        subdir=_subdir(document.get("subdir"), problems),
        step=_step(document.get("step")),
        params=_params(document.get("params"), problems),
        metrics=_metrics(document.get("metrics"), problems),
        points=points,
        images=images,
        machine=document["machine"] if isinstance(document.get("machine"), dict) else None,
        errors=_errors(document.get("errors")),
        experiment_rev=_commit(document.get("experiment_rev")),
        problems=tuple(problems.found),
    )


def place_of(subdir: str, file: str) -> str:
    """A file's path seen from the repository's root, as commits name it."""
    return posixpath.normpath(posixpath.join(subdir, file))


class _Problems:
    def __init__(self) -> None:
        self.found: list[str] = []

    def say(self, sentence: str) -> None:
        if len(self.found) < PROBLEMS_MOST and sentence not in self.found:
            self.found.append(sentence)


def _commit(value: object) -> str | None:
    if not isinstance(value, str) or len(value) not in (40, 64):
        return None
    lower = value.lower()
    return lower if set(lower) <= _HEX else None


def _name(value: object) -> str:
    """An experiment's name: part of a ref, so there is no space, slash or control character in it."""
    good = isinstance(value, str) and 0 < len(value) <= NAME_LENGTH_MAX and value.isprintable()
    if not good or not isinstance(value, str) or " " in value or "/" in value:
        raise WrongInput("'name' has to be the name of an experiment")
    return value


def _text(value: object, most: int) -> str | None:
    if not isinstance(value, str):
        return None
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in value[:most])


def _step(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > STEP_MOST:
        return None
    return value


def _subdir(value: object, problems: _Problems) -> str | None:
    if not isinstance(value, str):
        return None
    path = posixpath.normpath(value.strip().replace("\\", "/").strip("/") or ".")
    if path == ".." or path.startswith("../") or not path.isprintable() or len(path) > FILE_LENGTH_MAX:
        problems.say(f"The folder '{shown(value[:100])}' is not in the repository")
        return None
    return "" if path == "." else path


def _files(value: object, what: str, problems: _Problems) -> list[tuple[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, dict):
        problems.say(f"'{what}' is no object of files")
        return []
    found = []
    for file, said in value.items():
        if not file or len(file) > FILE_LENGTH_MAX or not file.isprintable():
            problems.say(f"A name of a file in '{what}' cannot be used: '{shown(file[:100])}'")
        else:
            found.append((file, said))
    return found


def _params(value: object, problems: _Problems) -> dict[str, Said]:
    found = {}
    for file, said in _files(value, "params", problems):
        if isinstance(said, dict):
            found[file] = {"data": said}
        else:
            problems.say(f"The parameters of '{file}' are no object")
    return found


def _metrics(value: object, problems: _Problems) -> dict[str, Said]:
    found = {}
    for file, said in _files(value, "metrics", problems):
        data = said.get("data") if isinstance(said, dict) else None
        error = said.get("error") if isinstance(said, dict) else None
        if isinstance(data, dict):
            found[file] = {"data": data}
        elif isinstance(error, dict):
            kind, text = str(error.get("cls", "")), str(error.get("text", ""))
            found[file] = {"error": {"type": kind[:200], "msg": text[:1_000]}}
        else:
            problems.say(f"The metrics of '{file}' are neither data nor an error")
    return found


def _plots(
    value: object, step: int | None, problems: _Problems
) -> tuple[dict[str, tuple[Point, ...]], dict[str, bytes]]:
    files = _files(value, "plots", problems)
    if len(files) > PLOTS_MOST:
        problems.say(f"More than {PLOTS_MOST} plots came in one post; the others were left out")
    points, images = dict[str, tuple[Point, ...]](), dict[str, bytes]()
    for file, said in files[:PLOTS_MOST]:
        data = said.get("data") if isinstance(said, dict) else None
        image = said.get("image") if isinstance(said, dict) else None
        if isinstance(data, list):
            rows = _rows(file, data, step, problems)
            if rows is not None:
                points[file] = rows
        elif isinstance(image, str):
            content = _image(file, image, problems)
            if content is not None:
                images[file] = content
        elif not (isinstance(said, dict) and "error" in said):
            problems.say(f"The plot '{file}' is neither rows nor an image")
    return points, images


def _rows(file: str, rows: list[Any], step: int | None, problems: _Problems) -> tuple[Point, ...] | None:
    found = dict[int, str]()
    size = 0
    for row in rows:
        own = _step(row.get("step")) if isinstance(row, dict) else None
        at = step if own is None else own
        if at is None or not isinstance(row, dict):
            problems.say(f"A row of the plot '{file}' has no step, and was left out")
            continue
        try:
            text = _ENCODE(row)
        except (ValueError, RecursionError):
            problems.say(f"A row of the plot '{file}' cannot be kept")
            continue
        size += len(text)
        found[at] = text
    if size > PLOT_BYTES_MOST:
        problems.say(f"The plot '{file}' is larger than {PLOT_BYTES_MOST:,} bytes, and was left out")
        return None
    return tuple(found.items())


def _image(file: str, text: str, problems: _Problems) -> bytes | None:
    if len(text) > PLOT_BYTES_MOST:
        problems.say(f"The image '{file}' is larger than {PLOT_BYTES_MOST:,} bytes, and was left out")
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        problems.say(f"The image '{file}' is not base64")
        return None


def _errors(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    found = []
    for one in value[:PROBLEMS_MOST]:
        if isinstance(one, dict):
            said = [str(one[key])[:1_000] for key in ("cls", "text") if one.get(key)]
            found.append(": ".join(said) or "an error")
    return tuple(found)
