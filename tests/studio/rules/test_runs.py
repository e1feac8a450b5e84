"""What posts make of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gto_studio.rules.posts import read_post
from gto_studio.rules.runs import Run, begins_anew, is_replaced, state, told
from studio.live.posting import BASELINE, done, metrics, start

NOW = 1_780_000_000.0
NEW = Run("id", "repository", BASELINE, "outer-mobs", NOW, NOW)


def after(*documents: dict[str, Any], run: Run = NEW, now: float = NOW + 1) -> Run:
    for document in documents:
        run = told(run, read_post(document), now)
    return run


def test_a_run_from_its_start_to_its_end() -> None:
    begun = after(start(client="dvc", message="why", params={"params.yaml": {"lr": 0.1}}))
    assert (begun.client, begun.message, begun.step, begun.ended) == ("dvc", "why", None, None)
    going = after(metrics(0), metrics(1, params={"dvclive/params.yaml": {}}), run=begun)
    assert going.step == 1
    assert going.client == "dvc", "who began it, whoever sends what happens in between"
    assert going.params == {"params.yaml": {"data": {"lr": 0.1}}, "dvclive/params.yaml": {"data": {}}}
    assert going.metrics["dvclive/metrics.json"]["data"]["train"] == {"acc": 0.1}
    ended = after(done(client="dvc", metrics={"eval.json": {"data": {"auc": 0.9}}}, experiment_rev="b" * 40), run=going)
    assert (ended.ended, ended.failed, ended.experiment_rev) == (NOW + 1, False, "b" * 40)
    assert set(ended.metrics) == {"eval.json", "dvclive/metrics.json"}


def test_files_of_a_sub_project_are_named_from_the_root() -> None:
    run = after(start(subdir="projects/sub", params={"params.yaml": {}}), metrics(0))
    assert [*run.params, *run.metrics] == ["projects/sub/params.yaml", "projects/sub/dvclive/metrics.json"]


def test_a_late_step_does_not_turn_the_run_back() -> None:
    assert after(metrics(4), metrics(2)).step == 4


def test_a_run_that_was_never_started_is_known_by_what_comes() -> None:
    assert after(metrics(3)).step == 3


def test_a_start_under_the_name_of_a_run_that_went_on_begins_anew() -> None:
    first = after(start(params={"old.yaml": {}}), metrics(3), done(experiment_rev="b" * 40))
    again = after(start(), run=first, now=NOW + 9)
    assert begins_anew(first, read_post(start()))
    assert again == Run("id", "repository", BASELINE, "outer-mobs", NOW + 9, NOW + 9, client="dvclive")


def test_a_second_start_of_a_run_that_has_not_moved_adds_to_it() -> None:
    run = after(start(params={"a.yaml": {}}), start(params={"b.yaml": {}}))
    assert set(run.params) == {"a.yaml", "b.yaml"}


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (done(experiment_rev="b" * 40), "finished"),
        (done(), "finished"),  # DVCLive was told not to save
        (done(client="dvc"), "failed"),  # a stage failed: DVC commits what went well
        (done(errors=[{"cls": "E", "text": "t"}], experiment_rev="b" * 40), "failed"),
        (metrics(2), "running"),
    ],
)
def test_how_it_ended(last: dict[str, Any], expected: str) -> None:
    assert state(after(start(), metrics(1), last), NOW + 2, 60.0) == expected


def test_a_run_is_silent_when_nothing_is_heard_and_runs_again_when_something_is() -> None:
    run = replace(after(metrics(1)), quiet=True)
    assert [state(run, NOW + 1 + seconds, 60.0) for seconds in (60, 61)] == ["running", "silent"]
    again = after(metrics(2), run=run, now=NOW + 500)
    assert (state(again, NOW + 501, 60.0), again.quiet) == ("running", False)
    assert state(after(metrics(3), run=after(done(), run=run), now=NOW + 501), NOW + 501, 60.0) == "running"


@pytest.mark.parametrize(("late", "seconds"), [(0, 1e6), (1, 1e6), (2, 0), (2, 59)])
def test_what_comes_late_does_not_make_an_ended_run_go_on(late: int, seconds: float) -> None:
    run = after(metrics(late), run=after(metrics(1), done()), now=NOW + 1 + seconds)
    assert state(run, NOW + 1e9, 60.0) == "finished"
    assert run.step == max(1, late)


def test_an_ended_run_never_falls_silent() -> None:
    assert state(after(done()), NOW + 1e9, 60.0) == "finished"


@pytest.mark.parametrize(
    ("run", "pushed_at", "is_committed", "replaced"),
    [
        (after(metrics(1)), None, False, False),
        (after(done(experiment_rev="b" * 40)), None, True, True),
        (after(done()), NOW - 100, False, True),
        (after(metrics(1)), NOW + 5, False, True),  # killed after its commit was pushed: no end was told
        (after(metrics(1)), NOW - 100, False, False),  # another run, under a name that was pushed before
    ],
)
def test_the_pushed_commit_is_shown_instead(
    run: Run, pushed_at: float | None, is_committed: bool, replaced: bool
) -> None:
    assert is_replaced(run, pushed_at=pushed_at, is_committed=is_committed) is replaced
