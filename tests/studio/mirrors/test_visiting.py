"""A mirror is made, brought up to date and mended over every kind of server, and costs what it has to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gto.data.reach import Reach
from gto.errors import GtoError
from gto.git import objects, run
from gto_studio.mirrors import blobs, history, visiting
from gto_studio.mirrors.credentials import Credentials
from gto_studio.mirrors.visiting import Conditions, Mirror, Source, discard, visit
from gto_studio.rules.addresses import read
from servers import GitDaemon, HttpServer, Inetd, Remote, SshServer
from servers.fixtures import PASSWORD, USER, serving
from shell import Shell, new_repository
from studio.following import conditions

MIB = 1 << 20


def credentials_of(remote: Remote) -> Credentials:
    if remote.kind == "http":
        return Credentials(USER, password=PASSWORD)
    if isinstance(remote.server, SshServer):
        return Credentials.of(None, (remote.server.folder / "client_key").read_text())
    return Credentials()


def source_of(remote: Remote) -> Source:
    return Source("R1", remote.url, credentials_of(remote))


@pytest.fixture
def clone(remote: Remote, tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "clone", env=remote.env)
    shell.commit("Train", files={"artifacts.yaml": "churn: {}\n", "model.bin": b"x" * 1000})
    shell.tag("churn@v1.0.0", minute=1)
    shell.git("push", "--quiet", remote.path, "main", "--tags")
    return shell


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def looked(source: Source, where: Conditions) -> Mirror:
    with visit(source, where) as mirror:
        return mirror


def failure(source: Source, where: Conditions) -> GtoError:
    with pytest.raises(GtoError) as refusal, visit(source, where):
        pass
    assert refusal.value.hint
    return refusal.value


class Calls:
    """What git was called with, in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[tuple[list[str], dict[str, str]]] = []
        spawn = os.posix_spawnp

        def listening(program: str, words: list[str], env: dict[str, str], **rest: object) -> int:
            self.made.append((list(words), dict(env)))
            return spawn(program, words, env, **rest)  # type: ignore[arg-type]

        monkeypatch.setattr(run.os, "posix_spawnp", listening)

    def of(self, *verbs: str) -> list[list[str]]:
        return [words for words, _ in self.made if set(words) & set(verbs)]


class TestOverEveryServer:
    def test_what_is_pushed_arrives_and_what_is_gone_goes(self, remote: Remote, clone: Shell, tmp_path: Path) -> None:
        where = conditions(tmp_path)
        first = looked(source_of(remote), where)
        assert set(first.refs) == {"refs/heads/main", "refs/tags/churn@v1.0.0"}
        assert (first.head, first.place.origin) == ("refs/heads/main", read(remote.url).url)
        clone.commit("More", minute=2)
        experiment = f"refs/exps/ab/{'c' * 38}/exp"
        kept_by_dvc = "HEAD:refs/exps/exec/EXEC_HEAD"
        clone.git("push", "--quiet", remote.path, "main", f"HEAD:{experiment}", kept_by_dvc, ":refs/tags/churn@v1.0.0")
        second = looked(source_of(remote), where)
        assert set(second.refs) == {"refs/heads/main", experiment}
        assert second.place.head == clone.git("rev-parse", "HEAD")

    def test_files_come_only_when_asked_for_and_then_at_once(
        self, remote: Remote, clone: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ids = [clone.git("rev-parse", f"HEAD:{file}") for file in ("artifacts.yaml", "model.bin")]
        with visit(source_of(remote), conditions(tmp_path)) as mirror:
            assert objects.kinds(mirror.place.path, ids) == [None, None]
            calls = Calls(monkeypatch)
            assert dict(blobs.read(mirror.place, ids)) == {ids[0]: b"churn: {}\n", ids[1]: b"x" * 1000}
            assert len(calls.of("fetch")) == 1

    def test_unchanged_costs_one_question(
        self, remote: Remote, clone: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        where = conditions(tmp_path)
        looked(source_of(remote), where)
        calls = Calls(monkeypatch)
        looked(source_of(remote), where)
        assert len(calls.of("ls-remote")) == 1
        assert calls.of("fetch", "clone") == []

    def test_a_secret_is_in_no_argument_address_or_configuration(
        self, remote: Remote, clone: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = source_of(remote)
        secret = source.credentials.password or source.credentials.ssh_key
        if secret is None:
            pytest.skip("nobody is asked for a secret")
        calls = Calls(monkeypatch)
        where = conditions(tmp_path)
        with visit(source, where) as mirror:
            blobs.read(mirror.place, [clone.git("rev-parse", "HEAD:model.bin")])
            assert all(secret not in word for words, _ in calls.made for word in words)
            assert secret.strip() not in repr(source)
            if source.credentials.ssh_key:
                key = next(where.folder.glob("credentials-*/key"))
                assert key.stat().st_mode & 0o777 == 0o600
        assert not list(where.folder.glob("credentials-*"))
        for file in where.folder.rglob("*"):
            assert not file.is_file() or secret.strip().encode() not in file.read_bytes()


@pytest.mark.parametrize("remote", ["file"], indirect=True)
def test_a_damaged_mirror_is_made_again(remote: Remote, clone: Shell, tmp_path: Path) -> None:
    where = conditions(tmp_path)
    git_dir = Path(looked(source_of(remote), where).place.path)
    for damage in (
        lambda: (git_dir / "HEAD").write_text("nonsense"),
        lambda: (git_dir / "config").write_text("[core]\n"),
        lambda: [pack.unlink() for pack in git_dir.glob("objects/pack/*")],
        lambda: (git_dir / "refs/heads").chmod(0o700) or (git_dir / "packed-refs").write_text("x y\n"),
    ):
        damage()
        assert looked(source_of(remote), where).place.head == clone.git("rev-parse", "HEAD")


@pytest.mark.parametrize("remote", ["file"], indirect=True)
def test_what_a_killed_visitor_left_is_not_in_the_way(remote: Remote, clone: Shell, tmp_path: Path) -> None:
    where = conditions(tmp_path)
    git_dir = Path(looked(source_of(remote), where).place.path)
    (git_dir / "refs/heads/main.lock").touch()
    (git_dir / "packed-refs.lock").touch()
    (git_dir / "objects/pack/tmp_pack_x").write_bytes(b"x" * 1000)
    (where.folder / "R1.visit/lock").write_text("visiting\n")
    (where.folder / "R1.making").mkdir()
    clone.commit("More", minute=2)
    clone.git("push", "--quiet", remote.path, "main")
    assert looked(source_of(remote), where).place.head == clone.git("rev-parse", "HEAD")
    assert not (git_dir / "objects/pack/tmp_pack_x").exists()


def test_large_files_are_not_copied_from_this_machine_either(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    shell.commit("Large", files={"model.bin": os.urandom(50 * MIB), "dvc.yaml": "artifacts: {m: {path: model.bin}}\n"})
    for url in (str(shell.path), shell.path.as_uri()):
        where = conditions(tmp_path / url.partition(":")[0].strip("/").replace("/", "-"))
        with visit(Source("R1", url), where) as mirror:
            assert dict(blobs.read(mirror.place, [shell.git("rev-parse", "HEAD:dvc.yaml")]))
        assert size(where.folder) < MIB


@pytest.mark.parametrize("remote", ["http", "git"], indirect=True)
@pytest.mark.parametrize("key", ["uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"])
def test_hosts_that_can_less_are_read_all_the_same(key: str, remote: Remote, clone: Shell, tmp_path: Path) -> None:
    remote.configure(key, "false")
    where = conditions(tmp_path)
    for i in range(2):
        with visit(source_of(remote), where) as mirror:
            id = clone.git("rev-parse", "HEAD:artifacts.yaml")
            assert dict(blobs.read(mirror.place, [id]))[id]
        clone.commit(str(i), files={"artifacts.yaml": f"churn: {{description: '{i}'}}\n"}, minute=i + 2)
        clone.git("push", "--quiet", remote.path, "main")


def test_many_packs_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visiting, "PACKS", 4)
    shell = new_repository(tmp_path / "models")
    source, where = Source("R1", str(shell.path)), conditions(tmp_path)
    counts = []
    for i in range(8):
        head = shell.commit(str(i), files={"dvc.yaml": str(i)})
        with visit(source, where) as mirror:
            assert mirror.place.head == head
            id = shell.git("rev-parse", "HEAD:dvc.yaml")
            assert dict(blobs.read(mirror.place, [id])) == {id: str(i).encode()}
            counts.append(len(list(Path(mirror.place.path).glob("objects/pack/*.pack"))))
            assert len(history.reachable(mirror.place.path, [head])) == i + 1
    assert max(counts) < 8


def test_nothing_of_the_repository_is_executed(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    shell.commit("Train", files={"dvc.yaml": "artifacts: {}\n"})
    trap = tmp_path / "trapped"
    shell.git("config", "core.fsmonitor", f"touch {trap}; false")
    shell.git("config", "uploadpack.packObjectsHook", f"touch {trap}; false")
    shell.git("config", "core.sshCommand", f"touch {trap}")
    shell.git("config", "core.alternateRefsCommand", f"touch {trap}")
    for hook in ("pre-receive", "post-checkout", "reference-transaction", "post-merge"):
        file = shell.path / ".git/hooks" / hook
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\ntouch {trap}\n")
        file.chmod(0o755)
    with visit(Source("R1", str(shell.path)), conditions(tmp_path)) as mirror:
        assert dict(blobs.read(mirror.place, [shell.git("rev-parse", "HEAD:dvc.yaml")]))
    assert not trap.exists()


def test_a_persons_configuration_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = new_repository(tmp_path / "models")
    shell.commit("Train")
    (tmp_path / "home").mkdir()
    (tmp_path / "home/.gitconfig").write_text(f'[url "/nowhere"]\n\tinsteadOf = {shell.path}\n')
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert looked(Source("R1", str(shell.path)), conditions(tmp_path)).place.head


def test_a_changed_address_makes_another_mirror(tmp_path: Path) -> None:
    where = conditions(tmp_path)
    for name in ("one", "other"):
        shell = new_repository(tmp_path / name)
        head = shell.commit(name)
        assert looked(Source("R1", str(shell.path)), where).place.head == head
    discard(where.folder, "R1")
    assert not (where.folder / "R1.git").exists()


@pytest.mark.parametrize("branch", ["main", "master", "trunk"])
def test_without_a_head_the_usual_branch_is_taken(branch: str, tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    head = shell.commit("Train")
    shell.git("branch", "-m", branch)
    shell.git("symbolic-ref", "HEAD", "refs/heads/elsewhere")
    mirror = looked(Source("R1", str(shell.path)), conditions(tmp_path))
    assert (mirror.head, mirror.place.head) == (f"refs/heads/{branch}", head)


class TestTwoWorkers:
    def test_one_waits_until_the_other_is_done(self, tmp_path: Path) -> None:
        shell = new_repository(tmp_path / "models")
        shell.commit("Train")
        source, where = Source("R1", str(shell.path)), conditions(tmp_path)
        order = []

        def second() -> None:
            with visit(source, where):
                order.append("second")

        with visit(source, where):
            thread = threading.Thread(target=second)
            thread.start()
            thread.join(0.3)
            order.append("first")
        thread.join(90)
        assert order == ["first", "second"]

    def test_who_is_killed_lets_go(self, tmp_path: Path) -> None:
        shell = new_repository(tmp_path / "models")
        shell.commit("Train")
        source, where = Source("R1", str(shell.path)), conditions(tmp_path)
        code = (
            "import sys, time; from pathlib import Path; from gto_studio.mirrors.visiting import *\n"
            "with visit(Source('R1', sys.argv[1]), Conditions(Path(sys.argv[2]), Reach(True, True))):\n"
            "    print('in', flush=True); time.sleep(60)"
        )
        words = [sys.executable, "-c", code, source.url, str(where.folder)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "in\n"
            other.send_signal(signal.SIGKILL)
            other.wait()
        assert looked(source, where).place.head


class TestWhatGoesWrong:
    def test_a_folder_without_a_repository(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        where = conditions(tmp_path)
        for path in (tmp_path / "empty", tmp_path / "nowhere"):
            assert failure(Source("R1", str(path)), where).code == "no-repository-there"
        assert not list(where.folder.glob("R1.git"))

    def test_a_folder_of_a_repository(self, tmp_path: Path) -> None:
        shell = new_repository(tmp_path / "models")
        shell.commit("first", files={"vision/net/dvc.yaml": "artifacts: {}\n"})
        error = failure(Source("R1", str(shell.path / "vision/net")), conditions(tmp_path))
        assert error.code == "no-repository-there"
        assert error.message == f"'{shell.path}/vision/net' is a part of a repository, and not a repository itself"
        assert error.hint == f"add '{shell.path}', with the directory 'vision/net'"

    def test_a_shallow_clone(self, tmp_path: Path) -> None:
        shell = new_repository(tmp_path / "models")
        for i in range(3):
            shell.commit(str(i))
        shell.git("clone", "--quiet", "--depth=1", shell.path.as_uri(), "../shallow")
        source, where = Source("R1", str(tmp_path / "shallow")), conditions(tmp_path)
        error = failure(source, where)
        assert (error.code, "is a shallow clone" in str(error)) == ("repository-unreadable", True)
        shell.within(tmp_path / "shallow").git("fetch", "--quiet", "--unshallow")
        assert looked(source, where).place.head == shell.git("rev-parse", "HEAD")

    def test_a_wrong_password_and_none(self, http_remote: Remote, tmp_path: Path) -> None:
        where = conditions(tmp_path)
        for credentials in (Credentials(USER, "wrong"), Credentials()):
            error = failure(Source("R1", http_remote.url, credentials), where)
            assert error.code == "no-access"
            assert "wrong" not in f"{error}{error.hint}"

    def test_a_repository_that_the_host_does_not_have(self, http_remote: Remote, tmp_path: Path) -> None:
        source = Source("R1", f"{http_remote.url}x", Credentials(USER, PASSWORD))
        assert failure(source, conditions(tmp_path)).code == "no-repository-there"

    def test_a_wrong_key_and_none(self, ssh_remote: Remote, tmp_path: Path) -> None:
        other = tmp_path / "other"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other], check=True)
        for credentials in (Credentials(ssh_key=other.read_text()), Credentials(ssh_key="no key\n"), Credentials()):
            assert failure(Source("R1", ssh_remote.url, credentials), conditions(tmp_path)).code == "no-access"

    def test_another_ssh_host_under_the_same_name(self, ssh_remote: Remote, tmp_path: Path) -> None:
        where = conditions(tmp_path)
        looked(source_of(ssh_remote), where)
        assert isinstance(ssh_remote.server, SshServer)
        key = ssh_remote.server.folder / "host_key"
        key.unlink()
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        error = failure(source_of(ssh_remote), where)
        assert (error.code, "known_hosts" in (error.hint or "")) == ("no-access", True)

    @pytest.mark.parametrize("kind", ["git", "http", "ssh"])
    def test_hosts_that_do_not_answer(self, kind: str, tmp_path: Path) -> None:
        where = Conditions(tmp_path / "mirrors", Reach(private=True), ask_seconds=1)
        with serving(kind, tmp_path / "remote") as remote:
            assert isinstance(remote.server, HttpServer | Inetd)
            remote.server.hang()
            error = failure(source_of(remote), where)
            assert (error.code, str(error)) == ("host-unreachable", "'127.0.0.1' did not answer within 1 seconds")
            if remote.kind == "http":
                remote.http.heal()

    def test_hosts_that_are_not_there(self, tmp_path: Path) -> None:
        where = conditions(tmp_path)
        server = GitDaemon(tmp_path)
        server.close()
        for url in (server.url("x"), f"http://127.0.0.1:{server.port}/x", "https://no-such-host.invalid/o/n"):
            assert failure(Source("R1", url), where).code == "host-unreachable"

    def test_an_answer_that_breaks_off_is_told_and_the_next_visit_works(
        self, http_remote: Remote, tmp_path: Path
    ) -> None:
        shell = new_repository(tmp_path / "clone")
        shell.commit("Train", files={f"f{i}": os.urandom(50) for i in range(200)})
        shell.git("push", "--quiet", http_remote.path, "main")
        where = conditions(tmp_path)
        http_remote.http.cut_after(2_000)
        assert failure(source_of(http_remote), where).code in ("host-unreachable", "repository-unreadable")
        http_remote.http.heal()
        assert looked(source_of(http_remote), where).place.head

    def test_a_password_does_not_follow_a_redirection(self, http_remote: Remote, tmp_path: Path) -> None:
        http_remote.http.answer_with(302)
        assert failure(source_of(http_remote), conditions(tmp_path)).code == "no-repository-there"

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        shell = new_repository(tmp_path / "models")
        shell.commit("Train")
        (tmp_path / "mirrors").write_text("in the way")
        assert failure(Source("R1", str(shell.path)), conditions(tmp_path)).code == "git-failed"

    def test_addresses_that_are_not_allowed(self, http_remote: Remote, tmp_path: Path) -> None:
        where = Conditions(tmp_path / "mirrors")
        for url in (http_remote.url, "http://localhost:1/x", "http://[::1]:1/x", str(http_remote.path)):
            assert failure(Source("R1", url), where).code == "address-not-allowed"
        assert http_remote.requests() == ()
