"""Contents of files, many at once and never too many: what a mirror lacks of them comes in one round trip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto.git import files, objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gto.git.place import Place

#: So many bytes are held at a time.
CHUNK_BYTES = 1 << 24


def read(
    place: Place, ids: Iterable[str], *, bytes_max: int = files.FILE_BYTES_MAX
) -> Iterator[tuple[str, bytes | None]]:
    """Each file's bytes; None for what is missing, broken or larger than that (else than gto reads: 1 MiB)."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return
    files.fetch_missing(place, wanted)
    chunk: list[str] = []
    size = 0
    for id, kind in zip(wanted, objects.kinds(place.path, wanted), strict=True):
        if kind is None or kind.type != "blob" or kind.size > bytes_max:
            yield id, None
            continue
        if size + kind.size > CHUNK_BYTES:
            yield from zip(chunk, objects.contents(place.path, chunk), strict=True)
            chunk, size = [], 0
        chunk.append(id)
        size += kind.size
    yield from zip(chunk, objects.contents(place.path, chunk), strict=True)
