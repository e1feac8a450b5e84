"""Edits over HTTP, to the remote: what a plan shows is what a worker then commits. What is refused there, tests of
`changes/` and `rules/` say.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from gto_studio.jobs.worker import Worker
from gto_studio.rules.access import LOCAL
from gto_studio.store.connection import Store
from gto_studio.store.owned import audit, git_connections, jobs, repositories
from gto_studio.web.api.edits import NAMED
from gto_studio.wiring import works
from servers import Remote
from servers.forge import Forge
from shell import Shell, new_repository
from studio.following import Followed, follow
from studio.rows import a_git_connection
from studio.web.serving import Site, a_site

DVC_YAML = "artifacts:\n  churn:\n    type: model\n    path: churn.pkl\n    desc: Who leaves\n"
PARAMS = "train:\n  lr: 0.1  # careful\n"


@dataclass
class Edited:
    site: Site
    followed: Followed
    remote: Remote
    head: str

    def post(self, what: str, body: dict[str, Any], status: int = 200) -> Any:
        deadline, path = time.monotonic() + 90, f"/api/repositories/{self.followed.source.id}/{what}"
        while (answer := self.site.client().post(path, json=body)).status_code == 503:  # a worker is on its way
            assert time.monotonic() < deadline, answer.text
        assert answer.status_code == status, answer.text
        return answer.json()

    def get(self, path: str) -> Any:
        answer = self.site.client().get(path.replace("{id}", self.followed.source.id))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ended(self, change: str) -> Any:
        """An edit, once it has ended."""
        deadline = time.monotonic() + 90
        while (found := self.get(f"/api/edits/{change}"))["state"] in ("queued", "running"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return found


@pytest.fixture
def edited(store: Store, file_remote: Remote, tmp_path: Path) -> Iterator[Edited]:
    with _edited(store, file_remote, tmp_path, file_remote.path.as_uri()) as found:
        yield found


@pytest.fixture
def hosted(prepared_sqlite: Path, forge: Forge, tmp_path: Path) -> Iterator[Edited]:
    """The same on a forge, which the owner of the server has connected."""
    copyfile(prepared_sqlite, tmp_path / "studio.db")
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    models = forge.repository("team/models", olga="write")
    token = forge.token("olga")
    remote = Remote("http", forge.url("team/models", token), models.path, {})
    with _edited(store, remote, tmp_path, forge.url("team/models")) as found:
        with store.writing() as connection:
            sealed = found.site.parts.secrets.seal(token)
            a_git_connection(connection, url=forge.address, person=LOCAL, secret=sealed, username="olga")
        yield found
    store.close()


@contextmanager
def _edited(store: Store, file_remote: Remote, tmp_path: Path, url: str) -> Iterator[Edited]:
    """A repository on a server that was read, and a worker for all that a page may ask."""
    with a_site(
        store, tmp_path, accounts=False, allow_local_paths=True, owner_name="Olga Owner", owner_email="olga@example.com"
    ) as site:
        clone = new_repository(tmp_path / "clone")
        head = clone.commit("Begin", files={"dvc.yaml": DVC_YAML, "params.yaml": PARAMS})
        clone.having(file_remote.env).git("push", "--quiet", file_remote.url, "main")
        followed = follow(store, tmp_path, url)
        followed.sync()
        ended = threading.Event()
        worker = Worker(store, works(site.parts), lanes=[[jobs.FILES], [jobs.CHANGE]])
        thread = threading.Thread(target=worker.run, args=[ended])
        thread.start()
        yield Edited(site, followed, file_remote, head)
        ended.set()
        thread.join()


def test_what_the_plan_shows_is_what_is_committed(edited: Edited) -> None:
    asked = {"action": "annotate", "artifact": "churn", "description": "Who goes", "base": "main"}
    plan = edited.post("plan", asked)
    (commit,) = plan["commits"]
    assert (commit["branch"], commit["is_new"], commit["parent"]) == ("main", False, edited.head)
    assert (plan["refusal"], plan["pull_request"], plan["refs"], plan["fields"]) == (None, None, [], {})
    assert plan["command"].startswith("gto annotate churn --description 'Who goes' --repo file://")
    (file,) = commit["files"]
    assert (file["path"], file["status"]) == ("dvc.yaml", "changed")
    assert file["diff"].endswith("-    desc: Who leaves\n+    desc: Who goes\n")
    assert edited.get("/api/repositories/{id}/edits") == []

    change = edited.post("edits", {**asked, "expected": plan["id"]}, 202)
    assert (change["state"], change["action"], change["author"]) == ("queued", "annotate", "Olga Owner")
    done = edited.ended(change["id"])
    assert (done["state"], done["error"], done["plan"]) == ("done", None, None)
    head = edited.remote.git("rev-parse", "main").strip()
    assert done["made"] == [{"ref": "refs/heads/main", "object": head}]
    assert done["parts"] == [{"what": "refs/heads/main", "done": True, "error": None}]
    assert edited.remote.git("show", "main:dvc.yaml") == DVC_YAML.replace("leaves", "goes")
    assert edited.remote.git("show", "main", "-s", "--format=%an <%ae>").strip() == "Olga Owner <olga@example.com>"
    assert edited.get("/api/repositories/{id}/edits") == [done]
    assert edited.get("/api/repositories/{id}/changes") == []
    assert edited.site.client().get(f"/api/changes/{change['id']}").status_code == 404
    with edited.site.store.reading() as connection:
        audited = audit.seen_by(connection, sees=None, limit=10)
    assert [(row.action, row.subject, row.detail) for row in audited] == [
        ("edit.annotate", "churn", {"refs": ["refs/heads/main"]})
    ]


def test_a_plan_says_what_stands_in_the_way(edited: Edited) -> None:
    refused = edited.post("plan", {"action": "annotate", "artifact": "fraud", "path": "churn.pkl", "base": "main"})
    assert (refused["refusal"]["code"], refused["commits"]) == ("path-used", [])
    odd = {"action": "annotate", "artifact": "fraud", "path": "f", "base": "main", "branch": "a..b"}
    assert list(edited.post("plan", odd)["fields"]) == ["branch"]
    assert edited.post("edits", odd, 422)["fields"].keys() == {"branch"}
    assert edited.post("edits", {**odd, "branch": "main"}, 422)["fields"] == {"branch": "choose another name"}
    old = {"action": "annotate", "artifact": "fraud", "path": "f", "base": "main", "expected": "0"}
    assert edited.post("edits", old, 409)["code"] == "conflict"
    assert edited.get("/api/repositories/{id}/edits") == []


def test_a_branch_and_where_a_person_opens_its_pull_request(edited: Edited) -> None:
    asked = {
        "action": "branch", "commit": edited.head, "branch": "try-it", "pull_request": {"title": "Try", "body": "It"},
    }  # fmt: skip
    plan = edited.post("plan", asked)
    assert plan["refs"] == [{"ref": "refs/heads/try-it", "before": None, "after": edited.head}]
    said = plan["pull_request"]
    assert (said["title"], said["body"], said["base"], said["head"]) == ("Try", "It", "main", "try-it")
    assert (said["possible"], said["link"]) == (False, None)
    assert said["why_not"]
    assert said["command"].startswith("git request-pull origin/main ")
    unknown = edited.post("plan", {**asked, "commit": "0" * 40})
    assert unknown["refusal"]["code"] == "not-found"


def test_a_pull_request_by_the_right_of_who_asked(hosted: Edited, forge: Forge) -> None:
    asked = {
        "action": "annotate", "artifact": "churn", "description": "Who goes", "base": "main", "branch": "say-it",
        "pull_request": {"title": "Say it"},
    }  # fmt: skip
    plan = hosted.post("plan", asked)
    assert (plan["pull_request"]["possible"], plan["pull_request"]["why_not"]) == (True, None)
    assert (plan["pull_request"]["command"], plan["remarks"]) == (None, [])
    forge.refuse_api(503)
    change = hosted.post("edits", {**asked, "expected": plan["id"]}, 202)["id"]
    failed = hosted.ended(change)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "pull-request-not-opened")
    assert [one["ref"] for one in failed["made"]] == ["refs/heads/say-it"]
    assert failed["pull_requests"] == []

    forge.heal()
    answer = hosted.site.client().post(f"/api/edits/{change}/again")
    assert answer.status_code == 202, answer.text
    done = hosted.ended(change)
    assert (done["state"], done["error"]) == ("done", None)
    (pull,) = forge["team/models"].pulls
    assert (pull.title, pull.by, pull.head_commit) == ("Say it", "olga", done["made"][0]["object"])
    (told,) = done["pull_requests"]
    assert (told["number"], told["state"], told["head"], told["base"]) == (1, "open", "say-it", "main")
    assert hosted.site.client().post(f"/api/edits/{change}/again").status_code == 409

    with hosted.site.store.writing() as connection:
        (row,) = git_connections.of(connection, LOCAL, [None])
        git_connections.save(connection, replace(row, kind="app"))
    assert hosted.post("plan", {**asked, "branch": "say-more"})["remarks"] == [NAMED]
    with hosted.site.store.writing() as connection:
        git_connections.remove(connection, row.id)
        source = repositories.get(connection, hosted.followed.source.id)
        repositories.save(connection, replace(source, forge="gitea", web_url=f"{forge.address}/team/models"))
    by_hand = hosted.post("plan", {**asked, "branch": "say-more"})["pull_request"]
    assert (by_hand["possible"], by_hand["command"]) == (False, None)
    assert by_hand["why_not"].startswith("nothing lets you in at the server of ")
    assert by_hand["link"] == f"{forge.address}/team/models/compare/main...say-more"


def test_what_it_would_be_by_now_is_shown_beside_the_refusal(edited: Edited) -> None:
    """Somebody pushes after the last sync: only the worker can see it."""
    asked = {"action": "annotate", "artifact": "churn", "description": "Who goes", "base": "main"}
    plan = edited.post("plan", asked)
    clone = Shell(edited.site.parts.settings.data / "clone").having(edited.remote.env)
    head = clone.commit("Meanwhile", minute=1, files={"notes": "x"})
    clone.git("push", "--quiet", edited.remote.url, "main")
    change = edited.post("edits", {**asked, "expected": plan["id"]}, 202)
    failed = edited.ended(change["id"])
    assert (failed["state"], failed["error"]["code"], failed["made"]) == ("failed", "changed-meanwhile", [])
    assert failed["plan"]["commits"][0]["parent"] == head
    assert failed["plan"]["commits"][0]["files"] == plan["commits"][0]["files"]
    assert edited.remote.git("rev-parse", "main").strip() == head
