"""What lets us in reaches git, and nobody else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from gto_studio.mirrors.credentials import TOKEN_USER, Credentials, environment

KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\r\nabc\r\n-----END OPENSSH PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("username", "secret", "password", "ssh_key"),
    [
        (None, None, None, None),
        ("jo", "", None, None),
        ("jo", "secret", "secret", None),
        (None, KEY, None, KEY.replace("\r\n", "\n") + "\n"),
    ],
)
def test_a_secret_tells_what_it_is(
    username: str | None, secret: str | None, password: str | None, ssh_key: str | None
) -> None:
    assert Credentials.of(username, secret) == Credentials(username, password, ssh_key)


@pytest.mark.parametrize("password", ["plain", "a b", "$(touch x)`'\"\\n%s", "-n"])
def test_the_program_that_git_asks_gives_name_and_password_as_they_are(password: str, tmp_path: Path) -> None:
    for credentials, user in ((Credentials("jo", password), "jo"), (Credentials(None, password), TOKEN_USER)):
        with environment(credentials, tmp_path) as env:
            program = env["GIT_ASKPASS"]
            assert Path(program).parent.stat().st_mode & 0o777 == 0o700
            assert password not in Path(program).read_text() or password == "-n"
            for question, answer in (("Username for 'https://h': ", user), ("Password for 'https://jo@h': ", password)):
                done = subprocess.run([program, question], env=os.environ | dict(env), capture_output=True, text=True)
                assert done.stdout == f"{answer}\n"
        assert not Path(program).exists()


def test_without_a_key_ssh_offers_nobodys_unless_it_may(tmp_path: Path) -> None:
    with environment(Credentials(), tmp_path) as env:
        assert "IdentityFile=none" in env["GIT_SSH_COMMAND"]
        assert env["GIT_ASKPASS"] == ""
    with environment(Credentials(), tmp_path, own_ssh=True) as env:
        assert "IdentityFile" not in env["GIT_SSH_COMMAND"]
    with environment(Credentials(ssh_key=KEY), tmp_path / "a b", own_ssh=True, ssh_options=("HostName=::1",)) as env:
        assert "'" in env["GIT_SSH_COMMAND"]
        assert "HostName=::1" in env["GIT_SSH_COMMAND"]


def test_nothing_is_shown_of_a_secret() -> None:
    assert repr(Credentials("jo", "secret")) == repr(Credentials(ssh_key="secret")) == "Credentials(…)"
