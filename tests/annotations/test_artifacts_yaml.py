"""artifacts.yaml is read as GTO 1.10 reads it; what is doubtful was asked of the program itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.annotations.artifacts_yaml import read_artifacts_yaml
from gto.annotations.entries import Annotation, Problem, Reading


def read(text: str) -> Reading:
    return read_artifacts_yaml(text.encode(), file="artifacts.yaml")


def test_every_field() -> None:
    reading = read("""\
nn:
  type: model
  path: models/nn.pkl
  virtual: false
  labels: [b, a, b]
  description: the first one
  custom: {a: [1, 2.5, null]}
  owner: unknown fields are ignored
""")
    assert reading == Reading(
        (
            Annotation(
                "nn",
                source="artifacts.yaml",
                type="model",
                path="models/nn.pkl",
                virtual=False,
                labels=("b", "a", "b"),
                description="the first one",
                custom={"a": [1, 2.5, None]},
            ),
        )
    )


def test_what_is_not_said_has_a_default() -> None:
    assert read("nn: {}").annotations == (
        Annotation("nn", "artifacts.yaml", None, None, virtual=True, labels=(), description="", custom=None),
    )


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [
        ("{type: null}", "type", None),
        ("{type: 'a b'}", "type", "a b"),  # only what is written is checked to be a name
        ("{path: ''}", "path", ""),
        ("{virtual: no}", "virtual", False),
        ("{labels: ['a b', '']}", "labels", ("a b", "")),
        ("{custom: 2001-01-01}", "custom", "2001-01-01"),
        ("{Type: model}", "type", None),
    ],
)
def test_accepted(entry: str, field: str, value: object) -> None:
    (annotation,) = read(f"nn: {entry}").annotations
    assert getattr(annotation, field) == value


@pytest.mark.parametrize(
    "entry",
    [
        "{type: 5}", "{type: true}", "{path: 5}", "{path: [a]}", "{virtual: 2}", "{virtual: null}",
        "{labels: a}", "{labels: [1]}", "{labels: null}", "{labels: {a: 1}}", "{description: 5}",
        "{description: null}", "text", "[a]", "", "{type: a, type: b}", "!foo {}",
    ],
)  # fmt: skip
def test_refused(entry: str) -> None:
    reading = read(f"nn: {entry}\nother: {{}}")
    assert [annotation.artifact for annotation in reading.annotations] == ["other"]
    assert [problem.artifact for problem in reading.problems] == ["nn"]


@pytest.mark.parametrize("text", ["", "# comment", "null", "text", "[nn]", "nn: {}\n---\nmm: {}", "nn: *x", "nn: ["])
def test_a_file_that_is_refused_as_a_whole(text: str) -> None:
    reading = read(text)
    assert reading.annotations == ()
    assert [(problem.file, problem.artifact) for problem in reading.problems] == [("artifacts.yaml", None)]


def test_an_empty_mapping_is_no_problem() -> None:
    assert read("{}") == Reading()


def test_aliases_and_merges() -> None:
    found = read("a: &b {type: model}\nnn: *b\nmm: {<<: *b, path: x}").annotations
    assert [(each.type, each.path) for each in found] == [("model", None), ("model", None), ("model", "x")]


def test_a_name_with_a_folder_belongs_elsewhere() -> None:
    assert read("'models:nn': {}").problems == (
        Problem(
            "artifacts.yaml",
            "'models:nn': a name with a folder belongs in the dvc.yaml of that folder",
            "models:nn",
        ),
    )


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="replace")))
def test_reading_never_raises(data: bytes) -> None:
    for file in ("artifacts.yaml", "some/where.yaml"):
        reading = read_artifacts_yaml(data, file=file)
        assert all(problem.file == file for problem in reading.problems)
