"""A server as people start it: it says where it is, answers, ends when told to, and forgets nothing."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from gto_studio.cli.serve import named
from gto_studio.settings import Settings
from shell import Shell
from surroundings import EMAIL, NAME

from .running import running


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_ends(tmp_path: Path, by: signal.Signals) -> None:
    with running("serve", "--port", "0", "--data", tmp_path / "data") as server:
        assert server.get("/health")["status"] == "ok"
        assert server.get("/api/openapi.json")["openapi"].startswith("3.1")
        assert server.end(by) == 0


def test_it_does_not_open_itself_to_everybody(tmp_path: Path) -> None:
    said = Shell(tmp_path).refused("studio", "serve", "--host", "0.0.0.0", "--port", "0", "--data", "data")
    assert "everybody who reaches 0.0.0.0 would be the owner" in said


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with running("serve", "--port", "0", "--data", tmp_path / "one") as server:
        port = server.url.rstrip("/").rpartition(":")[2]
        assert "another program has it" in Shell(tmp_path).refused("studio", "--port", port, "--data", "two")


def test_tags_are_made_in_the_name_that_git_knows(tmp_path: Path) -> None:
    settings = named(Settings(data=tmp_path))
    assert (settings.owner_name, settings.owner_email) == (NAME, EMAIL)
    assert named(Settings(data=tmp_path, owner_name="Ada")).owner_name == "Ada"
    assert named(Settings(data=tmp_path, accounts=True)).owner_name is None
