"""Notes on commits: read from the one ref where git shows them, spread over folders or not, and no cause for alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto_studio.mirrors import notes
from gto_studio.mirrors.visiting import visit
from gto_studio.store.connection import Store
from studio.following import Followed, follow


@pytest.fixture
def followed(store: Store, tmp_path: Path) -> Followed:
    found = follow(store, tmp_path)
    found.shell.commit("One", minute=1)
    found.shell.commit("Two", minute=2)
    return found


def said(followed: Followed) -> dict[str, str]:
    return {row["commit"]: row["text"] for row in followed.rows("note")}


def test_a_note_comes_with_a_sync_and_goes_with_one(followed: Followed) -> None:
    followed.sync()
    assert said(followed) == {}
    first, second = (followed.shell.git("rev-parse", name) for name in ("HEAD~1", "HEAD"))
    followed.shell.git("notes", "add", "-m", "overfits", first)
    followed.shell.git("notes", "add", "-m", "Looks good: ü", second)
    followed.shell.git("notes", "--ref=other", "add", "-m", "not shown", second)
    assert "note" in followed.sync().changed
    assert said(followed) == {first: "overfits", second: "Looks good: ü"}
    assert not followed.sync().changed
    assert followed.differences() == {}
    followed.shell.git("notes", "remove", first)
    synced = followed.sync()
    assert said(followed) == {second: "Looks good: ü"}
    assert synced.alarms == ()
    assert not [row["name"] for row in followed.rows("ref") if "notes" in row["name"]]


def test_notes_spread_over_folders(followed: Followed) -> None:
    head = followed.shell.git("rev-parse", "HEAD")
    blob = followed.shell.git("hash-object", "-w", "--stdin", stdin="deep\n")
    deep = followed.shell.git("mktree", stdin=f"100644 blob {blob}\t{head[2:]}\n")
    odd = f"100644 blob {blob}\tREADME\n040000 tree {deep}\t{head[:2]}\n"
    tree = followed.shell.git("mktree", stdin=odd)
    commit = followed.shell.git("commit-tree", "-m", "notes", tree)
    followed.shell.git("update-ref", notes.REF, commit)
    with visit(followed.source, followed.conditions) as mirror:
        assert mirror.notes == commit
        assert notes.read(mirror.place, mirror.notes) == {head: "deep"}
        assert notes.read(mirror.place, None) == {}
