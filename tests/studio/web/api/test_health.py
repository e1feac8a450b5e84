from __future__ import annotations

from gto.version import __version__
from studio.web.registered import Registered


def test_health_says_what_waits(registry: Registered) -> None:
    said = registry.get("/health")
    kind = "sqlite" if registry.site.store.is_sqlite else "postgresql"
    assert (said["status"], said["version"], said["database"]) == ("ok", __version__, kind)
    assert said["waiting"] == 2, "the tests synced without being asked to, so both are still wanted"
    assert said["oldest_seconds"] >= 0


def test_health_fails_where_the_database_does_not_answer(registry: Registered) -> None:
    registry.site.store.close()
    with registry.site.store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE job RENAME TO elsewhere")
    answer = registry.api.get("/health")
    assert answer.status_code == 500
    assert answer.json()["code"] == "bug"
