"""A sync brings the tables up to what Git has; nothing else does, and nothing half."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.errors import NotFound
from gto_studio.store.connection import Store
from gto_studio.store.owned import alarms, notices, repositories
from studio.following import Followed, follow

ANNOTATIONS = "churn:\n  type: model\n  path: churn.pkl\n  labels: [tabular]\n"


@pytest.fixture
def followed(store: Store, tmp_path: Path) -> Followed:
    followed = follow(store, tmp_path)
    followed.shell.commit("Train", files={"artifacts.yaml": ANNOTATIONS})
    followed.shell.tag("churn@v1.0.0", minute=1)
    followed.shell.tag("churn#prod#1", minute=2)
    return followed


def test_what_git_has_is_in_the_tables(followed: Followed) -> None:
    followed.sync()
    head = followed.shell.git("rev-parse", "HEAD")
    assert [(row["tag"], row["action"], row["version"]) for row in followed.rows("event")] == [
        ("churn#prod#1", "assign", "v1.0.0"),
        ("churn@v1.0.0", "register", "v1.0.0"),
    ]
    (artifact,) = followed.rows("artifact")
    assert (artifact["name"], artifact["latest"], artifact["type"], artifact["labels"]) == (
        "churn", "v1.0.0", "model", ["tabular"],
    )  # fmt: skip
    assert [(row["stage"], row["version"]) for row in followed.rows("assignment")] == [("prod", "v1.0.0")]
    (about,) = followed.rows("about")
    assert (about["default_branch"], about["head"], about["directories"]) == ("main", head, [""])
    assert [row["message"] for row in followed.rows("commit")] == ["Train\n"]


def test_who_asks_again_changes_nothing(followed: Followed) -> None:
    assert "event" in followed.sync().changed
    assert followed.sync().changed == frozenset()
    assert followed.rebuild().changed == frozenset()
    assert followed.differences() == {}


def test_open_pages_are_told_of_news_and_of_nothing_else(followed: Followed) -> None:
    followed.sync()
    followed.sync()
    followed.shell.tag("churn#dev#2", minute=3)
    followed.sync()
    with followed.store.reading() as connection:
        told = [notice.data for notice in notices.since(connection, 0) if notice.topic == "repository"]
    changed = [data["changed"] for data in told if "changed" in data]  # the others tell how the job goes
    assert ["event" in tables for tables in changed] == [True, True]
    assert changed[1] == ["artifact", "assignment", "event", "ref"]


def test_a_tag_that_moved_or_vanished_raises_an_alarm_with_what_it_said(followed: Followed) -> None:
    followed.sync()
    before = followed.shell.git("rev-parse", "refs/tags/churn@v1.0.0")
    followed.shell.commit("Train again", minute=5)
    followed.shell.git("tag", "-d", "churn@v1.0.0", "churn#prod#1")
    after = followed.shell.tag("churn@v1.0.0", minute=6)
    assert {(alarm.kind, alarm.tag) for alarm in followed.sync().alarms} == {
        ("moved", "churn@v1.0.0"),
        ("vanished", "churn#prod#1"),
    }
    with followed.store.reading() as connection:
        kept = {row.tag: row for row in alarms.of_repositories(connection, [followed.source.id])}
    moved, vanished = kept["churn@v1.0.0"], kept["churn#prod#1"]
    assert (moved.before, moved.after, vanished.after) == (before, after, None)
    assert vanished.event is not None
    assert (vanished.event["stage"], vanished.event["version"]) == ("prod", "v1.0.0")
    assert followed.sync().alarms == followed.rebuild().alarms == ()


def test_what_is_stored_wrongly_is_found_and_mended(followed: Followed) -> None:
    followed.sync()
    with followed.store.writing() as connection:
        connection.exec_driver_sql("UPDATE event SET stage = 'dev' WHERE tag = 'churn#prod#1'")
        connection.exec_driver_sql("DELETE FROM version")
    found = followed.differences()
    assert found["event"] == ["churn#prod#1 differs: stage"]
    assert [line.endswith("is missing") for line in found["version"]] == [True]
    assert followed.rebuild().changed == {"event", "version"}
    assert followed.differences() == {}


def test_a_repository_that_was_removed_meanwhile_leaves_no_rows(followed: Followed) -> None:
    def remove(phase: str, *_: int) -> None:
        if phase == "writing":
            with followed.store.writing() as connection:
                repositories.remove(connection, followed.source.id)

    with pytest.raises(NotFound):
        followed.sync(tell=remove)
    assert not any(followed.all().values())


def test_what_somebody_else_wrote_meanwhile_is_not_undone(followed: Followed) -> None:
    phases: list[str] = []

    def interfere(phase: str, *_: int) -> None:
        phases.append(phase)
        if phases.count("writing") == 1 and phase == "writing":
            with followed.store.writing() as connection:
                connection.exec_driver_sql("DELETE FROM ref")  # as if another worker had synced in between
                connection.exec_driver_sql("DELETE FROM about")

    followed.sync()
    followed.shell.commit("Train again", minute=5)
    followed.sync(tell=interfere)
    assert phases.count("writing") == 2
    assert followed.differences() == {}


def test_who_lost_the_lease_writes_nothing(followed: Followed) -> None:
    def hold(_: object) -> None:
        raise NotFound("somebody else has the job")

    with pytest.raises(NotFound):
        followed.sync(hold=hold)
    assert not any(followed.all().values())


def test_an_empty_repository_says_what_to_do(store: Store, tmp_path: Path) -> None:
    followed = follow(store, tmp_path)
    followed.sync()
    assert [row["code"] for row in followed.rows("problem")] == ["empty-repository"]
    followed.shell.commit("First")
    followed.sync()
    assert followed.rows("problem") == []


def test_a_repository_of_sha256_is_read_as_any_other(store: Store, tmp_path: Path) -> None:
    followed = follow(store, tmp_path)
    followed.shell.git("init", "--quiet", "--object-format=sha256", "../longer")
    longer = followed.shell.within(tmp_path / "longer")
    longer.commit("Train", files={"artifacts.yaml": ANNOTATIONS})
    longer.tag("churn@v1.0.0", minute=1)
    followed = followed.elsewhere(str(longer.path))
    followed.sync()
    assert [len(row["commit"]) for row in followed.rows("event")] == [64]
    longer.commit("More", files={"artifacts.yaml": ANNOTATIONS.replace("tabular", "text")}, minute=2)
    followed.sync()
    assert followed.rows("artifact")[0]["labels"] == ["text"]
    assert followed.differences() == {}
