"""Edits over HTTP, to the remote: what a plan shows is what a worker then commits. What is refused there, tests of
`changes/` and `rules/` say.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gto_studio.jobs.worker import Worker
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs, people
from gto_studio.wiring import works
from servers import Remote
from shell import new_repository
from studio.following import Followed, follow
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
        answer = self.site.client().post(f"/api/repositories/{self.followed.source.id}/{what}", json=body)
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
    """A repository on a server that was read, and a worker for all that a page may ask."""
    with a_site(
        store, tmp_path, accounts=False, allow_local_paths=True, owner_name="Olga Owner", owner_email="olga@example.com"
    ) as site:
        clone = new_repository(tmp_path / "clone")
        head = clone.commit("Begin", files={"dvc.yaml": DVC_YAML, "params.yaml": PARAMS})
        clone.having(file_remote.env).git("push", "--quiet", file_remote.url, "main")
        followed = follow(store, tmp_path, file_remote.path.as_uri())
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
        audit = people.list_audit(connection, sees=None, limit=10)
    assert [(row.action, row.subject, row.detail) for row in audit] == [
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
    unknown = edited.post("plan", {**asked, "commit": "0" * 40})
    assert unknown["refusal"]["code"] == "not-found"
