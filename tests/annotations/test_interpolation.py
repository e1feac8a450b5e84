"""`${…}`: how values are found and put in. The expected answers are DVC's."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import pytest

from gto.annotations.interpolation import Values, gather, read_file
from gto.annotations.yaml import CHARACTERS_MAX, UnreadableYaml, parse, plain


def put_in(template: str, given: str, **beside: str) -> object:
    """`template` with the values of `vars: given`, and of files such as v_yaml="…"."""
    root = parse(given)
    files = {name.replace("_", "."): text.encode() for name, text in beside.items()}
    return gathered(None if root is None else plain(root), files).put_in(template)


def gathered(given: Any, files: Mapping[str, bytes]) -> Values:
    return gather(given, "", lambda place: read_file(files[place], place) if place in files else None)


@pytest.mark.parametrize(
    ("template", "given", "result"),
    [
        ("${a}", "[{a: 1}]", 1),
        ("${a}", "[{a: null}]", None),
        ("${a}", "[{a: [1, 2]}]", [1, 2]),
        ("${a}", "[{a: {b: 1}}]", {"b": 1}),
        ("x ${ a }", "[{a: 1}]", "x 1"),
        ("x ${a.0} ${a[1]} ${a[-1]}", "[{a: [1, 2]}]", "x 1 2 2"),
        ("x ${a[b]}", "[{a: {b: 1}}]", "x 1"),
        ("x ${a-b}", "[{a-b: 1}]", "x 1"),
        ("${t} ${f} ", "[{t: True, f: False}]", "true false "),
        ("${a} ${b} ${c}", "[{a: 1e-5, b: 1.0, c: .nan}]", "1e-05 1.0 nan"),
        ("x ${a}", "[{a: null}]", "x None"),
        ("x\\${a}-${a}", "[{a: 1}]", "x${a}-1"),
        ("\\${a}", "[]", "${a}"),
        ("\\\\${a}", "[]", "\\${a}"),
        ("$a {b} $ {c} ${", "[]", "$a {b} $ {c} ${"),
        ("x ${a.x} ${a.y}", "[{a: {x: 1}}, {a: {y: 2}}]", "x 1 2"),
    ],
)
def test_put_in(template: str, given: str, result: object) -> None:
    found = put_in(template, given)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("template", "given", "sentence"),
    [
        ("x ${}", "[]", "names nothing"),
        ("${a + 1}", "[{a: 1}]", "there is no 'a + 1'"),
        ("${a[5]}", "[{a: [1, 2]}]", "there is no '5'"),
        ("${a['b']}", "[{a: {b: 1}}]", "there is no"),
        ("${env:HOME}", "[]", "there is no 'env:HOME'"),
        ("x ${a}", "[{a: [1]}]", "a list or a mapping where a text has to be"),
        ("${a}", "[{a: '${b}'}, {b: 1}]", "cannot contain ${…} itself"),
        ("${a}", "[{a: 1}, {a: 1}]", "gives 'a' twice"),
        ("${a}", "a.yaml", "`vars` has to be a list"),
        ("${a}", "[5]", "a list of mappings and file names"),
        ("${a}", "[../a.yaml]", "outside the repository"),
    ],
)
def test_refused(template: str, given: str, sentence: str) -> None:
    with pytest.raises(UnreadableYaml, match=r".") as refusal:
        put_in(template, given)
    assert sentence in str(refusal.value)


def test_files() -> None:
    assert put_in("${a}", "[v.yaml]", v_yaml="a: 1") == 1
    assert put_in("${a}", "[v.json]", v_json='{"a": 1}') == 1
    assert put_in("${a.b}", "[v.py]", v_py="class a:\n    b = 1") == 1
    assert put_in("${a}", "[v.txt]", v_txt="a: 1") == 1
    assert put_in("${a}", "['v.yaml:a, b']", v_yaml="a: 1\nb: 2\nc: 3") == 1
    assert put_in("${a}", "[v.yaml, v.yaml]", v_yaml="a: 1") == 1
    assert put_in("${a}", "", params_yaml="a: 1") == 1
    assert put_in("${a}", "[params.yaml]", params_yaml="a: 1") == 1


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 has no TOML reader")
def test_toml_files() -> None:
    assert put_in("${a} ${d}", "[v.toml]", v_toml="a = 1\nd = 2001-01-01") == "1 2001-01-01"


@pytest.mark.parametrize(
    ("given", "beside", "sentence"),
    [
        ("['v.yaml:a']", {"v_yaml": "b: 1"}, "'v.yaml' of `vars` has no 'a'"),
        ("['v.yaml:b.c']", {"v_yaml": "b: {c: 1}"}, "has no 'b.c'"),
        ("[v.yaml]", {}, "'v.yaml' of `vars` does not exist"),
        ("[v.yaml]", {"v_yaml": "[1]"}, "the file has to be a mapping"),
        ("[v.yaml]", {"v_yaml": "a: ["}, "v.yaml: line"),
        ("[v.json]", {"v_json": "{"}, "v.json: "),
        ("[v.json]", {"v_json": "[" * 100_000}, "v.json: nested too deep"),
        ("[v.json]", {"v_json": '{"a": "\\ud800"}'}, "v.json: "),
        ("[v.py]", {"v_py": "a ="}, "v.py: invalid syntax"),
        ("['params.yaml:a']", {"params_yaml": "a: 1"}, "already read as a whole"),
        ("[{a: 1}]", {"params_yaml": "a: 2"}, "gives 'a' twice"),
    ],
)
def test_files_refused(given: str, beside: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnreadableYaml, match=r".") as refusal:
        put_in("${a}", given, **beside)
    assert sentence in str(refusal.value)


def test_expressions_cannot_grow_without_end() -> None:
    values = gathered([{"a": "x" * (CHARACTERS_MAX // 2)}], {})
    assert isinstance(values.put_in("${a}"), str)
    with pytest.raises(UnreadableYaml, match="more than 4,194,304 characters"):
        values.put_in("${a} ${a}")


def test_joining_leaves_shared_values_alone() -> None:
    """`&shared` is one value at two names; adding to one of them is no change of the other."""
    root = parse("[{a: &shared {x: 1}, b: *shared}, {a: {y: 2}}]")
    assert root is not None
    values = gathered(plain(root), {})
    assert values.given == {"a": {"x": 1, "y": 2}, "b": {"x": 1}}


def test_what_was_used_of_which_file_is_known() -> None:
    files = {"params.yaml": b"a: {b: 1, c: [2, 3]}\nd: 4", "v.json": b'{"e": {"f": 5}, "g": 6}'}
    values = gathered(["v.json:e", {"own": 7}], files)
    inner = values.naming({"item": values.find("a.c")})
    assert inner.put_in("${item[1]} ${a.b} ${e.f} ${own} ${a.b}") == "3 1 5 7 1"
    assert inner.put_in({"x": "${a}"}) == {"x": {"b": 1, "c": [2, 3]}}
    assert {file: list(keys) for file, keys in values.used.items()} == {
        "params.yaml": ["a.c.1", "a.b"],
        "v.json": ["e.f"],
    }


def test_a_stage_may_join_values_of_its_own() -> None:
    files = {"params.yaml": b"a: 1", "src/v.yaml": b"b: 2"}
    values = gathered([], files)
    opened = lambda place: read_file(files[place], place) if place in files else None  # noqa: E731
    assert values.joining(["v.yaml", {"c": 3}], "src", opened).put_in("${a}${b}${c}") == "123"
    with pytest.raises(UnreadableYaml, match="gives 'a' twice"):
        values.joining([{"a": 1}], "src", opened).put_in("${a}")
    assert values.given == {"a": 1}


def test_values_may_be_written_otherwise() -> None:
    values = gathered([{"a": {"b": 1}}], {})
    assert values.written("run ${a} \\${a}", repr) == "run {'b': 1} ${a}"
