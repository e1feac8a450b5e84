"""Make the demo's repositories, for `gto studio` to show: real training, real commits, tags and experiments.

    python -m demo.studio FOLDER

leaves bare repositories in FOLDER/remotes and a clone of each in FOLDER/clones, and prints the remotes. What is there
already is kept, with whatever people did to it; a folder that was not finished is made again.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from demo.history import REPOSITORIES, TRAINER, Commit, Event, Experiment, Merge, Step
from ruamel.yaml import YAML

SOURCES = Path(__file__).parent / "models"
#: Names that would mean something to Git in this checkout.
RENAMED = {"gitignore": ".gitignore", "dot-gto": ".gto"}
DVC_FILES = {".dvc/config": "", ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n"}


def main(words: list[str]) -> int:
    folder = Path(words[0]).absolute()
    for remote in make(folder):
        print(remote)
    return 0


def make(folder: Path) -> list[Path]:
    """The remotes of the demo, made where they are missing."""
    remotes = [folder / "remotes" / f"{name}.git" for name in REPOSITORIES]
    done = folder / "made"
    if not done.exists():
        for part in ("remotes", "clones", "home"):
            shutil.rmtree(folder / part, ignore_errors=True)
        for name, steps in REPOSITORIES.items():
            Telling(folder, name).tell(steps)
        done.touch()
    return remotes


class Telling:
    """One repository's history, made step by step in a clone."""

    def __init__(self, folder: Path, name: str) -> None:
        self.source = SOURCES / name
        self.remote = folder / "remotes" / f"{name}.git"
        self.clone = folder / "clones" / name
        self.home = folder / "home"
        self.commits: dict[str, str] = {}

    def tell(self, steps: tuple[Step, ...]) -> None:
        for path in (self.remote.parent, self.clone.parent, self.home):
            path.mkdir(parents=True, exist_ok=True)
        self.run("git", "init", "--quiet", "--bare", "--initial-branch=main", str(self.remote), at=self.home)
        self.run("git", "config", "receive.autogc", "false", at=self.remote)
        self.run("git", "clone", "--quiet", str(self.remote), str(self.clone), at=self.home)
        for key, value in zip(("user.name", "user.email"), TRAINER, strict=True):
            self.run("git", "config", key, value)
        for step in steps:
            match step:
                case Commit():
                    self.commit(step)
                case Merge():
                    self.merge(step)
                case Experiment():
                    self.experiment(step)
                case Event():
                    self.event(step)
        self.run("git", "fetch", "--quiet", "--tags")

    def commit(self, step: Commit) -> None:
        if step.since:
            self.run("git", "switch", "--quiet", "--create", step.branch, self.commits[step.since])
        elif self.commits:
            self.run("git", "switch", "--quiet", step.branch)
        if not self.commits or step.folder not in (".", None):
            self.lay(step.folder or ".")
        self.edit(step.edits)
        if step.folder is not None:
            self.train(step.folder)
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--message", step.message, when=step.on, who=step.author)
        self.commits[step.name] = self.run("git", "rev-parse", "HEAD")
        self.run("git", "push", "--quiet", "origin", step.branch)

    def merge(self, step: Merge) -> None:
        self.run("git", "switch", "--quiet", "main")
        words = ("git", "merge", "--quiet", "--no-ff", "--message", step.message, step.branch)
        self.run(*words, when=step.on, who=step.author)
        self.commits[step.name] = self.run("git", "rev-parse", "HEAD")
        self.run("git", "push", "--quiet", "origin", "main")

    def experiment(self, step: Experiment) -> None:
        """As `dvc exp push` leaves it: a commit on top of the one that it started from, under refs/exps."""
        start = self.commits[step.after]
        self.run("git", "switch", "--quiet", "--detach", start)
        self.edit(step.edits)
        self.train(".")
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--message", f"dvc: commit experiment {step.name}", when=step.on)
        ref = f"refs/exps/{start[:2]}/{start[2:]}/{step.name}"
        self.run("git", "push", "--quiet", "origin", f"HEAD:{ref}")
        self.run("git", "switch", "--quiet", "main")

    def event(self, step: Event) -> None:
        words = [word.format_map(self.commits) if "{" in word else word for word in shlex.split(step.command)]
        gto = (sys.executable, "-m", "gto")
        self.run(*gto, *words, "--repo", self.remote.as_uri(), when=step.on, who=step.by)

    # --- files ----------------------------------------------------------------------------------------------------

    def lay(self, folder: str) -> None:
        """Copy the files of a folder, or (the root) all but the folders that come later."""
        if (self.clone / folder / "dvc.yaml").exists():
            return
        for file in sorted((self.source / folder).iterdir()):
            if file.is_file():
                target = self.clone / folder / RENAMED.get(file.name, file.name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(file.read_text())
        if folder == ".":
            for name, text in DVC_FILES.items():
                file = self.clone / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)

    def edit(self, edits: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
        for name, changes in edits.items():
            file = self.clone / name
            text = file.read_text()
            for before, after in changes:
                if before not in text:
                    raise ValueError(f"{name} has no {before!r}")
                text = text.replace(before, after)
            file.write_text(text)

    def train(self, folder: str) -> None:
        """Run the stage, and write down in dvc.lock what it took and what it made."""
        place = self.clone / folder
        self.run(sys.executable, "train.py", at=place)
        yaml = YAML()
        yaml.indent(mapping=2, sequence=4, offset=2)
        stages = YAML(typ="safe").load(place / "dvc.yaml")["stages"]
        params = YAML(typ="safe").load(place / "params.yaml")
        lock = {"schema": "2.0", "stages": {name: locked(place, stage, params) for name, stage in stages.items()}}
        with (place / "dvc.lock").open("w", encoding="utf-8") as file:
            yaml.dump(lock, file)

    # --- programs -------------------------------------------------------------------------------------------------

    def run(self, *words: str, at: Path | None = None, when: str | None = None, who: tuple[str, str] = TRAINER) -> str:
        """A program's output; nothing of the person who runs the demo takes part in it."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
        env = kept | {
            "HOME": str(self.home),
            "GTO_CACHE_DIR": str(self.home / "cache"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        for role in ("AUTHOR", "COMMITTER"):
            env |= {f"GIT_{role}_NAME": who[0], f"GIT_{role}_EMAIL": who[1]}
            if when:
                env[f"GIT_{role}_DATE"] = f"{when}:00+01:00"
        done = subprocess.run(words, cwd=at or self.clone, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{shlex.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout.strip()


def locked(place: Path, stage: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """A stage's part of dvc.lock."""
    return {
        "cmd": stage["cmd"],
        "deps": [hashed(place, path) for path in stage["deps"]],
        "params": {"params.yaml": dict(sorted(flat(params, stage["params"])))},
        "outs": [
            hashed(place, path if isinstance(path, str) else next(iter(path)))
            for kind in ("outs", "metrics", "plots")
            for path in stage.get(kind, ())
        ],
    }


def hashed(place: Path, path: str) -> dict[str, Any]:
    data = (place / path).read_bytes()
    return {"path": path, "hash": "md5", "md5": hashlib.md5(data, usedforsecurity=False).hexdigest(), "size": len(data)}


def flat(params: Mapping[str, Any], wanted: list[str]) -> Iterator[tuple[str, Any]]:
    for name in wanted:
        yield name, params[name]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
