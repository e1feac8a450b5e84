"""`foreach` and `matrix` of a dvc.yaml: the stages that one stands for, under the names that DVC gives them."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING

from gto.annotations.interpolation import spelled
from gto.annotations.yaml import UnreadableYaml
from gto.data.written import mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gto.annotations.entries import Plain
    from gto.annotations.interpolation import Steps, Values

#: So many stages of one dvc.yaml are read.
STAGES_MAX = 5_000

_WHOLE = re.compile(r"\$\{([^{}]*)\}")


def expanded(name: str, about: Plain, values: Values | None) -> Iterator[tuple[str, dict[str, Plain], Values | None]]:
    """A stage as it is, or one for each item of `foreach` or `matrix`: its name in dvc.lock, what it says, and the
    values that it knows. `values` None: the file has no expressions. UnreadableYaml."""
    if not isinstance(about, dict):
        raise UnreadableYaml("it has to be a mapping")
    if "foreach" in about:
        yield from _for_each(name, about, values)
    elif isinstance(about.get("matrix"), dict):
        yield from _of_matrix(name, about, values)
    else:
        yield name, about, values


def _for_each(
    name: str, about: dict[str, Plain], values: Values | None
) -> Iterator[tuple[str, dict[str, Plain], Values | None]]:
    items, where = _items(about["foreach"], values)
    do = mapping(about.get("do"))
    if isinstance(items, dict):
        named = [(key, key, item) for key, item in items.items()]
    elif isinstance(items, list):
        by_index = any(isinstance(item, list | dict) for item in items)
        named = [(str(i), str(i) if by_index else spelled(item), item) for i, item in enumerate(items)]
    else:
        raise UnreadableYaml("`foreach` has to give a list or a mapping")
    for step, key, item in named:
        names: dict[str, tuple[Plain, Steps]] = {"item": (item, None if where is None else (*where, step))}
        if isinstance(items, dict):
            names["key"] = key, None
        yield f"{name}@{key}", do, values.naming(names) if values else None


def _of_matrix(
    name: str, about: dict[str, Plain], values: Values | None
) -> Iterator[tuple[str, dict[str, Plain], Values | None]]:
    names = list(mapping(about["matrix"]))
    choices = [list(_choices(name, listed, values)) for name, listed in mapping(about["matrix"]).items()]
    for chosen in islice(product(*choices), STAGES_MAX + 1):
        key = "-".join(spelling for spelling, _, _ in chosen)
        known: dict[str, tuple[Plain, Steps]] = {
            "item": ({name: item for name, (_, item, _) in zip(names, chosen, strict=True)}, None),
            "key": (key, None),
        }
        known |= {f"item.{name}": (item, where) for name, (_, item, where) in zip(names, chosen, strict=True)}
        definition = {field: said for field, said in about.items() if field != "matrix"}
        yield f"{name}@{key}", definition, values.naming(known) if values else None


def _choices(name: str, listed: Plain, values: Values | None) -> Iterator[tuple[str, Plain, Steps]]:
    """The items of one dimension: how each is spelled in the stage's name, and where it is from."""
    items, where = _items(listed, values)
    if not isinstance(items, list):
        raise UnreadableYaml(f"'{name}' of `matrix` has to give a list")
    for i, item in enumerate(items):
        spelling = f"{name}{i}" if isinstance(item, list | dict) else spelled(item)
        yield spelling, item, None if where is None else (*where, str(i))


def _items(given: Plain, values: Values | None) -> tuple[Plain, Steps]:
    """What to go through, and where in the files it is."""
    if values is None:
        return given, None
    if isinstance(given, str) and (whole := _WHOLE.fullmatch(given)):
        return values.find(whole[1])
    return values.put_in(given), None
