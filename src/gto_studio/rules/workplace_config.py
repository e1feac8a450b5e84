"""The `.dvc/config.local` of a clone in which an experiment is run, so that it has the data of what it was cloned from.

Paths in such files are relative to the folder they lie in; in a clone that lies elsewhere they would lead nowhere.
"""

from __future__ import annotations

import configparser
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto.data.remote_config import BYTES_MAX, kind_of, read_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class LocalConfig:
    """`text` of the file; `has_remote`: there is a place that data is kept on unless said otherwise."""

    text: str
    has_remote: bool


def local_config(committed: bytes, local: bytes, *, cache: str | None, relative_to: str | None) -> LocalConfig:
    """What the clone is to have, of what its source has in its `.dvc` folder, which is `relative_to` (None: nowhere).

    `cache`: where data is, unless one of the two says so; None: wherever DVC takes it from.
    """
    mine, theirs = _parsed(local), _parsed(committed)
    said = mine.get("cache", "dir", fallback=None) or theirs.get("cache", "dir", fallback=None)
    if said is not None and relative_to is not None:
        cache = _absolute(said, relative_to)
    if cache is not None:
        _set(mine, "cache", "dir", cache)
    if relative_to is not None:
        for parser in (theirs, _parsed(local)):
            for section, url in _remotes(parser):
                _set(mine, section, "url", _absolute(url, relative_to))
    default = read_config(local).default or read_config(committed).default
    return LocalConfig("".join(map(_written, mine.items())), default is not None)


def _written(section: tuple[str, Mapping[str, str]]) -> str:
    name, values = section
    return "".join([f"[{name}]\n", *(f"    {key} = {value}\n" for key, value in values.items())]) if values else ""


def _remotes(parser: configparser.RawConfigParser) -> Iterator[tuple[str, str]]:
    """Sections of remotes that are folders, with their paths."""
    for section in parser.sections():
        url = _unquoted(parser.get(section, "url", fallback=""))
        if section.strip("'").strip().startswith("remote") and url and kind_of(url) == "local" and "://" not in url:
            yield section, url


def _absolute(path: str, folder: str) -> str:
    path = _unquoted(path)
    return path if path.startswith("~") else posixpath.normpath(posixpath.join(folder, path))


def _set(parser: configparser.RawConfigParser, section: str, name: str, value: str) -> None:
    if not parser.has_section(section):
        parser.add_section(section)
    parser.set(section, name, value)


def _parsed(data: bytes) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, interpolation=None, default_section="\0")
    try:
        parser.read_string(data[:BYTES_MAX].decode("utf-8", "replace"))
    except configparser.Error:  # DVC will say what is wrong with it
        return configparser.RawConfigParser(strict=False, interpolation=None, default_section="\0")
    return parser


def _unquoted(value: str) -> str:
    text = value.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
