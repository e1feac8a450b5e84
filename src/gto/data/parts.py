"""Parts of files, and names to save them under, as HTTP's headers say it."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_UNRESERVED = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"


def range_header(start: int, length: int | None) -> dict[str, str]:
    """How a part of something is asked for; nothing where all of it is wanted."""
    if start == 0 and length is None:
        return {}
    return {"Range": f"bytes={start}-{'' if length is None else start + max(length, 1) - 1}"}


def wanted_range(header: str | None, size: int) -> tuple[int, int] | None:
    """(first, behind the last) of the bytes that `Range` asks for; all of them where it asks for none, or for several
    parts; None: there are no such bytes."""
    named = _RANGE.fullmatch(header.replace(" ", "")) if header else None
    if named is None or not (named[1] or named[2]):
        return 0, size
    if not named[1]:
        count = min(int(named[2]), size)
        return (size - count, size) if count else None
    first, last = int(named[1]), int(named[2]) if named[2] else size - 1
    if named[2] and last < first:
        return 0, size  # no range at all
    return (first, min(last + 1, size)) if first < size else None


def attachment(path: str) -> str:
    """The header's value with which a browser saves a file under its name (RFC 6266)."""
    name = path.rpartition("/")[2].encode("utf-8", "replace")
    return "attachment; filename*=UTF-8''" + "".join(chr(b) if b in _UNRESERVED else f"%{b:02X}" for b in name)
