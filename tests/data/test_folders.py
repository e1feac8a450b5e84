"""Where stages run, by what a dvc.yaml says of it."""

from __future__ import annotations

from gto.annotations.interpolation import read_file
from gto.annotations.yaml import read_yaml_mapping
from gto.data.folders import folders, needed

PLAIN = b"""\
stages:
  here: {cmd: x}
  deep: {cmd: x, wdir: ../b}
  each: {foreach: [1, 2], do: {cmd: x, wdir: c}}
"""
EXPRESSIONS = b"""\
vars: [more.json, {own: {place: o}}]
stages:
  here: {cmd: x}
  own: {cmd: x, wdir: 'm/${own.place}'}
  beside: {cmd: x, wdir: '${where}'}
  listed: {foreach: '${names}', do: {cmd: x, wdir: '${item}/d'}}
  objects: {foreach: [{at: x}, {at: y}], do: {cmd: x, wdir: '${item.at}'}}
  keyed: {foreach: {k: {at: z}}, do: {cmd: x, wdir: '${key}/${item.at}'}}
  all: {matrix: {a: [1, 2], b: '${names}'}, cmd: x, wdir: '${item.a}/${item.b}'}
  lost: {cmd: x, wdir: '${nothing}'}
"""
FILES = {"p/params.yaml": b"where: w\n", "p/more.json": b'{"names": ["n", "m"]}'}


def at(data: bytes) -> dict[str, str | None]:
    def opened(path: str) -> object:
        return read_file(FILES[path], path) if path in FILES else None

    return folders(read_yaml_mapping(data), "p/dvc.yaml", opened)  # type: ignore[arg-type]


def test_without_expressions_no_file_is_needed() -> None:
    assert needed(read_yaml_mapping(PLAIN), "p/dvc.yaml") == ()
    assert at(PLAIN) == {"here": "p", "deep": "b", "each": "p/c"}


def test_expressions_are_resolved_for_each_that_a_stage_stands_for() -> None:
    assert needed(read_yaml_mapping(EXPRESSIONS), "p/dvc.yaml") == ("p/params.yaml", "p/more.json")
    assert at(EXPRESSIONS) == {
        "here": "p", "own": "p/m/o", "beside": "p/w",
        "listed": None, "listed@n": "p/n/d", "listed@m": "p/m/d",
        "objects": None, "objects@0": "p/x", "objects@1": "p/y",
        "keyed": None, "keyed@k": "p/k/z",
        "all": None, "all@1-n": "p/1/n", "all@1-m": "p/1/m", "all@2-n": "p/2/n", "all@2-m": "p/2/m",
        "lost": None,
    }  # fmt: skip


def test_what_cannot_be_resolved_is_nowhere_rather_than_in_a_wrong_folder() -> None:
    odd = b"stages: {one: {wdir: '${a}', cmd: x}, two: {foreach: '${b}', do: {wdir: '${item}'}}, three: 3}"
    assert at(odd) == {"one": None, "two": None, "three": "p"}
    assert at(b"vars: [gone.yaml]\nstages: {one: {wdir: '${own}', cmd: x}}") == {"one": None}
    both = at(b"stages: {both: {matrix: {a: 3, b: [1]}, wdir: '${item.a}/${item.b}'}}")
    assert set(both.values()) == {None}
    assert at(b"stages: {many: {matrix: {a: 3}, wdir: '${item.a}'}}")["many"] is None
