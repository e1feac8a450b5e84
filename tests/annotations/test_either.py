"""A request carried out on the bytes of either kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gto.annotations.either import adopted, beside, edited, has, reading
from gto.annotations.requests import Annotate, Remove
from gto.errors import ArtifactNotFound, UnknownType, WrongArgs

if TYPE_CHECKING:
    from gto.annotations.entries import Plain

INDEX = "artifacts.yaml"


def edit(data: str | None, request: Annotate | Remove, file: str = "dvc.yaml") -> str | None:
    after = edited(None if data is None else data.encode(), request, file=file, index=INDEX, types=("model",))
    return None if after is None else after.decode()


def test_one_request_for_both_kinds_of_file() -> None:
    request = Annotate("churn", "model", "c.pkl", "who will leave", ("a",), {"accuracy": 0.9})
    assert edit(None, request) == (
        "artifacts:\n  churn:\n    path: c.pkl\n    type: model\n    desc: who will leave\n"
        "    labels:\n      - a\n    meta:\n      accuracy: 0.9\n"
    )
    assert edit(None, request, INDEX) == (
        "churn:\n  custom:\n    accuracy: 0.9\n  description: who will leave\n"
        "  labels:\n  - a\n  path: c.pkl\n  type: model\n"
    )


@pytest.mark.parametrize("file", ["dvc.yaml", INDEX])
def test_what_was_written_is_read_and_can_be_taken_away(file: str) -> None:
    request = Annotate("churn", "model", "c.pkl", "text", ("a", "b"), {"k": [1]}, must_exist=file == INDEX)
    data = edit(None, request, file)
    assert data is not None
    (read,) = reading(data.encode(), file=file, index=INDEX).annotations
    assert (read.artifact, read.type, read.path, read.labels) == ("churn", "model", "c.pkl", ("a", "b"))
    assert (read.description, read.custom, read.virtual) == ("text", {"k": [1]}, file != INDEX)
    assert edit(data, Remove("churn"), file) in (None, "{}\n")


def test_the_name_inside_a_folders_file_has_no_folder() -> None:
    after = edit(None, Annotate("models/cv:net", path="n.pt"), "models/cv/dvc.yaml")
    assert after == "artifacts:\n  net:\n    path: n.pt\n"


def test_an_entry_gains_what_is_new_and_keeps_the_rest_byte_for_byte() -> None:
    before = """\
# who: everybody
stages: {train: {cmd: ./train}}
artifacts:
    churn:   # our best
        path:  'c.pkl'
        labels: [b, '${label}']
        meta:
            owner: "Jo"   # asks to be told
            size: ${size}
"""
    after = edit(before, Annotate("churn", labels=("a",), meta={"accuracy": 0.9, "owner": "Jo"}))
    assert after == before.replace("[b, '${label}']", "[b, '${label}', a]") + "            accuracy: 0.9\n"


@pytest.mark.parametrize(
    ("meta", "line"),
    [
        ({"a": 2}, "meta: {a: 2, b: [1]}"),
        ({"b": {"c": None}}, "meta: {a: 1, b: {c: null}}"),
        ("a text", "meta: a text"),
        ([1, 2], "meta: [1, 2]"),
    ],
)
def test_meta_is_joined_where_it_is_a_mapping(meta: Plain, line: str) -> None:
    before = "artifacts:\n  churn:\n    path: c\n    meta: {a: 1, b: [1]}\n"
    assert edit(before, Annotate("churn", meta=meta)) == before.replace("meta: {a: 1, b: [1]}", line)


def test_saying_it_again_changes_nothing() -> None:
    request = Annotate("churn", "model", "c.pkl", "text", ("a",), {"k": {"l": 1.5}})
    once = edit(None, request)
    assert edit(once, request) == once


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (Annotate("churn", type="dataset", path="c"), UnknownType),
        (Annotate("churn", type="model"), WrongArgs),
        (Remove("churn"), ArtifactNotFound),
    ],
)
def test_what_may_not_be_written(request_: Annotate | Remove, error: type[Exception]) -> None:
    for data in (None, "artifacts:\n  other: {path: o}\n"):
        with pytest.raises(error):
            edit(data, request_)


def test_only_a_dvc_yaml_takes_values_from_other_files() -> None:
    data = b"vars: [v.yaml]\nartifacts: {churn: {path: '${v}'}}"
    assert beside(data, file="a/dvc.yaml", index=INDEX) == ("a/params.yaml", "a/v.yaml")
    assert beside(data, file=INDEX, index=INDEX) == ()
    assert reading(data, file="dvc.yaml", index=INDEX, files={"v.yaml": b"v: c.pkl"}).annotations[0].path == "c.pkl"


@pytest.mark.parametrize("file", ["dvc.yaml", INDEX])
def test_an_entry_is_adopted_from_another_state_of_the_file(file: str) -> None:
    source = edit(edit(None, Annotate("other", path="o"), file), Annotate("churn", path="c", meta={"k": [1]}), file)
    alone = edit(None, Annotate("churn", path="c", meta={"k": [1]}), file)
    assert source is not None
    assert has(source.encode(), "churn", file=file, index=INDEX)
    assert not has(None, "churn", file=file, index=INDEX)
    assert adopted(None, "churn", source.encode(), file=file, index=INDEX).decode() == alone
    with pytest.raises(ArtifactNotFound):
        adopted(None, "nobody", source.encode(), file=file, index=INDEX)
