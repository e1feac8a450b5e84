"""`${model.path}` in dvc.yaml: where the values come from and how they are put in.

Values are those of `params.yaml` beside the dvc.yaml, then of `vars:` in its order: mappings, `file`, or
`file:key,key`. Giving a key twice is an error, mappings are joined. A text that is one expression takes the
value as it is; inside longer text, numbers and true/false are written out; `\\${x}` is literal. The bytes of
the files are handed in; this module opens nothing.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
from typing import TYPE_CHECKING

from gto.annotations.yaml import CHARACTERS_MAX, UnreadableYaml, decode, read_yaml_mapping

if sys.version_info >= (3, 11):
    import tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gto.annotations.entries import Plain

PARAMS_YAML = "params.yaml"
FILES_MAX = 100

_EXPRESSION = re.compile(r"(?P<literal>\\?)\$\{(?P<inner>[^{}]*)\}")
_STEP = re.compile(r"\[([^\[\]]*)\]|([^.\[\]]+)")


class Values:
    """Everything that expressions of one dvc.yaml can name, or the reason why they can name nothing."""

    def __init__(self, given: dict[str, Plain], *, failure: str = "") -> None:
        self.given = given
        self.failure = failure
        #: What may still be put in: without it, a short text could grow into a huge one.
        self.characters_left = CHARACTERS_MAX

    def put_in(self, value: Plain) -> Plain:
        """The value with every expression replaced. UnreadableYaml if one cannot be."""
        if isinstance(value, str):
            return self._put_in_text(value) if "${" in value else value
        if isinstance(value, list):
            return [self.put_in(item) for item in value]
        if isinstance(value, dict):
            return {self.put_in_name(key): self.put_in(item) for key, item in value.items()}
        return value

    def put_in_name(self, name: str) -> str:
        found = self.put_in(name)
        if not isinstance(found, str):
            raise UnreadableYaml(f"'{name}' does not give a name")
        return found

    def _put_in_text(self, text: str) -> Plain:
        whole = _EXPRESSION.fullmatch(text)
        if whole and not whole["literal"]:
            found = self._find(whole["inner"])
            self._spend(_size(found))
            return found

        def written(match: re.Match[str]) -> str:
            if match["literal"]:
                return match[0][1:]
            piece = spelled(self._find(match["inner"]))
            self._spend(len(piece))
            return piece

        return _EXPRESSION.sub(written, text)

    def _find(self, inner: str) -> Plain:
        if self.failure:
            raise UnreadableYaml(f"${{{inner}}} cannot be resolved: {self.failure}")
        value: Plain = self.given
        steps = list(_steps(inner))
        if not steps:
            raise UnreadableYaml(f"${{{inner}}} names nothing")
        for step in steps:
            if isinstance(value, dict) and step in value:
                value = value[step]
            elif isinstance(value, list) and _is_index(step, value):
                value = value[int(step)]
            else:
                raise UnreadableYaml(f"${{{inner}}} cannot be resolved: there is no '{step}'")
        return value

    def _spend(self, characters: int) -> None:
        self.characters_left -= characters
        if self.characters_left < 0:
            raise UnreadableYaml(f"expressions stand for more than {CHARACTERS_MAX:,} characters")


def spelled(value: Plain) -> str:
    """A value as part of a text: `true`, `0.001`. A list or a mapping cannot be one."""
    if isinstance(value, list | dict):
        raise UnreadableYaml("an expression gives a list or a mapping where a text has to be")
    return str(value).lower() if isinstance(value, bool) else str(value)


def files_of(given: Plain, folder: str) -> tuple[str, ...]:
    """The files that `vars` uses, seen from the repository's root; those outside of it are left out."""
    found = [posixpath.join(folder, PARAMS_YAML)]
    for item in given if isinstance(given, list) else []:
        if isinstance(item, str):
            place = _place(folder, item.partition(":")[0])
            if place and place not in found:
                found.append(place)
    return tuple(found[:FILES_MAX])


def gather(given: Plain, folder: str, files: Mapping[str, bytes]) -> Values:
    """Read the files that are there and join all values."""
    joined: dict[str, Plain] = {}
    loaded: set[str] = set()
    try:
        params = posixpath.join(folder, PARAMS_YAML)
        if params in files:
            loaded.add(params)
            _join(joined, _read(files[params], PARAMS_YAML))
        if not isinstance(given, list | None):
            raise UnreadableYaml("`vars` has to be a list")
        for item in given or []:
            _refuse_expressions(item)
            if isinstance(item, dict):
                _join(joined, item)
            elif isinstance(item, str):
                _join(joined, _from_file(item, folder, files, loaded))
            else:
                raise UnreadableYaml("`vars` has to be a list of mappings and file names")
    except UnreadableYaml as error:
        return Values({}, failure=str(error))
    return Values(joined)


def _from_file(item: str, folder: str, files: Mapping[str, bytes], loaded: set[str]) -> dict[str, Plain]:
    name, _, keys = item.partition(":")
    place = _place(folder, name)
    if place is None:
        raise UnreadableYaml(f"'{name}' of `vars` lies outside the repository")
    if place not in files:
        raise UnreadableYaml(f"'{name}' of `vars` does not exist")
    if place in loaded:
        if keys:
            raise UnreadableYaml(f"'{item}' of `vars` takes a part of a file that is already read as a whole")
        return {}
    if not keys:
        loaded.add(place)
    values = _read(files[place], name)
    if not keys:
        return values
    wanted = [key.strip() for key in keys.split(",")]
    for key in wanted:
        if key not in values:
            raise UnreadableYaml(f"'{name}' of `vars` has no '{key}'")
    return {key: values[key] for key in wanted}


def _read(data: bytes, name: str) -> dict[str, Plain]:
    try:
        if name.endswith(".json"):
            return _checked(json.loads(decode(data) or "{}"))
        if name.endswith(".toml"):
            return _from_toml(decode(data))
        if name.endswith(".py"):
            raise UnreadableYaml("Python files are not read")
        return read_yaml_mapping(data)
    except RecursionError:
        raise UnreadableYaml(f"{name}: nested too deep") from None
    except ValueError as error:
        raise UnreadableYaml(f"{name}: {error}") from None


def _from_toml(text: str) -> dict[str, Plain]:
    if sys.version_info >= (3, 11):
        return _checked(tomllib.loads(text))
    raise UnreadableYaml("TOML needs Python 3.11 or newer")


def _checked(values: object) -> dict[str, Plain]:
    """What JSON and TOML give, as plain values."""
    found = _plain(values)
    if not isinstance(found, dict):
        raise UnreadableYaml("the file has to be a mapping")
    return found


def _plain(value: object) -> Plain:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        value.encode()  # JSON can smuggle in half a character, which nobody could write out again
        return value
    if value is None or isinstance(value, int | float):
        return value
    return str(value)


def _join(given: dict[str, Plain], more: dict[str, Plain]) -> None:
    for key, value in more.items():
        if key not in given:
            given[key] = value
            continue
        known = given[key]
        if not (isinstance(known, dict) and isinstance(value, dict)):
            raise UnreadableYaml(f"`vars` gives '{key}' twice")
        joined = dict(known)  # the known one may be shared through an alias
        _join(joined, value)
        given[key] = joined


def _refuse_expressions(value: Plain) -> None:
    if isinstance(value, str) and any(not match["literal"] for match in _EXPRESSION.finditer(value)):
        raise UnreadableYaml("`vars` cannot contain ${…} itself")
    if isinstance(value, list):
        for item in value:
            _refuse_expressions(item)
    if isinstance(value, dict):
        for item in value.values():
            _refuse_expressions(item)


def _place(folder: str, name: str) -> str | None:
    place = posixpath.normpath(posixpath.join(folder, name))
    return None if not name or place.startswith(("/", "../")) or place in (".", "..") else place


def _steps(inner: str) -> Iterator[str]:
    for match in _STEP.finditer(inner.strip()):
        yield match[1] if match[1] is not None else match[2]


def _is_index(step: str, items: list[Plain]) -> bool:
    return re.fullmatch(r"-?[0-9]{1,9}", step) is not None and -len(items) <= int(step) < len(items)


def _size(value: Plain) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return 1 + sum(map(_size, value))
    if isinstance(value, dict):
        return 1 + sum(len(key) + _size(item) for key, item in value.items())
    return 8
