"""The settings in force in a repository: its `.gto` file and the environment."""

from __future__ import annotations

import os

from gto.config import FILE_NAME, Config, configure
from gto.errors import NoIdentity, WrongConfig
from gto.git import cache, files, objects
from gto.git.settings import committer, read_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.git.place import Place
    from gto.git.settings import Person


def read_config(place: Place) -> Config:
    """The file as it lies in the work tree (of a remote repository: in its default branch), and the environment.

    WrongConfig, WrongSetting.
    """
    path = os.path.join(place.root if place.origin is None else place.origin, FILE_NAME)
    data = files.on_disk(place, FILE_NAME) if place.origin is None else _committed(place)
    return configure(_mapping(data, path) if data else None, os.environ, path=path, json=_json)


def process_config() -> Config:
    """The settings that the environment alone gives. WrongSetting."""
    return configure(None, os.environ, path=FILE_NAME, json=_json)


def process_person() -> Person | None:
    """Who acts when this process does, as git knows it outside of any repository; None: nobody is named."""
    try:
        return committer(read_settings(os.sep), None)[0]
    except NoIdentity:
        return None


def _committed(place: Place) -> bytes | None:
    if place.head is None:
        return None
    trees = [commit.tree for commit in objects.commits(place.path, [place.head]).values()]
    listed = files.named(place, trees, (FILE_NAME,)).values()
    found = [file for listing in listed for file in listing if file.path == FILE_NAME]
    return files.read(place, found)[found[0].id] if found else None


def _mapping(data: bytes, path: str) -> Mapping[str, object]:
    """The YAML in the file, remembered by its digest so that the YAML library is loaded once for a text."""
    where = f"config-{cache.key(data.decode('latin-1'))}"
    known = cache.recall(where)
    if isinstance(known, dict):
        return dict(known)
    from gto.annotations.yaml import UnreadableYaml, read_yaml_mapping  # loads the YAML library, 28 ms

    try:
        mapping = read_yaml_mapping(data)
    except UnreadableYaml as error:
        raise WrongConfig(path, hint=str(error)) from None
    cache.remember(where, mapping)
    return mapping


def _json(text: str) -> object:
    from json import loads  # 8 ms, and seldom needed

    return loads(text)
