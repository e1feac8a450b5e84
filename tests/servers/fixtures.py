"""Fixtures over the servers: `remote` runs a test on every kind of server, the others name one.

    def test_something(remote):
        run(["git", "clone", remote.url], env=os.environ | remote.env)

Each test gets a server and an empty bare repository, `models.git`, of its own; everything ends with the test.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from .forge import Forge
from .inetd import GitDaemon
from .remote import Remote, create_bare
from .smart_http import HttpServer
from .ssh import SshServer, missing_sshd

KINDS = ("file", "git", "http", "ssh")
USER, PASSWORD = "jo", "correct horse"


@pytest.fixture(params=KINDS)
def remote(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Remote]:
    """An empty bare repository behind each kind of server in turn: the contract of all remotes."""
    with serving(request.param, tmp_path / "remote") as served:
        yield served


@pytest.fixture
def file_remote(tmp_path: Path) -> Iterator[Remote]:
    with serving("file", tmp_path / "remote") as served:
        yield served


@pytest.fixture
def git_remote(tmp_path: Path) -> Iterator[Remote]:
    with serving("git", tmp_path / "remote") as served:
        yield served


@pytest.fixture
def http_remote(tmp_path: Path) -> Iterator[Remote]:
    """Over HTTP with a password, which the client's environment knows through GIT_ASKPASS."""
    with serving("http", tmp_path / "remote") as served:
        yield served


@pytest.fixture
def ssh_remote(tmp_path: Path) -> Iterator[Remote]:
    with serving("ssh", tmp_path / "remote") as served:
        yield served


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    """A forge without anybody or anything; see `forge.py`."""
    with contextlib.closing(Forge(tmp_path / "forge")) as server:
        yield server


@contextlib.contextmanager
def serving(kind: str, folder: Path) -> Iterator[Remote]:
    """Serve `folder`/models.git by one kind of server, or skip the test with the reason why it cannot be."""
    if kind == "ssh" and (reason := missing_sshd()):
        pytest.skip(reason)
    folder.mkdir(parents=True)
    path = create_bare(folder / "models.git")
    if kind == "file":
        yield Remote(kind, path.as_uri(), path)
        return
    server: GitDaemon | HttpServer | SshServer
    if kind == "git":
        server = GitDaemon(folder)
        remote = Remote(kind, server.url("models.git"), path, {}, server)
    elif kind == "http":
        server = HttpServer(folder, USER, PASSWORD)
        remote = Remote(kind, server.url("models.git"), path, server.askpass(folder), server)
    else:
        server = SshServer(folder / "ssh")
        remote = Remote(kind, server.url(path), path, server.env(), server)
    with contextlib.closing(server):
        yield remote
