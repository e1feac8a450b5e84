"""Addresses as clients have them → our repositories."""

from __future__ import annotations

import pytest

from gto.errors import GtoError
from gto_studio.errors import NotFound, WrongAddress
from gto_studio.live.finding import repositories_at
from gto_studio.rules.access import Actor, Role
from gto_studio.store.connection import Store
from gto_studio.store.owned import teams
from studio.rows import NOW, a_repository

HUB = "https://github.com/team/live"
PLAIN = "https://git.example.com:8443/team/live.git"
DISK = "/srv/git/live.git"
SERVER_ADMIN = Actor("p", is_server_admin=True)


@pytest.fixture
def three(store: Store) -> dict[str, str]:
    with store.writing() as connection:
        return {a_repository(connection, url=url).id: url for url in (HUB, PLAIN, DISK)}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("git@github.com:team/live.git", HUB),
        ("https://someone:ghp_secret@github.com/Team/Live.git/", HUB),
        ("ssh://git@github.com:22/team/live", HUB),
        ("github:team/live", HUB),
        ("https://GIT.example.com:8443/team/live", PLAIN),
        ("git@git.example.com:team/live.git", PLAIN),
        ("file:///srv/git/live.git", DISK),
        ("/srv/git/live.git/", DISK),
    ],
)
def test_it_is_found(store: Store, three: dict[str, str], sent: str, expected: str) -> None:
    with store.reading() as connection:
        assert [three[row.id] for row in repositories_at(connection, SERVER_ADMIN, sent)] == [expected]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ("https://me:hunter2@github.com/team/other", NotFound),
        ("https://git.example.com/team/live", NotFound),  # another port is another server
        ("git@git.example.com:Team/live", NotFound),  # where case matters
        ("/srv/git/live", NotFound),
        ("../live.git", WrongAddress),
        ("C:\\live", NotFound),
        ("me:hunter2@x", WrongAddress),
    ],
)
def test_it_is_not(store: Store, three: dict[str, str], sent: str, error: type[GtoError]) -> None:
    assert three
    with store.reading() as connection, pytest.raises(error) as refused:
        repositories_at(connection, SERVER_ADMIN, sent)
    assert "hunter2" not in f"{refused.value.message} {refused.value.hint}"


def test_nobody_is_told_of_what_he_may_not_see(store: Store) -> None:
    with store.writing() as connection:
        both = [teams.add(connection, slug=slug, name=slug, now=NOW).id for slug in "ab"]
        ours, _ = (a_repository(connection, url=HUB, team=team) for team in both)
    with store.reading() as connection:
        mine = Actor("p", roles={both[0]: Role.VIEWER})
        assert [row.id for row in repositories_at(connection, mine, HUB)] == [ours.id]
        with pytest.raises(NotFound):
            repositories_at(connection, Actor("p"), HUB)
