"""Runners as people start them, a real server, a real remote and real DVC: whatever happens to any of them.

What is waited for is what the server and the remote say; nothing here takes a certain time.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from compat.programs import Program, patient
from disks import fill_up, small_disk
from servers.ports import a_port
from servers.postgres import Postgres
from shell import GTO, Shell, new_repository
from studio.cli.running import Running, running
from studio.conftest import ENGINES

pytestmark = pytest.mark.slow

SECONDS = 300.0
#: A runner that is not heard of for so long has lost its experiment.
LEASE = 3

STAGE = """\
import json, os, sys, time
from dvclive import Live
lr = float(open("params.yaml").read().split("lr:")[1].split()[0])
words = open("data.txt").read().split()
with Live("results", report=None) as live:
    for step in range(3):
        live.log_metric("acc", lr * step)
        live.next_step()
        print("step", step, flush=True)
        while step == 1 and "GATE" in os.environ and not os.path.exists(os.environ["GATE"]):
            time.sleep(0.02)
json.dump({"auc": lr, "words": len(words)}, open("eval.json", "w"))
open("model.bin", "w").write(f"model {lr}")
if lr > 1:
    raise SystemExit("too large a step")
"""
PIPELINE = """\
stages:
  train:
    cmd: python stage.py
    deps: [stage.py, data.txt]
    params: [lr]
    outs: [model.bin]
    metrics: [eval.json: {cache: false}]
"""
#: A command that is there until the gate opens, for what needs no DVC.
WAITS = 'echo the gate; while [ ! -e "$GATE" ]; do sleep 0.05; done'
#: A branch whose data remote is reached from wherever a clone is.
FAR = "far"
#: One that knows nothing of DVC.
OWN = """python -c 'for name in "eval.json", "model.bin": open(name, "w").write("{}")' && echo as "$GTO_EXPERIMENT" """


@dataclass
class Place:
    """A server that follows a remote, somebody's clone of that with data, and runners beside it."""

    server: Running
    shell: Shell
    folder: Path
    project: str
    token: Path
    database: str | None
    stack: contextlib.ExitStack
    left: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def gate(self) -> Path:
        return self.folder / "gate"

    @property
    def scratch(self) -> Path:
        return self.folder / "scratch"

    def params(self, lr: float) -> dict[str, Any]:
        """Others on each engine, or DVC would take the results that it has of the first."""
        return {"params.yaml": {"lr": lr if self.database is None else lr / 2}}

    def settings(self, command: str | None = None) -> None:
        self._send("PATCH", f"/api/projects/{self.project}", {"runner": {"enabled": True, "command": command}})

    def queue(self, name: str, **fields: Any) -> str:
        (made,) = self._send("POST", f"/api/projects/{self.project}/queue", {"commit": "main", "name": name, **fields})
        return str(made["id"])

    def cancel(self, id: str) -> None:
        self._send("POST", f"/api/projects/{self.project}/queue/{id}/cancel", {})

    def one(self, id: str) -> Any:
        return self.server.get(f"/api/projects/{self.project}/queue/{id}")

    def until(self, id: str, state: str) -> Any:
        return self.holds(lambda: found if (found := self.one(id))["state"] == state else None, id)

    def says(self, id: str, words: str) -> Any:
        """Until a page can see this in its log."""
        return self.holds(lambda: found if words in (found := self.one(id))["log"] else None, id)

    def holds(self, what: Any, id: str = "") -> Any:
        deadline = time.monotonic() + SECONDS
        while True:
            with contextlib.suppress(OSError):  # the server may be starting again
                if found := what():
                    return found
            assert time.monotonic() < deadline, self._how_it_goes(id)
            time.sleep(0.05)

    def _how_it_goes(self, id: str) -> str:
        found = self.server.get(f"/api/projects/{self.project}/queue")
        said = [self._said(process) for process in self.left]
        return json.dumps({"asked": self.one(id) if id else None, "queue": found, "runners": said}, indent=1)

    def start(self, *words: str | Path, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """A runner, until the test ends."""
        log = self.folder / f"runner-{len(self.left)}.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [GTO, "studio", "runner", "--server", self.server.url, "--token-file", self.token, "--folder",
                 self.scratch, *words],
                env=os.environ | dict(self.shell.env) | {"GATE": str(self.gate)} | (env or {}),
                stdout=out,
                stderr=out,
                text=True,
            )  # fmt: skip
        self.left.append(process)
        return process

    def run(self, *words: str | Path, env: dict[str, str] | None = None) -> str:
        """A runner that takes one experiment; what it said."""
        process = self.start("--once", *words, env=env)
        assert process.wait(3 * SECONDS) == 0, self._said(process)
        return self._said(process)

    def _said(self, process: subprocess.Popen[str]) -> str:
        return (self.folder / f"runner-{self.left.index(process)}.log").read_text()

    def experiment(self, name: str) -> str | None:
        """The commit of an experiment on the remote."""
        head = self.shell.git("rev-parse", "origin/main")
        said = self.shell.git("ls-remote", "origin", f"refs/exps/{head[:2]}/{head[2:]}/{name}")
        return said.split()[0] if said else None

    def places(self) -> list[Path]:
        """Where experiments are run just now, or were left."""
        return list((self.scratch / "runs").glob("*"))

    def _send(self, method: str, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            self.server.url.rstrip("/") + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, dvc: Program) -> Shell:
    """A clone with a pipeline and its data; a bare remote and a data remote beside it."""
    folder = tmp_path_factory.mktemp("runs")
    path = f"{dvc.bin}{os.pathsep}{os.environ['PATH']}"
    remote = new_repository(folder / "remote.git", "--bare")
    surroundings = {"PATH": path, "DVC_NO_ANALYTICS": "1", **patient(folder / "patience")}
    shell = new_repository(folder / "work", env=surroundings)
    shell.git("remote", "add", "origin", remote.path)
    shell.run("dvc", "init", "--quiet")
    (shell.path / "data.txt").write_text("many words\n")
    shell.run("dvc", "add", "--quiet", "data.txt")
    shell.run("dvc", "remote", "add", "--quiet", "--default", "storage", "../storage")
    shell.git("add", ".")
    files = {"stage.py": STAGE, "dvc.yaml": PIPELINE, "params.yaml": "lr: 0.5\n", "eval.json": '{"auc": 0.1}\n'}
    shell.commit("a pipeline", files=files)
    (shell.path / "data.txt").write_text("many more words\n")
    shell.run("dvc", "add", "--quiet", "data.txt")
    shell.git("add", ".")
    shell.commit("more data", minute=1)
    shell.git("switch", "--quiet", "--create", FAR)
    shell.run("dvc", "remote", "modify", "--quiet", "storage", "url", folder / "far")
    shutil.copytree(shell.path / ".dvc/cache/files", folder / "far/files")  # both versions, as they were pushed
    shell.commit("data that others reach", minute=2, files={".dvc/config": (shell.path / ".dvc/config").read_text()})
    shell.git("switch", "--quiet", "main")
    shell.git("push", "--quiet", "origin", "main", FAR)
    return shell


def first_data(work: Shell) -> str:
    """The hash of the data that the first commit has."""
    return work.git("show", "HEAD~:data.txt.dvc").partition("md5: ")[2].split()[0]


def serving(folder: Path, work: Shell, database: str | None, port: str) -> Any:
    words: list[str | Path] = ["serve", "--port", port, "--data", folder / "data"]
    env = {"GTO_STUDIO_RUNNER_LEASE_SECONDS": str(LEASE)}
    return running(*words, *(["--database", database] if database else []), work.path.parent / "remote.git", env=env)


@pytest.fixture(params=ENGINES, scope="module")
def served(request: pytest.FixtureRequest, work: Shell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One server for all tests, on each engine."""
    folder, database = tmp_path_factory.mktemp("served"), None
    with contextlib.ExitStack() as stack:
        if request.param == "postgresql":
            postgres: Postgres = request.getfixturevalue("postgres")
            database = postgres.create()
            stack.callback(postgres.drop, database)
        server = stack.enter_context(serving(folder, work, database, str(a_port())))
        (project,) = server.get("/api/projects")
        head = work.git("rev-parse", "HEAD")
        server.until(f"/api/repositories/{project['repository']}", lambda found: found["head"] == head, SECONDS)
        token = folder / "token"
        token.write_text(server.post("/api/tokens", {"name": "box", "scopes": ["runner"]})["secret"] + "\n")
        yield Place(server, work, folder, project["id"], token, database, stack)


@pytest.fixture
def place(served: Place) -> Iterator[Place]:
    """As if nobody had queued anything yet."""
    served.gate.unlink(missing_ok=True)
    served.settings()
    try:
        yield served
    finally:
        for process in served.left:
            process.kill()
            process.wait()
        for queued in served.server.get(f"/api/projects/{served.project}/queue"):
            served.cancel(queued["id"])
        for line in served.shell.git("ls-remote", "origin", "refs/exps/*").splitlines():
            served.shell.git("push", "--quiet", "origin", f":{line.split()[1]}")


#: What is no matter of the engine.
once = pytest.mark.parametrize("served", ["sqlite"], indirect=True)


def test_an_experiment_from_the_queue_to_the_remote(place: Place) -> None:
    shell, head = place.shell, place.shell.git("rev-parse", "HEAD")
    lr = place.params(0.25)["params.yaml"]["lr"]
    id = place.queue("first", params=place.params(0.25), data={"data.txt": first_data(place.shell)})
    process = place.start("--repository", shell.path)
    live = f"/api/projects/{place.project}/live"
    run = place.holds(
        lambda: next(
            (one for one in place.server.get(live)["runs"] if one["name"] == "first" and one["step"] == 1), None
        ),
        id,
    )
    assert (run["baseline"], run["state"]) == (head, "running")
    assert "step 1" in place.says(id, "step 1")["log"]
    place.gate.touch()
    done = place.until(id, "done")
    assert done["commit"] == place.experiment("first")
    assert done["ref"] == f"refs/exps/{head[:2]}/{head[2:]}/first"
    # the whole of it is there: results in Git, data where data is kept
    shell.git("fetch", "--quiet", "origin", f"+{done['ref']}:{done['ref']}")
    assert json.loads(shell.git("show", f"{done['commit']}:eval.json")) == {"auc": lr, "words": 2}
    assert shell.git("show", f"{done['commit']}:params.yaml") == f"lr: {lr}"
    assert shell.git("rev-parse", f"{done['commit']}^") == head
    author = shell.git("show", "--no-patch", "--format=%an <%ae>", done["commit"])
    assert author == "{} <{}>".format(shell.git("config", "user.name"), shell.git("config", "user.email"))
    assert any(
        path.read_text() == f"model {lr}" for path in (shell.path.parent / "storage").rglob("*") if path.is_file()
    )
    # and a row of the table takes the live one's place
    place.holds(lambda: not any(one["name"] == "first" for one in place.server.get(live)["runs"]))
    process.send_signal(signal.SIGTERM)
    assert process.wait(SECONDS) == 0
    assert place.places() == []
    assert shell.git("status", "--porcelain") == ""
    shell.git("update-ref", "-d", done["ref"])


def test_a_killed_runner_is_followed_by_another_one(place: Place) -> None:
    id = place.queue("lost", params=place.params(0.75))
    first = place.start("--repository", place.shell.path)
    place.says(id, "step 1")
    first.kill()
    first.wait()
    place.gate.touch()
    second = place.start("--repository", place.shell.path, "--name", "second")
    done = place.until(id, "done")
    assert (done["runner"], done["attempts"]) == ("second", 2)
    assert done["commit"] == place.experiment("lost")
    assert place.shell.git("ls-remote", "origin", "refs/exps/*").count("/lost") == 1
    second.send_signal(signal.SIGTERM)
    assert second.wait(SECONDS) == 0
    assert place.places() == []


@once
def test_the_server_is_gone_for_a_while(place: Place) -> None:
    id = place.queue("survivor", params=place.params(0.125))
    place.start("--repository", place.shell.path)
    place.says(id, "step 1")
    port = str(urllib.parse.urlsplit(place.server.url).port)
    place.server.end(signal.SIGKILL)
    place.gate.touch()
    place.server = place.stack.enter_context(serving(place.folder, place.shell, place.database, port))
    done = place.until(id, "done")
    assert (done["attempts"], done["commit"]) == (1, place.experiment("survivor"))
    assert "step 2" in done["log"]


@once
def test_one_that_is_on_the_remote_is_not_run_again(place: Place) -> None:
    """As when a runner was killed between its push and its word to the server."""
    shell = place.shell
    head = shell.git("rev-parse", "HEAD")
    pushed = shell.git("commit-tree", f"{head}^{{tree}}", "-p", head, "-m", "made before")
    place.settings(WAITS)
    id = place.queue("before")
    shell.git("push", "--quiet", "origin", f"{pushed}:refs/exps/{head[:2]}/{head[2:]}/before")
    place.run("--repository", shell.path)
    done = place.one(id)
    assert (done["state"], done["commit"]) == ("done", pushed)
    assert "the gate" not in done["log"]


@once
def test_a_command_of_ones_own(place: Place) -> None:
    """What knows nothing of experiments is saved as one."""
    place.settings(OWN)
    id = place.queue("own")
    place.run("--repository", place.shell.path)
    done = place.one(id)
    assert (done["state"], done["commit"]) == ("done", place.experiment("own")), json.dumps(done)
    assert "as own\n" in done["log"]


@once
def test_a_runner_without_a_clone_pulls_the_data_that_was_chosen(place: Place, tmp_path: Path) -> None:
    """Two versions, one after the other: what it has of the first is no reason not to pull the second."""
    place.gate.touch()
    shell, ids = place.shell, dict[str, str]()
    data_of: dict[str, dict[str, str]] = {"few": {"data.txt": first_data(shell)}, "many": {}}
    for name, data in data_of.items():
        ids[name] = place.queue(name, commit=FAR, data=data, params=place.params(0.375))
        place.run("--folder", tmp_path / "box")
    for name, words in (("few", 2), ("many", 3)):
        done = place.one(ids[name])
        assert done["state"] == "done", json.dumps(done)
        shell.git("fetch", "--quiet", "origin", done["ref"])
        assert json.loads(shell.git("show", "FETCH_HEAD:eval.json"))["words"] == words
        chosen = "main~" if data_of[name] else "main"  # with its size, as the commit has it that it was taken from
        assert shell.git("show", "FETCH_HEAD:data.txt.dvc") == shell.git("show", f"{chosen}:data.txt.dvc")
    kept = [path.read_text() for path in (shell.path.parent / "far").rglob("*") if path.is_file()]
    assert kept.count("model 0.375") == 1
    assert list((tmp_path / "box" / "runs").iterdir()) == []


@once
def test_calling_off_and_time_limits(place: Place) -> None:
    place.settings(WAITS)
    off, late, back = place.queue("off"), place.queue("late", time_limit=1), place.queue("back")
    process = place.start("--repository", place.shell.path)
    place.says(off, "the gate")
    place.cancel(off)
    place.until(off, "cancelled")
    error = place.until(late, "failed")["error"]
    assert (error["code"], error["message"]) == ("time-limit", "It was ended at its time limit of 1 s")
    place.says(back, "the gate")
    process.send_signal(signal.SIGTERM)  # it gives back what it has
    assert process.wait(SECONDS) == 0
    assert (place.one(back)["state"], place.one(back)["attempts"]) == ("queued", 0)
    assert place.places() == []
    assert not any(place.experiment(name) for name in ("off", "late", "back"))
    place.cancel(back)


@once
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"params": {"params.yaml": {"lr": "high"}}}, "wrong-input"),
        ({"params": {"params.yaml": {"rate": 1}}}, "wrong-input"),
        ({"params": {"no.yaml": {"lr": 1}}}, "wrong-input"),
        ({"params": {"../../outside.yaml": {"lr": 1}}}, "cannot-edit"),
        ({"data": {"other.txt": "a" * 32}}, "wrong-input"),
    ],
)
def test_what_cannot_be_changed(place: Place, fields: dict[str, Any], code: str) -> None:
    place.settings(WAITS)
    id = place.queue("odd", **fields)
    place.run("--repository", place.shell.path)
    failed = place.one(id)
    assert (failed["state"], failed["error"]["code"]) == ("failed", code), failed
    assert (failed["log"], place.places()) == ("", [])


@once
def test_a_pipeline_that_fails(place: Place) -> None:
    place.settings("python -c 'raise ValueError(3)'")
    id = place.queue("wrong")
    assert "wrong failed" in place.run("--repository", place.shell.path)
    failed = place.one(id)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "run-failed")
    assert "ended with 1: ValueError: 3" in failed["error"]["message"]
    assert "Traceback" in failed["log"]
    assert (place.experiment("wrong"), place.places()) == (None, [])


@once
def test_without_data_or_without_dvc(place: Place, tmp_path: Path) -> None:
    place.settings(None)
    ids = [place.queue("no-data"), place.queue("no-dvc")]
    clone = place.shell.within(tmp_path)  # beside which there is no storage
    clone.git("clone", "--quiet", place.shell.path.parent / "remote.git", tmp_path / "clone")
    place.run("--repository", tmp_path / "clone")
    place.run("--repository", place.shell.path, env={"PATH": f"{tmp_path / 'bin'}"} | only_git(tmp_path / "bin"))
    found = [place.one(id) for id in ids]
    assert [one["error"]["code"] for one in found] == ["data-missing", "program-missing"], found
    assert "data.txt" in found[0]["error"]["message"]
    assert "'dvc' is not installed" in found[1]["error"]["message"]
    assert place.places() == []


def only_git(folder: Path) -> dict[str, str]:
    """A PATH with git and a shell, and without DVC."""
    folder.mkdir()
    for name in ("git", "sh"):
        found = next(Path(one) / name for one in os.environ["PATH"].split(os.pathsep) if (Path(one) / name).exists())
        (folder / name).symlink_to(found)
    return {}


@once
def test_data_that_cannot_be_pushed_is_not_lost(place: Place) -> None:
    """Asked for again, it is pushed as it was made, and not made again."""
    storage, aside = place.shell.path.parent / "storage", place.shell.path.parent / "aside"
    fields: dict[str, Any] = {"params": place.params(0.0625)}
    id = place.queue("heavy", **fields)
    process = place.start("--once", "--repository", place.shell.path)
    place.says(id, "step 1")
    storage.mkdir(exist_ok=True)
    storage.rename(aside)
    try:
        storage.write_text("a file where there was a folder")
        place.gate.touch()
        failed = place.until(id, "failed")
        assert failed["error"]["code"] == "data-not-pushed"
        assert "queue the same again" in failed["error"]["hint"]
        assert place.experiment("heavy") is None
        assert process.wait(SECONDS) == 0
    finally:
        storage.unlink(missing_ok=True)
        aside.rename(storage)
    again = place.queue("heavy", **fields)
    place.run("--repository", place.shell.path)
    done = place.one(again)
    assert (done["state"], done["commit"]) == ("done", place.experiment("heavy")), json.dumps(done)
    assert "step 0" not in done["log"]
    pushed = [path.read_text() for path in storage.rglob("*") if path.is_file() and path.stat().st_size < 100]
    assert f"model {fields['params']['params.yaml']['lr']}" in pushed


@once
def test_a_full_disk(place: Place, tmp_path: Path) -> None:
    place.settings(WAITS)
    id = place.queue("full")
    with small_disk(tmp_path / "small") as disk:
        fill_up(disk)
        process = place.start("--once", "--repository", place.shell.path, "--folder", disk)
        assert process.wait(SECONDS) == 0
        left = list((disk / "runs").glob("*"))
    failed = place.one(id)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "disk-full"), failed
    assert left == []


@once
def test_who_may_not_run_anything(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "token"
    other.write_text(place.server.post("/api/tokens", {"name": "all", "scopes": ["write"]})["secret"])
    process = place.start("--once", "--token-file", other)
    assert process.wait(SECONDS) == 1
    assert "The scopes of this token are not enough" in place._said(process)
