"""The small forge that tests push to is a real one: rights, protection, merges and hooks."""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from servers.forge import Forge
from servers.hosting import Hooked, RefusedError
from servers.remote import run_git


@pytest.fixture
def work(forge: Forge, tmp_path: Path) -> Path:
    """A clone of Jo's, with a new commit."""
    forge.repository("team/models", private=True, jo="write", ann="read").commit("main", {"a": "1\n"})
    run_git(tmp_path, "clone", "--quiet", forge.url("team/models", forge.token("jo")), "work")
    commit(tmp_path / "work", "b")
    return tmp_path / "work"


def commit(work: Path, file: str) -> None:
    (work / file).write_text("2\n")
    run_git(work, "add", file)
    run_git(work, "-c", "user.name=Jo", "-c", "user.email=jo@example.com", "commit", "--quiet", "-m", file)


def push(work: Path, url: str, *refs: str) -> str:
    """What git said; empty if it was taken."""
    done = subprocess.run(["git", "push", "--quiet", url, *refs], cwd=work, capture_output=True, text=True)
    return done.stderr if done.returncode else ""


def test_git_is_served_by_rights(forge: Forge, work: Path) -> None:
    tokens = {login: forge.token(login) for login in ("jo", "ann", "stranger")}
    assert "403" in push(work, forge.url("team/models", tokens["ann"]), "HEAD:main")
    assert "not found" in push(work, forge.url("team/models", tokens["stranger"]), "HEAD:main")
    assert "could not read" in push(work, forge.url("team/models"), "HEAD:main")
    assert push(work, forge.url("team/models", tokens["jo"]), "HEAD:main") == ""
    assert forge["team/models"].file("main", "b") == "2\n"
    forge.expire(tokens["jo"])
    commit(work, "c")
    assert "Authentication failed" in push(work, forge.url("team/models", tokens["jo"]), "HEAD:main")


def test_a_protected_branch_takes_merges_only(forge: Forge, work: Path) -> None:
    hosted, url = forge["team/models"], forge.url("team/models", forge.token("jo"))
    hosted.protect("refs/heads/main")
    assert "protected ref refs/heads/main" in push(work, url, "HEAD:main")
    assert push(work, url, "HEAD:topic") == ""
    pull = forge.hosting.open_pull(hosted, "jo", {"title": "b", "head": "topic", "base": "main"})
    made = forge.merge("team/models", pull.number, "jo")
    assert hosted.branch("main") == made
    assert hosted.git("log", "-1", "--format=%an", made).strip() == "Jo"


def test_conflicts_are_not_merged(forge: Forge, work: Path) -> None:
    hosted = forge["team/models"]
    hosted.git("branch", "topic", "main")
    hosted.commit("topic", {"a": "one\n"})
    tip = hosted.commit("main", {"a": "two\n"})
    forge.hosting.open_pull(hosted, "jo", {"title": "x", "head": "topic", "base": "main"})
    with pytest.raises(RefusedError, match="conflicts"):
        forge.merge("team/models", 1, "jo")
    assert hosted.branch("main") == tip


def test_hooks_are_signed_and_delivered(forge: Forge, work: Path) -> None:
    heard: list[tuple[str, bool]] = []

    class Listening(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            proof = hmac.new(b"secret", body, hashlib.sha256).hexdigest()
            heard.append((self.headers["X-Gitea-Event"], proof == self.headers["X-Gitea-Signature"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        hosted = forge["team/models"]
        hosted.hooks.append(Hooked(1, url, "secret", ["push", "create", "status"]))
        push(work, forge.url("team/models", forge.token("jo")), "HEAD:topic", "HEAD:refs/exps/aa/bb")
        forge.exchanges()
        forge.say("team/models", "topic", "train", "passed")
        assert [(one.event, one.status) for one in forge.delivered] == [("create", 204), ("push", 204), ("status", 204)]
        server.shutdown()
    assert heard == [("create", True), ("push", True), ("status", True)]


def test_an_address_that_nobody_answers_at(forge: Forge, work: Path) -> None:
    forge["team/models"].hooks.append(Hooked(1, "http://127.0.0.1:9/", "secret", ["status"]))
    forge.say("team/models", "main", "train", "failed")
    assert [one.status for one in forge.delivered] == [None]
