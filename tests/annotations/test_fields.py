"""Entries are read one by one, and each field says what it accepts."""

from __future__ import annotations

import pytest

from gto.annotations import fields
from gto.annotations.artifacts_yaml import read_artifacts_yaml
from gto.annotations.yaml import UnreadableYaml


@pytest.mark.parametrize("word", ["yes", "ON", "True", "t", "1", True, 1, 1.0])
def test_words_for_true(word: str | bool | float) -> None:
    assert fields.flag({"virtual": word}, "virtual", default=False) is True


@pytest.mark.parametrize("word", ["no", "Off", "FALSE", "f", "0", False, 0, 0.0])
def test_words_for_false(word: str | bool | float) -> None:
    assert fields.flag({"virtual": word}, "virtual", default=True) is False


@pytest.mark.parametrize("word", ["maybe", "", 2, None, [], {}])
def test_other_words(word: str | int | list[object] | None) -> None:
    with pytest.raises(UnreadableYaml, match="`virtual` has to be true or false"):
        fields.flag({"virtual": word}, "virtual", default=True)  # type: ignore[dict-item]


def test_one_bad_entry_never_hides_the_others() -> None:
    data = b"""\
good: {type: model}
'a b': {}
twice: {type: a}
twice: {type: b}
wrong: {type: [a]}
tagged: {custom: !thing 1}
better: {path: p}
"""
    reading = read_artifacts_yaml(data, file="artifacts.yaml")
    assert [annotation.artifact for annotation in reading.annotations] == ["good", "better"]
    assert {problem.artifact: problem.message for problem in reading.problems} == {
        "twice": "'twice' appears twice",
        "a b": "'a b' cannot be an artifact's name: "
        "letters, numbers, '_', '-', '/' are allowed, with a letter or a number at both ends",
        "wrong": "`type` has to be text",
        "tagged": "line 6: unknown tag !thing",
    }


def test_texts_have_a_limit() -> None:
    data = f"nn: {{description: {'x' * (fields.TEXT_LENGTH_MAX + 1)}}}\n{'m' * 300}: {{}}".encode()
    reading = read_artifacts_yaml(data, file="artifacts.yaml")
    assert [problem.message for problem in reading.problems] == [
        "`description` is longer than 65,536 characters",
        f"the name '{'m' * 40}…' is longer than 200 characters",
    ]


def test_the_number_of_entries_has_a_limit() -> None:
    data = "".join(f"m{i}: {{}}\n" for i in range(fields.ENTRIES_MAX + 5)).encode()
    reading = read_artifacts_yaml(data, file="artifacts.yaml")
    assert len(reading.annotations) == fields.ENTRIES_MAX
    assert [p.message for p in reading.problems] == ["more than 10,000 artifacts; the others are left out"]


def test_names_in_problems_can_be_printed() -> None:
    (problem,) = read_artifacts_yaml(b'"\\e[31m": {}', file="artifacts.yaml").problems
    assert problem.message.isprintable()
