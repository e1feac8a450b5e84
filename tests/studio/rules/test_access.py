"""Who may do what, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.errors import NotAllowed, NotFound, NotSignedIn, StudioError
from gto_studio.rules.access import NOBODY, Actor, Need, Role, Scope, decide

HERE, ELSEWHERE = "TEAM-A", "TEAM-B"
VIEWER = Actor("V", roles={HERE: Role.VIEWER})
EDITOR = Actor("E", roles={HERE: Role.EDITOR})
ADMIN = Actor("A", roles={HERE: Role.ADMIN})
FOREIGN = Actor("F", roles={ELSEWHERE: Role.ADMIN})
SERVER = Actor("S", is_server_admin=True)

# what each may do to a resource of the team HERE: . yes, 401, 403, 404
TABLE = """
           NOTHING  PERSON  SELF  VIEW  EDIT  ADMIN  SERVER
NOBODY     .        401     401   401   401   401    401
VIEWER     .        .       .     .     403   403    403
EDITOR     .        .       .     .     .     403    403
ADMIN      .        .       .     .     .     .      403
FOREIGN    .        .       .     404   404   404    403
SERVER     .        .       .     .     .     .      .
"""
ANSWERS: dict[str, type[StudioError] | None] = {".": None, "401": NotSignedIn, "403": NotAllowed, "404": NotFound}
HEADER, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
CASES = [(row[0], need, answer) for row in ROWS for need, answer in zip(HEADER, row[1:], strict=True)]


@pytest.mark.parametrize(("name", "need", "answer"), CASES)
def test_each_role_may_do_what_the_table_says(name: str, need: str, answer: str) -> None:
    refusal = decide(globals()[name], Need[need], HERE)
    expected = ANSWERS[answer]
    assert refusal is None if expected is None else type(refusal) is expected


SCOPE_TABLE = """
             PERSON  SELF  VIEW  EDIT  ADMIN  SERVER
READ         .       403   .     403   403    403
WRITE        .       403   .     .     403    403
ADMIN        .       403   .     .     .      .
MODELS       403     403   403   403   403    403
EXPERIMENTS  403     403   403   403   403    403
DATASETS     403     403   403   403   403    403
"""
SCOPE_HEADER, *SCOPE_ROWS = [line.split() for line in SCOPE_TABLE.strip().splitlines()]


@pytest.mark.parametrize(
    ("scope", "need", "answer"),
    [(row[0], need, answer) for row in SCOPE_ROWS for need, answer in zip(SCOPE_HEADER, row[1:], strict=True)],
)
def test_a_token_may_do_what_its_scopes_allow(scope: str, need: str, answer: str) -> None:
    refusal = decide(replace(SERVER, scopes=frozenset({Scope[scope]})), Need[need], HERE)
    expected = ANSWERS[answer]
    assert refusal is None if expected is None else type(refusal) is expected


def test_a_route_may_take_a_narrow_scope_too() -> None:
    models = replace(VIEWER, scopes=frozenset({Scope.MODELS}))
    assert decide(models, Need.VIEW, HERE, also=frozenset({Scope.MODELS})) is None
    assert isinstance(decide(models, Need.VIEW, ELSEWHERE, also=frozenset({Scope.MODELS})), NotFound)


def test_a_token_of_one_team_sees_no_other_not_even_an_administrators() -> None:
    limited = replace(SERVER, scopes=frozenset({Scope.ADMIN}), team=HERE)
    assert decide(limited, Need.ADMIN, HERE) is None
    assert isinstance(decide(limited, Need.VIEW, ELSEWHERE), NotFound)
    assert isinstance(decide(limited, Need.SERVER), NotAllowed)
    assert limited.sees == {HERE}
    assert replace(FOREIGN, team=HERE).sees == frozenset()


def test_a_public_project_is_seen_by_everybody_and_changed_by_nobody_else() -> None:
    for actor in (NOBODY, FOREIGN, replace(FOREIGN, scopes=frozenset({Scope.DATASETS}))):
        assert decide(actor, Need.VIEW, HERE, public=True) is None
        assert decide(actor, Need.EDIT, HERE, public=True) is not None


def test_a_refusal_says_who_may() -> None:
    refusal = decide(VIEWER, Need.EDIT, HERE)
    assert refusal is not None
    assert "viewer" in refusal.message
    assert "editor" in str(refusal.hint)


actors = st.builds(
    Actor,
    person=st.just("X"),
    is_server_admin=st.booleans(),
    roles=st.dictionaries(st.sampled_from([HERE, ELSEWHERE]), st.sampled_from(Role)),
)


@given(actors, st.sampled_from(Need), st.frozensets(st.sampled_from(Scope)), st.sampled_from([None, HERE, ELSEWHERE]))
def test_no_token_may_do_more_than_its_owner(
    actor: Actor, need: Need, scopes: frozenset[Scope], team: str | None
) -> None:
    if decide(replace(actor, scopes=scopes, team=team), need, HERE) is None:
        assert decide(actor, need, HERE) is None


@given(actors, st.sampled_from([Need.VIEW, Need.EDIT, Need.ADMIN]))
def test_what_is_refused_in_a_team_is_not_listed_either(actor: Actor, need: Need) -> None:
    seen = actor.sees is None or HERE in actor.sees
    assert seen or decide(actor, need, HERE) is not None
