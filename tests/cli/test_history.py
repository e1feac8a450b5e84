"""`gto history`: what happened, newest first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"artifacts.yaml": "planned: {}\n"})
    shell.tag("nn@v1.0.0", minute=1)
    shell.tag("nn#prod#1", minute=2)
    shell.commit("second", minute=3)
    shell.tag("nn@v2.0.0", minute=4)
    shell.tag("nn#dev#2", minute=5)
    return shell.at(9)


def test_every_event_has_a_line(shell: Shell) -> None:
    lines = [line.split() for line in shell.gto("history", "--plain").lines]
    commit = shell.git("rev-parse", "HEAD")[:7]
    assert lines[0] == ["timestamp", "artifact", "event", "version", "stage", "commit", "ref"]
    assert lines[1][2:] == ["nn", "assignment", "v2.0.0", "dev", commit, "nn#dev#2"]
    assert [line[-1] for line in lines[1:]] == ["nn#dev#2", "nn@v2.0.0", "nn#prod#1", "nn@v1.0.0"]


@pytest.mark.parametrize("flag", ["--ascending", "--asc"])
def test_oldest_first_on_request(shell: Shell, flag: str) -> None:
    tags = [line.split()[-1] for line in shell.gto("history", "nn", "--plain", flag).lines[1:]]
    assert tags == ["nn@v1.0.0", "nn#prod#1", "nn@v2.0.0", "nn#dev#2"]


def test_for_programs(shell: Shell) -> None:
    events = json.loads(shell.gto("history", "--json", "--at", "nn#prod#1").out)
    assert [(event["event"], event["version"], event["stage"], event["ref"]) for event in events] == [
        ("assignment", "v1.0.0", "prod", "nn#prod#1"),
        ("registration", "v1.0.0", None, "nn@v1.0.0"),
    ]
    assert events[0]["timestamp"] == "2026-03-01T09:02:00+00:00"


def test_of_nothing_is_a_sentence_or_an_empty_list(shell: Shell) -> None:
    assert shell.gto("history", "zz").out == "Nothing found in the current workspace\n"
    assert shell.gto("history", "zz", "--json").out == "[]\n"
    assert "Only one output format allowed" in shell.refused("history", "--json", "--plain")
