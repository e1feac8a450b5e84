"""Questions about commits, on rows that stand for a small history with a merge."""

from __future__ import annotations

import pytest

from gto_studio.store.connection import Store
from gto_studio.store.derived import commits
from gto_studio.store.derived import tables as t

R = "01REPOSITORY00000000000000"
A, B, C, M = (digit * 40 for digit in "abc0")


@pytest.fixture
def filled(store: Store) -> Store:
    """`A ─ B ─ M`, with `C` beside `B`; `main` at M, `side` at C, a tag at A."""
    with store.writing() as connection:
        for id, parents, at, said in (
            (A, [], 1, "one"),
            (B, [A], 2, "two 100%"),
            (C, [A], 3, "three"),
            (M, [B, C], 4, "x"),
        ):
            connection.execute(
                t.commit.insert().values(
                    repository=R, id=id, parents=parents, tree="t" * 40, author="Jo", author_email="jo@example.com",
                    authored=at, authored_offset=60, committer="Jo", committer_email="jo@example.com", committed=at,
                    committed_offset=0, message=said, annotations="set" if id in (A, C) else None,
                )
            )  # fmt: skip
        refs = {"refs/heads/main": M, "refs/heads/side": C, "refs/tags/churn@v1.0.0": A, "refs/exps/ab/cd/x": B}
        for name, commit in refs.items():
            connection.execute(t.ref.insert().values(repository=R, name=name, object=commit, commit=commit))
        connection.execute(
            t.about.insert().values(
                repository=R, default_branch="main", head=M, stages=None, directories=[], remotes={}, workflows=[],
                index_file="artifacts.yaml",
            )
        )  # fmt: skip
    return store


@pytest.mark.parametrize(
    ("ref", "commit"),
    [
        ("HEAD", M),
        ("main", M),
        ("refs/heads/side", C),
        ("heads/side", C),
        ("churn@v1.0.0", A),
        ("refs/exps/ab/cd/x", B),
        (A, A),
        ("AAAA", A),
        ("aaa", None),
        ("nowhere", None),
        ("%", None),
        ("", None),
    ],
)
def test_what_a_ref_leads_to(filled: Store, ref: str, commit: str | None) -> None:
    with filled.reading() as connection:
        assert commits.resolve(connection, R, ref) == commit
        assert commits.resolve(connection, "another", ref) is None


def test_what_one_reaches_and_another_does_not(filled: Store) -> None:
    with filled.reading() as connection:
        assert commits.between(connection, R, A, M, most=9) == [M, C, B]
        assert commits.between(connection, R, B, M, most=9) == [M, C]
        assert commits.between(connection, R, M, A, most=9) == []
        assert commits.between(connection, R, A, M, most=1) == [M]
        assert commits.between(connection, R, A, "f" * 40, most=9) == []


def test_lists_and_searches(filled: Store) -> None:
    def found(**asked: object) -> tuple[list[str], int]:
        with filled.reading() as connection:
            rows, count = commits.listing(connection, R, **{"limit": 9, **asked})  # type: ignore[arg-type]
            return [row.id for row in rows], count

    assert found() == ([M, C, B, A], 4)
    assert found(first=["set"]) == ([C, A, M, B], 4)
    assert found(limit=2, offset=1) == ([C, B], 4)
    assert found(text="100%") == ([B], 1)
    assert found(text="_") == ([], 0)
    assert found(text="SIDE") == ([C], 1)
    assert found(text="CCCC") == ([C], 1)
    assert found(among=[A, M]) == ([M, A], 2)


def test_a_commit_as_it_was_recorded(filled: Store) -> None:
    with filled.reading() as connection:
        row = commits.by_ids(connection, R, [B])[B]
        assert commits.refs_on(connection, R, [A, B, M]) == {A: ["churn@v1.0.0"], M: ["main"]}
    assert (row.parents, row.authored_at) == ([A], "1970-01-01T01:00:02+01:00")
    assert row.committed_at == "1970-01-01T00:00:02+00:00"
