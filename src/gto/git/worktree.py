"""Files of the work tree: found, read, and replaced whole or not at all. No symbolic link is ever followed.

A repository may hold a link where a file is expected, or a folder that leads out of the work tree; both are
refused.
"""

from __future__ import annotations

import os
import stat

from gto.errors import CannotEdit, CannotWrite
from gto.git.files import FILE_BYTES_MAX
from gto.git.run import git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.git.place import Place


def named(place: Place, name: str, *others: str) -> list[str]:
    """Files called `name` in any folder, and the `others` (whole paths), that git tracks or would track."""
    patterns = [f":(top,glob)**/{name}", *(f":(top,literal){path}" for path in others)]
    options = ("-z", "--full-name", "--cached", "--others", "--exclude-standard", "--deduplicate")
    return sorted(path for path in git("ls-files", *options, "--", *patterns, at=place.root).text.split("\0") if path)


def read(place: Place, path: str) -> bytes | None:
    """A file as it is now; None where nothing is. CannotEdit if something else is there, or on the way."""
    where = _location(place, path)
    try:
        fd = os.open(where, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        if os.path.islink(where):
            raise _refused(path, "it is a symbolic link") from None
        raise _refused(path, error.strerror or str(error)) from None
    if os.path.islink(where) or not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise _refused(path, "it is not a plain file")
    with open(fd, "rb") as file:
        data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise _refused(path, f"it is larger than {FILE_BYTES_MAX:,} bytes")
    return data


def replace(place: Place, path: str, data: bytes | None, *, expected: bytes | None) -> None:
    """Put new content (None: nothing) in the place of what is `expected` there. CannotEdit, CannotWrite.

    Whoever looks meanwhile sees the old file or the new one.
    """
    where = _location(place, path)
    if read(place, path) != expected:
        raise _refused(path, "somebody else changed it just now")
    scratch = f"{where}.{os.getpid()}.tmp"
    try:
        if data is None:
            os.unlink(where)
            return
        _write(scratch, data, like=where)
        os.replace(scratch, where)
    except OSError as error:
        try:
            os.unlink(scratch)
        except OSError:
            pass
        raise CannotWrite(path, error.strerror or str(error)) from None


def exists(place: Place, path: str) -> bool:
    """Whether anything is at a path of the work tree."""
    return os.path.lexists(os.path.join(place.root, path))


def _write(path: str, data: bytes, *, like: str) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with open(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(fd)
    if os.path.exists(like):
        os.chmod(path, stat.S_IMODE(os.stat(like).st_mode))


def _location(place: Place, path: str) -> str:
    """Where a file of the work tree lies on disk, when every folder on the way is one."""
    parts = path.split("/")
    if not all(map(_is_plain, parts)):
        raise _refused(path, "it lies outside of the work tree")
    here = place.root
    for folder in parts[:-1]:
        here = os.path.join(here, folder)
        try:
            mode = os.lstat(here).st_mode
        except OSError:
            raise _refused(path, f"there is no folder '{os.path.dirname(path)}'") from None
        if stat.S_ISLNK(mode):
            raise _refused(path, "a symbolic link leads there")
        if not stat.S_ISDIR(mode):
            raise _refused(path, f"'{os.path.dirname(path)}' is no folder")
        if os.path.lexists(os.path.join(here, ".git")):
            raise _refused(path, "it belongs to another repository inside of this one")
    return os.path.join(here, parts[-1])


def _refused(path: str, reason: str) -> CannotEdit:
    return CannotEdit(path, reason, hint=None)


def _is_plain(part: str) -> bool:
    return part not in ("", ".", "..") and part.lower() != ".git" and not set(part) & set("\\:\0")
