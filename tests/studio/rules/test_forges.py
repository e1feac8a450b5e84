"""Forges by their addresses: by values."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from gto_studio.errors import WrongInput
from gto_studio.rules.addresses import read
from gto_studio.rules.forges import chosen, home_of, is_at, name_at, page_of, web_address


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("github", None, "https://github.com"),
        ("github", "https://github.example.com/", "https://github.example.com"),
        ("gitlab", "GitLab.Example.com", "https://gitlab.example.com"),
        ("gitea", "http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("gitea", "https://example.com:443/git/", "https://example.com/git"),
        ("azure", "https://dev.azure.com/our org", "https://dev.azure.com/our%20org"),
        ("gitea", "https://[::1]:3000", "https://[::1]:3000"),
    ],
)
def test_where_a_forge_is(kind: str, text: str | None, kept: str) -> None:
    assert web_address(kind, text) == kept
    assert web_address(kind, kept) == kept


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("gitea", None),
        ("gitea", "ssh://git@example.com"),
        ("gitea", "https://jo:secret@example.com"),
        ("gitea", "https://example.com/?q=1"),
        ("gitea", "https://"),
        ("gitea", "https://ex ample.com"),
        ("sourceforge", "https://example.com"),
    ],
)
def test_what_is_no_forge(kind: str, text: str | None) -> None:
    with pytest.raises(WrongInput):
        web_address(kind, text)


@pytest.mark.parametrize(
    ("url", "kind", "repository", "name"),
    [
        ("https://github.com", "github", "https://github.com/o/n.git", "o/n"),
        ("https://github.com", "github", "git@github.com:o/n.git", "o/n"),
        ("https://github.com", "github", "ssh://git@ssh.github.com:443/o/n.git", "o/n"),
        ("https://gitlab.example.com", "gitlab", "https://gitlab.example.com/a/b/c/n", "a/b/c/n"),
        ("https://example.com/git", "gitea", "https://example.com/git/o/n.git", "o/n"),
        ("http://127.0.0.1:3000", "gitea", "http://127.0.0.1:3000/o/n.git", "o/n"),
        ("http://127.0.0.1:3000", "gitea", "ssh://git@127.0.0.1:2222/o/n.git", "o/n"),
        ("https://bb.example.com", "bitbucket", "https://bb.example.com/scm/p/n.git", "p/n"),
    ],
)
def test_a_repository_on_a_forge(url: str, kind: str, repository: str, name: str) -> None:
    address = read(repository)
    assert is_at(url, address)
    assert name_at(url, kind, address) == name


@pytest.mark.parametrize(
    ("url", "repository"),
    [
        ("https://github.com", "https://github.com.example.com/o/n"),
        ("https://github.com", "https://github.com:8443/o/n"),
        ("https://example.com", "http://example.com/o/n"),
        ("https://example.com/git", "https://example.com/github/o/n"),
        ("https://github.com", "/srv/git/n.git"),
        ("https://github.com", "git://github.com/o/n"),
    ],
)
def test_a_repository_elsewhere(url: str, repository: str) -> None:
    """A token goes to the forge that it is for, and to no other."""
    assert not is_at(url, read(repository))


def test_where_people_look() -> None:
    assert (
        page_of("https://h.example/git", "gitea", read("https://h.example/git/o/n.git")) == "https://h.example/git/o/n"
    )
    assert page_of("https://gitlab.com", "gitlab", read("git@gitlab.com:a/b/n.git")) == "https://gitlab.com/a/b/n"
    assert home_of(read("git@github.com:o/n")) == "https://github.com"
    assert home_of(read("http://gitea.example.com:3000/o/n")) == "http://gitea.example.com:3000"
    assert home_of(read("git@gitea.example.com:o/n")) == "https://gitea.example.com"
    assert home_of(read("/srv/n.git")) is None


@dataclass(frozen=True)
class Row:
    person: str | None
    team: str | None
    url: str = "https://git.example.com"
    forge: str = "github"
    account: str | None = None


def test_ones_own_connection_is_before_the_teams() -> None:
    mine, others, teams, other_teams = Row("jo", None), Row("ann", None), Row(None, "red"), Row(None, "blue")
    elsewhere = Row("jo", None, "https://other.example.com")
    repository = read("https://git.example.com/o/n")
    assert chosen([elsewhere, others, other_teams, teams, mine], repository, "red", "jo") == mine
    assert chosen([elsewhere, others, teams], repository, "red", "jo") == teams
    assert chosen([mine, others, teams], repository, "red", None) == teams
    assert chosen([others, other_teams, elsewhere], repository, "red", "jo") is None


def test_what_is_for_one_account_is_before_what_is_for_all() -> None:
    every, acme, beta = Row(None, "red"), Row(None, "red", account="acme"), Row(None, "red", account="beta")
    mine = Row("jo", None)
    at = {name: read(f"https://git.example.com/{name}") for name in ("Acme/n", "beta/n", "gamma/n")}
    assert [chosen([every, acme, beta], address, "red", "jo") for address in at.values()] == [acme, beta, every]
    assert chosen([acme, beta], at["gamma/n"], "red", "jo") is None
    assert chosen([acme, mine], at["Acme/n"], "red", "jo") == mine
    assert chosen([acme], read("git@git.example.com:acme/n.git"), "red", None) == acme
