"""Backups: all owned rows, of one moment, into an empty database of either engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from gto_studio.errors import DatabaseNotEmpty, DatabaseTooNew, WrongBackup
from gto_studio.rules.access import Role, Scope
from gto_studio.rules.runs import Run
from gto_studio.store import backup
from gto_studio.store.connection import Store
from gto_studio.store.derived import tables as derived
from gto_studio.store.owned import (
    alarms,
    arrivals,
    changes,
    checks,
    deliveries,
    forge_states,
    jobs,
    notices,
    people,
    projects,
    queue,
    runs,
    sessions,
    teams,
    tokens,
)
from gto_studio.store.owned.arrivals import ArrivalRow
from gto_studio.store.owned.forge_states import ForgeStateRow
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.runs import PlotRow
from gto_studio.store.owned.tables import metadata
from servers.postgres import Postgres
from studio.following import conditions, follow
from studio.rows import NOW, a_change, a_queued, a_repository


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Another database, with nothing in it: each engine is restored from each."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'restored.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create()
    store = Store(url)
    yield store
    store.close()
    if request.param == "postgresql":
        server.drop(url)


def fill(connection: Connection) -> str:
    """A row in every table, and values that are easily lost on the way; the id of a change that has not ended."""
    repository = a_repository(connection, secret=b"\x00\xff\xfe", poll_seconds=0.1)
    person = people.add(
        connection, username="jo", name="Jö 'Quote' \u2028 \\", email="jo@example.com", vouched=True,
        password="$argon2", admin=True, now=NOW + 1 / 3,
    )  # fmt: skip
    teams.set_role(connection, repository.team, person.id, Role.ADMIN)
    people.link(connection, "https://login.example.com", "42", person.id)
    sessions.add(connection, hash="a" * 64, person=person.id, now=NOW, expires=NOW + 60)
    tokens.add(
        connection, hash="b" * 64, hint="isat_1", person=person.id, team=None, name="ci",
        scopes=frozenset({Scope.READ, Scope.MODELS}), expires=None, now=NOW,
    )  # fmt: skip
    project = projects.add(
        connection, team=repository.team, repository=repository.id, name="p", directory="", public=True, now=NOW
    )
    a_queued(connection, project.id, repository.id, state="done", ended=NOW)
    a_queued(connection, project.id, repository.id, state="running", claim="x", lease_until=NOW)
    alarms.add(
        connection, repository=repository.id, kind="moved", tag="x@v1", before="a", after="b", event={"é": [None]}
    )
    ended, still = a_change(connection, repository.id), a_change(connection, repository.id)
    changes.done(connection, ended.id, [{"tag": "x@v1", "object": "a", "commit": "b"}], now=NOW)
    deliveries.is_new(connection, "github", "1", now=NOW)
    for kind in (jobs.CHANGE, jobs.CHANGE, jobs.SYNC):
        held = jobs.claim(connection, [kind], "w", lease_seconds=1e6)
        assert held
        if held.subject != still.id:
            jobs.finish(connection, held)
    run = Run(new_id(NOW), repository.id, "b" * 40, "outer-mobs", NOW, NOW, metrics={"m": {"data": {"x": 1e-5}}})
    runs.taken(connection, {(repository.id, run.baseline, run.name): run})
    runs.save_plots(connection, [PlotRow(run.id, 1, "a (%).tsv", image=False, last=1 << 40, size=0, changed=NOW)])
    runs.save_points(connection, {(run.id, 1, 1 << 40): '{"x":"nan"}'})
    runs.save_images(connection, {(run.id, 1): b"\x89PNG\x00"})
    arrivals.note(connection, ArrivalRow("isat_1234", "", "/api/live", "not-signed-in", "no", None, None, NOW))
    checks.watch(connection, repository.id, ["b" * 40], now=NOW)
    forge_states.save(connection, ForgeStateRow(repository.id, "right", "a" * 64, {"read": True}, ["*@*"], NOW))
    notices.tell(connection, "repository", {"repository": repository.id})
    connection.execute(
        derived.about.insert().values(repository=repository.id, directories=[], remotes={}, workflows=[])
    )
    return still.id


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in metadata.sorted_tables
            if table.name not in {"job", "change", "queued_experiment"}
        }


def test_nothing_differs_after_a_restore(store: Store, empty: Store) -> None:
    with store.writing() as connection:
        still = fill(connection)
    done = backup.restore(empty, backup.dump(store))
    assert everything(empty) == everything(store)
    assert done["change"] == 2
    with empty.reading() as connection:
        assert connection.execute(select(derived.about)).all() == []
        rows = jobs.every(connection)
        assert not any(row.worker or row.lease_until for row in rows)
        sync = next(row for row in rows if row.kind == jobs.SYNC)
        assert sync.wanted > sync.done
        # by now it may have been carried out: it is not done again
        left = changes.get(connection, still)
        assert (left.state, left.error and left.error["code"]) == ("failed", "restored")
        assert all(row.wanted == row.done for row in rows if row.kind == jobs.CHANGE)
        (project,) = projects.of_teams(connection)
        ends = [
            row.error["code"] if row.error else row.state for row in queue.of_project(connection, project.id, limit=9)
        ]
        assert sorted(ends) == ["done", "restored"]
    with empty.writing() as connection:
        newest = notices.newest(connection)
        notices.tell(connection, "repository", {})
        assert notices.newest(connection) > newest


def test_every_owned_table_is_in_it(store: Store) -> None:
    last = json.loads(list(backup.dump(store))[-1])
    assert last == {"rows": dict.fromkeys(metadata.tables, 0)}


def test_it_is_of_one_moment(store: Store) -> None:
    with store.writing() as connection:
        fill(connection)
    before = everything(store)
    lines = backup.dump(store)
    first = next(lines)
    with store.writing() as connection:
        teams.add(connection, slug="later", name="Later", now=NOW)
    rest = list(lines)
    assert '"later"' not in "".join([first, *rest])
    assert len(rest) - 1 == sum(map(len, before.values())) + 2 + 2 + 4  # changes, queued experiments, jobs


def test_a_database_in_use_is_left_alone(store: Store) -> None:
    with store.writing() as connection:
        fill(connection)
    lines, before = list(backup.dump(store)), everything(store)
    with pytest.raises(DatabaseNotEmpty):
        backup.restore(store, lines)
    assert everything(store) == before


def test_a_prepared_database_is_empty_enough(store: Store, empty: Store) -> None:
    with store.writing() as connection:
        fill(connection)
    empty.prepare()
    backup.restore(empty, backup.dump(store))
    assert everything(empty) == everything(store)


SPOILED: dict[str, Callable[[list[str]], list[str]]] = {
    "cut off": lambda lines: lines[:-1],
    "a row is missing": lambda lines: lines[:-2] + lines[-1:],
    "cut off in a row": lambda lines: [*lines[:-2], lines[-2][:-9] + "\n", lines[-1]],
    "of a table that nobody knows": lambda lines: [*lines[:2], '["nobody", {"id": "1"}]\n', *lines[2:]],
    "with a column that nobody knows": lambda lines: [*lines[:2], '["team", {"motto": "1"}]\n', *lines[2:]],
    "no row": lambda lines: [*lines[:2], "[]\n", *lines[2:]],
    "no beginning": lambda lines: lines[1:],
    "something else": lambda _: ["SQLite format 3\0"],
    "nothing": lambda _: [],
    "another format": lambda lines: [lines[0].replace('"format":1', '"format":99'), *lines[1:]],
}


def test_what_is_no_whole_backup_changes_nothing(store: Store, empty: Store) -> None:
    with store.writing() as connection:
        fill(connection)
    empty.prepare()
    lines = list(backup.dump(store))
    for name, spoil in SPOILED.items():
        with pytest.raises(WrongBackup):
            backup.restore(empty, spoil(lines))
        assert not any(everything(empty).values()), name


def test_a_backup_of_a_newer_version_is_refused(store: Store, empty: Store) -> None:
    lines = list(backup.dump(store))
    about = json.loads(lines[0]) | {"tables": "9999"}
    with pytest.raises(DatabaseTooNew):
        backup.restore(empty, [json.dumps(about), *lines[1:]])


def test_tables_of_others_are_left_alone(store: Store, empty: Store) -> None:
    with empty.writing() as connection:
        connection.execute(text("CREATE TABLE theirs (x INTEGER)"))
        connection.execute(text("INSERT INTO theirs VALUES (1)"))
    backup.restore(empty, backup.dump(store))
    with empty.reading() as connection:
        assert connection.scalar(text("SELECT x FROM theirs")) == 1


def test_restored_and_read_again_nothing_differs(store: Store, empty: Store, tmp_path: Path) -> None:
    """What a backup leaves out comes from Git, row for row."""
    followed = follow(store, tmp_path)
    followed.shell.commit("first", files={"artifacts.yaml": "churn:\n  type: model\n", "dvc.yaml": "stages: {}\n"})
    followed.shell.tag("churn@v1.0.0")
    followed.shell.tag("churn#prod#1", minute=1)
    followed.sync()
    backup.restore(empty, backup.dump(store))
    restored = replace(followed, store=empty, conditions=conditions(tmp_path / "elsewhere"))
    assert not any(restored.all().values())
    restored.sync()
    assert restored.all() == followed.all()
    assert restored.differences() == {}
