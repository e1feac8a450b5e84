from __future__ import annotations

from dataclasses import replace

from gto_studio.store.owned import checks, jobs, repositories
from studio.rows import NOW
from studio.web.registered import Registered

CHECKS = "/api/repositories/{id}/checks"


def on_a_forge(registry: Registered) -> str:
    """The id of the newest commit, of a repository that a forge has."""
    with registry.site.store.writing() as connection:
        row = repositories.get(connection, registry.models.source.id)
        repositories.save(connection, replace(row, forge="gitea", web_url="https://git.example.com/team/models"))
    return registry.shell.git("rev-parse", "HEAD")


def test_what_ci_says_is_shown_as_the_forge_told_it(registry: Registered) -> None:
    head, id = on_a_forge(registry), registry.models.source.id
    project = registry.post("/api/projects", {"repository": id}, 201)[0]["id"]
    assert registry.get(CHECKS) == {}
    told = [
        {"name": "train", "state": "passed", "url": "https://git.example.com/r/1", "started": NOW, "ended": NOW + 60},
        {"name": "deploy", "state": "running", "url": None, "started": None, "ended": None},
    ]
    with registry.site.store.writing() as connection:
        checks.watch(connection, id, [head], now=NOW)
        row = checks.one(connection, id, head)
        assert row
        checks.told(connection, id, [(row, told, NOW + 15)], now=NOW)
    found = registry.get(f"/api/projects/{project}/checks")
    assert found == registry.get(CHECKS) == registry.get(CHECKS, commits=f"{head},{'0' * 40}")
    assert found == {
        head: {
            "state": "running",
            "checks": [
                {
                    "name": "train", "state": "passed", "url": "https://git.example.com/r/1",
                    "started_at": "2026-05-28T20:26:40+00:00", "ended_at": "2026-05-28T20:27:40+00:00",
                },
                {"name": "deploy", "state": "running", "url": None, "started_at": None, "ended_at": None},
            ],
            "url": f"https://git.example.com/team/models/commit/{head}",
            "asked_at": "2026-05-28T20:26:40+00:00",
            "watched": True,
        }
    }  # fmt: skip


def test_the_forge_is_asked_about_commits_that_somebody_looks_at(registry: Registered) -> None:
    head, id = on_a_forge(registry), registry.models.source.id
    found = registry.get(CHECKS, commits=head.upper())
    assert (found[head]["state"], found[head]["asked_at"], found[head]["watched"]) == ("none", None, True)
    with registry.site.store.reading() as connection:
        assert jobs.of(connection, jobs.CHECKS, [id])[id].wanted == 1
    assert registry.get(CHECKS, commits="0" * 40) == {}, "a commit that is not there is asked about nowhere"


def test_where_no_forge_is_nobody_is_asked(registry: Registered) -> None:
    assert registry.get(CHECKS, commits=registry.shell.git("rev-parse", "HEAD")) == {}


def test_too_many_at_once_are_refused(seen: Registered) -> None:
    path = CHECKS.replace("{id}", seen.models.source.id)
    answer = seen.api.get(path, params={"commits": ",".join(f"{i:040x}" for i in range(51))})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"commits": "50 at most"})
