"""Guides of servers, followed step by step: their commands and files, with our addresses in the place of examples.

What a test cannot do is left out, and no more than that: installing packages, becoming another user (`sudo`), systemd,
a proxy. (Guides of the command line are stories: tests/test_stories.py.)
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from compat.programs import Program, patient
from servers.fixtures import PASSWORD, USER
from servers.openid import CLIENT_ID, CLIENT_SECRET, missing_node, serving_openid, sign_in_at
from servers.ports import a_port
from servers.postgres import Postgres, programs
from servers.remote import Remote
from shell import GTO, Shell, new_repository
from studio.cli.running import Running, running

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
SECONDS = 300.0
MUST_HAVE_NODE = bool(os.environ.get("GTO_REQUIRE_NODE"))

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Guide:
    """A guide with our own addresses in it."""

    text: str

    def having(self, **places: str) -> Guide:
        """Every example is replaced by a place of ours. It has to be there: else the guide says something else now."""
        text = self.text
        for example, ours in places.items():
            assert example in text, f"the guide has no {example} any more"
            text = text.replace(example, ours)
        return Guide(text)

    def blocks(self, language: str) -> list[str]:
        return re.findall(rf"^```{language}\n(.*?)^```", self.text, re.DOTALL | re.MULTILINE)

    def commands(self) -> list[str]:
        """The lines of all its `sh` blocks, one command each."""
        return [line for block in self.blocks("sh") for line in block.splitlines() if line]


def guide(name: str) -> Guide:
    return Guide((GUIDES / name).read_text())


def without(command: str, *beginnings: str) -> str:
    """A command without whom it is run as."""
    return next((command.removeprefix(start) for start in beginnings if command.startswith(start)), command)


# --- a team server ----------------------------------------------------------------------------------------------------

#: Lines of the guide that prepare a machine; the test has one.
PREPARE = ("sudo apt-get ", "sudo adduser ", "sudo systemctl ", "sudo -u studio python3 -m venv ")


@pytest.fixture
def provider() -> Iterator[tuple[str, int]]:
    """A provider that knows a Studio at a port."""
    if (reason := missing_node()) and not MUST_HAVE_NODE:
        pytest.skip(reason)
    port = a_port()
    with serving_openid(f"http://127.0.0.1:{port}/auth/sign-in/oidc/callback") as issuer:
        yield issuer, port


def test_a_team_server(
    postgres: Postgres, provider: tuple[str, int], http_remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer, port = provider
    here, folder, name = f"http://127.0.0.1:{port}", tmp_path / "srv", f"studio{port}"
    folder.mkdir()
    followed = Guide(guide("studio-team-server.md").text.replace("createuser studio", f"createuser {name}")).having(
        **{
            "--owner studio --encoding UTF8 studio": f"--owner {name} --encoding UTF8 {name}",
            "studio@/studio?host=/var/run/postgresql": f"{name}@/{name}?host={postgres.folder}",
            "https://studio.example.com": here,
            "https://id.example.com/realms/main": issuer,
            'oidc_client_id = "studio"': f'oidc_client_id = "{CLIENT_ID}"',
            "what-the-provider-gave-you": CLIENT_SECRET,
            "/srv/studio/venv/bin/gto": str(GTO),
            "/srv/studio": str(folder),
            "--port 8788": f"--port {port}",
        }
    )
    commands = [line for line in followed.commands() if not line.startswith(PREPARE) and "pip install" not in line]
    *database, administrator, backup = commands
    assert [line.split()[3] for line in database] == ["createuser", "createdb"]
    binaries = programs()
    assert binaries is not None
    for line in database:
        words = shlex.split(without(line, "sudo -u postgres "))
        there = ["--host", str(postgres.folder), "--username", "postgres"]
        subprocess.run([binaries / words[0], *there, *words[1:]], check=True, capture_output=True)
    (toml,) = followed.blocks("toml")
    (folder / "studio.toml").write_text(toml)
    secrets, unit = followed.blocks("ini")
    key, _, value = secrets.strip().partition("=")
    monkeypatch.setenv(key, value)
    run(administrator)
    (start,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    words = shlex.split(start)
    assert words[:2] == [str(GTO), "studio"]
    shell = new_repository(tmp_path / "work", env=dict(http_remote.env))
    shell.commit("Train", files={"artifacts.yaml": "churn:\n  type: model\n  path: churn.pkl\n"})
    shell.git("push", "--quiet", http_remote.url, "main")
    with running(*words[2:]) as server:
        assert server.url.rstrip("/") == here
        a_team_uses_it(here, http_remote, shell)
        run(backup)
    (kept,) = folder.glob("studio-*.backup")
    assert "ada@example.com" in kept.read_text()


def a_team_uses_it(here: str, remote: Remote, shell: Shell) -> None:
    """Ada, whom the shell made, comes from the provider as administrator; Ben, whom nobody made, as a viewer."""
    with a_browser(here) as ada, a_browser(here) as ben:
        for browser, name in ((ada, "ada"), (ben, "ben")):
            away = browser.get("/auth/sign-in/oidc")
            assert browser.get(sign_in_at(away.headers["location"], name)).status_code == 303
        me = ada.get("/api/me").json()
        assert (me["person"]["name"], me["is_server_admin"]) == ("Ada Example", True)
        assert [team["role"] for team in ben.get("/api/me").json()["teams"]] == ["viewer"]
        team = ben.get("/api/me").json()["teams"][0]["id"]
        added = {"url": remote.url, "team": team, **credentials(remote)}
        assert ben.post("/api/repositories", json=added).status_code == 403
        repository = ada.post("/api/repositories", json=added).json()["id"]
        until(lambda: ada.get(f"/api/repositories/{repository}").json()["sync"]["state"] == "ok")
        assert [model["name"] for model in ben.get("/api/models").json()] == ["churn"]
        asked = {"action": "register", "artifact": "churn", "commit": "main"}
        change = ada.post(f"/api/repositories/{repository}/changes", json=asked).json()
        assert "id" in change, change
        until(lambda: ada.get(f"/api/changes/{change['id']}").json()["state"] in ("done", "failed"))
        assert ada.get(f"/api/changes/{change['id']}").json()["error"] is None
        shell.git("fetch", "--quiet", remote.url, "refs/tags/*:refs/tags/*")
        tagger = shell.git("for-each-ref", "--format=%(taggername) %(taggeremail)", "refs/tags/churn@v0.0.1")
        assert tagger.strip() == "Ada Example <ada@example.com>"


def a_browser(here: str) -> httpx2.Client:
    return httpx2.Client(base_url=here, follow_redirects=False, timeout=90, headers={"Origin": here})


def credentials(remote: Remote) -> dict[str, str]:
    """The user name and password of a remote over HTTP."""
    return {"username": USER, "password": PASSWORD}


def until(holds: Any) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def run(command: str) -> None:
    """A line of a guide, as the user that the test is."""
    subprocess.run(
        ["sh", "-euc", without(command, "sudo -u studio ")], check=True, capture_output=True, stdin=subprocess.DEVNULL
    )


# --- moving from the discontinued Studio ------------------------------------------------------------------------------

TRAIN = """\
from dvclive import Live
with Live(report=None) as live:
    for step in range(3):
        live.log_metric("acc", step / 10)
        live.next_step()
"""
PIPELINE = "stages:\n  train:\n    cmd: python train.py\n    deps: [train.py]\n    params: [lr]\n"


def test_moving_from_the_discontinued_studio(dvc: Program, tmp_path: Path) -> None:
    remote = new_repository(tmp_path / "remote.git", "--bare")
    path = f"{dvc.bin}{os.pathsep}{os.environ['PATH']}"
    surroundings = {"PATH": path, "DVC_NO_ANALYTICS": "1", **patient(tmp_path / "patience")}
    shell = new_repository(tmp_path / "work", env=surroundings)
    shell.git("remote", "add", "origin", remote.path)
    shell.run("dvc", "init", "--quiet")
    shell.git("add", ".")
    shell.commit("a pipeline", files={"train.py": TRAIN, "dvc.yaml": PIPELINE, "params.yaml": "lr: 0.1\n"})
    shell.git("push", "--quiet", "origin", "main")
    moving = guide("moving-from-studio.md").having(
        **{"https://git.example.com/team/models.git": str(remote.path), "~/studio": str(tmp_path / "data")}
    )
    install, serve, *rest = moving.commands()
    assert install.startswith("pip install ")
    assert serve.startswith("gto studio serve ")
    with running(*shlex.split(serve)[2:], "--port", "0") as server:
        token = server.post("/api/tokens", {"name": "ci", "scopes": ["experiments"]})["secret"]
        project = server.get("/api/projects")[0]
        read = f"/api/repositories/{project['repository']}"
        server.until(read, lambda found: found["sync"]["state"] == "ok", SECONDS)
        rest = [line.replace("http://127.0.0.1:8788", server.url.rstrip("/")) for line in rest]
        rest = [line.replace("isat_...", token) for line in rest]
        assert sum(server.url.rstrip("/") in line for line in rest) == 2
        said = shell.run("sh", "-euc", "\n".join(rest))
        assert "http" in said.out
        arrived(server, project)


def arrived(server: Running, project: dict[str, Any]) -> None:
    """Both ways of training were told live, and both experiments are in the table once they are pushed."""
    seen = server.until("/api/connection", lambda found: {one["what"] for one in found["arrivals"]} == {"run", "push"})
    assert {one["code"] for one in seen["arrivals"]} == {None}
    at = f"/api/projects/{project['id']}/table"
    table = server.until(at, lambda table: len(experiments(table)) == 2, SECONDS)
    assert "tuned" in experiments(table)


def experiments(table: Any) -> set[str]:
    return {str(one["name"]) for one in table["experiments"]}
