"""Git connections from the click to the forge: tried by a worker, listed, picked from, and what they let in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gto_studio.jobs.worker import Worker
from gto_studio.rules.access import Role
from gto_studio.store.connection import Store
from gto_studio.store.owned import git_connections, jobs, repositories
from gto_studio.wiring import works
from servers.apps import OTHER_PRIVATE_KEY, OTHER_PUBLIC_KEY, PRIVATE_KEY, PUBLIC_KEY
from servers.forge import Forge
from studio.web.serving import Site, a_site

AT = "/api/git-connections"


@pytest.fixture
def hosted(forge: Forge) -> Forge:
    """A forge with a private repository that Jo may write to, and Ann read."""
    forge.repository("team/models", private=True, jo="write", ann="read").commit("main", {"readme": "models\n"})
    return forge


def work(site: Site, *kinds: str) -> None:
    """Whatever is wanted now, done."""
    worker = Worker(site.store, works(site.parts), lanes=[list(kinds)])
    worker.run_due()


def connected(site: Site, api: Any, forge: Forge, login: str, **more: object) -> dict[str, Any]:
    said = api.post(AT, json={"forge": "gitea", "url": forge.address, "token": forge.token(login), **more})
    assert said.status_code == 201, said.text
    work(site, jobs.CONNECTION)
    found: list[dict[str, Any]] = api.get(AT).json()
    return next(one for one in found if one["id"] == said.json()["id"])


def test_from_a_token_to_a_project_that_is_read_by_it(store: Store, tmp_path: Path, hosted: Forge) -> None:
    token = hosted.token("jo")
    with a_site(store, tmp_path, accounts=False) as site:
        api = site.client()
        said = api.post(AT, json={"forge": "gitea", "url": f"{hosted.address}/", "token": token})
        assert said.status_code == 201, said.text
        assert (said.json()["state"], said.json()["team"], said.json()["url"]) == ("trying", None, hosted.address)
        assert token not in said.text
        id = said.json()["id"]
        assert api.get(f"{AT}/{id}/repositories").json()["asked_at"] is None

        work(site, jobs.CONNECTION)
        (one,) = api.get(AT).json()
        assert (one["state"], one["username"], one["error"]) == ("ok", "jo", None)
        listed = api.get(f"{AT}/{id}/repositories", params={"search": "MODEL team"}).json()
        assert [(found["name"], found["private"], found["may_write"]) for found in listed["repositories"]] == [
            ("team/models", True, True)
        ]
        assert api.get(f"{AT}/{id}/repositories", params={"search": "else"}).json()["count"] == 0

        url = listed["repositories"][0]["url"]
        made = api.post("/api/projects", json={"url": url, "connection": id})
        assert made.status_code == 201, made.text
        repository = made.json()[0]["repository"]
        work(site, jobs.SYNC)
        shown = api.get(f"/api/repositories/{repository}").json()
        assert (shown["sync"]["state"], shown["sync"]["error"]) == ("ok", None)
        assert (shown["forge"], shown["web_url"]) == ("gitea", f"{hosted.address}/team/models")
        right = api.get(f"/api/repositories/{repository}/acting").json()
        assert (right["whose"], right["forge"], right["pull_requests"]) == ("person", "gitea", True)
        found = api.get(f"{AT}/{id}/repositories").json()["repositories"]
        assert [one["repository"] for one in found] == [repository]

        # disconnected: what was read stays, and says that it is not let in any more
        assert api.delete(f"{AT}/{id}").status_code == 204
        work(site, jobs.SYNC)
        error = api.get(f"/api/repositories/{repository}").json()["sync"]["error"]
        assert error["code"] == "no-access"
        assert api.get(AT).json() == []
        assert api.get(f"/api/repositories/{repository}/acting").json()["whose"] == "nobody"


def test_a_wrong_or_revoked_token_says_so_and_a_new_one_mends_it(store: Store, tmp_path: Path, hosted: Forge) -> None:
    with a_site(store, tmp_path, accounts=False) as site:
        api = site.client()
        good = connected(site, api, hosted, "jo")
        api.post("/api/projects", json={"url": hosted.url("team/models"), "connection": good["id"]})
        for token in list(hosted.hosting.tokens):
            hosted.expire(token)
        assert api.post(f"{AT}/{good['id']}/test").json()["state"] == "trying"
        work(site, jobs.CONNECTION, jobs.SYNC)
        (one,) = api.get(AT).json()
        assert (one["state"], one["error"]["code"]) == ("failed", "token-expired")
        (repository,) = api.get("/api/repositories").json()
        assert repository["sync"]["error"]["code"] == "no-access"

        changed = api.patch(f"{AT}/{good['id']}", json={"token": hosted.token("jo")})
        assert (changed.status_code, changed.json()["state"]) == (200, "trying")
        work(site, jobs.CONNECTION)
        work(site, jobs.SYNC)  # wanted by the connection that is taken again
        assert [one["state"] for one in api.get(AT).json()] == ["ok"]
        assert api.get("/api/repositories").json()[0]["sync"]["error"] is None


def test_a_forge_that_is_down_and_one_that_wants_to_be_left_alone(
    store: Store, tmp_path: Path, hosted: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gto_studio.forges.asking.PAUSES", (0.0, 0.0))
    with a_site(store, tmp_path, accounts=False) as site:
        api = site.client()
        hosted.down()
        assert connected(site, api, hosted, "jo")["error"]["code"] == "forge-down"
        hosted.heal()
        hosted.limit_rate(900)
        one = connected(site, api, hosted, "jo")
        assert one["error"]["code"] == "rate-limited"
        assert "15 min" in one["error"]["hint"]
        hosted.heal()
        assert connected(site, api, hosted, "jo")["state"] == "ok"
        assert len(api.get(AT).json()) == 1  # the same forge again takes the place of the one before


def test_a_teams_connection_lets_its_editors_in_and_its_admins_change_it(
    store: Store, tmp_path: Path, hosted: Forge
) -> None:
    with a_site(store, tmp_path, allow_private_addresses=True) as site:
        people = {name: site.person(name, red=Role[name.upper()]) for name in ("admin", "editor", "viewer")}
        people["foreign"] = site.person("foreign", blue=Role.ADMIN)
        apis = {name: site.client(**site.session(id)) for name, id in people.items()}
        refused = apis["editor"].post(AT, json={"forge": "gitea", "url": hosted.address, "token": "x", "team": "red"})
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
        assert (
            apis["foreign"]
            .post(AT, json={"forge": "gitea", "url": hosted.address, "token": "x", "team": "red"})
            .status_code
            == 404
        )

        one = connected(site, apis["admin"], hosted, "jo", team="red")
        assert (one["state"], one["created_by"], one["may_change"]) == ("ok", "Admin", True)
        assert [seen["may_change"] for seen in apis["editor"].get(AT).json()] == [False]
        assert apis["foreign"].get(AT).json() == []
        assert apis["foreign"].get(f"{AT}/{one['id']}/repositories").status_code == 404
        assert apis["viewer"].get(f"{AT}/{one['id']}/repositories").status_code == 403
        assert apis["editor"].get(f"{AT}/{one['id']}/repositories").json()["count"] == 1
        assert apis["editor"].delete(f"{AT}/{one['id']}").status_code == 403

        # without a word of a connection the team's one is found by the address
        made = apis["editor"].post("/api/repositories", json={"url": hosted.url("team/models"), "team": "red"}).json()
        assert made["forge"] == "gitea"
        work(site, jobs.SYNC)
        right = apis["editor"].get(f"/api/repositories/{made['id']}/acting").json()
        assert (right["whose"], right["connection"]["id"]) == ("team", one["id"])

        own = connected(site, apis["editor"], hosted, "ann")
        assert apis["editor"].get(f"/api/repositories/{made['id']}/acting").json()["whose"] == "person"
        assert apis["admin"].get(f"{AT}/{own['id']}/repositories").status_code == 404  # nobody else's business
        assert [seen["id"] for seen in apis["admin"].get(AT).json()] == [one["id"]]


def test_an_app_from_its_key_to_what_it_reads(store: Store, tmp_path: Path, hosted: Forge) -> None:
    hosted.repository("acme/shop", private=True, bot="write").commit("main", {"readme": "shop\n"})
    may = {"contents": "write", "metadata": "read", "pull_requests": "write"}
    there = hosted.hosting.install("4711", PUBLIC_KEY, "acme", "bot", **may)
    with a_site(store, tmp_path, accounts=False) as site:
        api = site.client()
        asked = {"forge": "github", "url": hosted.address, "app": " 4711 ", "private_key": PRIVATE_KEY}
        said = api.post(AT, json=asked)
        assert (said.status_code, said.json()["kind"], said.json()["state"]) == (201, "app", "trying"), said.text
        work(site, jobs.CONNECTION)
        (one,) = api.get(AT).json()
        assert "PRIVATE" not in api.get(AT).text
        assert (one["state"], one["username"]) == ("ok", "bot-app[bot]"), one
        assert one["app"] == {"id": "4711", "account": "acme", "installation": there.number}
        assert one["missing"] == ["Checks: read", "Commit statuses: write", "Webhooks: write"]
        assert one["expires_at"] is None
        listed = api.get(f"{AT}/{one['id']}/repositories").json()["repositories"]
        assert [(found["name"], found["may_write"]) for found in listed] == [("acme/shop", True)]
        made = api.post("/api/repositories", json={"url": listed[0]["url"], "connection": one["id"]}).json()
        work(site, jobs.SYNC)
        assert api.get(f"/api/repositories/{made['id']}").json()["sync"]["error"] is None
        (entry,) = (entry for entry in api.get("/api/audit").json() if entry["action"] == "git-connection.add")
        assert entry["detail"] == {"forge": "github", "kind": "app", "app": "4711"}

        # suspended there, or its key deleted, it says so; a new key mends it
        hosted.hosting.suspend(there)
        api.post(f"{AT}/{one['id']}/test")
        work(site, jobs.CONNECTION)
        error = api.get(AT).json()[0]["error"]
        assert (error["code"], "suspended" in error["message"]) == ("app-not-installed", True)
        there.is_suspended, there.public_key = False, OTHER_PUBLIC_KEY
        api.post(f"{AT}/{one['id']}/test")
        work(site, jobs.CONNECTION)
        assert api.get(AT).json()[0]["error"]["code"] == "app-refused"
        at = f"{AT}/{one['id']}"
        assert api.patch(at, json={"private_key": "x"}).json()["fields"].keys() == {"private_key"}
        assert api.patch(at, json={"token": "ghp_x", "private_key": OTHER_PRIVATE_KEY}).status_code == 422
        assert api.patch(at, json={"private_key": OTHER_PRIVATE_KEY}).status_code == 200
        work(site, jobs.CONNECTION)
        assert [one["state"] for one in api.get(AT).json()] == ["ok"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"forge": "gitea", "token": "x"}, "url"),
        ({"forge": "gitea", "url": "https://jo:secret@h.example", "token": "x"}, "url"),
        ({"forge": "github", "token": " "}, "token"),
        ({"forge": "github"}, "token"),
        ({"forge": "github", "app": "4711", "private_key": "ghp_x"}, "private_key"),
        ({"forge": "github", "app": "4711"}, "private_key"),
        ({"forge": "github", "app": "4711", "private_key": PRIVATE_KEY, "account": "acme/models"}, "account"),
        ({"forge": "github", "app": "my app", "private_key": PRIVATE_KEY}, "app"),
        ({"forge": "github", "app": "4711", "private_key": PRIVATE_KEY, "token": "x"}, "app"),
        ({"forge": "gitlab", "app": "4711", "private_key": PRIVATE_KEY}, "app"),
        ({"forge": "gitea", "url": "http://169.254.169.254", "token": "x"}, "url"),
    ],
)
def test_what_is_no_connection(store: Store, tmp_path: Path, body: dict[str, str], field: str) -> None:
    with a_site(store, tmp_path) as site:
        api = site.client(**site.session(site.person("jo")))
        said = api.post(AT, json=body)
        assert (said.status_code, field in said.json()["fields"]) == (422, True), said.text


def test_a_repository_elsewhere_is_not_added_by_it(store: Store, tmp_path: Path, hosted: Forge) -> None:
    with a_site(store, tmp_path, accounts=False) as site:
        api = site.client()
        one = connected(site, api, hosted, "jo")
        said = api.post("/api/repositories", json={"url": "https://other.example/o/n", "connection": one["id"]})
        assert (said.status_code, "connection" in said.json()["fields"]) == (422, True)
        with store.reading() as connection:
            assert repositories.of_teams(connection) == []
            assert git_connections.get(connection, one["id"]).secret != b""
