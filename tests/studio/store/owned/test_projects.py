from __future__ import annotations

from dataclasses import replace

import pytest

from gto_studio.errors import Conflict
from gto_studio.store.connection import Store
from gto_studio.store.owned import projects
from studio.rows import NOW, a_repository


def test_projects(store: Store) -> None:
    with store.writing() as connection:
        row = a_repository(connection)
        about = {"team": row.team, "repository": row.id, "directory": "", "now": NOW}
        private = projects.add(connection, name="private", public=False, **about)
        public = projects.add(connection, name="public", public=True, **about)
        with pytest.raises(Conflict):
            projects.add(connection, name="public", public=False, **about)
        with pytest.raises(Conflict):
            projects.save(connection, replace(public, name="private"))
        assert set(projects.of_teams(connection, [row.team])) == {private, public}
        assert projects.of_teams(connection, []) == []
        assert projects.of_teams(connection, [], and_public=True) == [public]
        assert projects.public_repositories(connection) == {row.id}
        projects.save(connection, replace(public, public=False, directory="sub"))
        assert projects.get(connection, public.id).directory == "sub"
        assert projects.public_repositories(connection) == frozenset()
        projects.remove(connection, public.id)
        assert projects.of_repository(connection, row.id) == [private]


def test_the_custom_files_of_all_projects_of_a_repository(store: Store) -> None:
    with store.writing() as connection:
        repository = a_repository(connection)
        for name, files in (
            ("a", [("metrics", "m.csv"), ("params", "p.json")]),
            ("b", [("metrics", "m.csv")]),
            ("c", []),
        ):
            row = projects.add(
                connection,
                team=repository.team,
                repository=repository.id,
                name=name,
                directory="",
                public=False,
                now=NOW,
            )
            projects.save(connection, replace(row, custom=[{"kind": kind, "path": path} for kind, path in files]))
        assert projects.custom_files(connection, repository.id) == [("metrics", "m.csv"), ("params", "p.json")]
        assert projects.custom_files(connection, "other") == []
