"""`gto remove`: the entry goes, the registry stays."""

from __future__ import annotations

from pathlib import Path

from shell import new_repository


def test_the_entry_goes_and_the_versions_stay(tmp_path: Path) -> None:
    shell = new_repository(tmp_path)
    shell.commit("first", files={"dvc.yaml": "artifacts:\n  churn: {path: c}\n  other: {path: o}\n"})
    shell.tag("churn@v1.0.0")
    shell.gto("remove", "churn", "--commit")
    assert shell.git("show", "HEAD:dvc.yaml") == "artifacts:\n  other: {path: o}"
    assert shell.gto("show", "churn@latest", "--ref").out == "churn@v1.0.0\n"
    assert "Cannot find artifact 'churn' in dvc.yaml" in shell.refused("remove", "churn")
