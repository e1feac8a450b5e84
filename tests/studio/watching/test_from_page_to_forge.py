"""From the page to the forge and back, by the parts that a server is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gto_studio.jobs.worker import Worker
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs
from gto_studio.wiring import works
from servers.forge import Forge
from studio.web.serving import Site, a_site


def work(site: Site, *kinds: str) -> None:
    """Whatever is wanted now of these kinds, done."""
    Worker(site.store, works(site.parts), lanes=[list(kinds)]).run_due()


def answered(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_connection_is_all_that_ci_states_and_hooks_need(store: Store, tmp_path: Path, forge: Forge) -> None:
    hosted = forge.repository("team/models", private=True, root="admin")
    head = hosted.commit("main", {"readme": "models\n"})
    forge.say("team/models", head, "train", "running", "https://ci.example.com/7")
    hosted.protect("refs/tags/*")
    public = "https://studio.example.com"
    with a_site(store, tmp_path, accounts=False, public_url=public) as site:
        api, token = site.client(), forge.token("root")
        answered(api.post("/api/git-connections", json={"forge": "gitea", "url": forge.address, "token": token}), 201)
        row = answered(api.post("/api/repositories", json={"url": forge.url("team/models"), "password": token}), 201)
        here = f"/api/repositories/{row['id']}"
        work(site, jobs.SYNC)
        work(site, jobs.HOOKS)

        stands = answered(api.get(f"{here}/forge"))
        assert (stands["hook"], stands["admin"], stands["job"]["state"]) == ("made", True, "ok")
        assert (stands["tags"]["found"], stands["tags"]["protected"]) == (["*"], True)
        assert [hook.url for hook in hosted.hooks] == [f"{public}/webhook/gitea/{row['id']}"]

        assert answered(api.get(f"{here}/checks", params={"commits": head}))[head]["asked_at"] is None
        work(site, jobs.CHECKS)
        (found,) = answered(api.get(f"{here}/checks")).values()
        assert (found["state"], found["watched"]) == ("running", True)
        assert found["checks"][0]["url"] == "https://ci.example.com/7"
