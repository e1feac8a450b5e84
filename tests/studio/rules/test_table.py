"""The whole document of a small project: checked in, because the pages are tested with it, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gto_studio.rules.addresses import Links
from gto_studio.rules.table import Material, Scope, document
from gto_studio.rules.table_columns import Registered
from gto_studio.rules.table_readings import Filed
from gto_studio.rules.table_rows import Commit, Pushed

EXAMPLE = Path(__file__).with_name("table.example.json")
START = 1_772_355_600  # 2026-03-01T09:00:00Z


def commit_id(name: str) -> str:
    return name.ljust(40, "0")


def a_commit(name: str, minute: int, *parents: str, message: str = "", annotations: str | None = None) -> Commit:
    before = [commit_id(parent) for parent in parents]
    return Commit(
        commit_id(name), before, START + minute * 60, 60, "Jo Tester", "jo@example.com", message + "\n", annotations
    )


PREPARE = {"split": 0.2, "seed": 20170428}
IMAGES = {"hash": "md5:cc33.dir", "size": 73_400_320, "nfiles": 158}
PARTS: dict[str, Any] = {
    "p1": {"data": {"prepare": PREPARE, "train": {"lr": 0.1, "layers": [16, 16], "tune": None}}},
    "p2": {"data": {"prepare": PREPARE, "train": {"lr": 0.05, "layers": [16, 32], "tune": True}}},
    "p3": {"data": {"prepare": PREPARE, "train": {"lr": 0.01, "layers": [16, 32], "tune": True}}},
    "m1": {"data": {"acc": 0.71, "loss": {"train": 0.52, "test": 0.61}}},
    "m2": {"data": {"acc": 0.78, "loss": {"train": 0.41, "test": 0.55}}},
    "m3": {"data": {"acc": 0.83, "loss": {"train": 0.22, "test": 0.49}}},
    "m4": {"data": {"acc": {"$": "nan"}, "loss": {"train": {"$": "inf"}, "test": 7}}},
    "bad": {"error": {"type": "JSONDecodeError", "msg": "line 1, column 9: a value is missing"}},
    "d1": {"data/raw.csv": {"hash": "md5:aa11", "size": 1_204_224, "nfiles": None}},
    "d2": {"data/raw.csv": {"hash": "md5:bb22", "size": 1_310_720, "nfiles": None}},
    "o1": {"data/images": IMAGES, "model.pkl": {"hash": "md5:dd44", "size": 65_536}},
    "o2": {"data/images": IMAGES, "model.pkl": {"hash": "md5:ee55", "size": 69_632}},
}

REFS = {
    "refs/heads/main": commit_id("c4"),
    "refs/heads/try": commit_id("b1"),
    "refs/tags/churn@v1.0.0": commit_id("c2"),
    "refs/tags/data-2": commit_id("c3"),
}

MATERIAL = Material(
    commits=[
        a_commit("e1", 60, "c4", message="dvc: commit experiment outer-mobs", annotations="churn"),
        a_commit("c4", 50, "c3", "b1", message="Train longer\n\nThe learning rate was too high.", annotations="churn"),
        a_commit("e3", 45, "ff", message="dvc: commit experiment stray-auks", annotations="churn"),
        a_commit("b1", 40, "c2", message="Try a rate of 0.01", annotations="churn"),
        a_commit("e2", 35, "c2", message="dvc: commit experiment tepid-cask", annotations="churn"),
        a_commit("c3", 30, "c2", message="New data [skip studio]", annotations="churn"),
        a_commit("c2", 20, "c1", message="Train", annotations="churn"),
        a_commit("c1", 10, "c0", message="Write the README"),
        a_commit("c0", 0, message="Begin"),
        a_commit("ff", -10, message="Somewhere else"),
    ],
    refs=REFS,
    default_branch="main",
    head=commit_id("c4"),
    readings={
        commit_id(name): Filed(
            {"params.yaml": params} if params else {}, {"eval/metrics.json": metrics} if metrics else {}, deps, outs
        )
        for name, params, metrics, deps, outs in (
            ("e1", "p3", "m4", "d2", "o2"),
            ("c4", "p2", "m3", "d2", "o2"),
            ("e3", "p1", "bad", "d1", "o1"),
            ("b1", "p3", "m2", "d1", "o2"),
            ("e2", "p2", "m2", "d1", "o2"),
            ("c3", "p1", "m1", "d2", "o1"),
            ("c2", "p1", "m1", "d1", "o1"),
            ("c1", None, None, None, None),
            ("c0", None, None, None, None),
            ("ff", None, None, None, None),
        )
    },
    parts=PARTS,
    pushed=[
        Pushed(f"refs/exps/{on}/{commit_id(on)[2:]}/{name}", name, commit_id(tip), commit_id(on))
        for on, name, tip in (("c2", "tepid-cask", "e2"), ("c4", "outer-mobs", "e1"), ("ff", "stray-auks", "e3"))
    ],
    written={"churn": ["churn"]},
    notes={commit_id("e1"): "Overfits after 30 epochs.", commit_id("ff"): "seen by nobody"},
    registered=[Registered("churn", "v1.0.0", commit_id("c2"), ("prod",))],
)
LINKS = Links("github", "https://github.com/example/churn")


def example() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(document(MATERIAL, Scope(), LINKS, "1")))
    return found


def test_the_example_that_the_pages_are_tested_with() -> None:
    """If the document changes on purpose: `python -m studio.rules.test_table` in tests/ writes it again."""
    assert example() == json.loads(EXAMPLE.read_text())


def test_what_the_example_is_about() -> None:
    found = example()
    commits = found["commits"]
    names = [id.rstrip("0") for id in commits["id"]]
    assert names == ["e1", "c4", "e3", "b1", "e2", "c3", "c2", "c1", "c"], "ff is reached by no branch and no tag"
    assert found["branches"] == [{"name": "main", "commit": 1}, {"name": "try", "commit": 3}]
    assert commits["parents"][1] == [5, 3]
    assert commits["skipped"] == [name == "c3" for name in names]
    assert commits["same"] == [name in ("c1", "c") for name in names]
    assert commits["problems"] == [int(name == "e3") for name in names]
    baselines = {one["name"]: one["baseline"] for one in found["experiments"]}
    assert baselines == {"outer-mobs": 1, "tepid-cask": 6, "stray-auks": None}
    assert found["notes"] == [{"commit": 0, "text": "Overfits after 30 epochs."}]
    assert found["links"]["compare"] == "https://github.com/example/churn/compare/{old}...{new}"
    assert found["complete"]


def test_a_commit_that_was_not_read_makes_the_table_incomplete() -> None:
    some = {id: filed for id, filed in MATERIAL.readings.items() if id != commit_id("c3")}
    material = Material(MATERIAL.commits, REFS, "main", commit_id("c4"), some, PARTS)
    found = document(material, Scope(), LINKS, "1")
    assert not found["complete"]
    assert commit_id("c3") in found["commits"]["id"]
    assert not any(found["commits"]["same"][i] for i, id in enumerate(found["commits"]["id"]) if id[:2] in ("c3", "c4"))


def test_an_empty_repository_has_an_empty_table() -> None:
    found = document(Material([], {}), Scope(), Links("git", None), "0")
    assert (found["head"], found["columns"], found["commits"]["id"], found["links"]) == (None, [], [], None)
    assert found["complete"]


if __name__ == "__main__":
    EXAMPLE.write_text(json.dumps(example(), indent=1) + "\n")
