"""The servers of tests/servers, proved with plain git: what they serve, count, refuse and break is real.

A remote test of the product is only worth something if these hold.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from servers import HttpServer, Remote, SshServer


def git(
    *arguments: str | Path, env: Mapping[str, str] | None = None, fails: bool = False
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["git", *map(str, arguments)],
        env=os.environ | dict(env or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert bool(done.returncode) is fails, done.stderr
    return done


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """A repository with one commit, one annotated tag and a blob that compression cannot shrink."""
    folder = tmp_path / "local"
    git("init", "--quiet", "--initial-branch=main", folder)
    (folder / "weights").write_bytes(noise(1_000_000))
    git("-C", folder, "add", "weights")
    git("-C", folder, "commit", "--quiet", "--message=train")
    git("-C", folder, "tag", "--annotate", "--message=first", "churn@v0.0.1")
    return folder


def noise(size: int) -> bytes:
    """Bytes that do not compress, the same on every machine."""
    return random.Random(1).randbytes(size)


def push(local: Path, remote: Remote, *refs: str, fails: bool = False) -> str:
    return git("-C", local, "push", "--porcelain", remote.url, *refs, env=remote.env, fails=fails).stderr


def test_every_kind_takes_a_push_and_gives_it_back(remote: Remote, local: Path, tmp_path: Path) -> None:
    push(local, remote, "main", "churn@v0.0.1")
    assert remote.tags() == ["churn@v0.0.1"]

    git("clone", "--quiet", remote.url, tmp_path / "clone", env=remote.env)
    assert (tmp_path / "clone" / "weights").read_bytes() == (local / "weights").read_bytes()
    listed = git("ls-remote", "--tags", remote.url, env=remote.env).stdout
    assert "refs/tags/churn@v0.0.1^{}" in listed


def test_every_kind_runs_the_hooks_of_the_served_repository(remote: Remote, local: Path) -> None:
    remote.protect("refs/tags/churn@*", "versions are made by CI")
    assert "versions are made by CI" in push(local, remote, "main", "churn@v0.0.1", fails=True)
    assert remote.tags() == []
    assert remote.git("rev-parse", "main")

    remote.accept_pushes()
    remote.refuse_pushes("the registry is closed")
    assert "the registry is closed" in push(local, remote, "churn@v0.0.1", fails=True)
    assert remote.tags() == []

    remote.accept_pushes()
    push(local, remote, "churn@v0.0.1")
    assert remote.tags() == ["churn@v0.0.1"]


def test_every_kind_serves_partial_clones_unless_forbidden(remote: Remote, local: Path, tmp_path: Path) -> None:
    push(local, remote, "main", "churn@v0.0.1")
    git("clone", "--quiet", "--bare", "--filter=blob:none", remote.url, tmp_path / "partial", env=remote.env)
    assert len(missing_objects(tmp_path / "partial")) == 1

    remote.forbid_filters()
    whole = git("clone", "--bare", "--filter=blob:none", remote.url, tmp_path / "whole", env=remote.env)
    assert "filtering not recognized by server" in whole.stderr
    assert missing_objects(tmp_path / "whole") == []


def missing_objects(clone: Path) -> list[str]:
    objects = git("-C", clone, "rev-list", "--objects", "--all", "--missing=print").stdout
    return [line for line in objects.splitlines() if line.startswith("?")]


def test_a_blobless_clone_leaves_the_blob_on_the_server(http_remote: Remote, local: Path, tmp_path: Path) -> None:
    push(local, http_remote, "main", "churn@v0.0.1")
    assert http_remote.bytes_in > 1_000_000

    http_remote.http.forget()
    git(
        "clone",
        "--quiet",
        "--bare",
        "--filter=blob:none",
        http_remote.url,
        tmp_path / "a",
        env=http_remote.env,
    )
    assert 500 < http_remote.bytes_out < 10_000

    http_remote.http.forget()
    git("clone", "--quiet", "--bare", http_remote.url, tmp_path / "b", env=http_remote.env)
    assert 1_000_000 < http_remote.bytes_out < 1_100_000


def test_the_ledger_tells_conversations_from_requests(http_remote: Remote) -> None:
    git("ls-remote", http_remote.url, env=http_remote.env)
    said = [(exchange.method, exchange.service, exchange.status) for exchange in http_remote.requests()]
    assert said == [
        ("GET", "git-upload-pack", 401),
        ("GET", "git-upload-pack", 200),
        ("POST", "git-upload-pack", 200),
    ]
    assert sum(exchange.opens for exchange in http_remote.requests()) == 1


def test_a_large_push_travels_in_chunks(http_remote: Remote, local: Path) -> None:
    git("-C", local, "config", "http.postBuffer", "65536")
    push(local, http_remote, "main")
    assert http_remote.git("cat-file", "-s", "main:weights").strip() == "1000000"


def test_the_password_is_asked_for(http_remote: Remote, tmp_path: Path) -> None:
    assert "could not read Username" in git("ls-remote", http_remote.url, fails=True).stderr
    assert {exchange.status for exchange in http_remote.requests()} == {401}

    wrong = http_remote.http.askpass(tmp_path, password="wrong")
    assert "Authentication failed" in git("ls-remote", http_remote.url, env=wrong, fails=True).stderr

    helper = http_remote.http.credential_helper(tmp_path)
    git("ls-remote", http_remote.url, env=helper)


def test_without_a_password_anybody_may_come_in(local: Path, tmp_path: Path) -> None:
    git("clone", "--quiet", "--bare", local, tmp_path / "models.git")
    server = HttpServer(tmp_path)
    try:
        assert "churn@v0.0.1" in git("ls-remote", server.url("models.git")).stdout
        assert "not found" in git("ls-remote", server.url("nothing.git"), fails=True).stderr
    finally:
        server.close()


def test_a_server_that_answers_with_an_error(http_remote: Remote) -> None:
    http_remote.http.answer_with(500)
    assert "500" in git("ls-remote", http_remote.url, env=http_remote.env, fails=True).stderr
    http_remote.http.heal()
    git("ls-remote", http_remote.url, env=http_remote.env)


def test_a_server_that_dies_in_the_middle(http_remote: Remote, local: Path, tmp_path: Path) -> None:
    push(local, http_remote, "main", "churn@v0.0.1")
    http_remote.http.cut_after(300_000)
    died = git("clone", http_remote.url, tmp_path / "clone", env=http_remote.env, fails=True)
    assert "early EOF" in died.stderr or "transfer closed" in died.stderr
    assert not (tmp_path / "clone").exists()

    http_remote.http.heal()
    git("clone", "--quiet", http_remote.url, tmp_path / "clone", env=http_remote.env)


@pytest.mark.parametrize("kind", ["git_remote", "http_remote", "ssh_remote"])
def test_a_server_that_never_answers(kind: str, request: pytest.FixtureRequest) -> None:
    remote = request.getfixturevalue(kind)
    remote.server.hang()
    client = subprocess.Popen(["git", "ls-remote", remote.url], env=os.environ | remote.env, stderr=subprocess.DEVNULL)
    with pytest.raises(subprocess.TimeoutExpired):
        client.wait(0.3)
    client.terminate()
    client.wait()


def test_ssh_understands_the_short_form(ssh_remote: Remote, local: Path) -> None:
    assert isinstance(ssh_remote.server, SshServer)
    git("-C", local, "push", "--quiet", ssh_remote.server.scp_url(ssh_remote.path), "main", env=ssh_remote.env)
    assert ssh_remote.git("rev-parse", "main")
    assert ssh_remote.server.connections == 1


@pytest.mark.parametrize("kind", ["git_remote", "http_remote", "ssh_remote"])
def test_a_closed_server_drops_its_clients(kind: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue(kind).server
    with socket.create_connection(("127.0.0.1", server.port), timeout=90) as client:
        if kind == "ssh_remote":
            assert client.recv(4) == b"SSH-"  # so a process serves us by now
        server.close()
        with contextlib.suppress(ConnectionResetError):
            while client.recv(1024):
                pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=90)
