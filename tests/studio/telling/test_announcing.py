"""Each event of a registry is told once to whoever wants to hear of it, whatever becomes of its rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gto_studio.store.connection import Store
from gto_studio.store.derived import rows
from gto_studio.store.owned import jobs, outbox, subscriptions, teams
from gto_studio.telling.announcing import replay
from studio.following import Followed, follow
from studio.rows import NOW, a_subscription


@pytest.fixture
def followed(store: Store, tmp_path: Path) -> Followed:
    followed = follow(store, tmp_path)
    followed.shell.commit("Train")
    followed.shell.tag("churn@v1.0.0", minute=1)
    return followed


def subscribe(followed: Followed, **values: Any) -> str:
    with followed.store.writing() as connection:
        return a_subscription(connection, **values).id


def told(followed: Followed, subscription: str) -> list[str]:
    """The tags that a subscription is told of, in this order."""
    with followed.store.reading() as connection:
        return [row.about for row in reversed(outbox.of(connection, subscription, limit=100))]


def test_what_was_there_at_first_is_no_news_and_what_comes_is(followed: Followed) -> None:
    here = subscribe(followed)
    followed.sync()
    assert told(followed, here) == []
    followed.shell.tag("churn@v1.1.0", at="HEAD", minute=3)
    followed.shell.tag("churn#prod#1", minute=4)
    followed.sync()
    assert told(followed, here) == ["churn@v1.1.0", "churn#prod#1"]
    with followed.store.reading() as connection:
        assert jobs.of(connection, jobs.TELL, [here])[here].state(NOW * 2) == "queued"
        said = json.loads(outbox.of(connection, here, limit=1)[0].body)
    assert (said["type"], said["data"]["artifact"], said["data"]["stage"]) == ("artifact.assigned", "churn", "prod")


def test_a_repository_that_was_empty_at_first(store: Store, tmp_path: Path) -> None:
    followed = follow(store, tmp_path)
    here = subscribe(followed)
    followed.shell.commit("Train")
    followed.sync()
    followed.shell.tag("churn@v1.0.0", minute=1)
    followed.sync()
    assert told(followed, here) == ["churn@v1.0.0"]


def test_a_rebuild_tells_nobody_and_what_came_meanwhile_is_not_lost(followed: Followed) -> None:
    here = subscribe(followed)
    followed.sync()
    followed.shell.tag("churn#prod#1", minute=2)
    followed.sync()
    followed.rebuild()
    with followed.store.writing() as connection:  # as a new version that gives the tables another shape
        rows.forget(connection, followed.source.id)
    followed.shell.tag("churn#dev#2", minute=3)
    followed.sync()
    assert told(followed, here) == ["churn#prod#1", "churn#dev#2"]


def test_a_tag_that_vanished_and_came_back_is_told_once(followed: Followed) -> None:
    here = subscribe(followed)
    followed.sync()
    written = followed.shell.tag("churn#prod#1", minute=2)
    followed.sync()
    followed.shell.git("tag", "-d", "churn#prod#1")
    followed.sync()
    followed.shell.git("update-ref", "refs/tags/churn#prod#1", written)
    followed.sync()
    assert told(followed, here) == ["churn#prod#1"]


def test_a_repository_that_an_earlier_version_had_read(followed: Followed) -> None:
    followed.sync()
    with followed.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM known_event")
    here = subscribe(followed)
    followed.shell.tag("churn#prod#1", minute=2)
    followed.sync()
    assert told(followed, here) == ["churn#prod#1"]


def test_only_who_wants_to_hear_of_it_is_told(followed: Followed) -> None:
    followed.sync()
    with followed.store.writing() as connection:
        blue = teams.add(connection, slug="blue", name="Blue", now=NOW + 60).id
    dev = subscribe(followed, kinds=["artifact.assigned"], stages=["dev"])
    one = subscribe(followed, repository=followed.source.id, artifacts=["seg*"])
    off, others = subscribe(followed, enabled=False), subscribe(followed, team=blue)
    followed.shell.tag("churn#prod#1", minute=2)
    followed.shell.tag("churn#dev#2", minute=3)
    followed.shell.tag("segment@v0.1.0", minute=4)
    followed.sync()
    assert told(followed, dev) == ["churn#dev#2"]
    assert told(followed, one) == ["segment@v0.1.0"]
    assert told(followed, off) == told(followed, others) == []


def test_a_sync_that_comes_to_nothing_has_told_nobody(followed: Followed, monkeypatch: pytest.MonkeyPatch) -> None:
    here = subscribe(followed)
    followed.sync()
    followed.shell.tag("churn#prod#1", minute=2)

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr("gto_studio.indexing.syncing.rows.reach", full)
        with pytest.raises(OSError, match="no space"):
            followed.sync()
    assert told(followed, here) == []
    followed.sync()
    assert told(followed, here) == ["churn#prod#1"]


def test_replayed_events_come_under_the_ids_they_had(followed: Followed) -> None:
    here = subscribe(followed)
    followed.sync()
    followed.shell.tag("churn#prod#1", minute=2)
    followed.sync()
    with followed.store.writing() as connection:
        (before,) = outbox.of(connection, here, limit=10)
        outbox.write_down(connection, before.id, state="taken", tries=3, ended=NOW)
        row = subscriptions.get(connection, here)
        (first, second) = sorted(
            rows.read(connection, followed.source.id, "event"), key=lambda event: event["position"]
        )
        assert replay(connection, row, second["seconds"] + 1) == 0
        assert replay(connection, row, first["seconds"]) == 2
        found = {one.about: one for one in outbox.of(connection, here, limit=10)}
    assert found.keys() == {"churn@v1.0.0", "churn#prod#1"}
    again = found["churn#prod#1"]
    assert (again.message, again.state, again.tries, again.ended) == (before.message, "queued", 0, None)
