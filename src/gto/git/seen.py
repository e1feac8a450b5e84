"""Which tags were there when somebody last looked: a small text file beside the refs, `gto/seen`.

One line `ID NAME` a tag, as `git for-each-ref` prints it. It is replaced whole.
"""

from __future__ import annotations

import os

from gto.errors import GitFailed
from gto.git import files, refs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.git.place import Place


#: Room for a million tags.
SEEN_BYTES_MAX = 1 << 27


def recall(place: Place) -> dict[str, str] | None:
    """The tags last seen, name → object id; None if nobody looked yet. GitFailed where the file is damaged: to begin
    anew without a word would be to overlook whatever has moved."""
    path = _path(place)
    data = files.plain(path, SEEN_BYTES_MAX)
    if data is None:
        return None
    text = data.decode("utf-8", "surrogateescape")
    if (text and not text.endswith("\n")) or not all(_is_entry(line) for line in refs.lines(text)):
        raise GitFailed(
            f"'{path}' is damaged, so nobody can say which tags moved or vanished since they were last seen",
            hint="look at the tags; without this file, gto verify begins anew",
        )
    return refs.ids(text)


def remember(place: Place, tags: Mapping[str, str]) -> None:
    """Keep these tags as what was seen. GitFailed where nothing can be written."""
    path = _path(place)
    scratch = f"{path}.{os.urandom(6).hex()}"
    try:
        os.makedirs(place.folder, exist_ok=True)
        with open(scratch, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write("".join(f"{id} {name}\n" for name, id in sorted(tags.items())))
        os.replace(scratch, path)
    except OSError as error:
        raise GitFailed(f"Cannot write '{path}': {error.strerror}") from None


def _is_entry(line: str) -> bool:
    id, _, name = line.partition(" ")
    return len(id) in (40, 64) and not id.strip("0123456789abcdef") and bool(name)


def _path(place: Place) -> str:
    return os.path.join(place.folder, "seen")
