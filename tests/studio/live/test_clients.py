"""Real DVC and DVCLive tell a real server of their runs, on SQLite and on PostgreSQL.

Whatever is asserted here was received over HTTP: a client that stays silent (as with DVC_TEST set) fails every test.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from compat.programs import Program, patient
from servers.ports import a_port
from servers.postgres import Postgres
from shell import Shell, new_repository
from studio.cli.running import Running, running
from studio.conftest import ENGINES
from studio.live.posting import PNG

pytestmark = pytest.mark.slow

SECONDS = 300.0
#: Runs fall silent after so many minutes here: soon, but not before a busy machine has been asked how they are.
SILENT = 0.1

#: NAME STEPS [images] [save] [gate]: a training loop; with `gate` each step and the end wait for a file that lets them.
TRAIN = """\
import os, sys, time
from dvclive import Live
name, steps, words = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
def wait(step):
    while "gate" in words and not os.path.exists(f"{name}-{step}"):
        time.sleep(0.02)
with Live(name, exp_name=name, report=None, save_dvc_exp="save" in words) as live:
    live.log_params({"lr": 0.1, "model": {"depth": 3}})
    for step in range(steps):
        wait(step)
        live.log_metric("train/acc", step / 10)
        live.log_metric("bad", float("nan") if step % 2 else float("inf"))
        if "images" in words:
            live.log_image(f"steps/{step}.png", "../pixel.png")
            live.log_image("same.png", "../pixel.png")
        live.next_step()
    wait(steps)
if "resume" in words:
    with Live(name, report=None, save_dvc_exp=False, resume=True) as live:
        live.log_metric("train/acc", steps / 10)
        live.next_step()
"""
STAGE = """\
import json, sys
from dvclive import Live
with Live("results", report=None) as live:
    for step in range(2):
        live.log_metric("acc", step / 10)
        live.next_step()
json.dump({"auc": 0.9, "nested": {"f1": 0.8}}, open("eval.json", "w"))
"""
PIPELINE = """\
stages:
  train:
    cmd: python stage.py
    deps: [stage.py]
    params: [lr]
    metrics: [eval.json: {cache: false}]
"""


@dataclass
class Place:
    """A server that follows a remote, and somebody's clone of that."""

    server: Running
    shell: Shell
    project: str

    def runs(self) -> dict[str, Any]:
        return {run["name"]: run for run in self.server.get(f"/api/projects/{self.project}/live")["runs"]}

    def run(self, name: str, **wanted: Any) -> Any:
        """The run of this name, once it is as wanted."""
        return self._until(name, lambda run: run is not None and all(run[key] == wanted[key] for key in wanted))

    def gone(self, name: str) -> None:
        self._until(name, lambda run: run is None)

    def steps(self, run: Any, file: str) -> list[int]:
        at = f"/api/projects/{self.project}/live/{run['id']}/points?file={urllib.parse.quote(file)}"
        steps: list[int] = self.server.get(at)["steps"]
        return steps

    def train(self, *words: str) -> Any:
        return self.shell.run("python", "../train.py", *words)

    @contextlib.contextmanager
    def training(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """The same, not awaited; what it says is in `said(NAME)`."""
        with (
            self._log(words[0]).open("wb") as log,
            subprocess.Popen(
                ["python", "../train.py", *words],
                cwd=self.shell.path,
                env=os.environ | dict(self.shell.env),
                stdout=log,
                stderr=log,
            ) as process,
        ):
            try:
                yield process
            finally:
                process.kill()

    def said(self, name: str, what: str) -> None:
        """Wait until a training said this."""
        deadline = time.monotonic() + SECONDS
        while what not in (text := self._log(name).read_text()):
            assert time.monotonic() < deadline, text
            time.sleep(0.05)

    def _log(self, name: str) -> Path:
        return self.shell.path.parent / f"{name}.log"

    def may(self, name: str, *steps: int) -> None:
        for step in steps:
            (self.shell.path / f"{name}-{step}").touch()

    def awake(self, name: str, steps: Iterable[int]) -> None:
        """Let it go on, step by step, until it is seen to run: a busy machine may look only when it is silent again."""
        for step in steps:
            self.may(name, step)
            if self.run(name, step=step)["state"] == "running":
                return
        raise AssertionError(self.runs())

    def _until(self, name: str, holds: Any) -> Any:
        deadline, found = time.monotonic() + SECONDS, None
        while True:
            with contextlib.suppress(OSError):  # the server may be starting again
                found = self.runs().get(name)
                if holds(found):
                    return found
            if time.monotonic() > deadline:
                log = self._log(name)
                said = log.read_text() if log.exists() else "nothing that was kept"
                raise AssertionError(f"{json.dumps(found, indent=1)}\nthe training said:\n{said}")
            time.sleep(0.05)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, dvc: Program) -> Shell:
    """A clone with a pipeline, and its bare remote beside it."""
    folder = tmp_path_factory.mktemp("clients")
    path = f"{dvc.bin}{os.pathsep}{os.environ['PATH']}"
    remote = new_repository(folder / "remote.git", "--bare")
    surroundings = {"PATH": path, "DVC_NO_ANALYTICS": "1", **patient(folder / "patience")}
    shell = new_repository(folder / "work", env=surroundings)
    shell.git("remote", "add", "origin", remote.path)
    shell.run("dvc", "init", "--quiet")
    (folder / "train.py").write_text(TRAIN)
    (folder / "pixel.png").write_bytes(PNG)
    (shell.path / ".gitignore").write_text("/*-[0-9]\n")
    files = {"stage.py": STAGE, "dvc.yaml": PIPELINE, "params.yaml": "lr: 0.5\n", "eval.json": '{"auc": 0.1}'}
    shell.git("add", ".")
    shell.commit("a pipeline", files=files)
    shell.git("push", "--quiet", "origin", "main")
    return shell


def serving(
    folder: Path, database: str | None, remote: Path, port: str = "0"
) -> contextlib.AbstractContextManager[Any]:
    words: list[str | Path] = ["serve", "--port", port, "--data", folder]
    env = {"GTO_STUDIO_SILENT_MINUTES": str(SILENT)}
    return running(*words, *(["--database", database] if database else []), remote, env=env)


@contextlib.contextmanager
def placed(server: Running, work: Shell) -> Iterator[Place]:
    """With a token of the least scope."""
    token = server.post("/api/tokens", {"name": "training", "scopes": ["experiments"]})["secret"]
    env = {"DVC_STUDIO_URL": server.url.rstrip("/"), "DVC_STUDIO_TOKEN": token}
    yield Place(server, work.having(env), server.get("/api/projects")[0]["id"])


@pytest.fixture(params=ENGINES, scope="module")
def engine(request: pytest.FixtureRequest) -> Any:
    return request.param


@contextlib.contextmanager
def a_database(request: pytest.FixtureRequest, engine: str) -> Iterator[str | None]:
    """The address of an empty database; None: the server's own."""
    if engine == "sqlite":
        yield None
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="module")
def place(
    work: Shell, engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    remote = work.path.parent / "remote.git"
    with (
        a_database(request, engine) as database,
        serving(tmp_path_factory.mktemp("data"), database, remote) as server,
        placed(server, work) as found,
    ):
        yield found
    work.git("reset", "--quiet", "--hard")
    work.git("clean", "--quiet", "--force", "-dx", "--exclude", ".dvc")
    for ref in work.git("for-each-ref", "--format=%(refname)", "refs/exps").splitlines():
        work.git("update-ref", "-d", ref)
        work.git("push", "--quiet", "--delete", "origin", ref, code=None)


def test_a_training_loop(place: Place) -> None:
    said = place.train("plain", "3", "save")
    run = place.run("plain", state="finished", detached=False)  # once the history it starts from has been read
    assert '"detail"' not in said.err  # nothing was refused; what came too late was sent again
    head = place.shell.git("rev-parse", "HEAD")
    made = place.shell.git("rev-parse", f"refs/exps/{head[:2]}/{head[2:]}/plain")
    assert (run["baseline"], run["experiment_rev"], run["client"]) == (head, made, "dvclive")
    assert (run["step"], run["problems"]) == (2, [])
    assert run["params"]["plain/params.yaml"]["data"] == {"lr": 0.1, "model": {"depth": 3}}
    values = run["metrics"]["plain/metrics.json"]["data"]
    assert (values["train"], values["bad"]) == ({"acc": 0.2}, {"$": "inf"})
    for file in ("plain/plots/metrics/train/acc.tsv", "plain/plots/metrics/bad.tsv"):
        assert place.steps(run, file) == [0, 1, 2]
    place.shell.git("reset", "--quiet", "--hard")


def test_images_over_steps(place: Place) -> None:
    if place.shell.run("python", "-c", "import PIL", code=None).code:
        pytest.skip("DVCLive has no Pillow beside it, without which it logs no images")
    place.train("pictures", "2", "images")
    run = place.run("pictures", state="finished")
    images = {image["file"].removeprefix("pictures/plots/images/"): image for image in run["images"]}
    assert {file: image["step"] for file, image in images.items()} == {
        "steps/0.png": 0,
        "steps/1.png": 1,
        "same.png": 1,
    }
    for file, image in images.items():
        with urllib.request.urlopen(place.server.url.rstrip("/") + image["url"], timeout=90) as answer:
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.read() == (place.shell.path / "pictures/plots/images" / file).read_bytes()


def test_a_resumed_run_is_another_one_with_all_rows(place: Place) -> None:
    before = set(place.runs())
    place.train("resumed", "2", "resume")
    (name,) = set(place.runs()) - before - {"resumed"}
    again, first = place.run(name, state="finished"), place.run("resumed", state="finished")
    file = "resumed/plots/metrics/train/acc.tsv"
    assert (place.steps(first, file), place.steps(again, file)) == ([0, 1], [0, 1, 2])


def test_two_at_once_of_which_one_is_killed(place: Place) -> None:
    with place.training("one", "9", "gate") as one, place.training("two", "9", "gate") as two:
        place.may("two", 0)
        place.awake("one", range(8))
        place.run("two", step=0)
        one.send_signal(signal.SIGKILL)
        place.run("two", state="silent")
        place.awake("two", range(1, 8))  # and back again
        place.may("two", *range(10))
        assert two.wait(SECONDS) == 0
    assert place.run("one", state="silent")["ended"] is None
    ended = place.run("two", state="finished")
    assert place.steps(ended, "two/plots/metrics/train/acc.tsv") == list(range(9))


def test_an_experiment_from_its_run_to_its_commit(place: Place) -> None:
    shell = place.shell
    shell.run("dvc", "exp", "run", "--quiet", "--force", "--name", "first", "--message", "message of the exp")
    run = place.run("first", state="finished")
    head = shell.git("rev-parse", "HEAD")
    made = shell.git("rev-parse", f"refs/exps/{head[:2]}/{head[2:]}/first")
    assert (run["client"], run["message"], run["experiment_rev"]) == ("dvc", "message of the exp", made)
    assert {"params.yaml", "results/params.yaml"} <= set(run["params"])
    assert run["metrics"]["eval.json"]["data"] == {"auc": 0.9, "nested": {"f1": 0.8}}
    assert place.steps(run, "results/plots/metrics/acc.tsv") == [0, 1]
    said = shell.run("dvc", "exp", "push", "origin", "first")
    assert f"View your experiments at {place.server.url}projects/{place.project}" in said.out
    assert "failed to notify" not in said.err
    place.gone("first")
    query = urllib.parse.urlencode({"commits": head, "git_remote_url": shell.git("remote", "get-url", "origin")})
    links = place.server.get(f"/api/view-links?{query}")
    assert "first" not in [one["name"] for one in links["live"]]
    said = shell.run("dvc", "exp", "remove", "--git-remote", "origin", "first")
    assert "failed to notify" not in said.err
    shell.git("reset", "--quiet", "--hard")


def test_a_stage_that_fails(place: Place) -> None:
    stage = place.shell.path / "stage.py"
    stage.write_text(STAGE + "raise SystemExit(3)\n")
    place.shell.run("dvc", "exp", "run", "--quiet", "--name", "broken", code=None)
    assert place.run("broken", state="failed")["step"] == 1
    place.shell.git("reset", "--quiet", "--hard")


def test_a_wrong_token_is_explained_and_the_training_goes_on(place: Place) -> None:
    wrong = Place(place.server, place.shell.having({"DVC_STUDIO_TOKEN": f"isat_{'x' * 60}"}), place.project)
    said = wrong.train("refused", "1")
    warnings = [line for line in said.err.splitlines() if "Failed to post to Studio" in line]
    assert json.loads(warnings[0].partition("Studio: ")[2]) == {
        "detail": "This token is unknown, revoked or expired; sign in, or send a token"
    }
    assert "refused" not in place.runs()


def test_an_end_for_whose_answer_nobody_waited(place: Place) -> None:
    impatient = place.shell.path.parent / "impatient"
    place = replace(place, shell=place.shell.having({"IMPATIENT": str(impatient)}))
    with place.training("patient", "2", "gate") as training:
        place.may("patient", 0)
        run = place.run("patient", step=0)
        impatient.touch()
        place.may("patient", 1)
        place.run("patient", step=1)  # so nothing is left that was posted with patience
        place.server.process.send_signal(signal.SIGSTOP)  # a machine so busy that it does not come round to it
        try:
            place.may("patient", 2)
            assert training.wait(SECONDS) == 0
        finally:
            place.server.process.send_signal(signal.SIGCONT)
    place.said("patient", "Failed to post to Studio")
    assert place.run("patient", state="finished")["id"] == run["id"]


def test_no_acknowledged_row_is_lost_when_the_server_is_killed(
    work: Shell, engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    remote, file = work.path.parent / "remote.git", "survivor/plots/metrics/train/acc.tsv"
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(a_database(request, engine))
        server = stack.enter_context(serving(tmp_path, database, remote, str(a_port())))
        place = stack.enter_context(placed(server, work))
        training = stack.enter_context(place.training("survivor", "6", "gate"))
        place.may("survivor", 0, 1, 2)
        run = place.run("survivor", step=2)
        known = place.steps(run, file)
        server.end(signal.SIGKILL)
        place.may("survivor", 3)
        place.said("survivor", "Failed to post to Studio")
        port = str(urllib.parse.urlsplit(server.url).port)
        place.server = stack.enter_context(serving(tmp_path, database, remote, port))
        assert known[:2] == [0, 1]
        assert place.steps(run, file)[: len(known)] == known
        place.may("survivor", 4, 5, 6)
        assert training.wait(SECONDS) == 0
        ended = place.run("survivor", state="finished")
        assert ended["id"] == run["id"]
        assert place.steps(ended, file) == [0, 1, 2, 3, 4, 5]
