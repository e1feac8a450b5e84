"""A commit of one file holds that file's edit and nothing else, and leaves everything else alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gto.errors import CannotCommit, CannotEdit, NoIdentity, PushRefused
from gto.git import commits
from gto.git.place import Place, locate
from gto.git.settings import Person
from gto.registry.names import CommitId
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"dvc.yaml": "a\n", "b.txt": "b\n", "c.txt": "c\n"})
    return shell


@pytest.fixture
def place(shell: Shell) -> Place:
    return locate(str(shell.path))


def longer(data: bytes | None) -> bytes | None:
    """The edit of these tests: one more line."""
    return (data or b"") + b"more\n"


def commit(
    place: Place, edit: commits.Edit = longer, *, path: str = "dvc.yaml", author: Person | None = None
) -> str | None:
    """Edit the file on disk and commit the same edit."""
    file = Path(place.root, path)
    with commits.Staging(place, path) as staging:
        after = edit(file.read_bytes() if file.exists() else None)
        if after is None:
            file.unlink()
        else:
            file.write_bytes(after)
        return staging.commit(edit, f"Edit {path}", author)


def status(shell: Shell) -> list[str]:
    return shell.git("status", "--short").splitlines()


def test_only_the_edit_is_committed(shell: Shell, place: Place) -> None:
    (shell.path / "b.txt").write_text("staged\n")
    shell.git("add", "b.txt")
    (shell.path / "b.txt").write_text("staged, then changed\n")
    (shell.path / "c.txt").write_text("changed\n")
    (shell.path / "new.txt").write_text("new\n")
    shell.git("rm", "--cached", "--quiet", "c.txt")
    before = (status(shell), shell.git("diff"), shell.git("diff", "--cached"))
    made = commit(place)
    assert made == shell.git("rev-parse", "HEAD")
    assert shell.git("show", "--format=%an %s", "--name-status") == "Jo Tester Edit dvc.yaml\n\nM\tdvc.yaml"
    assert (status(shell), shell.git("diff"), shell.git("diff", "--cached")) == before


def test_other_changes_of_the_same_file_stay_what_they_were(shell: Shell, place: Place) -> None:
    (shell.path / "dvc.yaml").write_text("staged\na\n")
    shell.git("add", "dvc.yaml")
    (shell.path / "dvc.yaml").write_text("changed\nstaged\na\n")
    commit(place)
    assert shell.git("show", "HEAD:dvc.yaml") == "a\nmore"
    assert shell.git("show", ":dvc.yaml") == "staged\na\nmore"
    assert (shell.path / "dvc.yaml").read_text() == "changed\nstaged\na\nmore\n"


def test_a_file_that_is_new_or_goes(shell: Shell, place: Place) -> None:
    commit(place, path="artifacts.yaml")
    assert shell.git("show", "--format=", "--name-status") == "A\tartifacts.yaml"
    commit(place, lambda _: None, path="artifacts.yaml")
    assert shell.git("show", "--format=", "--name-status") == "D\tartifacts.yaml"
    assert status(shell) == []


def test_nothing_to_commit(shell: Shell, place: Place) -> None:
    assert commit(place, lambda data: data) is None
    assert shell.git("rev-list", "--count", "HEAD") == "1"


def test_the_first_commit_of_a_repository(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "empty")
    (shell.path / "staged.txt").write_text("x")
    shell.git("add", "staged.txt")
    commit(locate(str(shell.path)))
    assert shell.git("ls-tree", "--name-only", "HEAD") == "dvc.yaml"
    assert status(shell) == ["A  staged.txt"]


def test_in_somebodys_name(shell: Shell, place: Place) -> None:
    commit(place, author=Person("Sam Other", "sam@example.com"))
    assert shell.git("log", "-1", "--format=%an %ae %cn") == "Sam Other sam@example.com Sam Other"


def test_in_a_linked_worktree_and_on_a_detached_head(shell: Shell, tmp_path: Path) -> None:
    shell.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    linked = shell.within(tmp_path / "linked")
    made = commit(locate(str(linked.path)))
    assert made == linked.git("rev-parse", "HEAD")
    assert status(linked) == []
    assert shell.git("rev-list", "--count", "main") == "1"


def test_from_a_folder_inside(shell: Shell) -> None:
    (shell.path / "deep").mkdir()
    commit(locate(str(shell.path / "deep")))
    assert shell.git("show", "--format=", "--name-status") == "M\tdvc.yaml"


def hook(shell: Shell, name: str, script: str) -> None:
    file = shell.path / ".git" / "hooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_hooks_run_and_see_the_edit(shell: Shell, place: Place) -> None:
    hook(shell, "pre-commit", "git diff --cached --name-only > .git/seen; cat dvc.yaml >> .git/seen")
    hook(shell, "commit-msg", 'echo "Checked-by: a hook" >> "$1"')
    commit(place)
    assert (shell.path / ".git" / "seen").read_text() == "dvc.yaml\na\nmore\n"
    assert shell.git("log", "-1", "--format=%B").endswith("Checked-by: a hook")


def test_a_hook_that_refuses_leaves_history_and_index_alone(shell: Shell, place: Place) -> None:
    hook(shell, "pre-commit", "echo 'the linter is unhappy' >&2; exit 1")
    (shell.path / "b.txt").write_text("staged\n")
    shell.git("add", "b.txt")
    with pytest.raises(CannotCommit, match="the linter is unhappy"):
        commit(place)
    assert shell.git("rev-list", "--count", "HEAD") == "1"
    assert status(shell) == [" M dvc.yaml", "M  b.txt"] or status(shell) == ["M  b.txt", " M dvc.yaml"]
    assert sorted(name for name in os.listdir(shell.path / ".git") if name.startswith("index")) == ["index"]


def test_nobody_to_commit(shell: Shell) -> None:
    nobody = shell.having({"HOME": str(shell.path)})
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HOME", str(nobody.path))
        environment.setenv("XDG_CONFIG_HOME", str(nobody.path))
        environment.setenv("EMAIL", "")
        shell.git("config", "user.useConfigOnly", "true")
        with pytest.raises(NoIdentity):
            commit(locate(str(shell.path)))


def test_signed_where_git_is_told_to_sign(shell: Shell, place: Place, tmp_path: Path) -> None:
    shell.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key")
    for key, value in (("gpg.format", "ssh"), ("user.signingkey", tmp_path / "key.pub"), ("commit.gpgsign", "true")):
        shell.git("config", key, value)
    commit(place)
    assert "gpgsig" in shell.git("cat-file", "commit", "HEAD")
    apart = commits.commit_apart(place, CommitId(shell.git("rev-parse", "HEAD")), "x", b"x", "x", None)
    assert "gpgsig" in shell.git("cat-file", "commit", apart)


def test_not_in_the_middle_of_a_merge(shell: Shell, place: Place) -> None:
    (shell.path / ".git" / "MERGE_HEAD").write_text(shell.git("rev-parse", "HEAD"))
    with pytest.raises(CannotCommit, match="A merge is going on"):
        commit(place)


def test_not_with_a_conflict_in_the_file(shell: Shell, place: Place) -> None:
    blob = shell.git("rev-parse", "HEAD:dvc.yaml")
    conflict = "".join(f"100644 {blob} {stage}\tdvc.yaml\n" for stage in (1, 2, 3))
    shell.git("rm", "--quiet", "--cached", "dvc.yaml")
    shell.git("update-index", "--index-info", stdin=conflict)
    with pytest.raises(CannotCommit, match="conflict"):
        commit(place)


def test_not_while_another_git_holds_the_index(shell: Shell, place: Place) -> None:
    (shell.path / ".git" / "index.lock").write_text("")
    with pytest.raises(CannotCommit, match="holds the index") as refused:
        commit(place)
    assert "index.lock" in (refused.value.hint or "")
    assert (shell.path / ".git" / "index.lock").exists()


def test_a_link_that_was_committed_is_not_followed(shell: Shell, place: Place) -> None:
    (shell.path / "artifacts.yaml").symlink_to("b.txt")
    shell.git("add", "artifacts.yaml")
    shell.git("commit", "--quiet", "--message", "link")
    with pytest.raises(CannotEdit, match="not a plain file"), commits.Staging(place, "artifacts.yaml"):
        pass
    with pytest.raises(CannotEdit, match="not a plain file"):
        commits.content_at(place, CommitId(shell.git("rev-parse", "HEAD")), "artifacts.yaml")


def test_a_commit_without_a_work_tree(shell: Shell, place: Place) -> None:
    head = CommitId(shell.git("rev-parse", "HEAD"))
    made = commits.commit_apart(place, head, "dvc.yaml", b"new\n", "Edit", None)
    assert shell.git("show", "--format=%P %s", "--name-status", made) == f"{head} Edit\n\nM\tdvc.yaml"
    assert commits.content_at(place, made, "dvc.yaml") == b"new\n"
    assert commits.content_at(place, made, "nothing.yaml") is None
    assert shell.git("rev-parse", "HEAD") == head
    assert status(shell) == []
    gone = commits.commit_apart(place, made, "dvc.yaml", None, "Remove", None)
    assert shell.git("show", "--format=", "--name-status", gone) == "D\tdvc.yaml"
    first = commits.commit_apart(place, None, "dvc.yaml", b"new\n", "First", None)
    assert shell.git("show", "--format=%P", "--name-status", first).strip() == "A\tdvc.yaml"


def test_a_folder_has_to_be_in_the_commit(place: Place) -> None:
    with pytest.raises(CannotEdit, match="there is no folder 'models'"):
        commits.content_at(place, place.head, "models/dvc.yaml")
    with pytest.raises(CannotEdit, match="there is no folder"):
        commits.content_at(place, place.head, "b.txt/dvc.yaml")


def test_folders_may_be_made_where_no_file_is_in_the_way(shell: Shell, place: Place) -> None:
    assert commits.content_at(place, place.head, "a/b/c.md", new_folders=True) is None
    with pytest.raises(CannotEdit, match=r"there is no folder 'b\.txt'"):
        commits.content_at(place, place.head, "b.txt/x/c.md", new_folders=True)
    made = commits.commit_files(place, place.head, {"a/b/c.md": b"new\n"}, "Report", None, new_folders=True)
    assert shell.git("show", "--format=", "--name-status", made) == "A\ta/b/c.md"
    assert commits.content_at(place, made, "a/b/c.md", new_folders=True) == b"new\n"


def test_what_a_commit_holds(place: Place) -> None:
    assert place.head
    assert commits.holds(place, place.head, ("x", "b.txt"))
    assert not commits.holds(place, place.head, ("x", "y.txt"))


def test_a_branch_moves_only_from_where_it_was_seen(shell: Shell, place: Place) -> None:
    head = CommitId(shell.git("rev-parse", "HEAD"))
    made = commits.commit_apart(place, head, "dvc.yaml", b"new\n", "Edit", None)
    commits.move_branch(place, "other", made, None, "test")
    assert shell.git("rev-parse", "other") == made
    for old in (head, None):
        with pytest.raises(commits.Refused):
            commits.move_branch(place, "other", head, old, "test")


def test_a_remote_branch_moves_only_from_where_it_was_seen(shell: Shell, place: Place, tmp_path: Path) -> None:
    shell.git("clone", "--quiet", "--bare", ".", str(tmp_path / "remote.git"))
    shell.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    head = CommitId(shell.git("rev-parse", "HEAD"))
    made = commits.commit_apart(place, head, "dvc.yaml", b"new\n", "Edit", None)
    other = commits.commit_apart(place, head, "dvc.yaml", b"other\n", "Edit", None)
    commits.push_branch(place, "origin", "main", made, head, exactly=True)
    with pytest.raises(commits.Refused):
        commits.push_branch(place, "origin", "main", other, head, exactly=True)
    with pytest.raises(PushRefused):
        commits.push_branch(place, "origin", "main", other, exactly=False)
    commits.push_branch(place, "origin", "new", other, None, exactly=True)
    remote = shell.within(tmp_path / "remote.git")
    assert [remote.git("rev-parse", name) for name in ("main", "new")] == [made, other]


def test_the_branch_that_head_stands_for(shell: Shell, place: Place) -> None:
    assert commits.branch_of(place) == "main"
    shell.git("checkout", "--quiet", "--detach")
    assert commits.branch_of(place) is None
