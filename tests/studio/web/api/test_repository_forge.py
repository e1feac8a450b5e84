from __future__ import annotations

from dataclasses import replace

from gto_studio.store.owned import forge_states, jobs, repositories
from gto_studio.store.owned.forge_states import ForgeStateRow
from studio.rows import NOW
from studio.web.registered import Registered

FORGE = "/api/repositories/{id}/forge"


def test_how_a_repository_stands_at_its_forge(registry: Registered) -> None:
    id = registry.models.source.id
    with registry.site.store.writing() as connection:
        row = repositories.get(connection, id)
        repositories.save(connection, replace(row, forge="gitlab", web_url="https://gitlab.example.com/team/models"))
    found = registry.get(FORGE)
    assert (found["asked_at"], found["hook"], found["write"], found["job"]["state"]) == (None, None, None, "never")
    assert found["hook_url"].endswith(f"/webhook/gitlab/{id}")
    assert found["tags"]["patterns"] == ["*@*", "*#*"]
    assert found["tags"]["protected"] is None
    assert found["tags"]["url"].startswith("https://gitlab.example.com/team/models/-/settings/repository")

    assert registry.post(FORGE, None, 202)["job"]["state"] == "queued"
    rights = {"read": True, "write": True, "admin": False}
    with registry.site.store.writing() as connection:
        assert jobs.of(connection, jobs.HOOKS, [id])[id].wanted == 1
        forge_states.save(connection, ForgeStateRow(id, "no-right", None, rights, ["*@*"], NOW))
    found = registry.get(FORGE)
    assert (found["hook"], found["write"], found["admin"]) == ("no-right", True, False)
    assert (found["tags"]["found"], found["tags"]["protected"]) == (["*@*"], False)
    assert found["asked_at"] == "2026-05-28T20:26:40+00:00"


def test_plain_git_has_words_and_no_patterns(seen: Registered) -> None:
    found = seen.get(FORGE)
    assert (found["forge"], found["tags"]["patterns"]) == ("git", [])
    assert "receive.denyDeletes" in found["tags"]["where"]


def test_a_new_secret_goes_to_the_forge(registry: Registered) -> None:
    registry.post("/api/repositories/{id}/hook", None)
    with registry.site.store.reading() as connection:
        assert jobs.of(connection, jobs.HOOKS, [registry.models.source.id])
