"""What people wrote about commits with `git notes`: the ref that git shows beside commits, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.mirrors import blobs, history
from gto_studio.mirrors.trees import along
from gto_studio.rules import storable

if TYPE_CHECKING:
    from gto.git.place import Place

#: Where git keeps them, unless somebody says otherwise.
REF = "refs/notes/commits"
#: A longer note is cut.
CHARACTERS_MAX = 20_000
_HEX = "0123456789abcdef"


def read(place: Place, notes: str | None) -> dict[str, str]:
    """Commit → its note. `notes`: where REF leads; None: there is none. Git spreads many over folders: `ab/cd12…`."""
    if notes is None:
        return {}
    (commit,) = history.read(place.path, [notes])
    if not commit.tree:
        return {}
    (step,) = along(place.path, [commit.tree], [":(glob)**"])
    files = {path.replace("/", ""): id for path, id in step.changes.items() if id is not None}
    files = {of: id for of, id in files.items() if len(of) in (40, 64) and not of.strip(_HEX)}
    content = dict(blobs.read(place, files.values()))
    said = {of: (content[id] or b"").decode("utf-8", "replace").strip() for of, id in files.items()}
    return {of: storable.text(text)[:CHARACTERS_MAX] for of, text in said.items() if text}
