"""Writing annotations: one entry added, changed or removed, and not another byte of the file.

Both kinds of file are edited the same way; they differ in where the entries are, what fields are called and
whether names are sorted. Which changes are allowed is decided in `changes`, how text is cut in `splicing`.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gto.annotations.changes import check
from gto.annotations.spelling import Layout
from gto.annotations.splicing import drop, find, put, same
from gto.annotations.yaml import UnreadableYaml, decode, keyed_nodes, keyed_values
from gto.errors import ArtifactExists, ArtifactNotFound, CannotEdit, WrongArgs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gto.annotations.changes import Change
    from gto.annotations.entries import Plain
    from gto.annotations.splicing import Place

#: As GTO and DVC indent what they write; a file that shows another indentation keeps it.
LAYOUT = Layout()
DVC_LAYOUT = Layout(step=2, dash=2)


def annotate_dvc_yaml(
    data: bytes | None,
    change: Change,
    *,
    file: str = "dvc.yaml",
    types: Sequence[str] | None = None,
    update: bool = False,
) -> bytes:
    """`dvc.yaml` with an entry under `artifacts:`, added, or changed if `update`. No `data`: no file yet."""
    check(change, types=types)
    if change.virtual is not None:
        raise WrongArgs("an entry of dvc.yaml cannot say whether the artifact is virtual")
    with refusals_named(file):
        text = decode(data or b"")
        place = ("artifacts", change.name)
        known = _known(text, place, update=update)
        if not change.path and (known is None or "path" not in known):
            raise WrongArgs(f"`path` is required to annotate '{change.name}' in {file}", hint="add it: --path PATH")
        wanted = {
            "path": change.path,
            "type": change.type,
            "desc": change.description,
            "labels": _labels(change),
            "meta": change.custom,
        }
        literal = _joined({field: _literal(value) for field, value in _given(wanted).items()}, known)
        if known is None:
            return put(text, place, literal, layout=DVC_LAYOUT).encode()
        for field, value in literal.items():
            text = _given_field(text, (*place, field), value, known.get(field), layout=DVC_LAYOUT)
        return text.encode()


def remove_from_dvc_yaml(data: bytes, name: str, *, file: str = "dvc.yaml") -> bytes:
    """`dvc.yaml` without an entry, and without `artifacts:` if it was the last; b"" if that was all."""
    with refusals_named(file):
        text = decode(data)
        section = find(text, ("artifacts",))
        names = [] if section is None else list(keyed_nodes(section, what="the list of artifacts"))
        if name not in names:
            raise ArtifactNotFound(name, file=file)
        return drop(text, ("artifacts", name) if len(names) > 1 else ("artifacts",)).encode()


def annotate_artifacts_yaml(
    data: bytes | None,
    change: Change,
    *,
    file: str = "artifacts.yaml",
    types: Sequence[str] | None = None,
    update: bool = False,
) -> bytes:
    """`artifacts.yaml` with an entry added, or changed if `update`: keys sorted, what is default left out.

    A new path makes the artifact virtual again unless the change says otherwise, as in GTO 1.x.
    """
    check(change, types=types)
    with refusals_named(file):
        text = decode(data or b"")
        place = (change.name,)
        known = _known(text, place, update=update)
        virtual = True if change.virtual is None and change.path else change.virtual
        wanted = {
            "custom": change.custom,
            "description": change.description,
            "labels": _labels(change),
            "path": change.path,
            "type": change.type,
            "virtual": False if virtual is False else None,
        }
        plain = _joined({field: _plain(value) for field, value in _given(wanted).items()}, known)
        if known is None:
            return put(text, place, plain, sort=True).encode()
        for field, value in plain.items():
            text = _given_field(text, (*place, field), value, known.get(field), sort=True)
        if virtual and "virtual" in known:
            text = drop(text, (*place, "virtual"))
        return text.encode()


def remove_from_artifacts_yaml(data: bytes, name: str, *, file: str = "artifacts.yaml") -> bytes:
    """`artifacts.yaml` without an entry; `{}` when it was the last, since an empty file is an error there."""
    with refusals_named(file):
        text = decode(data)
        if find(text, (name,)) is None:
            raise ArtifactNotFound(name, file=file)
        return drop(text, (name,), leave="{}").encode()


@contextmanager
def refusals_named(file: str) -> Iterator[None]:
    """What stands in the way of an edit, as a CannotEdit that names the file."""
    try:
        yield
    except UnreadableYaml as error:
        raise CannotEdit(file, str(error)) from None
    except RecursionError:
        raise WrongArgs("`custom` is nested too deep") from None


def _known(text: str, place: Place, *, update: bool) -> dict[str, Plain] | None:
    """The fields of an entry that is there already."""
    node = find(text, place)
    if node is None:
        return None
    if not update:
        raise ArtifactExists(str(place[-1]))
    return keyed_values(node, what="an entry")


def _given(wanted: dict[str, Plain]) -> dict[str, Plain]:
    return {field: value for field, value in wanted.items() if value is not None and value != ""}


def _labels(change: Change) -> Plain:
    return [*dict.fromkeys(change.labels)] if change.labels else None


def _joined(wanted: dict[str, Plain], known: dict[str, Plain] | None) -> dict[str, Plain]:
    """The fields to write, behind the labels and the keys that are there already."""
    joined = dict(wanted)
    for field, there in (known or {}).items():
        value = wanted.get(field)
        if field == "labels" and isinstance(value, list) and isinstance(there, list) and there:
            joined[field] = [*there, *(label for label in value if label not in there)]
        elif isinstance(value, dict) and isinstance(there, dict):
            joined[field] = there | value
    return joined


def _given_field(
    text: str, place: Place, value: Plain, there: Plain, *, sort: bool = False, layout: Layout = LAYOUT
) -> str:
    """The text with a field's value; of a mapping only the keys that differ are written."""
    if same(value, there):
        return text
    if not (isinstance(value, dict) and isinstance(there, dict) and there):
        return put(text, place, value, sort=sort, layout=layout)
    for key, item in value.items():
        if key not in there or not same(item, there[key]):
            text = put(text, (*place, key), item, layout=layout)
    return text


def _plain(value: object) -> Plain:
    """What a program hands over, as YAML will give it back: lists for tuples, text for keys."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise WrongArgs(f"{type(value).__name__} is no value that can be written to a YAML file")


def _literal(value: object) -> Plain:
    """The same for dvc.yaml, where ${…} in a text would be taken for an expression."""
    return _escaped(_plain(value))


def _escaped(value: Plain) -> Plain:
    if isinstance(value, str):
        return re.sub(r"\$\{[^{}]*\}", lambda match: "\\" + match[0], value)
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    if isinstance(value, dict):
        return {str(_escaped(key)): _escaped(item) for key, item in value.items()}
    return value
