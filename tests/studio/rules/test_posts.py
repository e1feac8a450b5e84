"""Posts as clients send them, and as nobody should."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.errors import WrongInput
from gto_studio.rules import posts
from gto_studio.rules.posts import Post, place_of, read_post
from studio.live.posting import BASELINE, PNG, URL, done, head, metrics, plots, start


def test_a_start() -> None:
    found = read_post(start(message="a message", subdir="projects/sub/", params={"params.yaml": {"lr": 0.1}}))
    assert found == Post(
        "start", URL, BASELINE, "outer-mobs", "dvclive", "a message", "projects/sub",
        params={"params.yaml": {"data": {"lr": 0.1}}},
    )  # fmt: skip


def test_the_two_requests_of_a_step() -> None:
    said = {"m.json": {"data": {"nan": "nan"}}, "bad.json": {"error": {"cls": "X", "text": "y"}}}
    first = read_post(metrics(3, metrics=said))
    assert first.step == 3
    assert first.metrics == {"m.json": {"data": {"nan": "nan"}}, "bad.json": {"error": {"type": "X", "msg": "y"}}}
    second = read_post(plots(2, 3, images={"steps/3.png": PNG}))
    assert {file: [(step, json.loads(row)) for step, row in rows] for file, rows in second.points.items()} == {
        "dvclive/plots/metrics/train/acc.tsv": [(2, {"step": 2, "acc": 0.2}), (3, {"step": 3, "acc": 0.3})]
    }
    assert second.images == {"steps/3.png": PNG}
    assert not second.problems


def test_the_last_post_has_plots_without_rows() -> None:
    assert read_post(plots(0) | {"plots": {"acc.tsv": {"data": []}}}).points == {"acc.tsv": ()}


def test_a_done() -> None:
    assert read_post(done(experiment_rev="8CCA06048D6725CB74705F7E373CD1CA62553B9D")).experiment_rev == (
        "8cca06048d6725cb74705f7e373cd1ca62553b9d"
    )
    assert read_post(done(errors=[{"cls": "ValueError", "text": "no"}])).errors == ("ValueError: no",)


def test_a_baseline_in_capitals_is_the_same_commit() -> None:
    assert read_post(start(baseline=BASELINE.upper())).baseline == BASELINE


@pytest.mark.parametrize(
    "document",
    [
        None, [], "x", {}, head("begin"), head("start", url=""), head("start") | {"repo_url": 1}, start(name=""),
        start(name="a b"), start(name="a/b"), start(name="a\nb"), start(name="x" * 300), start(baseline="7b58905"),
        start(baseline="z" * 40), head("start") | {"name": None}, head("start") | {"baseline_sha": None},
    ],
)  # fmt: skip
def test_what_is_of_no_run_is_refused_in_one_sentence(document: Any) -> None:
    with pytest.raises(WrongInput) as refused:
        read_post(document)
    assert "\n" not in refused.value.message
    assert not refused.value.fields


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"params": []}, "'params' is no object of files"),
        ({"params": {"p": 1}}, "The parameters of 'p' are no object"),
        ({"metrics": {"m": {}}}, "The metrics of 'm' are neither data nor an error"),
        ({"metrics": {"a\nb": {"data": {}}}}, "A name of a file in 'metrics' cannot be used"),
        ({"plots": {"p": 1}}, "The plot 'p' is neither rows nor an image"),
        ({"plots": {"p": {"image": "!"}}}, "The image 'p' is not base64"),
        ({"plots": {"p": {"image": "A" * 10_000_004}}}, "The image 'p' is larger than 10,000,000 bytes"),
        ({"plots": {"p": {"data": [{"x": "A" * 10_000_000, "step": 1}]}}}, "The plot 'p' is larger"),
        ({"plots": {"p": {"data": [{"x": 1}]}}, "step": None}, "A row of the plot 'p' has no step"),
        ({"plots": {f"p{n}": {"data": []} for n in range(201)}}, "More than 200 plots came in one post"),
        ({"subdir": "../up"}, "The folder '../up' is not in the repository"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_named(more: dict[str, Any], problem: str) -> None:
    kept = {"good.json": {"data": {"acc": 1}}}
    found = read_post(metrics(1, metrics=kept) | more)
    assert len(found.problems) == 1
    assert found.problems[0].startswith(problem)
    if "metrics" not in more:
        assert found.metrics == kept
    assert len(found.points) <= posts.PLOTS_MOST


def test_a_row_without_a_step_is_of_the_posts() -> None:
    found = read_post(head("data", step=4, plots={"p": {"data": [{"x": 1}]}}))
    assert found.points == {"p": ((4, '{"x":1}'),)}


def test_of_two_rows_of_a_step_the_last_one_wins() -> None:
    found = read_post(head("data", step=4, plots={"p": {"data": [{"step": 1, "x": 1}, {"step": 1, "x": 2}]}}))
    assert found.points == {"p": ((1, '{"step":1,"x":2}'),)}


@pytest.mark.parametrize(
    ("subdir", "file", "place"),
    [
        ("", "dvclive/metrics.json", "dvclive/metrics.json"),
        ("projects/sub", "params.yaml", "projects/sub/params.yaml"),
        ("projects/sub", "../shared/p.yaml", "projects/shared/p.yaml"),
    ],
)
def test_files_are_named_from_the_root(subdir: str, file: str, place: str) -> None:
    assert place_of(subdir, file) == place


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


_FILES = st.dictionaries(
    st.text(max_size=3), _JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(("data", "image", "error"), _JSON))
)
_REST = ("message", "subdir", "step", "machine", "errors", "experiment_rev", "client")


@given(
    st.fixed_dictionaries(
        {}, optional={**dict.fromkeys(_REST, _JSON), **dict.fromkeys(("params", "metrics", "plots"), _JSON | _FILES)}
    )
)
def test_whatever_comes_of_a_run_is_a_post_or_left_out(more: dict[str, Any]) -> None:
    found = read_post(head("data") | more)
    assert all(isinstance(json.loads(row), dict) for rows in found.points.values() for _, row in rows)
    assert len(found.problems) <= posts.PROBLEMS_MOST
