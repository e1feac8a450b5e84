"""A repository made to harm whoever looks at it: nothing it names is run, and what it holds is taken in small bites.

Each trap here would leave a canary behind; plain git springs some of them, which shows that they are set.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

import gto
from gto.errors import GitTimeout
from gto.git import run
from servers import Remote
from shell import GTO, Said, Shell, new_repository

HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout", "post-commit",
    "post-index-change", "post-merge", "post-receive", "post-rewrite", "post-update", "pre-applypatch", "pre-auto-gc",
    "pre-commit", "pre-merge-commit", "pre-push", "pre-rebase", "pre-receive", "prepare-commit-msg", "proc-receive",
    "push-to-checkout", "query-watchman", "reference-transaction", "update",
)  # fmt: skip

READING = (
    ["show"],
    ["show", "--json"],
    ["show", "churn", "--json"],
    ["show", "churn@latest", "--ref"],
    ["show", "--at", "2026-03-01"],
    ["show", "--at", "HEAD~"],
    ["history"],
    ["history", "churn", "--json"],
    ["stages"],
    ["check-ref", "churn@v0.0.1"],
    ["check-ref", "churn#prod#1", "--json"],
    ["describe", "churn"],
    ["describe", "churn@v0.0.1"],
    ["diff", "churn", "v0.0.1", "v0.0.2"],
    ["doctor"],
    ["print-state"],
    ["verify"],
    ["ci", "refs/tags/churn@v0.0.1"],
    ["register", "swan", "--dry-run"],
)


class Trap:
    """A program that leaves a canary behind, whatever it is called with."""

    def __init__(self, folder: Path) -> None:
        self.canary = folder / "canary"
        self.program = folder / "trap"
        self.program.write_text(f'#!/bin/sh\necho "$0 $*" >> {self.canary}\nexit 1\n')
        self.program.chmod(0o755)

    def sprung(self) -> str:
        """What was run so far; forgets it."""
        said = self.canary.read_text() if self.canary.exists() else ""
        self.canary.unlink(missing_ok=True)
        return said


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path)


@pytest.fixture
def repository(tmp_path: Path) -> Shell:
    """Two versions, a stage, annotations: a registry like any other."""
    shell = new_repository(tmp_path / "repository", env={"GTO_CACHE_DIR": str(tmp_path / "cache")})
    for minute in (1, 2):
        shell.commit(
            f"commit {minute}",
            minute=minute,
            files={
                "dvc.yaml": f"artifacts:\n  churn: {{path: m.pkl, type: model, desc: take {minute}}}\n",
                "params.yaml": f"rate: 0.{minute}\n",
                "script.py": f"print({minute})\n",
            },
        )
        shell.tag(f"churn@v0.0.{minute}", minute=minute)
    shell.tag("churn#prod#1", minute=3)
    return shell


def lay_traps(shell: Shell, trap: Trap) -> None:
    """Name the trap wherever git's configuration or a file of the repository can name a program."""
    program = str(trap.program)
    for key in (
        "core.fsmonitor", "core.sshCommand", "core.gitProxy", "core.pager", "core.editor", "core.askPass",
        "core.alternateRefsCommand", "diff.external", "diff.x.textconv", "diff.x.command", "diff.x.textconv",
        "filter.x.clean", "filter.x.smudge", "filter.x.process", "merge.x.driver", "gpg.program", "gpg.ssh.program",
        "gpg.x509.program", "gpg.openpgp.program", "gpg.ssh.defaultKeyCommand", "credential.helper", "sequence.editor",
        "interactive.diffFilter", "uploadpack.packObjectsHook", "pager.show", "pager.tag", "pager.log", "man.x.cmd",
        "browser.x.cmd", "difftool.x.cmd", "mergetool.x.cmd", "trailer.x.command", "trailer.x.cmd",
        "remote.origin.uploadpack", "remote.origin.receivepack", "submodule.sub.update", "sendemail.sendmailcmd",
        "imap.tunnel", "guitool.x.cmd", "init.templateDir", "http.sslCert",
    ):  # fmt: skip
        shell.git("config", key, f"!{program}" if key in ("credential.helper", "submodule.sub.update") else program)
    for word in ("for-each-ref", "cat-file", "rev-parse", "ls-tree", "verify-tag", "var", "log", "tag", "st"):
        shell.git("config", f"alias.{word}", f"!{program}")
    for key in (
        "log.showSignature",
        "tag.gpgSign",
        "commit.gpgSign",
        "fetch.recurseSubmodules",
        "remote.origin.promisor",
    ):
        shell.git("config", key, "true")
    shell.git("config", "remote.origin.vcs", "ext")
    shell.git("config", "remote.origin.url", f"ext::{program} %S")
    shell.git("config", "core.attributesFile", str(shell.path / ".gitattributes"))
    (shell.path / ".gitattributes").write_text("* filter=x diff=x merge=x text\n")
    (shell.path / ".gitmodules").write_text(
        f'[submodule "sub"]\n\tpath = sub\n\turl = ext::{program}\n\tupdate = !{program}\n'
    )
    for folder in (shell.path / ".git" / "hooks", shell.path / "hooks"):
        folder.mkdir(exist_ok=True)
        for hook in HOOKS:
            shutil.copy(trap.program, folder / hook)
    shell.git("config", "core.hooksPath", str(shell.path / "hooks"))


def test_nothing_that_a_repository_names_is_run_by_reading(repository: Shell, trap: Trap) -> None:
    before = {tuple(words): repository.gto(*words, code=None) for words in READING}
    lay_traps(repository, trap)
    repository.git("status", code=None)
    repository.git("-c", "core.pager=cat", "log", "-p", "--ext-diff", code=None)
    repository.git("tag", "-f", "unrelated", code=None)
    assert len(set(trap.sprung().split())) > 3, "git itself springs the traps"
    shutil.rmtree(repository.env["GTO_CACHE_DIR"], ignore_errors=True)
    for words, said in before.items():
        now = repository.gto(*words, code=None)
        assert trap.sprung() == "", words
        if words[0] not in ("doctor", "verify"):
            assert (now.code, now.out) == (said.code, said.out), words
    repository.gto("show", "-r", repository.path.as_uri())
    assert trap.sprung() == ""


@pytest.mark.parametrize("address", ["ext", "path", "ssh", "helper"])
def test_a_missing_object_is_not_fetched_by_a_program_of_the_repositorys_choice(
    repository: Shell, trap: Trap, address: str
) -> None:
    """A partial clone fetches what lacks when it is looked at; the configuration says how, and may say anything."""
    program = trap.program
    origin = {
        "ext": f"ext::{program} %S",
        "path": str(repository.path),
        "ssh": "ssh://127.0.0.1/models.git",
        "helper": "trap::x",
    }[address]
    missing = repository.git("rev-parse", "churn@v0.0.1")
    tree = repository.git("rev-parse", "churn@v0.0.1^{tree}")
    for id in (missing, tree):
        (repository.path / ".git" / "objects" / id[:2] / id[2:]).unlink()
    shutil.copy(program, program.with_name("git-remote-trap"))
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.partialCloneFilter": "blob:none",
        "remote.origin.uploadpack": str(program),
        "core.sshCommand": str(program),
        "remote.origin.url": origin,
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
    }.items():
        repository.git("config", key, value)
    bait = repository.having({"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"})
    bait.git("cat-file", "-p", missing, code=None)
    assert trap.sprung(), "git itself springs the trap"
    for words in READING:
        said = bait.gto(*words, code=None)
        assert trap.sprung() == "", words
        assert words[0] != "show" or "churn@v0.0.1" in said.err, words
    assert bait.gto("show", "churn", "--version").lines == ["v0.0.2"]


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c 'touch canary'", "EXT::sh -c 'touch canary'", "Ext::trap", "ext::trap", "fd::17", "x::y",
        "--upload-pack=touch canary", "-u", "--upload-pack=touch canary;/x.git", "ssh://-oProxyCommand=touch${IFS}canary/x",
        "-oProxyCommand=touch${IFS}canary:x", "ftp://127.0.0.1/x", "rsync://127.0.0.1/x", "javascript://x", "file://-x",
        "https://\n/x", "ssh://x\x1b[2J/x", "http://127.0.0.1:1/\u202ex", "",
    ],
)  # fmt: skip
def test_an_address_is_no_command(address: str, repository: Shell) -> None:
    folder = repository.within(repository.path.parent)
    for words in (["show"], ["register", "churn"], ["describe", "churn"]):
        said = folder.refused(*words, f"--repo={address}")
        assert "\x1b" not in said
        assert "\u202e" not in said
    assert not list(folder.path.rglob("canary*"))


@pytest.mark.parametrize(
    "url", ["ext::sh -c 'touch canary'", "--upload-pack=touch canary", "ssh://-oProxyCommand=touch${IFS}canary/x"]
)
def test_a_remote_of_the_configuration_is_no_command_either(url: str, repository: Shell) -> None:
    repository.git("config", "remote.origin.url", url)
    before = repository.tags()
    assert "git push origin" in repository.refused("register", "swan", "--push")
    assert repository.tags() == before
    assert not list(repository.path.rglob("canary*"))


@pytest.mark.parametrize(
    "ref", ["--upload-pack=touch canary", "-x", "--all", "--output=canary", "-", "@{-1", "a..b", ":/x", "^HEAD"]
)
def test_a_ref_is_no_option(ref: str, repository: Shell) -> None:
    before = repository.tags()
    for words in (
        ["register", "swan", "--", ref],
        ["assign", "swan", "--stage", "dev", "--", ref],
        ["deprecate", "churn", f"--ref={ref}"],
        ["describe", "churn", f"--rev={ref}"],
        ["show", f"--at={ref}"],
    ):
        repository.refused(*words)
    repository.gto("check-ref", "--", ref)
    assert repository.tags() == before
    assert not (repository.path / "canary").exists()


# --- Names are refused before git is asked ---------------------------------------------------------------------------

NAMES = (
    "a//b", "-x:foo", "../x:foo", "/abs:y", ".:y", "refs/tags/x", "é", "моя", "a b", "a\tb", "a\nb", "a\x1b[31mb",
    "a\x00b", "x#y", "50%", "a\\b", "a:b:c", "a@b", "a~1", "a^", "a?", "a*", "[a]", "a..b", "x" * 300, " ", "-x",
    "--force", "d/x.lock/y:b", "a/b.lock", "x/" * 120 + "y", "a=b", "{}", "$(touch canary)", "`touch canary`", "'a'",
    '"a"', "\u202ea", "a\u2028b", "\ud800",
)  # fmt: skip


def arguments(name: str) -> str:
    """As the operating system passes it on: a NUL ends an argument, half a surrogate pair is a stray byte."""
    return name.replace("\x00", "").replace("\ud800", os.fsdecode(b"\xff")) + ("" if "\x00" not in name else "!")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_refused_with_the_rule(name: str, repository: Shell, tmp_path: Path) -> None:
    word = arguments(name)
    before = repository.tags()
    for words in (
        ["register", "--", word],
        ["assign", "--stage=dev", "--", word],
        ["assign", "churn", f"--stage={word}"],
        ["deprecate", "--", word],
        ["deprecate", "--", "churn", "v0.0.2", word],
        ["rollback", "--stage=dev", "--", word],
        ["rollback", "churn", f"--stage={word}"],
    ):
        said = repository.refused(*words)
        assert "Only letters, numbers, '_', '-', '/' are allowed" in said, words
        assert all(line.isprintable() for line in said.splitlines()), words
        assert len(said) < 1000
    for words in (
        ["register", "churn", f"--version={word}"],
        ["assign", "churn", "HEAD", "--stage=dev", f"--version={word}"],
    ):
        said = repository.refused(*words, f"--version={word}")
        assert "ersion" in said
        assert all(line.isprintable() for line in said.splitlines()), words
    assert repository.tags() == before
    assert not list(tmp_path.rglob("canary*"))


# --- What is printed is safe for a terminal ---------------------------------------------------------------------------

SPITE = "\x1b]0;owned\x07\x1b[31m\x9b2J\r\x08\u202eevil\u2028x\x7f"


def unsafe(text: str) -> set[str]:
    return {character for line in text.split("\n") for character in line if not character.isprintable()}


def test_nothing_from_a_repository_reaches_a_terminal_unescaped(repository: Shell) -> None:
    shell = repository.having({"GIT_COMMITTER_NAME": SPITE, "GIT_AUTHOR_NAME": SPITE})
    shell.commit(
        SPITE,
        minute=5,
        files={
            "dvc.yaml": 'artifacts:\n  churn: {path: "a\\e[31mb", desc: "x\\e]0;owned\\a", labels: ["l\\e[0m"]}\n'
            '  "bad\\e[31m": {path: x}\n  swan: {path: 7, "k\\e[31m": 1}\n',
            "sub\x1b[31m/dvc.yaml": "artifacts: [}\n",
            "artifacts.yaml": '"x\\e[31m": {path: 1}\nheron: {type: "t\\e[31m", path: "\\e]0;x\\a"}\n',
        },
    )
    shell.tag("churn@v1.0.0", minute=6, message=SPITE)
    shell.tag("churn#prod#2", minute=7, message=SPITE)
    inside = shell.git("cat-file", "tag", "churn@v1.0.0").replace("tag churn@v1.0.0", f"tag \x1b[31m{SPITE}")
    made = shell.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", stdin=inside)
    shell.git("update-ref", "refs/tags/heron@v1.0.0", made)
    for words in (*READING, ["show", "heron"], ["history", "heron"], ["describe", "heron"], ["doctor", "--json"]):
        said = shell.gto(*words, code=None)
        assert unsafe(said.out) == unsafe(said.err) == set(), words
    assert json.loads(shell.gto("history", "churn", "--json").out)[0]["ref"] == "churn#prod#2"


def test_a_remote_cannot_paint_the_terminal(file_remote: Remote, repository: Shell) -> None:
    repository.git("remote", "add", "origin", file_remote.url)
    file_remote.refuse_pushes("\x1b[31mred\x1b]0;owned\x07 \u202egnihton")
    said = repository.refused("register", "swan", "--push")
    assert unsafe(said) == set()
    assert "red" in said


def test_the_settings_file_cannot_either(repository: Shell) -> None:
    for text in (
        '"\\e[31m": 1\n',
        'stages: ["\\e[31m"]\n',
        "\x1b[31m: [\n",
        'LOG_LEVEL: "\\e[2J"\n',
        'INDEX: "\\e[2J"\n',
    ):
        (repository.path / ".gto").write_text(text)
        said = repository.gto("show", code=None)
        assert unsafe(said.out) == unsafe(said.err) == set(), text


# --- Bites are small --------------------------------------------------------------------------------------------------


def within_bounds(shell: Shell, *words: str, seconds: int = 20, megabytes: int = 400) -> Said:
    """Run gto and see that neither it nor the git it starts takes more memory or time of a processor than is decent.

    Not of a clock: how long a busy machine lets them wait is no fault of theirs.
    """
    memory = megabytes << 20

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    done = subprocess.run(
        [GTO, *words],
        cwd=shell.path,
        env=os.environ | dict(shell.env),
        preexec_fn=limited,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode >= 0, words
    assert f"exit code -{signal.SIGXCPU:d}" not in done.stderr, words
    assert "Traceback" not in done.stderr
    assert "Unexpected error" not in done.stderr
    return Said(done.returncode, done.stdout, done.stderr)


def bomb(levels: int) -> str:
    """YAML in which each level holds nine times the one before."""
    lines = ["a0: &a0 [lol, lol, lol]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


def merge_bomb(levels: int) -> str:
    """The same, by merge keys."""
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}" for i in range(1, levels)]
    return "\n".join(lines) + "\n"


YAMLS = {
    "bomb": bomb(30) + "artifacts: {swan: {path: x, meta: *a29}}\n",
    "merge bomb": merge_bomb(20) + "artifacts: *a19\n",
    "circle": "artifacts: &a {swan: *a}\n",
    "deep flow": "artifacts: " + "[" * 100_000 + "\n",
    "deep blocks": "".join(" " * i + "a:\n" for i in range(700)),
    "long": "artifacts: " + "x" * 5_000_000 + "\n",
    "many": "artifacts:\n" + "".join(f"  m{i}: {{path: x}}\n" for i in range(30_000)),
    "tags": "artifacts: !!python/object/apply:os.system [touch canary]\n",
    "many documents": "---\na: 1\n" * 1000,
    "binary": "artifacts: \x00\x01\x02\n",
    "large number": "artifacts: {swan: {path: x, meta: " + "9" * 100_000 + "}}\n",
    "sexagesimal": "artifacts: {swan: {path: x, meta: " + "1:" * 50_000 + "1}}\n",
    "circular variables": "vars: [{a: '${a}'}, {b: '${b.c.d[0]}'}]\nartifacts: {swan: {path: '${a}${b}'}}\n",
    "long variable": "artifacts: {swan: {path: '${" + "x." * 50_000 + "}'}}\n",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", YAMLS)
@pytest.mark.parametrize("file", ["dvc.yaml", "artifacts.yaml", "sub/dvc.yaml", "params.yaml"])
def test_an_evil_yaml_costs_itself_and_nothing_else(kind: str, file: str, repository: Shell) -> None:
    text = YAMLS[kind].removeprefix("artifacts: ") if file == "artifacts.yaml" else YAMLS[kind]
    repository.commit("evil", minute=5, files={file: text, "good/dvc.yaml": "artifacts: {heron: {path: h.pkl}}\n"})
    shown = within_bounds(repository, "show", "--plain")
    assert shown.code == 0
    assert ["churn", "v0.0.2", "v0.0.2"] in [line.split() for line in shown.lines]
    assert ["*good:heron", "-", "-"] in [line.split() for line in shown.lines]
    within_bounds(repository, "describe", "churn")
    within_bounds(repository, "doctor")
    within_bounds(repository, "diff", "churn", "v0.0.1", "HEAD")
    assert not list(repository.path.rglob("canary*"))


@pytest.mark.parametrize("kind", YAMLS)
def test_evil_settings_are_one_clear_error(kind: str, repository: Shell) -> None:
    (repository.path / ".gto").write_text(YAMLS[kind])
    said = within_bounds(repository, "show")
    assert said.code == 1
    assert "Wrong config file" in said.err


@pytest.mark.slow
def test_a_huge_message_and_a_huge_file_are_not_read(repository: Shell) -> None:
    """A tag whose text is 200 MB, tags on it, a lightweight tag on a 200 MB file, a commit that talks for 200 MB."""
    size = 200_000_000
    commit = repository.git("rev-parse", "HEAD")
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"\0" * size)
    repository.git("update-ref", "refs/tags/churn@v1.0.0", blob)
    head = f"object {commit}\ntype commit\ntag churn@v2.0.0\ntagger Jo <jo@example.com> 1772355600 +0000\n\n"
    huge = repository.git("hash-object", "-w", "-t", "tag", "--stdin", "--literally", stdin=head.encode() + b"x" * size)
    repository.git("update-ref", "refs/tags/churn@v2.0.0", huge)
    outer = head.replace(commit, huge).replace("type commit", "type tag").replace("v2.0.0", "v3.0.0")
    nested = repository.git("hash-object", "-w", "-t", "tag", "--stdin", stdin=outer + "m\n")
    repository.git("update-ref", "refs/tags/churn@v3.0.0", nested)
    text = repository.git("cat-file", "commit", "HEAD").encode() + b"\n" + b"y" * size
    talker = repository.git("hash-object", "-w", "-t", "commit", "--stdin", stdin=text)
    repository.git("tag", "-a", "-m", "m", "swan@v0.0.1", talker)
    for words in READING:
        said = within_bounds(repository, *words, megabytes=150)
        assert said.code == 0 or words[0] in ("doctor", "verify"), (words, said)
    assert within_bounds(repository, "show", "churn", "--version").lines == ["v0.0.2", "v0.0.1"]
    found = json.loads(within_bounds(repository, "doctor", "--json").out)
    assert {oddity["tags"][0] for oddity in found} >= {"churn@v1.0.0", "churn@v2.0.0", "churn@v3.0.0"}
    for words in (["show", "swan"], ["show", "swan", "--json"], ["history", "swan"]):
        assert "swan@v0.0.1" in within_bounds(repository, *words, megabytes=150).out, words


@pytest.mark.slow
def test_a_tree_that_holds_itself_ten_times_over_ends(repository: Shell) -> None:
    blob = repository.git("hash-object", "-w", "--stdin", stdin="artifacts: {}\n")
    tree = repository.git("mktree", stdin="".join(f"100644 blob {blob}\tdvc.yaml{i}\n" for i in range(10)))
    for _ in range(12):
        tree = repository.git("mktree", stdin="".join(f"040000 tree {tree}\td{i}\n" for i in range(10)))
    commit = repository.git("commit-tree", "-m", "bomb", "-p", "HEAD", tree)
    repository.git("tag", "-a", "-m", "m", "swan@v0.0.1", commit)
    repository.git("update-ref", "refs/heads/main", commit)
    shown = within_bounds(repository, "show", "--plain", megabytes=800)
    assert ["churn", "v0.0.2", "v0.0.2"] in [line.split() for line in shown.lines]
    assert "annotations" in shown.err
    within_bounds(repository, "describe", "swan", megabytes=800)


def test_tags_of_tags_without_end(repository: Shell) -> None:
    inner = "churn@v0.0.2"
    for depth in range(200):
        repository.git("tag", "-a", "-m", "m", f"deep{depth}", inner, code=None)
        inner = f"deep{depth}"
    repository.git("update-ref", "refs/tags/swan@v0.0.1", f"refs/tags/{inner}")
    said = within_bounds(repository, "show", "--plain")
    assert "swan@v0.0.1" in said.err
    assert "v0.0.2" in said.out


def test_ten_thousand_odd_tags_are_three_warnings(repository: Shell) -> None:
    commit = repository.git("rev-parse", "HEAD")
    names = "".join(f"create refs/tags/odd@v0.0.{i} {commit}\n" for i in range(10_000))
    repository.git("update-ref", "--stdin", stdin=names)
    said = within_bounds(repository, "show", "--plain")
    assert len(said.err.splitlines()) == 4
    assert "gto doctor" in said.err
    assert "v0.0.2" in said.out


# --- Things that are not what they seem -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [".gto", "dvc.yaml", "artifacts.yaml"])
def test_a_link_does_not_lead_out_of_the_repository(name: str, repository: Shell, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("stages: [secret]\n" if name == ".gto" else "artifacts: {secret: {path: x}}\nsecret: {path: x}\n")
    (repository.path / name).unlink(missing_ok=True)
    (repository.path / name).symlink_to(secret)
    repository.git("add", name)
    repository.commit("link", minute=5)
    for words in READING:
        said = repository.gto(*words, code=None)
        assert "secret" not in said.out + said.err.replace(str(secret), ""), words
    url = repository.path.as_uri()
    for words in (["show"], ["describe", "secret"], ["stages"]):
        assert "secret" not in repository.gto(*words, "-r", url, code=None).out.replace("secret'", "")


@pytest.mark.parametrize("name", [".gto", "dvc.yaml", "artifacts.yaml", ".git/gto/seen"])
def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(name: str, repository: Shell) -> None:
    path = repository.path / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    for words in (["show"], ["stages"], ["doctor"], ["verify"]):
        said = within_bounds(repository, *words)
        assert "churn" in said.out or words != ["show"]


def test_a_pipe_in_the_configuration_costs_a_limited_time(
    repository: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git itself waits for ever; we wait as long as the constant says."""
    os.mkfifo(tmp_path / "pipe")
    repository.git("config", "include.path", str(tmp_path / "pipe"))
    monkeypatch.setattr(run, "LOCAL_TIMEOUT_SECONDS", 0.3)
    with pytest.raises(GitTimeout) as caught:
        gto.open(repository.path)
    assert "keeps git waiting" in str(caught.value.hint)


def test_a_git_file_that_points_elsewhere(repository: Shell, tmp_path: Path) -> None:
    """Whose repository it is, git decides; a file that leads nowhere is one clear error."""
    for target, works in (
        (str(repository.path / ".git"), True),
        ("/nowhere", False),
        ("/etc", False),
        ("-x", False),
        ("\x1b[31m", False),
        ("x" * 100_000, False),
    ):
        folder = tmp_path / f"folder{len(target)}{works}"
        folder.mkdir()
        (folder / ".git").write_text(f"gitdir: {target}\n")
        shell = repository.within(folder)
        if works:
            assert "v0.0.2" in shell.gto("show").out
        else:
            said = shell.refused("show")
            assert unsafe(said) == set()
            assert len(said) < 2000


def test_submodules_are_not_looked_into(repository: Shell, tmp_path: Path) -> None:
    sub = new_repository(tmp_path / "sub")
    sub.commit("sub", files={"dvc.yaml": "artifacts: {secret: {path: x}}\n"})
    sub.tag("secret@v0.0.1")
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", sub.path.as_uri(), "sub")
    repository.commit("with a submodule", minute=5)
    assert "secret" not in repository.gto("show").out
    assert "secret" not in repository.gto("show", "-r", repository.path.as_uri()).out


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085"], ids=ascii)
def test_a_sign_that_some_take_for_a_line_end_makes_no_tags(mark: str, repository: Shell) -> None:
    """A tag's name may hold U+2028. Whoever splits lines there reads tags that do not exist."""
    commit = repository.git("rev-parse", "HEAD~")
    tag = repository.git("rev-parse", "churn@v0.0.1")
    repository.git("update-ref", f"refs/tags/ghost@v9.9.9{mark}x", tag)
    repository.git("update-ref", f"refs/heads/{commit}{mark}y", commit)
    for words in (["--repo=."], [f"--repo={repository.path.as_uri()}"]):
        for _ in range(2):
            said = repository.gto("show", "--plain", *words)
            assert "ghost" not in said.out
            assert "v0.0.2" in said.out
            assert unsafe(said.err) == set()


def test_an_object_is_what_its_id_says(repository: Shell) -> None:
    """refs/replace puts one object in the place of another; what is remembered under an id must not depend on it."""
    good, bad = repository.git("rev-parse", "churn@v0.0.1"), repository.git("rev-parse", "churn@v0.0.2")
    before = repository.gto("history", "churn", "--json").out
    repository.git("replace", "-f", good, bad)
    shutil.rmtree(repository.env["GTO_CACHE_DIR"], ignore_errors=True)
    assert repository.gto("history", "churn", "--json").out == before


def test_a_program_in_the_folder_is_not_taken_for_git_or_a_module(repository: Shell, trap: Trap) -> None:
    for name in ("git", "git.exe", "ssh", "gpg"):
        shutil.copy(trap.program, repository.path / name)
    for name in ("gto", "json", "select", "marshal", "ruamel"):
        (repository.path / f"{name}.py").write_text(f"open({str(trap.canary)!r}, 'w').write('module')\n")
    for words in READING:
        repository.gto(*words, code=None)
        assert trap.sprung() == "", words
