"""Files that a mirror lacks are brought, and those too large are not, though no remote says a size before it sends.

So git may write no more than the files asked for may have together. If it has to stop there, one of them is too large:
each half of them is asked for by itself, down to the one. It is remembered, and not asked for again.
(docs/decisions/0013-large-files-stay-away.md)
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gto.errors import GitFailed
from gto.git import files
from gto_studio.errors import DiskFull

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.git.place import Place

#: More than so many bytes do not come at once. The less it is, the less one large file among many costs.
TOGETHER_BYTES = 1 << 24
#: Where files come to, in the folder of objects, until all of them are there. (The name by which `git prune` knows it.)
APART = "tmp_objdir-"
#: What a pack may have beside the files: headers, and zlib's for what it cannot make smaller.
_SLACK_BYTES = 1 << 16
#: `ID BYTES`, a line for each file of a mirror that is larger than that.
_REFUSED = "gto-too-large"


def bring(place: Place, ids: Sequence[str], *, bytes_max: int) -> frozenset[str]:
    """Bring files that are not here; the ids of those that did not come, being larger.

    RemoteUnreachable, DiskFull, GitFailed. What compresses to less than that comes all the same. A person's own
    repository is left as it is.
    """
    if place.origin is None or not (missing := files.missing(place, ids)):
        return frozenset()
    known = _known(place)
    refused = {id for id in missing if known.get(id, -1) >= bytes_max}
    waiting = [[id for id in missing if id not in refused]]
    while waiting:
        some = waiting.pop()
        room = max(bytes_max, min(TOGETHER_BYTES, bytes_max * len(some))) + _SLACK_BYTES
        if not some or _fetched(place, some, room):
            continue
        if len(some) == 1:
            refused.update(some)
            _remember(place, some[0], bytes_max)
        else:
            half = len(some) // 2
            waiting += [some[half:], some[:half]]
    return frozenset(refused)


def cannot_write(folder: Path, error: OSError) -> Exception:
    """DiskFull, or GitFailed with the system's words."""
    if "space" in (error.strerror or "") or "quota" in (error.strerror or ""):
        return DiskFull(folder)
    return GitFailed(f"Cannot write in '{folder}': {error.strerror}", hint="the server needs the right to write there")


def _fetched(place: Place, ids: Sequence[str], pack_bytes_max: int) -> bool:
    """Whether they came; if not, nothing of them is left behind."""
    objects = Path(place.common_dir, "objects")
    try:
        with tempfile.TemporaryDirectory(prefix=APART, dir=objects) as apart:
            packs = Path(apart, "pack")
            packs.mkdir()
            if not files.fetch(place, ids, into=apart, pack_bytes_max=pack_bytes_max):
                return False
            for file in sorted(packs.iterdir(), key=lambda file: file.suffix == ".idx"):  # by which git finds the rest
                file.replace(objects / "pack" / file.name)
    except OSError as error:
        raise cannot_write(objects, error) from None
    return True


def _known(place: Place) -> dict[str, int]:
    """For each file that did not come how much it has at least, in bytes."""
    try:
        lines = Path(place.common_dir, _REFUSED).read_text("ascii", "replace").split("\n")
    except FileNotFoundError:
        return {}
    words = (line.split(" ") for line in lines)
    known: dict[str, int] = {}
    for id, size in (pair for pair in words if len(pair) == 2 and pair[1].isdecimal()):
        known[id] = max(int(size), known.get(id, 0))
    return known


def _remember(place: Place, id: str, bytes_max: int) -> None:
    fd = os.open(Path(place.common_dir, _REFUSED), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(fd, f"{id} {bytes_max}\n".encode())  # at once, so that two who write do not mix their lines
    finally:
        os.close(fd)
