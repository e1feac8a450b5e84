"""The rows of a registry are what `gto show` and `gto history` say of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import gto
from gto.annotations import either
from gto.registry.names import CommitId
from gto.registry.oddities import lightweight, two_commits
from gto_studio.rules.annotation_sets import Sheet, assembled, part
from gto_studio.rules.projection import Head, Registered, problem_rows, project
from shell import Shell, new_repository

ANNOTATIONS = b"churn:\n  type: model\n  path: churn.pkl\nnlp:\n  type: model\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "models")
    shell.commit("Train", files={"artifacts.yaml": ANNOTATIONS})
    shell.tag("churn@v1.0.0", minute=1)
    shell.tag("churn#prod#1", minute=2)
    shell.commit("Train again", minute=3)
    shell.tag("churn@v1.1.0", minute=4, message="better\n\nmuch")
    shell.tag("churn#prod#2", minute=5)
    shell.tag("churn#dev#3", minute=5)
    shell.tag("churn#dev!#4", minute=6)
    shell.tag("old@v0.1.0", minute=6)
    shell.tag("old@deprecated", minute=7)
    shell.commit("Untagged", minute=8)
    shell.tag("loose#dev", minute=9)
    return shell


def projected(shell: Shell) -> Registered:
    repository = gto.open(shell.path)
    said = either.reading(ANNOTATIONS, file="artifacts.yaml", index="artifacts.yaml")
    made = assembled({Sheet("artifacts.yaml", "1"): part(said, ())})
    assert made is not None
    head = Head(CommitId(shell.git("rev-parse", "HEAD")), made[1])
    return project(repository.read().registry, head, index="artifacts.yaml")


def test_events_are_those_of_the_history(shell: Shell) -> None:
    told = json.loads(shell.gto("history", "--asc", "--json").out)
    rows = projected(shell).event
    assert [row["position"] for row in rows] == list(range(len(told)))
    keys = ("artifact", "version", "stage", "commit", "author", "author_email", "message")
    assert [{**{k: row[k] for k in keys}, "ref": row["tag"]} for row in rows] == [
        {k: one[k] for k in (*keys, "ref")} for one in told
    ]


def test_artifacts_versions_and_stages_are_those_of_show(shell: Shell) -> None:
    rows = projected(shell)
    told = json.loads(shell.gto("show", "-d", "--json").out)
    assert {row["name"]: row["latest"] for row in rows.artifact} == {name: one["version"] for name, one in told.items()}
    held = {(row["artifact"], row["stage"]): row["version"] for row in rows.assignment}
    assert held == {
        (name, stage): version for name, one in told.items() for stage, version in one["stage"].items() if version
    }
    for name in told:
        versions = json.loads(shell.gto("show", name, "-d", "--json").out)
        ours = [row for row in rows.version if row["artifact"] == name]
        assert [(row["version"], row["commit"], row["active"]) for row in ours] == [
            (one["version"], one["commit_hexsha"], one["is_active"]) for one in versions
        ]
        assert [row["rank"] for row in ours] == list(range(len(versions)))
        assert [row["tag"] or row["commit"] for row in ours] == [one["ref"] for one in versions]


def test_what_is_written_at_the_head_is_said_of_the_artifact(shell: Shell) -> None:
    of = {row["name"]: row for row in projected(shell).artifact}
    assert [(of[name]["annotated"], of[name]["registered"], of[name]["path"]) for name in ("churn", "nlp", "old")] == [
        (True, True, "churn.pkl"), (True, False, None), (False, True, None),
    ]  # fmt: skip
    assert [of[name]["active"] for name in ("churn", "old")] == [True, False]
    assert of["churn"]["last_registered"] > 0
    assert of["nlp"]["last_registered"] is None


def test_without_a_head_the_tags_speak_alone(shell: Shell) -> None:
    rows = project(gto.open(shell.path).read().registry, None, index="artifacts.yaml")
    assert [row["name"] for row in rows.artifact if row["annotated"]] == []
    assert rows.commits == {row["commit"] for row in rows.event}


def test_problems_that_cost_something_come_first() -> None:
    rows = problem_rows(
        [two_commits("m", "v1", ["m@v1", "m@v1!"]), lightweight("m@v2")], [("x", ".gto", "says\0", "do")] * 2
    )
    assert [(row["position"], row["code"], row["subject"], row["says"][:4]) for row in rows][::2] == [
        (0, "lightweight", "m@v2", "tag "), (2, "x", ".gto", "says"),
    ]  # fmt: skip
    assert rows[2]["says"] == "says�"
