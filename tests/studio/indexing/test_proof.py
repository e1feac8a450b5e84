"""Whatever happens to a repository, the rows that grew step by step are those that a rebuild gives, and what gto says.

Between two syncs one or several things happen, and some syncs are interrupted: then nothing may be called complete that
is not. After each sync all tables are compared, row by row, with those drawn from nothing; alarms with what tags did;
and in the end the registry with gto's own answers about the repository.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

import gto
from gto.errors import WrongConfig
from gto.registry import tags
from gto.registry.listing import View
from gto_studio.indexing import walking
from gto_studio.indexing.walking import Terms
from gto_studio.store.connection import Store
from gto_studio.store.owned import alarms
from servers.remote import run_git
from studio.following import Followed, follow
from studio.indexing.world import HAPPENINGS, Happening, World

#: Between two syncs this happens; and after so many transactions, if any, the first try to sync is interrupted.
STEPS = st.lists(
    st.tuples(st.lists(HAPPENINGS, min_size=1, max_size=4), st.none() | st.integers(0, 2)), min_size=6, max_size=10
)
#: How many histories are tried on each database.
HISTORIES = {"sqlite": 12, "postgresql": 3}


@pytest.mark.parametrize("engine", HISTORIES)
def test_the_incremental_way_gives_the_rows_of_a_rebuild(
    engine: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, size in (("FIRST", 1), ("GROWTH", 2), ("LARGEST", 3), ("CHARACTERS", 800)):
        monkeypatch.setattr(walking, name, size)
    store = _store(engine, tmp_path_factory.mktemp("store"), request)

    @settings(max_examples=HISTORIES[engine], suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(STEPS)
    def proof(steps: list[tuple[list[Happening], int | None]]) -> None:
        folder = tmp_path_factory.mktemp("world")
        world = World(folder / "models.git")
        followed = follow(store, folder, str(world.path))
        expected: list[tuple[str, str]] = []
        before: dict[str, str] = {}
        for happenings, interrupted in steps:
            for happening in happenings:
                note(str(happening))
                world.apply(happening)
            terms = Terms(world.sources)
            if interrupted is not None:
                _interrupt(followed, terms, interrupted)
                _is_not_called_complete_unless_it_is(followed, world)
            followed.sync(terms=terms)
            assert followed.rows("extent")[0]["complete"]
            assert followed.differences(terms=terms) == {}
            after = world.refs()
            expected += _alarms(before, after)
            before = after
        assert sorted(_raised(followed)) == sorted(expected)
        _is_what_gto_says(followed, world)
        stored = followed.all()
        assert followed.rebuild(terms=Terms(world.sources)).changed == frozenset()
        assert followed.all() == stored
        assert sorted(_raised(followed)) == sorted(expected)

    proof()
    store.close()


def _store(engine: str, folder: Path, request: pytest.FixtureRequest) -> Store:
    if engine == "sqlite":
        store = Store(f"sqlite:///{folder / 'studio.db'}")
    else:
        postgres = request.getfixturevalue("postgres")
        store = Store(postgres.create())
    store.prepare()
    return store


class _Interrupted(Exception):
    pass


def _interrupt(followed: Followed, terms: Terms, after: int) -> None:
    """Sync, but for so many transactions at most."""
    left = after

    def hold(_: object) -> None:
        nonlocal left
        if not left:
            raise _Interrupted
        left -= 1

    with suppress(_Interrupted):
        followed.sync(terms=terms, hold=hold)


def _is_not_called_complete_unless_it_is(followed: Followed, world: World) -> None:
    """Every commit stored is one that a stored ref leads to; if it is said to be complete, all of them are stored."""
    tips = [row["commit"] for row in followed.rows("ref") if row["commit"]]
    reached = set(run_git(world.path, "rev-list", *tips).split()) if tips else set()
    read = {row["commit"] for row in followed.rows("reading")}
    assert read <= reached
    if [row["complete"] for row in followed.rows("extent")] == [True]:
        assert read == reached == {row["id"] for row in followed.rows("commit")}


def _alarms(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str]]:
    """What should have been noticed of tags in the registry's form."""
    found = []
    for ref, id in before.items():
        tag = ref.removeprefix("refs/tags/")
        if ref.startswith("refs/tags/") and tags.parse(tag) and after.get(ref) != id:
            found.append(("moved" if ref in after else "vanished", tag))
    return found


def _raised(followed: Followed) -> list[tuple[str, str]]:
    with followed.store.reading() as connection:
        found = alarms.of_repositories(connection, [followed.source.id], limit=10_000)
    return [(alarm.kind, alarm.tag) for alarm in found]


def _is_what_gto_says(followed: Followed, world: World) -> None:
    """gto's own copy of the repository, made in its own way, has the same answers."""
    repository = gto.open(world.path.as_uri())
    events = [
        (row.event.tag, row.event.action, row.event.artifact, row.version, row.event.stage, row.event.commit,
         row.event.seconds, row.event.offset, row.event.author, row.event.author_email, row.event.message)
        for row in repository.history(ascending=True)
    ]  # fmt: skip
    keys = ("tag", "action", "artifact", "version", "stage", "commit", "seconds", "offset", "author", "author_email",
            "message")  # fmt: skip
    rows = sorted(followed.rows("event"), key=lambda row: int(row["position"]))
    assert [tuple(row[key] for key in keys) for row in rows] == events
    if not world.has_head():
        return  # gto then knows of no annotation; Studio takes the branch that is usually the default
    if "wrong-config" in [row["code"] for row in followed.rows("problem")]:
        with pytest.raises(WrongConfig):
            repository.artifacts()
        return
    told = repository.artifacts(View(deprecated=True))
    held: dict[str, dict[str, Any]] = {}
    for row in followed.rows("assignment"):
        held.setdefault(row["artifact"], {})[row["stage"]] = row["version"]
    assert {row["name"]: (row["latest"], row["registered"], row["active"]) for row in followed.rows("artifact")} == {
        row.artifact: (row.latest, row.registered, row.active) for row in told
    }
    allowed = repository.stages(allowed=True)
    for row in told:
        shown = {stage: versions[0] for stage, versions in row.stages.items() if versions}
        ours = held.get(row.artifact, {})
        assert {stage: version for stage, version in ours.items() if allowed is None or stage in allowed} == shown
        versions = [one for one in followed.rows("version") if one["artifact"] == row.artifact]
        assert [
            (one["version"], one["commit"], one["active"], one["tag"] or one["commit"])
            for one in sorted(versions, key=lambda one: int(one["rank"]))
        ] == [
            (one.version.text, one.version.commit, one.version.is_active, one.ref)
            for one in repository.show(row.artifact, View(deprecated=True))
        ]
