"""The demo that `make studio` shows: really trained, the same on every machine, and made once."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from demo import studio
from demo.history import PAYMENTS
from demo.studio import make

from shell import Shell


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make(folder)
    return folder


def clone(folder: Path, name: str) -> Shell:
    return Shell(folder / "clones" / name)


def test_there_is_something_of_everything(folder: Path) -> None:
    customers, payments = clone(folder, "customers"), clone(folder, "payments")
    shown = json.loads(customers.gto("show", "--json").out) | json.loads(payments.gto("show", "-d", "--json").out)
    assert {name: row["version"] for name, row in shown.items()} == {
        "churn": "v2.0.0",
        "value:ltv": "v0.0.1",
        "fraud": "v1.0.0-rc.1",
        "rules": "v1.0.0",
        "transactions": "v2026.1.0",
    }
    assert not shown["rules"]["active"]
    assert shown["churn"]["stage"] == {"dev": "v2.0.0", "prod": "v1.1.0", "staging": None}
    assert len(shown["value:ltv"]["stage"]["staging"]) == 40  # assigned before it had a version
    words = {row["event"] for row in json.loads(customers.gto("history", "--json").out)}
    assert words == {"registration", "deregistration", "assignment", "unassignment"}
    for shell in (customers, payments):
        assert "No issues found" in shell.gto("doctor").out
    refs = customers.git("ls-remote", "origin", "refs/exps/*", "refs/heads/*").splitlines()
    assert sorted(ref.rpartition("/")[2] for ref in refs) == [
        "all-features", "long-run", "lr-high", "lr-low", "main", "threshold-07", "young-customers",
    ]  # fmt: skip


def test_the_metrics_are_those_of_the_training(folder: Path, tmp_path: Path) -> None:
    """Whoever trains again at a commit gets what is written there."""
    place = tmp_path / "customers"
    shutil.copytree(folder / "clones" / "customers", place)
    shell = Shell(place)
    for commit in ("churn@v1.0.0", "churn@v2.0.0"):
        shell.git("checkout", "--quiet", "--force", commit)
        (place / "metrics.json").unlink()
        shell.run(sys.executable, "train.py")
        assert shell.git("status", "--porcelain", "--untracked-files=no") == ""
    metrics = json.loads((place / "metrics.json").read_text())
    assert metrics["test"]["auc"] > 0.8


def test_it_is_the_same_everywhere_and_made_once(folder: Path, tmp_path: Path) -> None:
    head = clone(folder, "customers").git("rev-parse", "main")
    assert head == "ed821a17b9abea191597f064ac1925c28abafd5e"
    made = (folder / "made").stat().st_mtime_ns
    clone(folder, "customers").git("push", "--quiet", "origin", "main:refs/heads/somebodys-own")
    make(folder)
    assert (folder / "made").stat().st_mtime_ns == made
    assert "somebodys-own" in clone(folder, "customers").git("ls-remote", "origin")


def test_what_was_left_half_made_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "REPOSITORIES", {"payments": PAYMENTS[:1]})
    (tmp_path / "remotes" / "payments.git").mkdir(parents=True)
    (tmp_path / "clones" / "payments" / "left over").mkdir(parents=True)
    make(tmp_path)
    assert clone(tmp_path, "payments").git("rev-parse", "main")
    assert not (tmp_path / "clones" / "payments" / "left over").exists()
