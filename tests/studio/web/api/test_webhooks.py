"""Hooks over HTTP: what is believed makes us look, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gto_studio.rules.webhooks import KINDS
from gto_studio.store.connection import Store
from gto_studio.store.owned import checks, jobs, teams
from studio.rows import NOW, a_change, a_pull_request, a_repository
from studio.rules.test_webhooks import proved
from studio.web.registered import Registered
from studio.web.serving import Site, a_site, failing_at

SECRET = "hook secret"
BODY = json.dumps({"ref": "refs/tags/churn@v2.0.0", "repository": {"name": "models"}}).encode()


def wanted(registry: Registered) -> int:
    with registry.site.store.reading() as connection:
        return jobs.of(connection, jobs.SYNC, [registry.models.source.id])[registry.models.source.id].wanted


def tell(registry: Registered, kind: str, headers: dict[str, str], body: bytes = BODY) -> Any:
    return registry.api.post(f"/webhook/{kind}/{registry.models.source.id}", content=body, headers=headers)


@pytest.mark.parametrize("kind", KINDS)
def test_a_push_is_looked_at_once(registry: Registered, kind: str) -> None:
    before, headers = wanted(registry), proved(kind, BODY, SECRET)
    answer = tell(registry, kind, headers)
    assert (answer.status_code, answer.json()) == (202, {"wanted": True})
    again = tell(registry, kind, headers)
    assert again.json() == {"wanted": kind == "git"}, "a repeated delivery is dropped; a script's has no name"
    assert wanted(registry) == before + (2 if kind == "git" else 1)


def test_a_push_that_is_told_while_the_database_is_away_for_a_moment(registry: Registered) -> None:
    before = wanted(registry)
    with failing_at(registry.site.store, 1, 3):
        assert tell(registry, "github", proved("github", BODY, SECRET)).json() == {"wanted": True}
    assert wanted(registry) == before + 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_proves_nothing_changes_nothing(registry: Registered, kind: str) -> None:
    before = wanted(registry)
    for headers in ({}, proved(kind, BODY, "another"), proved(kind, BODY, "")):
        answer = tell(registry, kind, headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "unproved-hook")
    assert wanted(registry) == before


def test_who_guesses_learns_nothing_of_which_repositories_there_are(seen: Registered) -> None:
    real = seen.api.post(f"/webhook/git/{seen.models.source.id}", headers={"Authorization": "Bearer x"})
    none = seen.api.post("/webhook/git/01ABCDEFGHJKMNPQRSTVWXYZ01", headers={"Authorization": "Bearer x"})
    empty = seen.api.post("/webhook/git/01ABCDEFGHJKMNPQRSTVWXYZ01", headers={"Authorization": "Bearer "})
    assert real.status_code == none.status_code == empty.status_code == 403
    assert real.json() == none.json() == empty.json()


def test_a_ping_is_answered_and_no_reason_to_look(registry: Registered) -> None:
    before = wanted(registry)
    answer = tell(registry, "github", {**proved("github", BODY, SECRET), "x-github-event": "ping"})
    assert (answer.status_code, answer.json()) == (202, {"wanted": False})
    assert wanted(registry) == before


def test_news_of_ci_lets_the_forge_be_asked_about_the_commit(registry: Registered) -> None:
    head, before = registry.shell.git("rev-parse", "HEAD"), wanted(registry)
    for sha, is_known in ((head, True), ("0" * 40, False)):
        body = json.dumps({"sha": sha}).encode()
        answer = tell(
            registry,
            "gitea",
            {**proved("gitea", body, SECRET), "x-gitea-event": "status", "x-gitea-delivery": sha},
            body,
        )
        assert answer.json() == {"wanted": True}
        with registry.site.store.reading() as connection:
            assert (checks.one(connection, registry.models.source.id, sha) is not None) == is_known
    with registry.site.store.reading() as connection:
        assert jobs.of(connection, jobs.CHECKS, [registry.models.source.id])
    assert wanted(registry) == before, "nothing was pushed"


def test_news_of_a_pull_request_is_looked_at_where_one_is_watched(registry: Registered) -> None:
    def told(delivery: str) -> Any:
        headers = {**proved("gitea", BODY, SECRET), "x-gitea-event": "pull_request", "x-gitea-delivery": delivery}
        return tell(registry, "gitea", headers).json()

    repository, store = registry.models.source.id, registry.site.store
    assert told("first") == {"wanted": False}
    with store.writing() as connection:
        a_pull_request(connection, repository, a_change(connection, repository).id)
    with store.reading() as connection:
        before = jobs.of(connection, jobs.PULLS, [repository])[repository].wanted
    assert told("second") == {"wanted": True}
    with store.reading() as connection:
        assert jobs.of(connection, jobs.PULLS, [repository])[repository].wanted == before + 1


# --- a hook that does not say in its own address which repository it is of -------------------------------------------

FORGES = {"github": "clone_url", "gitlab": "git_http_url", "bitbucket": "", "gitea": "clone_url"}
THERE = "https://git.example.com/team/models.git"


def news(kind: str, url: str = THERE) -> bytes:
    if kind == "bitbucket":
        return json.dumps({"repository": {"links": {"html": {"href": url.removesuffix(".git")}}}}).encode()
    return json.dumps({"project" if kind == "gitlab" else "repository": {FORGES[kind]: url}}).encode()


@dataclass
class Followed:
    """`rows`: one repository followed by two teams, and another one with the first one's secret."""

    site: Site
    rows: list[str]

    def tell(self, kind: str, headers: dict[str, str], body: bytes) -> tuple[int, list[int]]:
        """The status of the answer, and how often each repository is wanted since it was added."""
        answer = self.site.client().post(f"/webhook/{kind}/", content=body, headers=headers)
        with self.site.store.reading() as connection:
            found = jobs.of(connection, jobs.SYNC, self.rows)
        return answer.status_code, [found[row].wanted - 1 for row in self.rows]


@pytest.fixture
def followed(store: Store, tmp_path: Path) -> Iterator[Followed]:
    with a_site(store, tmp_path, hook_secret="of the whole group") as site:
        with store.writing() as connection:
            blue, red = (teams.add(connection, slug=slug, name=slug, now=NOW).id for slug in ("blue", "red"))
            rows = [
                a_repository(connection, team=team, url=url, hook_secret=site.parts.secrets.seal(secret)).id
                for team, url, secret in (
                    (blue, THERE, SECRET),
                    (red, "git@git.example.com:team/models", "red secret"),
                    (red, "https://git.example.com/team/others.git", SECRET),
                )
            ]
        yield Followed(site, rows)


@pytest.mark.parametrize("kind", FORGES)
def test_the_repository_is_the_one_that_is_named_and_whose_secret_fits(followed: Followed, kind: str) -> None:
    assert followed.tell(kind, proved(kind, news(kind), SECRET), news(kind)) == (202, [1, 0, 0])
    assert followed.tell(kind, proved(kind, news(kind), SECRET), news(kind)) == (202, [1, 0, 0]), "told before"
    assert followed.tell(kind, proved(kind, news(kind), "red secret"), news(kind)) == (202, [1, 1, 0])


def test_one_secret_may_speak_for_all(followed: Followed) -> None:
    body = news("gitlab")
    assert followed.tell("gitlab", proved("gitlab", body, "of the whole group"), body) == (202, [1, 1, 0])
    by_id = followed.site.client().post(
        f"/webhook/gitlab/{followed.rows[0]}", content=body, headers=proved("gitlab", body, "of the whole group")
    )
    assert by_id.status_code == 403, "a repository's own address takes its own secret"


@pytest.mark.parametrize("kind", FORGES)
def test_without_a_proof_or_a_repository_nothing_is_told_or_done(followed: Followed, kind: str) -> None:
    elsewhere = news(kind, "https://git.example.com/team/nobody-s.git")
    for headers, body in (
        ({}, news(kind)),
        (proved(kind, news(kind), "another"), news(kind)),
        (proved(kind, elsewhere, SECRET), elsewhere),
        (proved(kind, b"{}", SECRET), b"{}"),
    ):
        assert followed.tell(kind, headers, body) == (403, [0, 0, 0])


def test_dvc_is_told_where_to_look(registry: Registered) -> None:
    told = {"repo_url": registry.models.source.url, "client": "dvc", "refs": {"pushed": ["refs/exps/ab/cd/x"]}}
    before = wanted(registry)
    assert registry.post("/webhook/dvc", told) == {
        "url": f"http://127.0.0.1:8788/models?repository={registry.models.source.id}"
    }
    assert wanted(registry) == before + 1
    assert registry.post("/webhook/dvc", {"repo_url": "https://git.example.com/x"}, 404) == {
        "detail": "No repository of yours is at https://git.example.com/x; add it to Studio"
    }


@pytest.mark.parametrize("body", [{}, {"repo_url": 1}, {"repo_url": "x", "refs": []}, [], {"repo_url": "nowhere"}])
def test_what_dvc_is_told_is_always_a_sentence_in_an_object(seen: Registered, body: object) -> None:
    """Of anything else it makes an unexpected error, though its refs are pushed."""
    answer = seen.api.post("/webhook/dvc", json=body)
    assert answer.status_code == 422
    assert list(answer.json()) == ["detail"]
    assert isinstance(answer.json()["detail"], str)
