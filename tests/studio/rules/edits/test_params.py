"""One value of a file of parameters changed: as DVC's readers see it that value is another one, and nothing else is; as
people see it every other character is where it was.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gto.errors import CannotEdit
from gto_studio.dvc import formats
from gto_studio.errors import WrongInput
from gto_studio.rules.edits import params
from gto_studio.rules.edits.params import edited, fields, kind_of

YAML = """\
# how we train
train:   # the model
  lr: 0.10  # careful
  epochs: 10
  name: 'first try'
  layers: [64, 32]   # from the front
  tags:
  - a  # one
  - b
  seed: null
  rate: 1e-3
augment: true
quiet: "no"
"""
JSON = """\
{
\t"train": {"lr": 0.10, "epochs" : 10,
\t\t"name": "first try", "layers": [
\t\t\t64,
\t\t\t32
\t\t], "seed": null, "rate": 1e-3},
  "augment": true, "flat": [1,2]
}"""
TOML = """\
# how we train
augment = true  # yes

[train]
lr = 0.10    # careful
epochs = 10
name = 'first try'
rate = 1e-3
layers = [
  64,
  32,
]
inner = {depth = 3, wide = false}

[other]
lr = 0.10
"""
PYTHON = '''\
"""How we train: ünicode."""
import os

augment = True; epochs = 10  # both
name = "first try"
layers = (64, 32)


class train:
    lr: float = 0.10  # careful
    nested = {"depth": 3, 'name': 'ü'}

    def __init__(self):
        self.rate = 1e-3
'''


@pytest.mark.parametrize(
    ("file", "text", "name", "value", "old", "new"),
    [
        ("params.yaml", YAML, "train.lr", 0.2, "lr: 0.10", "lr: 0.2"),
        ("params.yaml", YAML, "train.lr", 1, "lr: 0.10", "lr: 1.0"),
        ("params.yaml", YAML, "train.lr", 1e-5, "lr: 0.10", "lr: 1.0e-05"),
        ("params.yaml", YAML, "train.epochs", 20.0, "epochs: 10", "epochs: 20"),
        ("params.yaml", YAML, "train.name", "it's", "'first try'", "'it''s'"),
        ("params.yaml", YAML, "train.layers", [128], "[64, 32]", "[128]"),
        ("params.yaml", YAML, "train.tags", ["a", "b", "c"], "  - b\n", "  - b\n  - c\n"),
        ("params.yaml", YAML, "train.seed", 7, "seed: null", "seed: 7"),
        ("params.yaml", YAML, "augment", False, "augment: true", "augment: false"),
        ("params.yaml", YAML, "quiet", "yes", '"no"', '"yes"'),
        ("params.json", JSON, "train.lr", 0.2, '"lr": 0.10', '"lr": 0.2'),
        ("params.json", JSON, "train.name", 'ü"', '"first try"', '"\\u00fc\\""'),
        ("params.json", JSON, "train.layers", [1, 2, 3], "64,\n\t\t\t32", "1,\n\t\t\t2,\n\t\t\t3"),
        ("params.json", JSON, "flat", [3, 4], "[1,2]", "[3,4]"),
        ("params.toml", TOML, "train.lr", 0.2, "[train]\nlr = 0.10 ", "[train]\nlr = 0.2 "),
        ("params.toml", TOML, "other.lr", 0.2, "[other]\nlr = 0.10", "[other]\nlr = 0.2"),
        ("params.toml", TOML, "train.name", "second", "'first try'", "'second'"),
        ("params.toml", TOML, "train.inner.depth", 4, "depth = 3", "depth = 4"),
        ("params.toml", TOML, "augment", False, "augment = true", "augment = false"),
        ("params.py", PYTHON, "train.lr", 0.2, "= 0.10", "= 0.2"),
        ("params.py", PYTHON, "epochs", 20, "epochs = 10", "epochs = 20"),
        ("params.py", PYTHON, "name", "it's", '"first try"', '"it\'s"'),
        ("params.py", PYTHON, "layers", [1], "(64, 32)", "(1,)"),
        ("params.py", PYTHON, "train.nested.depth", 4, '"depth": 3', '"depth": 4'),
        ("params.py", PYTHON, "train.rate", 0.5, "self.rate = 1e-3", "self.rate = 0.5"),
    ],
)
def test_a_value_is_changed_where_it_stands(file: str, text: str, name: str, value: Any, old: str, new: str) -> None:
    assert text.count(old) == 1
    assert edited(text.encode(), file, {name: value}).decode() == text.replace(old, new)
    crossed = text.replace("\n", "\r\n")
    expected = text.replace(old, new).replace("\n", "\r\n")
    assert edited(crossed.encode(), file, {name: value}).decode() == expected


def test_a_list_on_many_lines_stays_on_many_in_toml() -> None:
    found = edited(TOML.encode(), "params.toml", {"train.layers": [1, 2, 3]}).decode()
    assert formats.get(formats.read(found.encode(), ".toml"), "train.layers") == [1, 2, 3]
    assert found.replace(found[found.index("layers") : found.index("inner")], "") == TOML.replace(
        TOML[TOML.index("layers") : TOML.index("inner")], ""
    )


def test_the_same_value_changes_nothing() -> None:
    same = {"train.lr": 0.1, "train.epochs": 10.0, "train.name": "first try", "train.layers": [64, 32]}
    assert edited(YAML.encode(), "params.yaml", same) == YAML.encode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("train.lr", "fast"),
        ("train.lr", True),
        ("augment", 1),
        ("train.name", 5),
        ("train.layers", 64),
        ("train", 1),
        ("train.lr", None),
        ("train.lr", {"a": 1}),
        ("train.lr", math.inf),
        ("train.gone", 1),
        ("gone", 1),
    ],
)
def test_a_value_of_another_type_is_refused_and_named(name: str, value: Any) -> None:
    with pytest.raises(WrongInput) as caught:
        edited(YAML.encode(), "params.yaml", {name: value})
    assert list(caught.value.fields) == [f"params.yaml:{name}"]


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("params.yaml", "a: [1\n", "a"),
        ("params.json", '{"a": 1', "a"),
        ("params.toml", "a = \n", "a"),
        ("params.py", "a = (\n", "a"),
        ("params.yaml", "a: &x 1\nb: *x\n", "a"),
        ("params.yaml", "base: &x {a: 1}\nb: *x\n", "b.a"),
    ],
)
def test_what_cannot_be_changed_alone_is_left(file: str, text: str, name: str) -> None:
    with pytest.raises(CannotEdit):
        edited(text.encode(), file, {name: 2})


def test_names_with_dots_in_them() -> None:
    text = b"a.b: 1\na: {c: 2}\n"
    assert edited(text, "p.yaml", {"a.b": 3, "a.c": 4}) == b"a.b: 3\na: {c: 4}\n"
    with pytest.raises(WrongInput, match="may be several"):
        edited(b"a.b: 1\na: {b: 2}\n", "p.yaml", {"a.b": 3})


def test_fields_of_a_form() -> None:
    said = formats.read(YAML.encode(), ".yaml")
    assert list(fields(said))[:3] == [  # type: ignore[arg-type]
        ("train.lr", 0.1, "number"),
        ("train.epochs", 10, "integer"),
        ("train.name", "first try", "text"),
    ]
    assert [type for _, _, type in fields({"a": None, "b": [], "c": True, "d": {}})] == ["null", "list", "boolean"]
    assert [kind_of(name) for name in ("a.yaml", "a.yml", "a", "a.JSON", "a.toml", "a.py")] == [
        "yaml", "yaml", "yaml", "json", "toml", "py",
    ]  # fmt: skip


# --- whatever is in the file ----------------------------------------------------------------------------------------

KEYS = st.text("abcxyz_", min_size=1, max_size=5).filter(lambda key: not __import__("keyword").iskeyword(key))
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
NUMBERS = st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False, width=32)
SCALARS = NUMBERS | st.booleans() | TEXTS
FILES = st.dictionaries(
    KEYS, SCALARS | st.lists(NUMBERS, max_size=3) | st.dictionaries(KEYS, SCALARS, max_size=3), min_size=1, max_size=4
)
FRESH = {"number": NUMBERS, "integer": NUMBERS, "boolean": st.booleans(), "text": TEXTS, "list": st.lists(NUMBERS)}


def spelled(kind: str, nested: dict[str, Any]) -> str:
    """A file as somebody could have written it, with remarks between its lines."""
    if kind == "json":
        return json.dumps(nested, indent=1) + "\n"
    if kind == "yaml":
        return "".join(
            f"# {i}\n{key}: {json.dumps(value, ensure_ascii=False)}  # {i}\n" for i, (key, value) in _each(nested)
        )
    if kind == "py":
        return "".join(f"# {i}\n{key} = {value!r}  # {i}\n" for i, (key, value) in _each(nested))
    return "".join(f"# {i}\n{key} = {_toml(value)} # {i}\n" for i, (key, value) in _each(nested))


def _each(nested: dict[str, Any]) -> Any:
    return enumerate(nested.items())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("kind", ["yaml", "json", "toml", "py"])
@settings(max_examples=60, deadline=None)
@given(nested=FILES, data=st.data())
def test_one_parameter_changes_and_nothing_else(kind: str, nested: dict[str, Any], data: st.DataObject) -> None:
    text = spelled(kind, nested).encode()
    before = formats.read(text, f".{kind}")
    assert isinstance(before, dict)
    known = list(fields(before))
    if not known:
        return
    name, _, type = data.draw(st.sampled_from(known))
    value = data.draw(FRESH[type])
    after = edited(text, f"params.{kind}", {name: value})
    read = formats.read(after, f".{kind}")
    now = {field: found for field, found, _ in fields(read)}  # type: ignore[arg-type]
    was = {field: found for field, found, _ in fields(before)}
    assert now.pop(name) == value
    was.pop(name)
    assert now == was
    assert _is_one_place(text, after)


def _is_one_place(before: bytes, after: bytes) -> bool:
    """Whether all that changed lies between the remarks of one line, or in one item of JSON."""
    old, new = before.split(b"\n"), after.split(b"\n")
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    tail = next((i for i, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b), len(old))
    changed = [line for line in old[head : len(old) - tail] if line.lstrip().startswith(b"#")]
    return not changed


def test_each_kind_of_file_is_put_into_by_its_own_rules() -> None:
    assert params._PUT.keys() == {"yaml", "json", "toml", "py"}
