"""A dvc.yaml's stages and the files that it names."""

from __future__ import annotations

import pytest

from gto.annotations.yaml import read_yaml_mapping
from gto.data.expansion import STAGES_MAX
from gto_studio.dvc import stages
from gto_studio.dvc.asking import Parsed
from gto_studio.dvc.stages import Output
from studio.dvc.answering import reading_of


def test_paths_are_seen_from_the_root() -> None:
    said = b"""
stages:
  train:
    wdir: ../src
    cmd: [one, two]
    deps: [a.csv, /etc/passwd, 's3://bucket/x', ../../../outside]
    params: [lr, {conf.toml: [a.b]}, {whole.json: null}]
    outs: [model.bin, {log.txt: {cache: false}}]
    metrics: [m.json]
metrics: [top.json]
params: [p.yaml]
"""
    pipeline = stages.read(read_yaml_mapping(said), "sub/dvc.yaml")
    [stage] = pipeline.stages
    assert (stage.folder, stage.cmd, stage.deps) == ("src", ("one", "two"), ("src/a.csv",))
    assert stage.params == (("src/conf.toml", ("a.b",)), ("src/whole.json", None), ("src/params.yaml", ("lr",)))
    assert stage.outs == (
        Output("src/model.bin"), Output("src/log.txt", cache=False, settings={"cache": False}),
        Output("src/m.json", "metric"),
    )  # fmt: skip
    assert (pipeline.params, pipeline.metrics) == (("sub/p.yaml",), ("sub/top.json",))


@pytest.mark.parametrize("about", ["text", "[1]", "null"])
def test_a_stage_that_is_none_costs_itself(about: str) -> None:
    said = f"stages: {{bad: {about}, good: {{cmd: x}}}}".encode()
    pipeline = stages.read(read_yaml_mapping(said), "dvc.yaml")
    assert [stage.name for stage in pipeline.stages] == ["good"]
    assert len(pipeline.problems) == 1


def test_loops_are_named_as_dvc_names_them() -> None:
    said = b"""
stages:
  simple: {foreach: '${list}', do: {cmd: '${item}'}}
  mixed: {foreach: [a, {b: 1}, true], do: {cmd: 'x ${own}'}}
  dicts: {foreach: '${us}', do: {cmd: '${key} ${item}'}}
  mat: {matrix: {model: [cnn, xg], c: [{a: 1}], t: [true, 0.5]}, cmd: '${key} ${item.c.a}'}
  none: {foreach: 5, do: {cmd: x}}
vars: [{list: [p, 2], us: {cc: {thr: 10, on: true, off: false, l: [1, x y]}}, own: 1}]
"""
    pipeline = stages.read(read_yaml_mapping(said), "dvc.yaml")
    assert [(stage.name, *stage.cmd) for stage in pipeline.stages] == [
        ("simple@p", "p"), ("simple@2", "2"),
        ("mixed@0", "x 1"), ("mixed@1", "x 1"), ("mixed@2", "x 1"),
        ("dicts@cc", "cc --thr 10 --on --l 1 'x y'"),
        ("mat@cnn-c0-true", "cnn-c0-true 1"), ("mat@cnn-c0-0.5", "cnn-c0-0.5 1"),
        ("mat@xg-c0-true", "xg-c0-true 1"), ("mat@xg-c0-0.5", "xg-c0-0.5 1"),
    ]  # fmt: skip
    assert [problem.msg for problem in pipeline.problems] == ["stage 'none': `foreach` has to give a list or a mapping"]


def test_live_of_dvc_2() -> None:
    said = b"stages: {t: {cmd: x, live: {logs: {summary: true, cache: false}}}}"
    [stage] = stages.read(read_yaml_mapping(said), "dvc.yaml").stages
    assert [(out.path, out.role) for out in stage.outs] == [("logs", "plot"), ("logs.json", "metric")]


def test_stages_have_an_end() -> None:
    items = list(range(STAGES_MAX))
    said = {"stages": {"m": {"matrix": {"a": items, "b": items}, "cmd": "x"}}}
    assert len(stages.read(said, "dvc.yaml").stages) == STAGES_MAX  # type: ignore[arg-type]


def test_what_is_written_out_has_an_end() -> None:
    do = {"cmd": "x", "deps": [f"{i}" for i in range(stages.VALUES_MAX // 10)]}
    pipeline = stages.read({"stages": {"m": {"foreach": list(range(100)), "do": do}, "n": {"cmd": "x"}}}, "dvc.yaml")  # type: ignore[dict-item, list-item]
    assert len(pipeline.stages) < 10
    assert "values in all stages" in pipeline.problems[0].msg


VALUES = "t: {lr: 0.1, f: true, off: false, l: [1, x y], e: [], s: a b, n: {off: false, l: [true, 2], d: {}, z: null}}"
ASKED = "[parsing]\n    bool = boolean_optional\n    list = append\n"


@pytest.mark.parametrize(
    ("config", "cmd"),
    [
        ("", "--lr 0.1 --f --l 1 'x y' --s 'a b' --n.l True 2 --n.z None"),
        (ASKED, "--lr 0.1 --f --no-off --l 1 --l 'x y' --s 'a b' --no-n.off --n.l True --n.l 2 --n.z None"),
        (ASKED[:40], "--lr 0.1 --f --no-off --l 1 'x y' --s 'a b' --no-n.off --n.l True 2 --n.z None"),
        ("[[[", "--lr 0.1 --f --l 1 'x y' --s 'a b' --n.l True 2 --n.z None"),
    ],
)  # fmt: skip
def test_options_are_spelled_as_the_settings_of_the_project_say(config: str, cmd: str) -> None:
    """As DVC 3.67 writes them into dvc.lock."""
    quoted = cmd.replace("'", "''")
    said = {
        "dvc.yaml": "stages: {t: {cmd: '${t}'}}\n",
        "params.yaml": VALUES,
        "dvc.lock": f"schema: '2.0'\nstages: {{t: {{cmd: '{quoted}'}}}}\n",
        ".dvc/config": config,
        "other/.dvc/config": ASKED,
    }
    parsed = Parsed()
    [stage] = reading_of(said, parsed=parsed).stages
    assert (stage["cmd"], stage["state"]) == ([cmd], "run")
    [stage] = reading_of(said | {".dvc/config": "[parsing]\nlist = append\n"}, parsed=parsed).stages
    assert stage["state"] == "changed"
