"""By whose right something is done at a repository, on each engine; and a token that ends is renewed on the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from gto.data.reach import Reach
from gto.errors import NoAccess
from gto_studio.errors import AppNotInstalled, TokenExpired
from gto_studio.forges.contract import Credential
from gto_studio.identity.acting import Acting, acting, right_of
from gto_studio.identity.secrets import Secrets, new_key
from gto_studio.indexing.sources import source_of
from gto_studio.mirrors.credentials import Credentials
from gto_studio.mirrors.visiting import Conditions, visit
from gto_studio.store import dialects
from gto_studio.store.connection import Store
from gto_studio.store.owned import git_connections, people, repositories, teams
from gto_studio.store.owned.repositories import RepositoryRow
from servers.apps import PRIVATE_KEY, PUBLIC_KEY
from servers.forge import Forge
from studio.rows import NOW, a_git_connection, a_repository

SECRETS = Secrets([new_key()])
NEARBY = Reach(private=True)
URL = "https://git.example.com/team/models.git"


class World:
    def __init__(self, store: Store) -> None:
        self.store = store
        with store.writing() as connection:
            self.team = teams.first(connection, NOW).id
            self.jo, self.ann = (
                people.add(
                    connection, username=name, name=name, email=f"{name}@example.com", vouched=True, password=None,
                    admin=False, now=NOW,
                ).id
                for name in ("jo", "ann")
            )  # fmt: skip

    def repository(self, url: str = URL, secret: str | None = None, connection: str | None = None) -> RepositoryRow:
        with self.store.writing() as writing:
            sealed = SECRETS.seal(secret) if secret else None
            row = replace(a_repository(writing, url, team=self.team, secret=sealed), connection=connection)
            repositories.save(writing, row)
            return row

    def connect(self, secret: str, **values: object) -> str:
        with self.store.writing() as connection:
            return a_git_connection(connection, secret=SECRETS.seal(secret), **values).id

    def acting(self, repository: RepositoryRow, person: str | None) -> Acting:
        return acting(self.store, SECRETS, NEARBY, repository, person)


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def test_ones_own_then_the_teams_then_the_repositorys(world: World) -> None:
    repository = world.repository(secret="of the repository")
    assert world.acting(repository, world.jo).right.whose == "repository"
    assert world.acting(repository, world.jo).credential is None  # nobody knows what kind of forge that is
    world.connect("of the team", team=world.team, username="bot")
    world.connect("of jo", person=world.jo, username="jo")
    jo, ann, nobody = (world.acting(repository, person) for person in (world.jo, world.ann, None))
    assert (jo.right.whose, jo.right.name, jo.right.forge) == ("person", "team/models", "gitea")
    assert jo.git == Credentials("jo", "of jo")
    assert jo.credential == Credential("token", "of jo", "jo")
    assert jo.right.can_ask
    assert [one.right.is_own(alone=False) for one in (jo, ann, nobody)] == [True, False, False]
    assert ann.right.is_own(alone=True)
    assert (ann.right.whose, ann.git) == ("team", Credentials("bot", "of the team"))
    assert (nobody.right.whose, nobody.git) == ("repository", Credentials(None, "of the repository"))


def test_what_was_added_by_somebodys_connection_is_read_by_it_but_not_written(world: World) -> None:
    jos = world.connect("of jo", person=world.jo)
    repository = world.repository(connection=jos)
    assert world.acting(repository, None).git.password == "of jo"
    assert world.acting(repository, world.ann).git == Credentials()
    assert world.acting(repository, world.ann).right.whose == "nobody"
    with world.store.writing() as connection:
        git_connections.remove(connection, jos)
    assert world.acting(repository, None).git == Credentials()


def test_a_forge_that_its_host_tells(world: World) -> None:
    known = world.acting(world.repository("https://gitlab.com/a/b/n.git", secret="token"), world.jo)
    assert (known.right.forge, known.right.web_url, known.right.name) == ("gitlab", "https://gitlab.com", "a/b/n")
    assert known.credential == Credential("token", "token")
    assert world.acting(world.repository("https://gitlab.com/a/c.git"), world.jo).credential is None
    local = world.acting(world.repository("/srv/n.git"), world.jo)
    assert (local.right.forge, local.right.can_ask, local.git) == (None, False, Credentials())


def test_by_ssh_the_key_stays_and_the_forge_is_asked_by_the_connection(world: World) -> None:
    key = "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n"
    repository = world.repository("git@git.example.com:team/models.git", secret=key)
    world.connect("of jo", person=world.jo)
    found = world.acting(repository, world.jo)
    assert found.git.ssh_key == key
    assert found.credential == Credential("token", "of jo")
    with world.store.reading() as connection:
        assert right_of(connection, repository, None).whose == "repository"


# --- a token that ends ----------------------------------------------------------------------------------------------


@pytest.fixture
def tokens() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A forge's endpoint of tokens, which takes a refresh token once; and what it was asked."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            good = body["refresh_token"] == f"refresh-{len(asked)}"
            asked.append(body)
            said = {"access_token": f"fresh-{len(asked)}", "refresh_token": f"refresh-{len(asked)}", "expires_in": 7200}
            answer = json.dumps(said if good else {"error": "invalid_grant"}).encode()
            self.send_response(200 if good else 400)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_a_token_that_is_about_to_end_is_renewed_once(world: World, tokens: tuple[str, list[dict[str, str]]]) -> None:
    url, asked = tokens
    with world.store.reading() as connection:
        now = dialects.now(connection)
    renewal = {"path": "/oauth/token", "client_id": "studio", "client_secret": "s", "refresh_token": "refresh-0"}
    sealed = SECRETS.seal(json.dumps(renewal))
    values = {"person": world.jo, "url": url, "kind": "oauth", "renewal": sealed}
    id = world.connect("stale", expires=now + 60, **values)
    repository = world.repository(f"{url}/team/models.git")
    for _ in range(2):
        assert world.acting(repository, world.jo).git.password == "fresh-1"
    assert [body["grant_type"] for body in asked] == ["refresh_token"]
    with world.store.reading() as connection:
        row = git_connections.get(connection, id)
    assert row.expires is not None
    assert row.expires > now + 3600
    assert row.renewal is not None
    assert json.loads(SECRETS.open(row.renewal))["refresh_token"] == "refresh-1"

    world.connect("stale", expires=now - 60, **values)  # with the refresh token that was used already
    with pytest.raises(TokenExpired):
        world.acting(repository, world.jo)


# --- an app ---------------------------------------------------------------------------------------------------------


def connect_app(world: World, forge: Forge, account: str | None) -> str:
    app = {"id": "4711", "account": account, "installation": None}
    by = {"kind": "app", "app": app, "renewal": SECRETS.seal(PRIVATE_KEY), "expires": 0.0}
    return world.connect("", team=world.team, url=forge.address, forge="github", **by)


def test_an_app_is_let_in_once_for_an_hour_and_again_where_it_is_refused(world: World, forge: Forge) -> None:
    forge.repository("acme/models", private=True, bot="write").commit("main", {"readme": "models\n"})
    forge.hosting.install("4711", PUBLIC_KEY, "acme", "bot", contents="write", metadata="read")
    id = connect_app(world, forge, None)
    repository = world.repository(f"{forge.address}/acme/models.git")
    first, second = (world.acting(repository, world.jo) for _ in range(2))
    assert first.git.username == "x-access-token"
    assert first.git == second.git
    assert not first.right.is_own(alone=True)  # the forge knows the app, and not who asks
    assert [question.method for question in forge.questions] == ["GET", "POST"]
    with world.store.reading() as connection:
        row = git_connections.get(connection, id)
    assert row.app is not None
    assert row.app["account"] == "acme"
    assert row.expires is not None

    forge.expire(first.git.password or "")
    asked = second.forge(NEARBY)
    assert asked is not None
    assert [one.name for one in asked.repositories()] == ["acme/models"]
    asked.close()
    kept = world.acting(repository, world.jo).git
    assert kept.password != first.git.password  # what was got on the way is kept for the next one
    assert forge.hosting.whose(kept.password or "") == "bot"


def test_git_is_let_in_again_where_the_token_of_an_app_is_taken_no_more(
    world: World, forge: Forge, tmp_path: Path
) -> None:
    head = forge.repository("acme/models", private=True, bot="write").commit("main", {"readme": "models\n"})
    forge.hosting.install("4711", PUBLIC_KEY, "acme", "bot", contents="write", metadata="read")
    id = connect_app(world, forge, None)
    repository = world.repository(f"{forge.address}/acme/models.git")
    conditions = Conditions(tmp_path / "mirrors", NEARBY)
    revoked = world.acting(repository, None).git.password or ""
    forge.expire(revoked)
    with visit(source_of(world.store, repository, SECRETS, conditions), conditions) as mirror:
        assert mirror.refs["refs/heads/main"] == head
    with world.store.reading() as connection:
        assert SECRETS.open(git_connections.get(connection, id).secret) != revoked
    forge.hosting.suspend(forge.hosting.installed[0])
    with pytest.raises(AppNotInstalled), visit(source_of(world.store, repository, SECRETS, conditions), conditions):
        pass


def test_who_has_connected_no_account_is_told_so_where_nobody_is_let_in_without(
    world: World, forge: Forge, tmp_path: Path
) -> None:
    head = forge.repository("team/models", private=True, jo="write").commit("main", {"readme": "models\n"})
    jos = world.connect(forge.token("jo"), person=world.jo, url=forge.address, username="jo")
    repository = world.repository(f"{forge.address}/team/models.git", connection=jos)
    conditions = Conditions(tmp_path / "mirrors", NEARBY)
    for person in (None, world.jo):
        with visit(source_of(world.store, repository, SECRETS, conditions, person), conditions) as mirror:
            assert mirror.refs["refs/heads/main"] == head
    anns = source_of(world.store, repository, SECRETS, conditions, world.ann)
    with pytest.raises(NoAccess, match="you have connected none") as refused, visit(anns, conditions):
        pass
    assert "Settings › Git connections" in (refused.value.hint or "")


def test_the_app_of_an_account_is_for_its_repositories_and_stands_beside_others(world: World, forge: Forge) -> None:
    acme, beta = (connect_app(world, forge, account) for account in ("Acme", "beta"))
    token = world.connect("of the team", team=world.team, url=forge.address, forge="github")
    assert len({acme, beta, token}) == 3
    for path, id in (("acme/models", acme), ("BETA/models", beta), ("gamma/models", token)):
        repository = world.repository(f"{forge.address}/{path}.git")
        with world.store.reading() as connection:
            row = right_of(connection, repository, world.jo).row
        assert row is not None
        assert row.id == id
    assert connect_app(world, forge, None) in (acme, beta)  # the same app again is not a third one
