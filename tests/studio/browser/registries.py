"""Repositories to look at: bare ones, as servers have them, and the clones that people push from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from shell import Shell, new_repository

DVC_YAML = """\
stages:
  train:
    cmd: python train.py
    deps: [train.py]
    params: [train]
    metrics: [metrics.json]
artifacts:
  {name}:
    path: models/{file}
    type: model
    desc: {desc}
    labels: [{labels}]
"""

JANE = {"GIT_AUTHOR_NAME": "Jane Doe", "GIT_AUTHOR_EMAIL": "jane@example.com"}
JANE |= {"GIT_COMMITTER_NAME": "Jane Doe", "GIT_COMMITTER_EMAIL": "jane@example.com"}
SAM = {"GIT_AUTHOR_NAME": "Sam Lee", "GIT_AUTHOR_EMAIL": "sam@example.com"}
SAM |= {"GIT_COMMITTER_NAME": "Sam Lee", "GIT_COMMITTER_EMAIL": "sam@example.com"}


@dataclass(frozen=True)
class Registry:
    """`bare` is the remote, `shell` a person in a clone of it."""

    bare: Path
    shell: Shell

    def push(self) -> None:
        self.shell.git("push", "--quiet", "origin", "main")
        self.shell.git("push", "--quiet", "origin", "--tags")

    def tags(self) -> set[str]:
        """What the remote itself says it has."""
        lines = self.shell.git("ls-remote", "--tags", "--refs", str(self.bare)).splitlines()
        return {line.split("refs/tags/", 1)[1] for line in lines}

    def history(self, artifact: str) -> list[dict[str, str]]:
        """What our own command line says happened on the remote, the latest first."""
        said = self.shell.gto("history", artifact, "--repo", self.bare, "--json").out
        found: list[dict[str, str]] = json.loads(said)
        return found


def a_registry(folder: Path, name: str) -> Registry:
    """An empty bare repository and a clone with one commit, not pushed yet."""
    bare = folder / f"{name}.git"
    new_repository(bare, "--bare")
    shell = new_repository(folder / "clones" / name, env=JANE)
    shell.git("remote", "add", "origin", str(bare))
    return Registry(bare, shell)


def trained(shell: Shell, message: str, minute: int, *, rate: float, epochs: int, dice: float, **more: str) -> str:
    """A commit of a training run: its parameters and what came of them."""
    files = {
        "params.yaml": f"base:\n  random_seed: 42\ntrain:\n  learning_rate: {rate}\n  epochs: {epochs}\n",
        "metrics.json": json.dumps({"dice_multi": dice, "loss": round(1 - dice, 4)}),
        "train.py": f"# {message}\n",
    }
    return shell.commit(message, minute=minute, files=files | {k.replace("__", "."): v for k, v in more.items()})


def segmentation(folder: Path) -> Registry:
    """A model named in dvc.yaml, without a version: where the story begins."""
    made = a_registry(folder, "example-segmentation")
    shell = made.shell
    trained(shell, "Train a first U-Net", 0, rate=0.01, epochs=4, dice=0.8021)
    trained(shell, "Train longer", 30, rate=0.01, epochs=8, dice=0.8613)
    yaml = DVC_YAML.format(
        name="pool-segmentation",
        file="model.pkl",
        desc="Finds swimming pools in satellite images.",
        labels="computer vision, segmentation, resnet34, pools",
    )
    trained(shell, "Name the model", 60, rate=0.005, epochs=8, dice=0.8874, dvc__yaml=yaml)
    made.push()
    return made


def shop(folder: Path) -> Registry:
    """Models with a past: versions, stages, a step back, a deprecation, a data set."""
    made = a_registry(folder, "shop-models")
    shell, sam = made.shell, made.shell.having(SAM)
    yaml = (
        DVC_YAML.format(name="churn", file="churn.pkl", desc="Who is about to leave.", labels="tabular, weekly")
        + "  basket:\n    path: models/basket.onnx\n    type: model\n"
        + "    desc: What goes with what.\n    labels: [ranking]\n"
        + "  customers:\n    path: data/customers.parquet\n    type: dataset\n    desc: One row a customer.\n"
    )
    trained(shell, "Train on January", 0, rate=0.1, epochs=20, dice=0.71, dvc__yaml=yaml)
    shell.at(10).gto("register", "churn", "--version", "v1.0.0", "--message", "First one that beats the rule of thumb")
    shell.at(11).gto("register", "basket", "--version", "v0.3.0")
    shell.at(20).gto("assign", "churn", "--version", "v1.0.0", "--stage", "prod")
    trained(shell, "Train on February", 100, rate=0.08, epochs=25, dice=0.764)
    sam.at(110).gto("register", "churn", "--version", "v1.1.0")
    sam.at(120).gto("assign", "churn", "--version", "v1.1.0", "--stage", "staging")
    trained(shell, "Add the support tickets as features", 200, rate=0.08, epochs=30, dice=0.8132)
    sam.at(210).gto("register", "churn", "--version", "v2.0.0", "--message", "Needs the new feature store")
    sam.at(215).gto("assign", "churn", "--version", "v2.0.0", "--stage", "dev")
    shell.at(240).gto(
        "assign", "churn", "--version", "v1.1.0", "--stage", "prod", "--message", "Two weeks in staging, no complaint"
    )
    shell.at(250).gto("register", "legacy-rules", "--version", "v3.2.0")
    shell.at(260).gto("deprecate", "legacy-rules", "--message", "Replaced by churn")
    made.push()
    return made


HOSTILE = '<img src=x onerror="document.title=1">'


def hostile(folder: Path) -> Registry:
    """Text that would like to be more than text, wherever text can be."""
    made = a_registry(folder, "hostile")
    yaml = (
        "artifacts:\n  plain:\n    path: 'models/<b>x</b>.pkl'\n    type: model\n"
        f"    desc: |\n      {HOSTILE}\n      [link](javascript:alert(1)) <script>document.title=2</script>\n"
        f"    labels: ['{HOSTILE}', '\"><svg onload=document.title=3>']\n"
    )
    shell = made.shell.having({"GIT_AUTHOR_NAME": f"Mallory {HOSTILE}", "GIT_COMMITTER_NAME": f"Mallory {HOSTILE}"})
    shell.commit(f"{HOSTILE} in a commit", files={"dvc.yaml": yaml, "params.yaml": f"'{HOSTILE}': '{HOSTILE}'\n"})
    shell.at(5).gto("register", "plain", "--version", "v1.0.0", "--message", f"{HOSTILE} in a tag")
    shell.at(6).gto("assign", "plain", "--version", "v1.0.0", "--stage", "prod")
    made.push()
    return made


def laboratory(folder: Path) -> Registry:
    """Where much is tried: branches, one inside of another, pushed experiments, dull commits, a file that is broken."""
    made = a_registry(folder, "churn-lab")
    shell = made.shell
    yaml = DVC_YAML.format(name="churn", file="churn.pkl", desc="Who is about to leave.", labels="tabular")

    def take(message: str, minute: int, *, rate: float, loss: float, depth: int = 3, **more: str) -> str:
        files = {
            "params.yaml": f"seed: 42\ntrain:\n  rate: {rate}\n  depth: {depth}\n",
            "metrics.json": json.dumps(
                {"train": {"loss": loss}, "test": {"loss": round(loss * 1.2, 7), "auc": 1 - loss}}
            ),
            "dvc.yaml": yaml,
        }
        return shell.commit(message, minute=minute, files=files | {k.replace("__", "."): v for k, v in more.items()})

    first = take("Train on January", 0, rate=0.1, loss=0.4123456)
    shell.commit("Correct a word", minute=10, files={"README.md": "# Churn\n"})
    take("[skip studio] Try the machine", 20, rate=9.0, loss=9.0)
    take("Train on February", 30, rate=0.05, loss=0.3)
    shell.git("branch", "inside")
    shell.at(31).gto("register", "churn", "--version", "v1.0.0")
    shell.at(32).gto("assign", "churn", "--version", "v1.0.0", "--stage", "prod")
    take("Break the params", 40, rate=0.05, loss=0.31, params__yaml="seed: [42\n")
    head = take("Train on March", 50, rate=0.02, loss=0.25)
    shell.git("switch", "--quiet", "--create", "deeper", first)
    take("Go deeper", 60, rate=0.1, depth=8, loss=0.35)
    shell.git("switch", "--quiet", "main")
    for number, (name, rate, loss) in enumerate([("brave-otter", 0.01, 0.22), ("slow-heron", 0.5, 0.6)]):
        shell.git("switch", "--quiet", "--detach", head)
        take(f"dvc: commit experiment {name}", 70 + number, rate=rate, loss=loss)
        shell.git("push", "--quiet", "origin", f"HEAD:refs/exps/{head[:2]}/{head[2:]}/{name}")
    shell.git("switch", "--quiet", "main")
    shell.git("push", "--quiet", "origin", "inside", "deeper")
    made.push()
    return made
