"""What runners ask: work of their owner's teams, told of under the claim; and what they never get."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gto_studio.rules.access import Scope
from gto_studio.store.owned import jobs, notices, projects, queue
from gto_studio.store.owned.ids import new_id
from studio.rows import NOW, a_queued
from studio.web.serving import Site
from studio.web.world import World

RUNNER = {"runner": "box"}
SHA = "d" * 40


@pytest.fixture
def world(site: Site) -> World:
    made = World(site)
    with site.store.writing() as connection:
        row = projects.get(connection, made.values["project"])
        projects.save(connection, replace(row, runner={"enabled": True, "command": "make train", "time_limit": None}))
    return made


def asked(world: World, path: str, body: Any, who: str = "editor", status: int = 200) -> Any:
    headers = world.site.token(world.people[who], Scope.RUNNER)
    answer = world.site.client(**headers).post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def queued(world: World, **values: Any) -> str:
    with world.site.store.writing() as connection:
        return a_queued(connection, world.values["project"], world.values["repository"], **values).id


def report(world: World, work: Any, status: int = 200, **body: Any) -> Any:
    return asked(world, f"/api/runner/{work['id']}/report", {"claim": work["claim"], **body}, status=status)


def state(world: World, id: str) -> queue.QueuedRow:
    with world.site.store.reading() as connection:
        return queue.get(connection, id)


def test_work_is_taken_and_told_of(world: World) -> None:
    work = asked(world, "/api/runner/claim", RUNNER)["work"]
    assert work["id"] == world.values["queued"]
    assert {key: work[key] for key in ("baseline", "name", "params", "command", "taken_over", "author")} == {
        "baseline": "b" * 40, "name": "outer-mobs", "params": {"params.yaml": {"lr": 0.1}}, "command": "make train",
        "taken_over": False, "author": "Jo",
    }  # fmt: skip
    assert asked(world, "/api/runner/claim", RUNNER)["work"] is None
    assert report(world, work, log="step 1\n") == {"cancel": False, "lease_seconds": 60.0}
    editor = world.site.client(**world.headers("editor"))
    path = f"/api/projects/{work['project']}/queue/{work['id']}"
    seen = editor.get(path).json()
    assert (seen["state"], seen["runner"], seen["log"]) == ("running", "box", "step 1\n")
    assert editor.post(f"{path}/cancel").json()["cancel"]
    assert report(world, work)["cancel"]
    done = {"state": "done", "ref": f"refs/exps/bb/{'b' * 38}/outer-mobs", "commit": SHA}
    report(world, work, **done, log="step 2\n")
    report(world, work, **done)  # its answer was lost
    seen = editor.get(path).json()
    assert (seen["state"], seen["commit"], seen["ref"], seen["log"]) == ("done", SHA, done["ref"], "step 2\n")
    with world.site.store.reading() as connection:
        assert jobs.of(connection, jobs.SYNC, [work_repository(world)])  # so that the row is there at once
        told = [row for row in notices.since(connection, 0) if row.topic == "queue"]
        assert projects.get(connection, work["project"]).runner_seen is not None
    assert len(told) >= 4


def work_repository(world: World) -> str:
    return world.values["repository"]


def test_who_has_lost_it_is_told(world: World) -> None:
    work = asked(world, "/api/runner/claim", RUNNER)["work"]
    said = report(world, {**work, "claim": "another"}, 409)
    assert said["code"] == "lease-lost"
    report(world, work, state="queued")  # given back
    assert report(world, work, 409)["code"] == "lease-lost"
    assert asked(world, "/api/runner/claim", RUNNER)["work"]["taken_over"] is False


def test_how_it_failed_is_kept(world: World) -> None:
    work = asked(world, "/api/runner/claim", RUNNER)["work"]
    report(world, work, state="failed", error={"code": "disk-full", "message": "No space", "hint": "free some"})
    error = state(world, work["id"]).error
    assert error == {"code": "disk-full", "message": "No space", "hint": "free some", "at": world.site.now}


def test_only_what_somebody_may_run_is_run(world: World) -> None:
    assert asked(world, "/api/runner/claim", RUNNER, who="viewer")["work"] is None
    assert asked(world, "/api/runner/claim", RUNNER, who="foreign")["work"] is None
    assert asked(world, "/api/runner/claim", {**RUNNER, "projects": ["other"]})["work"] is None
    elsewhere = {**RUNNER, "repositories": ["https://git.example.com/elsewhere.git", "no address"]}
    assert asked(world, "/api/runner/claim", elsewhere)["work"] is None
    # who queued it has left the team since
    with world.site.store.writing() as connection:
        queue.cancel(connection, queue.get(connection, world.values["queued"]))
    left = queued(world, id=new_id(NOW + 1), person=world.people["viewer"])
    mine = queued(world, id=new_id(NOW + 2), person=world.people["editor"])
    from_here = {**RUNNER, "repositories": [repository_url(world)]}
    assert asked(world, "/api/runner/claim", from_here)["work"]["id"] == mine
    assert (state(world, left).error or {})["code"] == "not-allowed"


def repository_url(world: World) -> str:
    """Spelled as somebody's clone has it."""
    url: str = (
        world.site.client(**world.headers("viewer"))
        .get(f"/api/repositories/{world.values['repository']}")
        .json()["url"]
    )
    return url.removesuffix(".git").replace("https://", "ssh://git@")


def test_nothing_is_given_where_it_is_off(world: World) -> None:
    with world.site.store.writing() as connection:
        row = projects.get(connection, world.values["project"])
        projects.save(connection, replace(row, runner={"enabled": False, "command": None, "time_limit": None}))
    assert asked(world, "/api/runner/claim", RUNNER)["work"] is None
