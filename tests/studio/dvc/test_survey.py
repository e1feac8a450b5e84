"""Structural files: projects, templates and what is tracked."""

from __future__ import annotations

from gto_studio.dvc.asking import Parsed

from .answering import reading_of

TEMPLATE = """
vars: ['more.json:a', {own: 3}]
stages:
  loop:
    foreach: ${a.items}
    do:
      cmd: run ${item} ${own} ${lr}
      outs: ["out/${item}.bin"]
"""
FILES = {"dvc.yaml": TEMPLATE, "more.json": '{"a": {"items": ["x", "y"], "unused": 1}}', "params.yaml": "lr: 1e-3"}


def test_templates_take_their_values_from_other_files() -> None:
    document = reading_of(FILES).document()
    assert [(stage["name"], stage["cmd"]) for stage in document["stages"]] == [
        ("loop@x", ["run x 3 0.001"]), ("loop@y", ["run y 3 0.001"]),
    ]  # fmt: skip
    assert list(document["outs"]) == ["out/x.bin", "out/y.bin"]
    assert document["params"] == {
        "more.json": {"data": {"a.items.0": "x", "a.items.1": "y"}},
        "params.yaml": {"data": {"lr": 0.001}},
    }
    assert document["problems"] == []


def test_a_template_is_resolved_anew_when_its_values_are_others() -> None:
    parsed = Parsed()
    for lr in ("1", "2"):
        stages = reading_of({**FILES, "params.yaml": f"lr: {lr}"}, parsed=parsed).document()["stages"]
        assert stages[0]["cmd"] == [f"run x 3 {lr}"]


def test_values_that_only_a_resolved_folder_leads_to() -> None:
    files = {
        "params.yaml": "where: src",
        "src/v.yaml": "x: 5",
        "dvc.yaml": "stages: {a: {wdir: '${where}', vars: [v.yaml], cmd: 'run ${x}'}}",
    }
    document = reading_of(files).document()
    assert document["stages"][0]["cmd"] == ["run 5"]
    assert document["stages"][0]["folder"] == "src"


def test_a_stage_that_cannot_be_resolved_costs_itself() -> None:
    files = {"dvc.yaml": "stages: {bad: {cmd: '${nope}'}, good: {cmd: x}}", "params.yaml": "a: 1"}
    document = reading_of(files).document()
    assert [stage["name"] for stage in document["stages"]] == ["good"]
    [problem] = document["problems"]
    assert "'nope'" in problem["msg"]
    assert problem["file"] == "dvc.yaml"


def test_ignored_files_are_not_read() -> None:
    files = {".dvcignore": "old", "old/dvc.yaml": "[", "old/x.dvc": "[", "old/dvc.lock": "["}
    assert reading_of(files).document()["problems"] == []


def test_broken_files_are_problems_of_their_own() -> None:
    files = {"dvc.yaml": "[", "dvc.lock": "]", "x.dvc": "{", "y.dvc": "outs: [{path: y, md5: a}]"}
    document = reading_of(files).document()
    assert sorted(problem["file"] for problem in document["problems"]) == ["dvc.lock", "dvc.yaml", "x.dvc"]
    assert list(document["outs"]) == ["y"]


def test_what_dvc_files_track_is_put_together_once() -> None:
    parsed = Parsed()
    files = {
        "x.dvc": "outs: [{path: x, md5: a}]",
        "old.dvc": "cmd: y\nouts: [{path: m.json, metric: true, cache: false}]",
    }
    for _ in range(2):
        document = reading_of({**files, "m.json": '{"a": 1}'}, parsed=parsed).document()
        assert document["metrics"] == {"m.json": {"data": {"a": 1}}}
        assert [stage["name"] for stage in document["stages"]] == ["old.dvc"]


def test_artifacts_of_every_folder() -> None:
    files = {
        "dvc.yaml": "artifacts: {m: {path: 'x-${v}.bin', type: model, labels: [a]}, bad: 5}",
        "sub/dvc.yaml": "artifacts: {m: {path: y}}",
        "params.yaml": "v: 3",
    }
    artifacts = reading_of(files).document()["artifacts"]
    assert artifacts["m"] == {
        "file": "dvc.yaml", "path": "x-3.bin", "type": "model", "desc": "", "labels": ["a"], "meta": None,
    }  # fmt: skip
    assert list(artifacts) == ["m", "sub:m"]
