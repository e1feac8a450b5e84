"""Real DVC and DVCLive with this gto installed beside them: what they import and ask of it keeps working.

DVC finds the commit of a version or a stage through `gto.tag.find` and `gto.base.sort_versions`, and both programs
ask `gto.constants` whether a name is one.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from shell import Shell, new_repository

from .programs import Program

pytestmark = pytest.mark.slow

TRAINING = """\
from pathlib import Path
from dvclive import Live

Path("model.pkl").write_text("weights")
with Live(save_dvc_exp=False, report=None) as live:
    live.log_artifact("model.pkl", type="model", name="churn", desc="Who will leave", labels=["tabular"])
    live.log_artifact("model.pkl", type="model", name="no name")
"""


@pytest.fixture(scope="module")
def env(dvc: Program) -> dict[str, str]:
    return {"PATH": f"{dvc.bin}{os.pathsep}{os.environ['PATH']}", "DVC_NO_ANALYTICS": "1"}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> Shell:
    """churn, a file that DVC keeps in its remote, in two versions, the first in prod; and models/cv:net."""
    folder = tmp_path_factory.mktemp("dvc")
    shell = new_repository(folder / "models", env=env)
    shell.run("dvc", "init", "--quiet")
    shell.run("dvc", "remote", "add", "--quiet", "--default", "store", folder / "store")
    declare = "artifacts:\n  {name}:\n    path: {path}\n    type: model\n"
    (shell.path / "cv").mkdir()
    (shell.path / "dvc.yaml").write_text(declare.format(name="churn", path="churn.pkl"))
    (shell.path / "cv" / "dvc.yaml").write_text(declare.format(name="net", path="net.pt"))
    (shell.path / "cv" / "net.pt").write_text("net")
    for minute, content in ((1, "first"), (2, "second")):
        (shell.path / "churn.pkl").write_text(content)
        shell.run("dvc", "add", "--quiet", "churn.pkl", "cv/net.pt")
        shell.git("add", ".")
        shell.commit(content, minute=minute)
        shell.run("dvc", "push", "--quiet")
        shell.at(minute).run("gto", "register", "churn")
    shell.run("gto", "register", "cv:net", "HEAD")
    shell.at(3).run("gto", "assign", "churn", "--stage", "prod", "--version", "v0.0.2")
    shell.at(4).run("gto", "assign", "churn", "--stage", "prod", "--version", "v0.0.1")
    return shell


def test_dvc_runs_with_this_gto(models: Shell) -> None:
    """Not with a copy of GTO 1.x that came along with it."""
    asked = models.run("python", "-c", "import gto, dvc; print(gto.__version__, gto.__file__)").out.split()
    assert asked[0] >= "1.11.0"
    assert not Path(asked[1]).is_relative_to(Path(__file__).parents[2] / "src")


@pytest.mark.parametrize(
    ("words", "content"),
    [
        (["churn"], "second"),
        (["churn", "--rev", "v0.0.1"], "first"),
        (["churn", "--rev", "v0.0.2"], "second"),
        (["churn", "--stage", "prod"], "first"),
        (["cv:net"], "net"),
        (["cv:net", "--rev", "v0.0.1"], "net"),
        (["cv/dvc.yaml:net"], "net"),
    ],
    ids=" ".join,
)
def test_dvc_artifacts_get(models: Shell, tmp_path: Path, words: list[str], content: str) -> None:
    """By version, by stage (the last assignment, not the highest version), and of a sub-folder."""
    Shell(tmp_path, models.env).run("dvc", "artifacts", "get", models.path, *words, "--out", "got")
    assert (tmp_path / "got").read_text() == content


def test_dvc_artifacts_get_from_a_remote_repository(models: Shell, tmp_path: Path) -> None:
    url = f"file://{models.path}"
    Shell(tmp_path, models.env).run("dvc", "artifacts", "get", url, "churn", "--stage", "prod", "--out", "got")
    assert (tmp_path / "got").read_text() == "first"


def test_dvc_says_so_when_there_is_no_such_version(models: Shell, tmp_path: Path) -> None:
    said = Shell(tmp_path, models.env).run(
        "dvc", "artifacts", "get", models.path, "churn", "--rev", "v9.9.9", code=None
    )
    assert said.code != 0
    assert "v9.9.9" in said.err


def test_dvc_api_artifacts_show(models: Shell, tmp_path: Path) -> None:
    ask = (
        "import json, sys; from dvc.api import artifacts_show as show; repo = sys.argv[1]; print(json.dumps(["
        "show('churn', repo=repo), show('churn', version='v0.0.1', repo=repo), show('churn', stage='prod', repo=repo),"
        "show('cv:net', repo=repo)]))"
    )
    latest, first, prod, net = json.loads(Shell(tmp_path, models.env).run("python", "-c", ask, models.path).out)
    commits = {n: models.git("rev-parse", f"churn@v0.0.{n}^{{commit}}") for n in (1, 2)}
    assert latest == {"rev": commits[2], "path": "churn.pkl"}
    assert first == {"rev": commits[1], "path": "churn.pkl"}
    assert prod == {"rev": commits[1], "path": "churn.pkl"}
    assert net == {"rev": commits[2], "path": "cv/net.pt"}


def test_dvclive_log_artifact(tmp_path: Path, env: dict[str, str]) -> None:
    """What DVCLive writes is read here; a name that cannot be one is left out by it, as gto tells it."""
    shell = new_repository(tmp_path / "training", env=env)
    shell.run("dvc", "init", "--quiet")
    shell.commit("init", files={"train.py": TRAINING})
    said = shell.run("python", "train.py")
    assert "Can't use 'no name' as artifact name" in said.err
    shell.git("add", "dvc.yaml")
    shell.commit("trained")
    assert shell.run("gto", "show", "--name").lines == ["*churn"]
    described = shell.run("gto", "describe", "churn").out
    assert [word for word in ("model", "Who will leave", "tabular", "model.pkl") if word not in described] == []
    shell.run("gto", "register", "churn")
    assert shell.tags() == ["churn@v0.0.1"]
