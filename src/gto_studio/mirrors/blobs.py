"""Contents of files, many at once and never too many: what a mirror lacks of them comes in few round trips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto.git import files, objects
from gto_studio.mirrors import bringing

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
    refused = bringing.bring(place, wanted, bytes_max=bytes_max)
    yield from dict.fromkeys(refused).items()
    wanted = [id for id in wanted if id not in refused]
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
