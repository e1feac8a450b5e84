"""`gto studio` alone: a server on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from shell import Shell, new_repository

from .running import running


def test_no_words_at_all_open_a_server(tmp_path: Path) -> None:
    env = {"GTO_STUDIO_DATA": str(tmp_path / "data"), "GTO_STUDIO_PORT": "0"}
    with running(env=env, folder=tmp_path) as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert server.get("/health")["status"] == "ok"
        assert server.end() == 0
    assert (tmp_path / "data" / "studio.db").is_file()


def test_repositories_are_added_once_however_they_are_spelled(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "models")
    repository.commit("first", files={"notes/today.md": "nothing\n"})
    words = ("--port", "0", "--data", tmp_path / "data")
    for spelled in (".", repository.path, f"{repository.path}/", repository.path.as_uri(), "notes"):
        with running(*words, spelled, folder=repository.path) as server:
            (shown,) = server.get("/api/repositories")
            assert (shown["name"], shown["url"]) == ("models", str(repository.path))
            assert [project["name"] for project in server.get("/api/projects")] == ["models"]


def test_a_folder_of_a_repository_is_shown_as_a_project_of_its_own(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "models")
    repository.commit("first", files={"vision/dvc.yaml": "artifacts: {}\n"})
    words = ("--port", "0", "--data", tmp_path / "data")
    for _ in range(2):
        with running(*words, "vision", "vision", ".", folder=repository.path) as server:
            (shown,) = server.get("/api/repositories")
            assert shown["url"] == str(repository.path)
            found = {project["name"]: project["directory"] for project in server.get("/api/projects")}
            assert found == {"models": "", "models/vision": "vision"}


def test_a_folder_without_a_repository(tmp_path: Path) -> None:
    said = Shell(tmp_path).refused("studio", "--port", "0", "--data", "data", ".")
    assert "No Git repo found in '.'" in said
    assert "hint: name a folder that is in a Git repository, or an address" in said


@pytest.mark.parametrize("words", [("serv",), ("inspect", "serv")], ids=" ".join)
def test_neither_a_folder_nor_a_command(tmp_path: Path, words: tuple[str, ...]) -> None:
    """No hint names an option that the command has not got."""
    said = Shell(tmp_path).refused("studio", *words)
    assert said.splitlines() == [
        "❌ No Git repo found in 'serv'",
        "hint: there is no such folder; `gto studio --help` lists the commands",
    ]
