"""Commits and refs, made in mirrors of real repositories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gto.data.reach import Reach
from gto.git.remotes import RefUpdate
from gto.git.settings import Person
from gto_studio.mirrors import writing
from gto_studio.mirrors.visiting import Conditions, Mirror, Source, visit
from servers import Remote
from shell import Shell, new_repository

ADA = Person("Ada Example", "ada@example.com")
MAIN, NEW = "refs/heads/main", "refs/heads/new"


@pytest.fixture
def clone(file_remote: Remote, tmp_path: Path) -> Shell:
    made = new_repository(tmp_path / "clone")
    made.commit("one", files={"a": "1\n", "folder/b": "2\n", "big": "x" * (1 << 21)})
    made.git("push", "--quiet", str(file_remote.path), "main")
    return made


@pytest.fixture
def mirror(clone: Shell, file_remote: Remote, tmp_path: Path) -> Iterator[Mirror]:
    source = Source("m" * 26, file_remote.path.as_uri())
    with visit(source, Conditions(tmp_path / "mirrors", Reach(private=True, local=True))) as found:
        yield found


def test_a_commit_of_several_files_is_made_and_pushed(mirror: Mirror, file_remote: Remote) -> None:
    place, head = mirror.place, mirror.refs[MAIN]
    assert writing.content(place, head, "a") == b"1\n"
    assert writing.content(place, head, "none") is None
    assert "larger" in str(writing.content(place, head, "big"))
    made = writing.commit(place, head, {"a": b"3\n", "folder/b": None, "folder/d": b"new\n"}, "Edit", ADA)
    top = writing.commit(place, made, {"a": b"4\n"}, "Edit again", ADA)
    updates = [RefUpdate(MAIN, top, head), RefUpdate(NEW, made, None)]
    assert writing.push(place, updates, atomic=True) == {MAIN: None, NEW: None}
    assert writing.there(place) == {MAIN: top, NEW: made}
    assert writing.rests_on(place, made, top)
    assert not writing.rests_on(place, top, made)
    assert not writing.rests_on(place, "ab" * 20, top)
    assert file_remote.git("ls-tree", "-r", "--name-only", "main").split() == ["a", "big", "folder/d"]
    assert file_remote.git("show", "main:a") == "4\n"


def test_all_or_none_where_one_is_elsewhere(mirror: Mirror, file_remote: Remote) -> None:
    place, head = mirror.place, mirror.refs[MAIN]
    made = writing.commit(place, head, {"a": b"3\n"}, "Edit", ADA)
    updates = [RefUpdate(NEW, made, None), RefUpdate(MAIN, made, "0" * 39 + "1")]
    answers = writing.push(place, updates, atomic=True)
    assert answers[MAIN] == ""
    assert "atomic" in str(answers[NEW])
    assert writing.there(place) == {MAIN: head}
    answers = writing.push(place, updates, atomic=False)
    assert answers == {NEW: None, MAIN: ""}
    assert writing.there(place) == {MAIN: head, NEW: made}
    assert writing.push(place, [RefUpdate(NEW, None, made)], atomic=False) == {NEW: None}
    assert writing.push(place, [RefUpdate(NEW, None, made)], atomic=False) == {NEW: None}, "gone is gone"


def test_a_server_that_takes_refs_one_by_one_only(mirror: Mirror, file_remote: Remote) -> None:
    file_remote.configure("receive.advertiseAtomic", "false")
    place, head = mirror.place, mirror.refs[MAIN]
    made = writing.commit(place, head, {"a": b"3\n"}, "Edit", ADA)
    updates = [RefUpdate(MAIN, made, head), RefUpdate(NEW, made, None)]
    assert writing.push(place, updates, atomic=True) == {MAIN: None, NEW: None}


def test_a_refusal_is_told_in_the_words_of_the_remote(mirror: Mirror, file_remote: Remote) -> None:
    file_remote.protect(MAIN, "main is protected")
    place, head = mirror.place, mirror.refs[MAIN]
    made = writing.commit(place, head, {"a": b"3\n"}, "Edit", ADA)
    answers = writing.push(place, [RefUpdate(MAIN, made, head)], atomic=False)
    assert "main is protected" in str(answers[MAIN])
