"""Where a remote or a cache has the object of a hash, and what the object of a folder says."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gto.data.tracked import Content

_MD5 = re.compile(r"[0-9a-f]{32}(\.dir)?")


def keys(hash: str, kind: str) -> tuple[str, ...]:
    """Where the object may be, seen from the remote: as its kind says, and as the other one would.

    Nothing for what is no such hash: it would lead anywhere.
    """
    if not _MD5.fullmatch(hash):
        return ()
    older = f"{hash[:2]}/{hash[2:]}"
    newer = f"files/md5/{older}"
    return (newer, older) if kind == "md5" else (older, newer)


def members(data: bytes) -> Mapping[str, str]:
    """The files of a folder, from its object: path → hash. Nothing if it is no such object."""
    try:
        listed = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    pairs = (
        [(item.get("relpath"), item.get("md5")) for item in listed if isinstance(item, dict)]
        if isinstance(listed, list)
        else []
    )
    return {path: hash for path, hash in pairs if isinstance(path, str) and isinstance(hash, str)}


def listing(files: Iterable[tuple[str, Content]]) -> bytes:
    """The object that a folder of these files would have; `members` is the inverse."""
    return json.dumps([{"md5": content.hash or "", "relpath": path} for path, content in files]).encode()


def is_intact(data: bytes, hash: str, kind: str) -> bool:
    """Whether bytes have the hash; of DVC 2 that is the hash of a text with other ends of line, so any will do."""
    if hash.endswith(".dir") or kind != "md5":
        return True
    return hashlib.md5(data, usedforsecurity=False).hexdigest() == hash
