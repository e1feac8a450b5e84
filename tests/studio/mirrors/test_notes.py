"""Notes on commits: read from the one ref where git shows them, spread over folders or not, and no cause for alarm."""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path

import pytest

from gto.git.remotes import Taken
from gto.git.settings import Person
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


def test_many_are_spread_over_folders_by_a_mirror_that_has_no_content(followed: Followed) -> None:
    """A mirror knows what others wrote by name only; that must be enough to add one, and to push it."""
    head = followed.shell.git("rev-parse", "HEAD")
    blob = followed.shell.git("hash-object", "-w", "--stdin", stdin="theirs\n")
    others = [sha1(b"%d" % i).hexdigest() for i in range(400)]
    flat = "".join(f"100644 blob {blob}\t{id}\n" for id in others)
    followed.shell.git("notes", "add", "-m", "before", head)
    tree = followed.shell.git("mktree", stdin=f"{flat}{followed.shell.git('ls-tree', notes.REF)}\n")
    old = followed.shell.git("commit-tree", "-m", "notes", tree)
    followed.shell.git("update-ref", notes.REF, old)
    with visit(followed.source, followed.conditions) as mirror:
        person = Person("Ada Example", "ada@example.com")
        new = notes.draft(mirror.place, mirror.notes, head, "mine", person)
        assert new is not None
        assert notes.is_in(mirror.place, old, new)
        notes.push(mirror.place, new, old)
        with pytest.raises(Taken):
            notes.push(mirror.place, old, None)
        assert notes.fetch(mirror.place) == new
        assert notes.draft(mirror.place, new, head, "mine", person) is None
        assert notes.draft(mirror.place, None, head, " ", person) is None
        assert notes.has_commit(mirror.place, head)
        assert not notes.has_commit(mirror.place, "c" * 40)
        found = notes.read(mirror.place, new)
    assert found == {head: "mine", **dict.fromkeys(others, "theirs")}
    assert followed.shell.git("notes", "show", head) == "mine"
    assert f"{head[:2]}/{head[2:]}" in followed.shell.git("ls-tree", "-r", "--name-only", notes.REF)


def test_a_note_that_stands_in_a_folder_without_need_is_moved_out_of_it(followed: Followed) -> None:
    first, second = (followed.shell.git("rev-parse", name) for name in ("HEAD~1", "HEAD"))
    blob = followed.shell.git("hash-object", "-w", "--stdin", stdin="theirs\n")
    deep = followed.shell.git("mktree", stdin=f"100644 blob {blob}\t{first[2:]}\n")
    tree = followed.shell.git("mktree", stdin=f"040000 tree {deep}\t{first[:2]}\n")
    old = followed.shell.git("commit-tree", "-m", "notes", tree)
    followed.shell.git("update-ref", notes.REF, old)
    with visit(followed.source, followed.conditions) as mirror:
        new = notes.draft(mirror.place, old, second, "mine", Person("Ada Example", "ada@example.com"))
        assert new is not None
        notes.push(mirror.place, new, old)
    assert set(followed.shell.git("ls-tree", "--name-only", notes.REF).split()) == {first, second}
    assert followed.shell.git("notes", "show", first) == "theirs"
