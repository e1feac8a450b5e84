from __future__ import annotations

import pytest

from gto_studio.errors import NotFound, WrongInput
from gto_studio.rules.access import Actor, Role
from gto_studio.store.connection import Store
from gto_studio.store.owned import teams
from gto_studio.web.places import of_body
from studio.rows import NOW, a_repository


def test_where_something_new_belongs(store: Store) -> None:
    with store.writing() as connection:
        one = teams.first(connection, NOW).id
        two = teams.add(connection, slug="two", name="Two", now=NOW).id
        repository = a_repository(connection, team=two).id
        of_one, of_both = Actor("p", roles={one: Role.EDITOR}), Actor("p", roles={one: Role.EDITOR, two: Role.EDITOR})
        assert of_body(connection, of_both, {"repository": repository, "team": one}).team == two
        assert of_body(connection, of_one, {"team": "two"}).team == two, "whether he may is decided afterwards"
        assert of_body(connection, of_one, {}).team == one
        for body in ({"team": "nowhere"}, {"repository": "nowhere"}):
            with pytest.raises(NotFound):
                of_body(connection, of_both, body)
        for actor in (of_both, Actor("p")):
            with pytest.raises(WrongInput, match="has to belong to a team"):
                of_body(connection, actor, {"team": 7})
