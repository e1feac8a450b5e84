from __future__ import annotations

from gto_studio.store.connection import Store
from gto_studio.store.owned import alarms, places, projects, teams
from studio.rows import NOW, a_change, a_repository


def test_everything_is_in_the_team_of_its_repository(store: Store) -> None:
    with store.writing() as connection:
        row = a_repository(connection)
        change = a_change(connection, row.id)
        alarm = alarms.add(
            connection, repository=row.id, kind="moved", tag="t", before="a" * 40, after="b" * 40, event=None, now=NOW
        )
        assert places.of_repository(connection, row.id) == (row.team, False)
        assert places.of_change(connection, change.id) == (row.team, False)
        assert places.of_alarm(connection, alarm.id) == (row.team, False)
        for find in (places.of_repository, places.of_project, places.of_change, places.of_alarm):
            assert find(connection, "nowhere") is None


def test_a_public_project_shows_its_repository_but_not_what_is_worked_on(store: Store) -> None:
    with store.writing() as connection:
        row = a_repository(connection)
        change = a_change(connection, row.id)
        values = {"team": row.team, "repository": row.id, "directory": "", "now": NOW}
        private = projects.add(connection, name="a", public=False, **values)  # type: ignore[arg-type]
        public = projects.add(connection, name="b", public=True, **values)  # type: ignore[arg-type]
        assert places.of_repository(connection, row.id) == (row.team, True)
        assert places.of_project(connection, private.id) == (row.team, False)
        assert places.of_project(connection, public.id) == (row.team, True)
        assert places.of_change(connection, change.id) == (row.team, False)


def test_a_team_by_its_id_or_slug(store: Store) -> None:
    with store.writing() as connection:
        one = teams.first(connection, NOW)
        two = teams.add(connection, slug="two", name="Two", now=NOW)
        assert places.team(connection, "two") == places.team(connection, two.id) == two.id
        assert places.team(connection, "three") is None
        assert set(places.teams(connection, None)) == {one.id, two.id}
        assert places.teams(connection, {two.id}) == [two.id]
        assert places.teams(connection, set()) == []
