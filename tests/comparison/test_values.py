"""Parameters and metrics in the forms people keep them in."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.comparison.values import VALUES_MAX, UnreadableValues, read_values

VALUES = {"lr": 0.001, "epochs": 10, "model.name": "resnet", "model.layers": [64, 32], "deep": True}

YAML = b"lr: 1e-3\nepochs: 10\nmodel: {name: resnet, layers: [64, 32]}\ndeep: true\n"
JSON = b'{"lr": 1e-3, "epochs": 10, "model": {"name": "resnet", "layers": [64, 32]}, "deep": true}'
TOML = b'lr = 1e-3\nepochs = 10\ndeep = true\n[model]\nname = "resnet"\nlayers = [64, 32]\n'
PYTHON = b"""\
import os
lr = 1e-3
epochs: int = 10
deep = True
computed = lr * 2
undefined: int
class model:
    name = "resnet"
    def __init__(self, size):
        self.layers = [64, 32]
        self.size = size
        local = 1
"""


@pytest.mark.parametrize(
    ("data", "file"),
    [
        (YAML, "params.yaml"),
        (YAML, "params.YML"),
        (YAML, "params"),
        (JSON, "params.json"),
        (b"\xef\xbb\xbf" + JSON, "params.json"),
        (JSON, "params.txt"),
        pytest.param(TOML, "params.toml", marks=pytest.mark.skipif(sys.version_info < (3, 11), reason="no tomllib")),
        (PYTHON, "params.py"),
    ],
)
def test_every_form_says_the_same(data: bytes, file: str) -> None:
    assert read_values(data, file) == VALUES


@pytest.mark.skipif(sys.version_info >= (3, 11), reason="tomllib is there")
def test_toml_needs_a_newer_python() -> None:
    with pytest.raises(UnreadableValues, match="newer"):
        read_values(TOML, "params.toml")


@pytest.mark.parametrize("file", ["params.yaml", "params.json", "params.toml", "params.py"])
def test_an_empty_file_has_no_values(file: str) -> None:
    if file.endswith("toml") and sys.version_info < (3, 11):
        pytest.skip("no tomllib")
    assert read_values(b"", file) == {}


@pytest.mark.parametrize(
    ("data", "file", "reason"),
    [
        (b"[1, 2]", "metrics.json", "has to be a mapping"),
        (b"- 1", "metrics.yaml", "has to be a mapping"),
        (b"{", "metrics.json", "Expecting"),
        (b"a: [", "metrics.yaml", "line"),
        (b"\xff", "metrics.json", "not UTF-8"),
        (b"a: 1\na: 2", "metrics.yaml", "appears twice"),
        (b"[" * 100_000, "metrics.json", "nested too deep"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "metrics.json", "nested deeper"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "metrics.json", "digits"),
        (b"a = " + b"[" * 300, "params.py", "nested"),
        (b"a = " + b"-" * 150_000 + b"1", "params.py", "nested"),
        (b"a = 1\n" * 50_000, "params.py", "longer than"),
        (b"".join(b"k%d: 1\n" % i for i in range(VALUES_MAX + 1)), "metrics.yaml", "more than"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, file: str, reason: str) -> None:
    with pytest.raises(UnreadableValues, match=reason):
        read_values(data, file)


def test_what_json_cannot_hold_is_text() -> None:
    source = b"where = b'x'\nsome = {2, 1}\npair = (1, 'a')\nz = 1j\nby = {1: 'one'}\n"
    assert read_values(source, "params.py") == {
        "where": "b'x'", "some": [1, 2], "pair": [1, "a"], "z": "1j", "by.1": "one",
    }  # fmt: skip


@given(st.binary(max_size=200), st.sampled_from(["a.yaml", "a.json", "a.toml", "a.py", "a"]))
def test_nothing_in_a_file_makes_reading_fail_otherwise(data: bytes, file: str) -> None:
    try:
        values = read_values(data, file)
    except UnreadableValues:
        return
    assert all(isinstance(key, str) for key in values)
