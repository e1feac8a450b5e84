"""A model in cloud storage, named where it would be in the repository: what `dvc import-url --no-download` leaves.

Nobody asks the storage here, so that its hash is not written: `dvc update` of the file reads it and brings the model,
and `dvc get` brings it as it is. A repository that DVC does not know yet is prepared as `dvc init` does it.
"""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING

from gto_studio.errors import WrongInput
from gto_studio.rules.edits.plans import FileChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gto_studio.rules.edits.seen import Seen

#: Where DVC can import from.
SCHEMES = ("s3", "gs", "gcs", "azure", "abfs", "http", "https", "webdav", "webdavs", "ssh", "hdfs", "webhdfs", "oss")
#: The beginning of an address (RFC 3986, 3), up to its host.
_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://((?P<user>[^/?#:]*)(:(?P<password>[^/?#]*))?@)?([^/?#@\[\]]+|\[[0-9a-f:.]+\](:\d+)?)",
    re.IGNORECASE,
)
#: What `dvc init` makes, in the order of Git.
_PREPARED = {
    ".dvc/.gitignore": b"/config.local\n/tmp\n/cache\n",
    ".dvc/config": b"",
    ".dvcignore": b"# Add patterns of files dvc should ignore, which could improve\n# the performance. Learn more at\n"
    b"# https://dvc.org/doc/user-guide/dvcignore\n",
}
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+=-]+")


def imported(url: str, path: str, commit: str, seen: Seen) -> tuple[FileChange, ...]:
    """The files that a commit gets besides the entry: path seen from the repository's root. WrongInput, CannotEdit."""
    _check(url, path)
    folder, name = posixpath.split(path)
    tracking, ignoring = f"{path}.dvc", posixpath.join(folder, ".gitignore")
    above = [folder]
    while above[-1]:
        above.append(posixpath.dirname(above[-1]))
    configs = [posixpath.join(one, ".dvc/config") for one in above]
    seen.ask(commit, tracking, path, ignoring, *configs, *_PREPARED)
    for there in (tracking, path):
        if seen.file(commit, there) is not None:
            raise WrongInput(f"There is a file {there} already", fields={"path": "choose another place"})
    made = [FileChange(tracking, None, _tracked(url, name).encode())]
    before = seen.file(commit, ignoring)
    line = f"/{name}".encode()
    if line not in (before or b"").splitlines():
        end = b"\n" if before and not before.endswith(b"\n") else b""
        made.append(FileChange(ignoring, before, (before or b"") + end + line + b"\n"))
    if all(seen.file(commit, one) is None for one in configs):
        made += _prepared(commit, seen)
    return tuple(made)


def remark(path: str) -> str:
    """What is left to do by hand."""
    return f"Its hash is not known yet: `dvc update {path}.dvc`, in a clone, reads it and brings the model"


def _prepared(commit: str, seen: Seen) -> Iterator[FileChange]:
    yield from (FileChange(one, None, data) for one, data in _PREPARED.items() if seen.file(commit, one) is None)


def _check(url: str, path: str) -> None:
    said = _ADDRESS.match(url)
    scheme = said["scheme"].lower() if said else ""
    if said is None or scheme not in SCHEMES or re.search(r"[\x00-\x1f\x7f]", url):
        raise WrongInput(f"DVC cannot import '{url}'", fields={"url": f"begin with one of {', '.join(SCHEMES)}"})
    if said["password"] or (said["user"] and scheme in ("http", "https")):
        raise WrongInput("The address has a password in it", fields={"url": "take it out: it would be in Git for good"})
    is_inside = path == posixpath.normpath(path) and not path.startswith(("/", "../")) and path not in ("", ".", "..")
    if not is_inside or path.startswith((".git/", ".dvc/")) or re.search(r"[\x00-\x1f\x7f\\*?\[\]!#]|\s$", path):
        raise WrongInput(f"'{path}' is no place in the repository", fields={"path": "a folder and a name, as models/x"})


def _tracked(url: str, name: str) -> str:
    return f"frozen: true\ndeps:\n- path: {_spelled(url)}\nouts:\n- hash: md5\n  path: {_spelled(name)}\n"


def _spelled(text: str) -> str:
    """As YAML reads a text: with its quotes where it could be anything else."""
    is_plain = _PLAIN.fullmatch(text) and text[0].isalpha() and not text.endswith(":")
    return text if is_plain and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=False)


_WORDS = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
