"""All refs of a kind come in one read, and no object is opened for it."""

from __future__ import annotations

from pathlib import Path

from gto.git import refs
from gto.registry import tags
from shell import Shell, new_repository


def project(path: Path, *names: str) -> Shell:
    shell = new_repository(path)
    shell.commit("first")
    for name in names:
        shell.git("update-ref", f"refs/tags/{name}", "HEAD")
    return shell


def test_tags_are_listed_by_name_with_what_they_name(tmp_path: Path) -> None:
    shell = project(tmp_path, "b", "a#prod#1", "models=nn@v1.0.0")
    head = shell.git("rev-parse", "HEAD")
    annotated = shell.tag("c")
    listing = refs.list_tags(str(shell.path))
    assert listing == f"{head} a#prod#1\n{head} b\n{annotated} c\n{head} models=nn@v1.0.0\n"
    assert refs.ids(listing) == {"a#prod#1": head, "b": head, "c": annotated, "models=nn@v1.0.0": head}
    assert refs.columns(refs.lines(listing)) == (
        [head, head, annotated, head], ["a#prod#1", "b", "c", "models=nn@v1.0.0"],
    )  # fmt: skip


def test_a_name_is_whole_whatever_git_lets_stand_in_it(tmp_path: Path) -> None:
    names = ["a\N{NO-BREAK SPACE}b", "a\N{LINE SEPARATOR}b", "a\N{NEXT LINE}b", "ä🪴"]
    listing = refs.lines(refs.list_tags(str(project(tmp_path, *names).path)))
    assert sorted(refs.columns(listing)[1]) == sorted(names)


def test_no_tags_are_no_lines(tmp_path: Path) -> None:
    listing = refs.lines(refs.list_tags(str(project(tmp_path).path)))
    assert (listing, refs.columns(listing)) == ([], ([], []))


def test_an_artifacts_tags_are_found_by_its_patterns_and_hardly_any_other(tmp_path: Path) -> None:
    mine = ["nn#a/b#2", "nn#prod", "nn@deprecated", "nn@v1.0.0", "nn@v1.0.0!#3"]
    shell = project(tmp_path, *mine, "nnn@v1.0.0", "a/nn@v1.0.0", "d=nn@v1.0.0", "nn", "nn-x#prod")
    listing = refs.list_tags(str(shell.path), tags.patterns("nn"))
    assert list(refs.ids(listing)) == mine


def test_a_missing_object_is_not_in_the_way(tmp_path: Path) -> None:
    shell = project(tmp_path, "b")
    (tmp_path / ".git" / "refs" / "tags" / "a").write_text("1" * 40 + "\n")
    assert list(refs.ids(refs.list_tags(str(shell.path)))) == ["a", "b"]


def test_signs_that_end_lines_elsewhere_are_part_of_a_name(tmp_path: Path) -> None:
    shell = project(tmp_path, "a\u2028b", "c\x85d")
    assert list(refs.ids(refs.list_tags(str(shell.path)))) == ["a\u2028b", "c\x85d"]


def test_packed_refs_count(tmp_path: Path) -> None:
    shell = project(tmp_path, "a", "b")
    shell.git("pack-refs", "--all")
    shell.git("update-ref", "-d", "refs/tags/a")
    assert list(refs.ids(refs.list_tags(str(shell.path)))) == ["b"]


def test_names_are_short(tmp_path: Path) -> None:
    shell = project(tmp_path, "a")
    shell.git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert refs.names(str(shell.path), ("refs/heads/", "refs/remotes/", "refs/tags/")) == ["main", "origin/main", "a"]
