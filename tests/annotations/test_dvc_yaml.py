"""`artifacts:` of dvc.yaml is read as DVC reads it; what is doubtful was asked of DVC itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.annotations.dvc_yaml import needed_files, read_dvc_yaml
from gto.annotations.entries import Annotation, Problem, Reading


def read(text: str, file: str = "dvc.yaml") -> Reading:
    return read_dvc_yaml(text.encode(), file=file)


def test_every_field() -> None:
    reading = read("""\
stages:
  train: {cmd: python train.py}
artifacts:
  cv-classification:
    path: models/resnet.pt
    type: model
    desc: text
    labels: [a, b]
    meta: {framework: pytorch}
""")
    assert reading == Reading(
        (
            Annotation(
                "cv-classification",
                source="dvc.yaml",
                type="model",
                path="models/resnet.pt",
                labels=("a", "b"),
                description="text",
                custom={"framework": "pytorch"},
            ),
        )
    )


def test_the_folder_is_part_of_the_name() -> None:
    (annotation,) = read("artifacts: {m: {path: a.pkl}}", file="sub/deep/dvc.yaml").annotations
    assert (annotation.artifact, annotation.location) == ("sub/deep:m", "sub/deep/a.pkl")


def test_a_folder_that_no_name_can_contain() -> None:
    reading = read("artifacts: {m: {path: a.pkl}}", file="my models/dvc.yaml")
    assert reading.annotations == ()
    assert "'my models:m' cannot be an artifact's name" in reading.problems[0].message


@pytest.mark.parametrize(
    "text",
    ["", "stages: {}", "stages: [", "artifacts: {}", "# artifacts", "stages: {artifacts: {cmd: x}}"],
)
def test_files_without_artifacts(text: str) -> None:
    assert read(text) == Reading()


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("{type: model}", "line 2: `path` is missing"),
        ("{path: a, foo: 1}", "line 2: unknown key 'foo'"),
        ("{path: 1}", "`path` has to be text"),
        ("{path: }", "`path` has to be text"),
        ("{path: a, type: 1}", "`type` has to be text"),
        ("{path: a, desc: }", "`desc` has to be text"),
        ("{path: a, labels: x}", "`labels` has to be a list"),
        ("{path: a, labels: [1]}", "`labels` has to be a list of texts"),
        ("", "line 2: an entry has to be a mapping"),
    ],
)
def test_an_entry_that_dvc_refuses_costs_only_itself(entry: str, sentence: str) -> None:
    reading = read(f"artifacts:\n  m: {entry}\n  n: {{path: b}}\n")
    assert [annotation.artifact for annotation in reading.annotations] == ["n"]
    assert reading.problems == (Problem("dvc.yaml", sentence, "m"),)


@pytest.mark.parametrize(
    "text",
    [
        "artifacts:",
        "artifacts: [a]",
        "artifacts: 5",
        "artifacts: {a: ",
        "artifacts: {}\nartifacts: {}",
        "- artifacts",
    ],
)
def test_a_section_that_dvc_refuses(text: str) -> None:
    reading = read(text)
    assert reading.annotations == ()
    assert [problem.artifact for problem in reading.problems] == [None]


def test_what_is_wrong_elsewhere_in_the_file_does_not_matter() -> None:
    text = "stages: {s: !!python/none x}\nunknown: 1\nunknown: 2\nartifacts: {m: {path: a}}"
    assert [annotation.artifact for annotation in read(text).annotations] == ["m"]


class TestExpressions:
    def read(self, text: str, file: str = "dvc.yaml", **beside: str) -> Reading:
        named = {"params": "params.yaml", "v": "v.yaml", "w": "w.json"}
        files = {named[name]: content.encode() for name, content in beside.items()}
        return read_dvc_yaml(text.encode(), file=file, files=files)

    def test_in_values_and_names(self) -> None:
        reading = self.read(
            "vars: [v.yaml, 'w.json:b', {z: q}]\n"
            "artifacts:\n"
            "  m-${z}: {path: 'x/${a.b[0]}/${b}', labels: ['${z}', 'n${n}'], meta: {'${z}': '${a}'}}\n",
            params="n: 3",
            v="a: {b: [1e-3]}",
            w='{"b": true, "c": 1}',
        )
        (annotation,) = reading.annotations
        assert annotation == Annotation(
            "m-q", "dvc.yaml", path="x/0.001/true", labels=("q", "n3"), custom={"q": {"b": [0.001]}}
        )

    def test_a_number_becomes_text_where_text_has_to_be(self) -> None:
        (annotation,) = self.read("vars: [{v: 2}]\nartifacts: {m: {path: '${v}', desc: '${v}'}}").annotations
        assert (annotation.path, annotation.description) == ("2", "2")

    @pytest.mark.parametrize("entry", ["'${d}'", "{path: a, labels: '${l}'}"])
    def test_the_form_of_an_entry_is_checked_as_it_is_written(self, entry: str) -> None:
        assert self.read(f"vars: [{{d: {{path: p}}, l: [a]}}]\nartifacts: {{m: {entry}}}").annotations == ()

    def test_one_that_cannot_be_resolved_costs_its_entry(self) -> None:
        reading = self.read("artifacts:\n  m: {path: '${nowhere}'}\n  n: {path: b}\n")
        assert [annotation.artifact for annotation in reading.annotations] == ["n"]
        assert reading.problems == (Problem("dvc.yaml", "${nowhere} cannot be resolved: there is no 'nowhere'", "m"),)

    def test_vars_that_are_wrong_cost_only_those_who_use_them(self) -> None:
        reading = self.read("vars: [absent.yaml]\nartifacts:\n  m: {path: '${a}'}\n  n: {path: b}\n")
        assert [annotation.artifact for annotation in reading.annotations] == ["n"]
        (problem,) = reading.problems
        assert problem.message == "${a} cannot be resolved: 'absent.yaml' of `vars` does not exist"

    def test_two_entries_can_end_up_with_one_name(self) -> None:
        reading = self.read("vars: [{d: nn}]\nartifacts: {'${d}': {path: p}, nn: {path: q}}")
        assert [(each.artifact, each.path) for each in reading.annotations] == [("nn", "q")]
        assert reading.problems[0].message == "'nn' appears twice; the last one counts"


def test_needed_files_are_those_that_expressions_may_use() -> None:
    text = b"""\
vars: [../v.yaml, 'w.json:a,b', {z: q}, ../../outside.yaml, /etc/passwd]
artifacts: {m: {path: '${a}'}}
"""
    assert needed_files(text, "sub/dvc.yaml") == ("sub/params.yaml", "v.yaml", "sub/w.json")


@pytest.mark.parametrize(
    "text",
    [b"", b"stages: {a: {cmd: '${a}'}}", b"vars: [v.yaml]\nartifacts: {m: {path: a}}", b"artifacts: [${"],
)
def test_without_expressions_in_artifacts_no_file_is_needed(text: bytes) -> None:
    assert needed_files(text, "dvc.yaml") == ()


fragments = st.sampled_from(
    [
        "artifacts:",
        " {",
        "}",
        "m: ",
        "path: ",
        "'${",
        "}'",
        "a",
        "\n  ",
        "\n",
        "vars: ",
        "[",
        "]",
        ", ",
        "- ",
        "${a}",
    ]
)


@given(st.lists(fragments, max_size=25).map("".join), st.binary(max_size=40))
def test_reading_never_raises(text: str, beside: bytes) -> None:
    data = f"artifacts: {{m: {{path: '${{a}}'}}}}\n{text}".encode()
    files = {"params.yaml": beside, "a": beside}
    for content in (data, text.encode()):
        needed_files(content, "dvc.yaml")
        read_dvc_yaml(content, file="dvc.yaml", files=files)
