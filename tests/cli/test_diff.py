"""`gto diff` as it is printed: tables, JSON, Markdown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell import Shell, new_repository

DVC_YAML = "params: [params.yaml]\nartifacts: {churn: {path: c.pkl, desc: '%s'}}\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("one", files={"dvc.yaml": DVC_YAML % "first", "params.yaml": "lr: 0.1\nold: x\n", "c.pkl": "1"})
    shell.tag("churn@v1.0.0")
    shell.tag("churn#prod#1", minute=1)
    params = "lr: 0.3\n'a|`b': \"\\e[31m<b>\"\n"
    files = {"dvc.yaml": DVC_YAML % "second", "params.yaml": params, "c.pkl": "22"}
    shell.commit("two <b>_x_", minute=2, files=files)
    shell.tag("churn@v2.0.0", minute=3)
    return shell


def test_for_people(shell: Shell) -> None:
    ids = [shell.git("rev-parse", "--short=7", name) for name in ("HEAD~", "HEAD")]
    blobs = [shell.git("rev-parse", f"{name}:c.pkl")[:8] for name in ("HEAD~", "HEAD")]
    assert shell.gto("diff", "churn").lines == [
        f"churn: v1.0.0 (in prod, {ids[0]}) → v2.0.0 ({ids[1]})",
        "1 commit",
        f"  {ids[1]} 2026-03-01 Jo Tester: two <b>_x_",
        "",
        "params:",
        "╒═════════════╤═══════╤══════════╤═════════════╤══════════╕",
        "│ file        │ key   │ v1.0.0   │ v2.0.0      │ change   │",
        "╞═════════════╪═══════╪══════════╪═════════════╪══════════╡",
        "│ params.yaml │ lr    │ 0.1      │ 0.3         │ +0.2     │",
        "│ params.yaml │ a|`b  │          │ \\x1b[31m<b> │ added    │",
        "│ params.yaml │ old   │ x        │             │ removed  │",
        "╘═════════════╧═══════╧══════════╧═════════════╧══════════╛",
        "",
        "metrics: no change",
        "",
        "data:",
        "╒════════╤══════════════╤══════════════╤══════════╕",
        "│ path   │ v1.0.0       │ v2.0.0       │ change   │",
        "╞════════╪══════════════╪══════════════╪══════════╡",
        f"│ c.pkl  │ git:{blobs[0]} │ git:{blobs[1]} │ changed  │",
        "╘════════╧══════════════╧══════════════╧══════════╛",
        "",
        "annotation:",
        "╒═════════════╤══════════╤══════════╤══════════╕",
        "│ field       │ v1.0.0   │ v2.0.0   │ change   │",
        "╞═════════════╪══════════╪══════════╪══════════╡",
        "│ description │ first    │ second   │ changed  │",
        "╘═════════════╧══════════╧══════════╧══════════╛",
    ]


def test_in_markdown_nothing_gets_out_of_its_cell(shell: Shell) -> None:
    said = shell.gto("diff", "churn", "prod", "latest", "--markdown").lines
    assert said[0].startswith("## `churn`: prod \\(v1.0.0, ")
    assert "two \\<b\\>\\_x\\_" in said[4]
    assert said[6:12] == [
        "### Params",
        "",
        "| file | key | prod | latest | change |",
        "| --- | --- | --- | --- | --- |",
        "| `params.yaml` | `lr` | `0.1` | `0.3` | `+0.2` |",
        "| `params.yaml` | ``a\\|`b`` |  | `\\x1b[31m<b>` | `added` |",
    ]


def test_for_programs(shell: Shell) -> None:
    found = json.loads(shell.gto("diff", "churn", "prod", "--json").out)
    assert list(found) == [
        "artifact", "old", "new", "commits", "params", "metrics", "data", "annotation", "problems",
    ]  # fmt: skip
    assert found["old"] == {
        "name": "prod", "version": "v1.0.0", "stages": ["prod"], "commit": shell.git("rev-parse", "HEAD~"),
    }  # fmt: skip
    assert found["commits"]["ahead"] == 1
    assert found["commits"]["newest"][0]["subject"] == "two <b>_x_"
    assert found["params"][0] == {
        "file": "params.yaml", "key": "lr", "change": "changed", "old": 0.1, "new": 0.3, "delta": 0.2,
    }  # fmt: skip
    assert found["data"][0]["of_artifact"] is True
    assert found["annotation"] == [
        {"field": "description", "change": "changed", "old": "first", "new": "second"},
    ]


def test_the_other_way_and_the_same(shell: Shell) -> None:
    assert shell.gto("diff", "churn", "latest", "prod").lines[1] == "0 commits, and 1 that only latest has"
    assert shell.gto("diff", "churn", "latest", "v2.0.0").lines[1] == "the same commit"


def test_files_that_a_person_names(shell: Shell) -> None:
    said = shell.gto("diff", "churn", "--metrics", "params.yaml", "--json").out
    assert json.loads(said)["metrics"][0]["key"] == "lr"
    for path in ("nope", "../nope", "..", "/nope"):
        assert f"Neither side has a file '{path}'" in shell.refused("diff", "churn", "--params", path)


def test_what_could_not_be_compared_is_told(shell: Shell) -> None:
    shell.commit("three", minute=4, files={"params.yaml": "lr: ["})
    said = shell.gto("diff", "churn", "latest", "HEAD")
    assert "params.yaml was not compared: line" in said.err
    assert "params: no change in what was compared" in said.lines


def test_a_report_says_itself_what_could_not_be_compared(shell: Shell) -> None:
    shell.commit("three", minute=4, files={"params.yaml": "lr: ["})
    said = shell.gto("diff", "churn", "latest", "HEAD", "--markdown")
    assert said.lines[-3:-1] == ["### Not compared", ""]
    assert said.lines[-1].startswith("- `params.yaml`: line ")
    assert said.err == ""


def test_long_lists_are_cut_for_people_only(shell: Shell) -> None:
    for name, offset in (("three", 0), ("four", 1)):
        values = "".join(f"key{number}: {number + offset}\n" for number in range(300))
        shell.commit(name, minute=4 + offset, files={"params.yaml": values})
    assert "… and 100 more; --json has them all" in shell.gto("diff", "churn", "HEAD~", "HEAD").lines
    assert len(json.loads(shell.gto("diff", "churn", "HEAD~", "HEAD", "--json").out)["params"]) == 300


def test_one_form_at_a_time(shell: Shell) -> None:
    assert "Only one output format" in shell.refused("diff", "churn", "--json", "--markdown")
