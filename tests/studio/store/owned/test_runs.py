"""Runs, their plots and what Git has of them, on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert

from gto_studio.errors import NotFound
from gto_studio.rules.runs import Run
from gto_studio.store.connection import Store
from gto_studio.store.derived import tables as derived
from gto_studio.store.owned import runs
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.runs import PlotRow
from studio.live.posting import BASELINE
from studio.rows import NOW, a_repository


def a_run(repository: str, name: str = "outer-mobs") -> Run:
    return Run(new_id(NOW), repository, BASELINE, name, NOW, NOW)


def key(run: Run) -> runs.Key:
    return run.repository, run.baseline, run.name


def test_a_run_is_made_once(store: Store) -> None:
    with store.writing() as connection:
        row = a_repository(connection)
        first, second = a_run(row.id), a_run(row.id)
        assert runs.taken(connection, {key(first): first}) == {key(first): first}
        assert runs.taken(connection, {key(second): second}) == {key(first): first}
        changed = replace(first, step=3, params={"p": {"data": {"x": [1, None]}}}, machine={"cpu": 4}, failed=True)
        runs.save(connection, [changed])
    with store.reading() as connection:
        assert runs.of_repository(connection, row.id) == [changed]
        assert runs.get(connection, row.id, first.id) == changed
        with pytest.raises(NotFound):
            runs.get(connection, "another", first.id)


def test_rows_of_a_plot_come_by_step_and_the_last_of_a_step_stays(store: Store) -> None:
    with store.writing() as connection:
        run = a_run(a_repository(connection).id)
        runs.taken(connection, {key(run): run})
        plot = PlotRow(run.id, 1, "acc.tsv", image=False, last=2, size=0, changed=NOW)
        runs.save_plots(connection, [plot])
        runs.save_points(connection, {(run.id, 1, step): f'{{"step":{step}}}' for step in (2, 0, 1)})
        runs.save_points(connection, {(run.id, 1, 1): '{"again":1}'})
        runs.save_plots(connection, [replace(plot, last=9)])
    with store.reading() as connection:
        assert runs.plots(connection, [run.id]) == {run.id: [replace(plot, last=9)]}
        assert runs.points(connection, run.id, 1, after=None, limit=9) == [
            (0, '{"step":0}'), (1, '{"again":1}'), (2, '{"step":2}'),
        ]  # fmt: skip
        assert runs.points(connection, run.id, 1, after=0, limit=1) == [(1, '{"again":1}')]
        assert runs.count_points(connection, run.id) == 3


def test_what_is_removed_is_gone_with_its_plots(store: Store) -> None:
    with store.writing() as connection:
        run = a_run(a_repository(connection).id)
        runs.taken(connection, {key(run): run})
        runs.save_plots(connection, [PlotRow(run.id, 1, "a.png", image=True, last=0, size=3, changed=NOW)])
        runs.save_images(connection, {(run.id, 1): b"old"})
        runs.save_images(connection, {(run.id, 1): b"\x00\xff"})
        assert runs.image(connection, run.id, 1) == b"\x00\xff"
        runs.remove(connection, run.id)
        assert runs.plots(connection, [run.id]) == {}
        assert runs.image(connection, run.id, 1) is None
        assert runs.of_repository(connection, run.repository) == []


def test_a_pushed_experiment_is_found_by_its_baseline_and_name(store: Store) -> None:
    tip = "c" * 40
    with store.writing() as connection:
        repository = a_repository(connection).id
        pushed, other = a_run(repository), a_run(repository, "other")
        row = {"repository": repository, "ref": "r", "baseline": BASELINE, "name": "outer-mobs", "commit": tip}
        connection.execute(insert(derived.experiment).values(row))
        who = {f"{who}{field}": "" for who in ("author", "committer") for field in ("", "_email")}
        when = dict.fromkeys(("authored", "authored_offset", "committed_offset"), 0)
        connection.execute(
            insert(derived.commit).values(
                repository=repository, id=tip, parents=[BASELINE], tree="", message="", committed=NOW, **who, **when
            )
        )
        assert runs.pushed(connection, repository, [pushed, other]) == {pushed.id: (tip, NOW)}
        assert runs.committed(connection, repository, {tip, BASELINE}) == {tip}


def test_what_the_sweep_looks_for(store: Store) -> None:
    with store.writing() as connection:
        repository = a_repository(connection).id
        old, new, ended, gone = (replace(a_run(repository, name), heard=NOW) for name in "abcd")
        runs.taken(connection, {key(run): run for run in (old, new, ended, gone)})
        runs.save(
            connection,
            [replace(new, heard=NOW + 9), replace(ended, ended=NOW), replace(gone, replaced="c" * 40, heard=NOW + 5)],
        )
        assert [run.name for run in runs.fallen_silent(connection, before=NOW + 1)] == ["a"]
        runs.set_quiet(connection, [old.id, new.id], before=NOW + 1)
        assert runs.fallen_silent(connection, before=NOW + 1) == []
        assert [run.name for run in runs.fallen_silent(connection, before=NOW + 99)] == ["b"]
        assert {run.name for run in runs.unreplaced(connection)[repository]} == {"a", "b", "c"}
        runs.set_replaced(connection, old.id, "d" * 40, heard=NOW - 1)
        assert old.id in {run.id for run in runs.of_repository(connection, repository)}, "it was heard of again"
        runs.set_replaced(connection, old.id, "d" * 40, heard=NOW)
        assert old.id not in {run.id for run in runs.of_repository(connection, repository)}
        assert {run.name for run in runs.outlived(connection, before=NOW + 1, replaced_before=NOW + 6)} == {
            "a", "c", "d",
        }  # fmt: skip
