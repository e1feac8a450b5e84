"""`gto get`: the files of a version, brought here."""

from __future__ import annotations

import os

from gto.cli.opening import opened
from gto.cli.render import json
from gto.errors import WrongArgs
from gto.verbs.getting import find, get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen
    from gto.verbs.getting import Found, Got, Progress


def run(values: Values, screen: Screen) -> None:
    repository = opened(values, screen)
    jobs = values.number("jobs")
    if jobs < 1:
        raise WrongArgs("At least one file has to come at a time", hint="--jobs 1")
    found = find(repository, values.need("artifact"), rev=values.text("rev"))
    repository.tell(f"Looking for {found.path or 'all files'}")
    folder = values.text("output") or "."
    with screen.progress() as bar:

        def watch(progress: Progress) -> None:
            bar.follow(lambda: (progress.bytes_done, progress.bytes, progress.files_done, progress.files))

        got = get(repository, found, folder, replace=values.flag("force"), at_once=jobs, watch=watch)
    if values.flag("json"):
        screen.line(json(_data(found, got)))
    else:
        _say(found, got, folder, screen)


def _say(found: Found, got: list[Got], folder: str, screen: Screen) -> None:
    which = (
        f"'{found.artifact}@{found.version}'" if found.version else f"'{found.artifact}' of commit {found.commit[:7]}"
    )
    name = found.path.rpartition("/")[2]
    target = os.path.join(folder, name) if folder != "." else name or "."
    size = spelled(sum(one.size for one in got))
    files = "" if len(got) == 1 and got[0].piece.path == found.path else f"{len(got)} files, "
    verb = "Had" if all(one.was_here for one in got) else "Got"
    screen.say(f"{verb} {which} in '{target}' ({files}{size})")


def _data(found: Found, got: list[Got]) -> dict[str, object]:
    """The keys of `get --json`."""
    return {
        "artifact": found.artifact,
        "version": found.version,
        "commit": found.commit,
        "path": found.path,
        "files": [
            {
                "path": one.path,
                "source": one.piece.path,
                "kept_in": one.piece.where,
                "hash": one.piece.id or None,
                "size": one.size,
                "was_here": one.was_here,
            }
            for one in got
        ],
    }


def spelled(size: float) -> str:
    """A size for people: `12.3 MB`."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
