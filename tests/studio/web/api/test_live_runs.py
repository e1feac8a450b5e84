"""What training jobs post over HTTP, and what pages are shown of it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from gto_studio.live import taking
from gto_studio.live.intake import Intake
from gto_studio.rules.access import Role, Scope
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs, notices, projects, teams
from gto_studio.web import hearing
from studio.live.posting import BASELINE, PNG, URL, done, head, metrics, plots, start
from studio.rows import NOW, a_repository
from studio.web.listening import listening
from studio.web.serving import Site, a_site, failing_at


@dataclass
class Live:
    """A server with accounts, an editor's token, and a project of a repository."""

    site: Site
    repository: str
    project: str
    token: dict[str, str]
    editor: dict[str, str]

    def send(self, document: object, **headers: str) -> Any:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.site.ask("POST", "/api/live", headers or self.token, body)

    def sent(self, *documents: object) -> list[str]:
        """Posts that are all taken; the runs of the last one."""
        for document in documents:
            answer = self.send(document)
            assert (answer.status, answer.json()["left_out"]) == (200, []), answer.body
        runs: list[str] = answer.json()["runs"]
        return runs

    def get(self, path: str = "", project: str | None = None) -> Any:
        answer = self.site.ask("GET", f"/api/projects/{project or self.project}/live{path}", self.editor)
        assert answer.status == 200, answer.body
        return answer.json()

    def notices(self) -> list[tuple[str, list[str]]]:
        with self.site.store.reading() as connection:
            return [(row.data["kind"], row.data["runs"]) for row in notices.since(connection, 0) if row.topic == "run"]


@pytest.fixture
def live(store: Store, tmp_path: Path) -> Iterator[Live]:
    with a_site(store, tmp_path) as site:
        person = site.person("ed", team=Role.EDITOR)
        with store.writing() as connection:
            team = teams.find(connection, "team")
            assert team
            row = a_repository(connection, url=URL, team=team.id)
            project = projects.add(
                connection, team=team.id, repository=row.id, name="p", directory="", public=False, now=NOW
            )
        yield Live(site, row.id, project.id, site.token(person, Scope.EXPERIMENTS), site.session(person))


def test_a_run_is_shown_as_it_goes(live: Live) -> None:
    (run,) = live.sent(start(message="why"), metrics(0), plots(0), metrics(1), plots(1, images={"a b/1.png": PNG}))
    (shown,) = live.get()["runs"]
    url = shown["images"][0].pop("url")
    assert shown == {
        "id": run, "baseline": BASELINE, "detached": True, "name": "outer-mobs", "client": "dvclive",
        "state": "running", "message": "why", "subdir": "", "step": 1, "started": NOW, "heard": NOW, "ended": None,
        "params": {}, "machine": None, "problems": [], "experiment_rev": None,
        "metrics": {"dvclive/metrics.json": {"data": {"train": {"acc": 0.1}, "step": 1}, "error": None}},
        "plots": [{"file": "dvclive/plots/metrics/train/acc.tsv", "last": 1, "changed": NOW}],
        "images": [{"file": "a b/1.png", "step": 1, "changed": NOW}],
    }  # fmt: skip
    assert live.get(f"/{run}/points?file=dvclive/plots/metrics/train/acc.tsv&after=0") == {
        "file": "dvclive/plots/metrics/train/acc.tsv", "steps": [1], "rows": [{"step": 1, "acc": 0.1}], "more": False,
    }  # fmt: skip
    answer = live.site.ask("GET", url, live.editor)
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, "image/png", PNG)


def test_an_end(live: Live) -> None:
    (run,) = live.sent(start(), metrics(0), done(experiment_rev="b" * 40))
    (shown,) = live.get()["runs"]
    assert (shown["id"], shown["state"], shown["experiment_rev"]) == (run, "finished", "b" * 40)


def test_an_end_that_is_told_while_the_database_is_away_for_a_moment(live: Live) -> None:
    live.sent(start(), metrics(0))
    with failing_at(live.site.store, 1, 3, 6):  # who it is, where its run is, writing it down
        live.sent(done())
    assert [shown["state"] for shown in live.get()["runs"]] == ["finished"]


def test_an_end_that_is_told_when_the_server_is_to_end(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """It came, and is waiting to be written when all that answers is broken off."""
    live.sent(start(), metrics(0))
    came, hold = threading.Event(), threading.Event()
    take, settle = taking.take, Intake.settle

    def slow(*words: Any, **rest: Any) -> Any:
        came.set()
        assert hold.wait(90)
        return take(*words, **rest)

    def settling(intake: Intake, _: float) -> bool:
        hold.set()
        return settle(intake, 90)

    monkeypatch.setattr(taking, "take", slow)
    monkeypatch.setattr(Intake, "settle", settling)
    body = json.dumps(done()).encode()
    head = f"POST /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {live.token['Authorization']}\r\n"
    with listening(live.site.app) as address:
        at = urlsplit(address)
        with socket.create_connection((at.hostname, at.port), timeout=90) as client:
            client.sendall(head.encode() + b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            assert came.wait(90)
    assert [shown["state"] for shown in live.get()["runs"]] == ["finished"]


def test_a_database_that_stays_away(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "PATIENCE_SECONDS", 0.0)
    with failing_at(live.site.store, 1):
        answer = live.send(start())
    assert (answer.status, list(answer.json())) == (503, ["detail"])


def test_pages_hear_of_it(live: Live) -> None:
    (run,) = live.sent(start(), metrics(0), done())
    told = live.notices()
    assert told[0] == ("started", [run])
    assert ("done", [run]) in told


@pytest.mark.parametrize(
    ("headers", "document", "status", "says"),
    [
        ({"Authorization": "token isat_no"}, start(), 401, "This token is unknown, revoked or expired"),
        ({}, start(url="https://git.example.com/other.git"), 404, "No repository of yours is at"),
        ({}, start(url="https://me:hunter2@git.example.com/other.git"), 404, "No repository of yours is at"),
        ({}, b"no JSON", 422, "The body is no JSON"),
        ({}, b'{"x": NaN}', 422, "The body is no JSON"),
        ({}, head("begin"), 422, "'type' has to be"),
        ({}, start(url="../relative"), 422, "'../relative' is no address"),
    ],
)
def test_a_refusal_is_one_short_sentence(
    live: Live, headers: dict[str, str], document: object, status: int, says: str
) -> None:
    answer = live.send(document, **headers)
    assert answer.status == status
    said = answer.json()
    assert list(said) == ["detail"]
    assert said["detail"].startswith(says)
    assert len(said["detail"]) < 200
    assert "hunter2" not in said["detail"]
    assert live.get()["runs"] == []


def test_a_run_is_forgotten_on_request(live: Live) -> None:
    (run,) = live.sent(start(), metrics(0), plots(0, images={"a.png": PNG}))
    assert live.site.ask("DELETE", f"/api/projects/{live.project}/live/{run}", live.editor).status == 204
    assert live.get()["runs"] == []
    assert live.notices()[-1] == ("removed", [run])
    (again,) = live.sent(metrics(1))
    assert [(shown["id"], shown["step"]) for shown in live.get()["runs"]] == [(again, 1)]
    assert again != run


def test_a_start_from_a_commit_that_was_not_seen_has_the_repository_looked_at(live: Live) -> None:
    def wanted() -> int:
        with live.site.store.reading() as connection:
            return jobs.of(connection, jobs.SYNC, [live.repository])[live.repository].wanted

    before = wanted()
    live.sent(start(), metrics(0), start("outside-git", baseline="0" * 40))
    assert wanted() == before + 1


def test_a_run_of_a_folder_is_seen_in_the_projects_that_have_it(live: Live) -> None:
    with live.site.store.writing() as connection:
        row = projects.get(connection, live.project)
        made = {
            directory: projects.add(
                connection, team=row.team, repository=row.repository, name=directory, directory=directory, public=False,
                now=NOW,
            ).id
            for directory in ("projects", "projects/sub", "projects/su", "other")
        }  # fmt: skip
    live.sent(start(subdir="projects/sub", params={"params.yaml": {"lr": 1}}), metrics(0), plots(0))
    live.sent(start("top", params={"other/p.yaml": {}, "params.yaml": {}}))
    seen = {name: {run["name"]: run for run in live.get(project=id)["runs"]} for name, id in made.items()}
    assert {name: set(runs) for name, runs in seen.items()} == {
        "projects": {"outer-mobs"}, "projects/sub": {"outer-mobs"}, "projects/su": set(), "other": {"top"},
    }  # fmt: skip
    assert set(live.get()["runs"][0]["params"]) | set(live.get()["runs"][1]["params"]) == {
        "projects/sub/params.yaml", "other/p.yaml", "params.yaml",
    }  # fmt: skip
    assert set(seen["other"]["top"]["params"]) == {"other/p.yaml"}, "and nothing of other folders"
    assert seen["projects"]["outer-mobs"]["plots"][0]["file"] == "projects/sub/dvclive/plots/metrics/train/acc.tsv"


def test_what_is_no_number_in_json_is_told_as_the_table_tells_it(live: Live) -> None:
    values = {"a": "nan", "b": {"c": "-inf", "d": "Infinity"}, "e": "7.5", "f": 1}
    live.sent(metrics(0, metrics={"m.json": {"data": values}}, params={"p.yaml": {"name": "nan"}}))
    (run,) = live.get()["runs"]
    assert run["metrics"]["m.json"]["data"] == {
        "a": {"$": "nan"}, "b": {"c": {"$": "-inf"}, "d": {"$": "inf"}}, "e": "7.5", "f": 1,
    }  # fmt: skip
    assert run["params"]["p.yaml"]["data"] == {"name": "nan"}, "a parameter may be called so"


def test_as_much_is_taken_as_clients_send_and_no_more(live: Live) -> None:
    """The largest body that was seen has 27 MB; no plot in it may have more than 10."""
    large = {f"{number}.png": b"\0" * 7_000_000 for number in range(3)}
    (run,) = live.sent(plots(0, images=large))
    assert {image["file"] for image in live.get()["runs"][0]["images"]} == set(large)
    answer = live.send(plots(1, images={f"{number}.png": b"\0" * 6_000_000 for number in range(4)}))
    assert (answer.status, answer.json()) == (
        413,
        {"detail": "More was sent than the 31,457,280 bytes that are taken here"},
    )
    assert [shown["id"] for shown in live.get()["runs"]] == [run]


def test_an_image_that_is_none_is_not_shown_as_one(live: Live) -> None:
    live.sent(plots(0, images={"page.png": b"<script>alert(1)</script>"}))
    url = live.get()["runs"][0]["images"][0]["url"]
    answer = live.site.ask("GET", url, live.editor)
    assert (answer.headers["content-type"], answer.headers["content-disposition"]) == (
        "application/octet-stream", "attachment",
    )  # fmt: skip
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_who_may_not_see_a_project_sees_no_run_of_it(live: Live) -> None:
    (run,) = live.sent(plots(0, images={"a.png": PNG}))
    stranger = live.site.session(live.site.person("stranger", elsewhere=Role.ADMIN))
    viewer = live.site.session(live.site.person("viewer", team=Role.VIEWER))
    base = f"/api/projects/{live.project}/live"
    for path in (
        base,
        f"{base}/{run}/points?file=dvclive/plots/metrics/train/acc.tsv",
        f"{base}/{run}/image?file=a.png",
    ):
        assert [live.site.ask("GET", path, who).status for who in (stranger, viewer)] == [404, 200]
    assert live.site.ask("DELETE", f"{base}/{run}", viewer).status == 403
