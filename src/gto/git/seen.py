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
    """The tags last seen, name → object id; None if nobody looked yet."""
    data = files.plain(_path(place), SEEN_BYTES_MAX)
    return None if data is None else refs.ids(data.decode("utf-8", "surrogateescape"))


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


def _path(place: Place) -> str:
    return os.path.join(place.folder, "seen")
