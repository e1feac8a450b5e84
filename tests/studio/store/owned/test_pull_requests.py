from __future__ import annotations

from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs, pull_requests
from studio.rows import NOW, a_change, a_pull_request, a_repository


def test_a_pull_request_is_opened_once_and_watched(store: Store) -> None:
    with store.writing() as connection:
        repository = a_repository(connection).id
        change = a_change(connection, repository).id
        first = a_pull_request(connection, repository, change)
        a_pull_request(connection, repository, change, number=2)  # the same change, carried out again
        other = a_pull_request(connection, repository, change, head="name-it-2", number=3)
        assert pull_requests.of_changes(connection, [change]) == {change: [first, other]}
        assert pull_requests.any_open(connection, repository)
        assert jobs.of(connection, jobs.PULLS, [repository])[repository].wanted > 0


def test_a_pull_request_ends_once(store: Store) -> None:
    with store.writing() as connection:
        repository = a_repository(connection).id
        change = a_change(connection, repository).id
        row = a_pull_request(connection, repository, change, promotion={"artifact": "churn"})
        pull_requests.looked_at(connection, row.id, now=NOW + 1)
        assert pull_requests.end(connection, row.id, "merged", assigning="a" * 26, now=NOW + 2)
        assert not pull_requests.end(connection, row.id, "closed", why="too late", now=NOW + 3)
        pull_requests.looked_at(connection, row.id, now=NOW + 4)
        (ended,) = pull_requests.of_repositories(connection, [repository])
        assert (ended.state, ended.why, ended.assigning, ended.looked, ended.ended) == (
            "merged", None, "a" * 26, NOW + 2, NOW + 2,
        )  # fmt: skip
        assert pull_requests.of_repositories(connection, [repository], state="open") == []
        assert not pull_requests.any_open(connection, repository)
