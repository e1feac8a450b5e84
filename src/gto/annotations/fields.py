"""The fields of an entry: which values are accepted, and the sentence for those that aren't.

What `artifacts.yaml` and `dvc.yaml` have in common. Knows no field's name.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from gto.annotations.entries import Annotation, Problem, Reading
from gto.annotations.yaml import UnreadableYaml, keyed_nodes
from gto.registry.names import NAME_LENGTH_MAX, is_full_name, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gto.annotations.entries import Plain
    from gto.annotations.yaml import Node

ENTRIES_MAX = 10_000
TEXT_LENGTH_MAX = 64 * 1024


def read_each(section: Node, read: Callable[[str, Node], Annotation], *, file: str) -> Reading:
    """Read the entries one by one, so that a bad one costs only itself."""
    repeated: set[str] = set()
    found = keyed_nodes(section, what="the list of artifacts", repeated=repeated)
    problems = [Problem(file, f"'{shown(name)}' appears twice", name) for name in sorted(repeated)]
    annotations: dict[str, Annotation] = {}
    for name, node in islice(found.items(), ENTRIES_MAX):
        try:
            annotation = read(name, node)
        except UnreadableYaml as error:
            problems.append(Problem(file, str(error), name))
            continue
        if annotation.artifact in annotations:  # through an expression in a name
            problems.append(Problem(file, f"'{name}' appears twice; the last one counts", name))
        annotations[annotation.artifact] = annotation
    if len(found) > ENTRIES_MAX:
        problems.append(Problem(file, f"more than {ENTRIES_MAX:,} artifacts; the others are left out"))
    return Reading(tuple(annotations.values()), tuple(problems))


def artifact_name(text: str) -> str:
    if len(text) > NAME_LENGTH_MAX:
        raise UnreadableYaml(f"the name '{shown(text[:40])}…' is longer than {NAME_LENGTH_MAX} characters")
    if not is_full_name(text):
        raise UnreadableYaml(
            f"'{shown(text)}' cannot be an artifact's name: "
            "letters, numbers, '_', '-', '/' are allowed, with a letter or a number at both ends"
        )
    return text


def text(fields: Mapping[str, Plain], field: str, *, default: str | None = None) -> str:
    value = fields.get(field, default)
    if not isinstance(value, str):
        raise UnreadableYaml(f"`{field}` has to be text")
    return _limited(value, field)


def optional_text(fields: Mapping[str, Plain], field: str) -> str | None:
    return None if fields.get(field) is None else text(fields, field)


def texts(fields: Mapping[str, Plain], field: str) -> tuple[str, ...]:
    value = fields.get(field, [])
    if not isinstance(value, list):
        raise UnreadableYaml(f"`{field}` has to be a list")
    found = tuple(item for item in value if isinstance(item, str))
    if len(found) != len(value):
        raise UnreadableYaml(f"`{field}` has to be a list of texts")
    return tuple(_limited(item, field) for item in found)


def flag(fields: Mapping[str, Plain], field: str, *, default: bool) -> bool:
    """true or false, also as the words and numbers that GTO 1.x takes for them."""
    value = fields.get(field, default)
    word = value.lower() if isinstance(value, str) else value
    if not isinstance(word, list | dict):
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
    raise UnreadableYaml(f"`{field}` has to be true or false")


# 1 and 1.0 are equal to True, and so are found here too
_TRUE = (True, "true", "yes", "y", "on", "t", "1")
_FALSE = (False, "false", "no", "n", "off", "f", "0")


def _limited(value: str, field: str) -> str:
    if len(value) > TEXT_LENGTH_MAX:
        raise UnreadableYaml(f"`{field}` is longer than {TEXT_LENGTH_MAX:,} characters")
    return value
