"""What Git has in place of a file that Git LFS keeps: a pointer with its hash and size."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A pointer is shorter than this.
POINTER_BYTES_MAX = 1_024
_FIRST = (b"version https://git-lfs.github.com/spec/v1\n", b"version https://hawser.github.com/spec/v1\n")
_OID = re.compile(rb"^oid sha256:([0-9a-f]{64})$", re.MULTILINE)
_SIZE = re.compile(rb"^size ([0-9]{1,18})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pointer:
    """`oid`: the SHA-256 of the file; `size` in bytes."""

    oid: str
    size: int


def read_pointer(data: bytes) -> Pointer | None:
    """The file that a pointer stands for; None: it is an ordinary file."""
    if len(data) >= POINTER_BYTES_MAX or not data.startswith(_FIRST):
        return None
    oid, size = _OID.search(data), _SIZE.search(data)
    return Pointer(oid[1].decode(), int(size[1])) if oid and size else None


def key(oid: str) -> str:
    """Where a folder of Git LFS has a file, seen from the folder `lfs/objects`."""
    return f"{oid[:2]}/{oid[2:4]}/{oid}"


def server_of(url: str, said: bytes) -> str | None:
    """Where the server of Git LFS is for a repository at `url`: what `.lfsconfig` says, else beside it; None for a
    repository on a disk."""
    named = re.search(rb"^\s*url\s*=\s*(https?://\S+)\s*$", said, re.MULTILINE)
    if named:
        return named[1].decode("utf-8", "replace").rstrip("/")
    scheme, mark, rest = url.partition("://")
    if mark and scheme in ("https", "http"):
        base = url
    elif mark and "ssh" in scheme:
        base = f"https://{re.sub(r':[0-9]+(?=/)', '', rest.rpartition('@')[2], count=1)}"
    elif not mark and ":" in url and not url.startswith("/"):
        host, _, path = url.rpartition("@")[2].partition(":")
        base = f"https://{host}/{path.lstrip('/')}"
    else:
        return None
    base = base.rstrip("/")
    return f"{base}/info/lfs" if base.endswith(".git") else f"{base}.git/info/lfs"
