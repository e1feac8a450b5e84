"""What was read before, remembered for the person who read it: `$XDG_CACHE_HOME/gto`, else `~/.cache/gto`.

Everything here is remembered under the id of an object or the digest of a text, which never change their meaning, so
a memory can be missing but not wrong. It lies outside the repository: what someone else put into a repository is
never taken for our own memory. A memory that is damaged, or that cannot be written, costs time and nothing else.

The format is Python's own `marshal`, as in `.pyc` files and for the same reason: it loads in a few milliseconds.
"""

from __future__ import annotations

import marshal
import os
import sys
from binascii import crc32

from gto.git.run import variable
from gto.version import __version__

#: Another version may keep other values, or in another order.
_HEADER = f"gto {__version__} {sys.implementation.cache_tag} {marshal.version}\n".encode()
_CHECKSUM_BYTES = 4


def folder() -> str:
    """Where memories are kept; GTO_CACHE_DIR overrides. It need not exist."""
    if chosen := variable("GTO_CACHE_DIR"):
        return chosen
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "gto")


def key(text: str) -> str:
    """A file name for what is remembered under a text, such as a repository's path."""
    from _blake2 import blake2b  # `hashlib` costs 4 ms more

    digest: str = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return digest


def recall(name: str) -> object:
    """What was remembered under a name; None if nothing was, or if it is damaged."""
    try:
        with open(os.path.join(folder(), name), "rb") as file:
            data = file.read()
    except OSError:
        return None
    start = len(_HEADER)
    body = start + _CHECKSUM_BYTES
    if data[:start] != _HEADER or len(data) < body:
        return None
    payload = memoryview(data)[body:]
    if crc32(payload) != int.from_bytes(data[start:body], "big"):
        return None
    try:
        return marshal.loads(payload)  # noqa: S302 - in the person's own cache, as in a .pyc
    except (ValueError, EOFError, TypeError):
        return None


def remember(name: str, value: object) -> None:
    """Keep a value made of plain tuples, lists, dicts, texts, bytes and numbers. Whole or not at all."""
    path = os.path.join(folder(), name)
    scratch = f"{path}.{os.urandom(6).hex()}"
    payload = marshal.dumps(value)  # type: ignore[arg-type]  # no name for what marshal takes
    try:
        os.makedirs(folder(), mode=0o700, exist_ok=True)
        with open(scratch, "wb") as file:
            file.write(_HEADER + crc32(payload).to_bytes(_CHECKSUM_BYTES, "big"))
            file.write(payload)
        os.replace(scratch, path)
    except OSError:
        try:
            os.unlink(scratch)
        except OSError:
            pass
