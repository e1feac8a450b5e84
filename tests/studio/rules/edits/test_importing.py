"""What an import writes; and real DVC, which takes it for its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compat.programs import Program
from gto.annotations.entries import Reading
from gto_studio.errors import WrongInput
from gto_studio.rules.edits.asked import Annotate, Target
from gto_studio.rules.edits.importing import imported
from gto_studio.rules.edits.planning import plan
from gto_studio.rules.edits.plans import Plan
from gto_studio.rules.edits.seen import NotSeen, Seen
from servers.files_over_http import served
from shell import new_repository

AT = "a" * 40
URL = "s3://bucket/a/net.onnx"


def planned(edit: Annotate, **files: str) -> Plan:
    """On a commit that has these files and no other; `__` stands for a slash."""
    there = {path.replace("__", "/"): text.encode() for path, text in files.items()}
    seen = Seen({"refs/heads/main": AT}, annotations={AT: Reading()})
    while True:
        try:
            return plan(edit, seen)
        except NotSeen as missing:  # noqa: PERF203
            seen.files |= {(commit, path): there.get(path) for commit, path in missing.files}


def texts(found: Plan) -> dict[str, str]:
    assert found.refusal is None
    return {file.path: (file.after or b"").decode() for file in found.commits[0].files}


def add(path: str = "models/net.onnx", url: str = URL, name: str = "net") -> Annotate:
    return Annotate(Target("main"), name, type="model", path=path, must_be_new=True, url=url)


def test_a_repository_that_dvc_does_not_know_is_prepared() -> None:
    found = planned(add())
    files = texts(found)
    assert list(files) == [
        "dvc.yaml", "models/net.onnx.dvc", "models/.gitignore", ".dvc/.gitignore", ".dvc/config", ".dvcignore"
    ]  # fmt: skip
    assert files["dvc.yaml"] == "artifacts:\n  net:\n    path: models/net.onnx\n    type: model\n"
    assert files["models/net.onnx.dvc"] == (
        f"frozen: true\ndeps:\n- path: {URL}\nouts:\n- hash: md5\n  path: net.onnx\n"
    )
    assert files["models/.gitignore"] == "/net.onnx\n"
    assert "dvc update models/net.onnx.dvc" in found.remarks[0]


def test_one_that_dvc_knows_keeps_what_it_has() -> None:
    files = texts(planned(add(), **{".dvc__config": "[core]\n", "models__.gitignore": "/other"}))
    assert list(files) == ["dvc.yaml", "models/net.onnx.dvc", "models/.gitignore"]
    assert files["models/.gitignore"] == "/other\n/net.onnx\n"
    files = texts(planned(add("../models/net.onnx", name="nlp:net"), **{"models__.dvc__config": "[core]\n"}))
    assert list(files) == ["nlp/dvc.yaml", "models/net.onnx.dvc", "models/.gitignore"]
    assert "models/.gitignore" not in texts(planned(add(), **{"models__.gitignore": "/net.onnx"}))


def test_names_that_yaml_would_take_for_something_else() -> None:
    files = texts(planned(add("models/1.0", "https://example.com/a b#c")))
    assert '- path: "https://example.com/a b#c"\n' in files["models/1.0.dvc"]
    assert '  path: "1.0"\n' in files["models/1.0.dvc"]


@pytest.mark.parametrize(
    ("edit", "there", "field"),
    [
        (add(url="file:///etc/passwd"), "", "url"),
        (add(url="ftp://example.com/x"), "", "url"),
        (add(url="s3://"), "", "url"),
        (add(url="http://[x"), "", "url"),
        (add(url="https://ann:secret@example.com/x"), "", "url"),
        (add(url="HTTPS://ann@example.com/x"), "", "url"),
        (add(url="ssh://ann:a:b@c@example.com/x"), "", "url"),
        (add("../outside"), "", "path"),
        (add("/etc/x"), "", "path"),
        (add(".git/hooks/x"), "", "path"),
        (add(".dvc/config"), "", "path"),
        (add("models/*"), "", "path"),
        (add(), "models__net.onnx", "path"),
        (add(), "models__net.onnx.dvc", "path"),
    ],
)
def test_what_cannot_be_imported(edit: Annotate, there: str, field: str) -> None:
    refusal = planned(edit, **({there: "x"} if there else {})).refusal
    assert isinstance(refusal, WrongInput)
    assert field in refusal.fields


def test_nothing_is_asked_about_what_is_refused() -> None:
    with pytest.raises(WrongInput):
        imported("x", "y", AT, Seen({}))


def test_real_dvc_brings_it(dvc: Program, tmp_path: Path) -> None:
    """What DVC 3 itself leaves is the same but for hashes; it is asked for the model as it is, and with its hash."""
    path = f"{dvc.bin}{os.pathsep}{os.environ['PATH']}"
    shell = new_repository(tmp_path / "work", env={"PATH": path, "DVC_NO_ANALYTICS": "1"})
    storage = tmp_path / "storage"
    storage.mkdir()
    (storage / "net.onnx").write_text("first")
    with served(storage) as address:
        shell.commit("Add a model", files=texts(planned(add(url=f"{address}/net.onnx"))))
        got = tmp_path / "got.onnx"
        shell.run("dvc", "get", "--quiet", str(shell.path), "models/net.onnx", "--out", str(got))
        assert got.read_text() == "first"
        shell.run("dvc", "update", "--quiet", "models/net.onnx.dvc")
        assert (shell.path / "models" / "net.onnx").read_text() == "first"
        assert shell.git("status", "--porcelain").split() == ["M", "models/net.onnx.dvc"]
        said = (shell.path / "models" / "net.onnx.dvc").read_text()
        assert "md5: 8b04d5e3775d298e78455efc5ca404d5\n" in said
