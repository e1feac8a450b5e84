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
from typing import TYPE_CHECKING

from gto.annotations.yaml import CHARACTERS_MAX, UnreadableYaml
from gto.comparison.values import UnreadableValues, read_nested

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from gto.annotations.entries import Plain

    #: The way to a value in its file; None for one that is in no file.
    Steps: TypeAlias = tuple[str, ...] | None
    #: A file's path from the root, its values, and whether it was taken as a whole.
    File: TypeAlias = tuple[str, dict[str, Plain], bool]
    #: The values of a file, by its path from the root; None if there is none. UnreadableYaml.
    Opened: TypeAlias = Callable[[str], dict[str, Plain] | None]

PARAMS_YAML = "params.yaml"
FILES_MAX = 100

_EXPRESSION = re.compile(r"(?P<literal>\\?)\$\{(?P<inner>[^{}]*)\}")
_STEP = re.compile(r"\[([^\[\]]*)\]|([^.\[\]]+)")


class Values:
    """Everything that expressions of one dvc.yaml can name, or the reason why they can name nothing."""

    def __init__(self, given: dict[str, Plain], files: Sequence[File] = (), failure: str = "") -> None:
        """`files`: those that the values came from, to say which of their values are used."""
        self.given = given
        self.failure = failure
        self.files = tuple(files)
        #: The values that were put in, by the file they are from: dotted, in the order of use.
        self.used: dict[str, dict[str, None]] = {}
        self._named: Mapping[str, tuple[Plain, Steps]] = {}
        #: What may still be put in: without it, a short text could grow into a huge one.
        self._characters_left = [CHARACTERS_MAX]

    def naming(self, names: Mapping[str, tuple[Plain, Steps]]) -> Values:
        """The same with these names in front, of one or two steps (`item`, `item.lr`).

        Of each its value, and where that is in the files (None: in none).
        """
        found = Values(self.given, self.files, self.failure)
        found.used, found._characters_left, found._named = self.used, self._characters_left, {**self._named, **names}
        return found

    def joining(self, given: Plain, folder: str, opened: Opened) -> Values:
        """The same with `vars` of a stage that runs in `folder`."""
        if not given or self.failure:
            return self
        loaded = {place for place, _, is_whole in self.files if is_whole}
        more = Values(*_gathered(given, folder, opened, dict(self.given), loaded, list(self.files)))
        more.used, more._characters_left, more._named = self.used, self._characters_left, self._named
        return more

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

    def written(self, text: str, spell: Callable[[Plain], str]) -> str:
        """A text with every expression written out as `spell` does it."""

        def piece(match: re.Match[str]) -> str:
            if match["literal"]:
                return match[0][1:]
            found = spell(self.find(match["inner"])[0])
            self._spend(len(found))
            return found

        return _EXPRESSION.sub(piece, text)

    def find(self, inner: str) -> tuple[Plain, Steps]:
        """What an expression names, and where in the files that is. UnreadableYaml if nothing."""
        if self.failure:
            raise UnreadableYaml(f"${{{inner}}} cannot be resolved: {self.failure}")
        steps = tuple(_steps(inner))
        if not steps:
            raise UnreadableYaml(f"${{{inner}}} names nothing")
        where: Steps = ()
        value: Plain = self.given
        for length in (2, 1):
            if (name := ".".join(steps[:length])) in self._named:
                value, where = self._named[name]
                steps = steps[length:]
                break
        for step in steps:
            if isinstance(value, dict) and step in value:
                value = value[step]
            elif isinstance(value, list) and _is_index(step, value):
                value = value[int(step)]
            else:
                raise UnreadableYaml(f"${{{inner}}} cannot be resolved: there is no '{step}'")
        where = None if where is None else where + steps
        self._use(where, value)
        return value, where

    def _use(self, where: Steps, value: Plain) -> None:
        if where is None or isinstance(value, dict | list):
            return
        for place, said, _ in self.files:
            if _has(said, where):
                self.used.setdefault(place, {})[".".join(where)] = None

    def _put_in_text(self, text: str) -> Plain:
        whole = _EXPRESSION.fullmatch(text)
        if whole and not whole["literal"]:
            found, _ = self.find(whole["inner"])
            self._spend(_size(found))
            return found
        return self.written(text, spelled)

    def _spend(self, characters: int) -> None:
        self._characters_left[0] -= characters
        if self._characters_left[0] < 0:
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


def gather(given: Plain, folder: str, opened: Opened) -> Values:
    """Read the files that are there and join all values."""
    params = posixpath.join(folder, PARAMS_YAML)
    try:
        if (said := opened(params)) is None:
            return Values(*_gathered(given, folder, opened, {}, set(), []))
        return Values(*_gathered(given, folder, opened, dict(said), {params}, [(params, said, True)]))
    except UnreadableYaml as error:
        return Values({}, failure=str(error))


def read_file(data: bytes, name: str) -> dict[str, Plain]:
    """The values of a file that `vars` may name. UnreadableYaml."""
    try:
        said = read_nested(data, name)
    except UnreadableValues as error:
        raise UnreadableYaml(f"{name}: {error}") from None
    if not isinstance(said, dict):
        raise UnreadableYaml(f"{name}: the file has to be a mapping")
    try:
        json.dumps(said, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:  # JSON can smuggle in half a character, which nobody could write out again
        raise UnreadableYaml(f"{name}: {error}") from None
    return said


def _gathered(
    given: Plain, folder: str, opened: Opened, joined: dict[str, Plain], loaded: set[str], files: list[File]
) -> tuple[dict[str, Plain], list[File], str]:
    try:
        if not isinstance(given, list | None):
            raise UnreadableYaml("`vars` has to be a list")
        for item in given or []:
            _refuse_expressions(item)
            if isinstance(item, dict):
                _join(joined, item)
            elif isinstance(item, str):
                for file in _from_file(item, folder, opened, loaded):
                    files.append(file)
                    _join(joined, file[1])
            else:
                raise UnreadableYaml("`vars` has to be a list of mappings and file names")
    except UnreadableYaml as error:
        return {}, [], str(error)
    return joined, files, ""


def _from_file(item: str, folder: str, opened: Opened, loaded: set[str]) -> list[File]:
    name, _, keys = item.partition(":")
    place = _place(folder, name)
    if place is None:
        raise UnreadableYaml(f"'{name}' of `vars` lies outside the repository")
    if (values := opened(place)) is None:
        raise UnreadableYaml(f"'{name}' of `vars` does not exist")
    if place in loaded:
        if keys:
            raise UnreadableYaml(f"'{item}' of `vars` takes a part of a file that is already read as a whole")
        return []
    if not keys:
        loaded.add(place)
        return [(place, values, True)]
    wanted = [key.strip() for key in keys.split(",")]
    for key in wanted:
        if key not in values:
            raise UnreadableYaml(f"'{name}' of `vars` has no '{key}'")
    return [(place, {key: values[key] for key in wanted}, False)]


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


def _has(value: Plain, steps: Iterable[str]) -> bool:
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and _is_index(step, value):
            value = value[int(step)]
        else:
            return False
    return True


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
