"""Whatever git says, people hear what is wrong and what to do."""

from __future__ import annotations

import pytest

from gto_studio.rules.addresses import read
from gto_studio.rules.failures import explained, too_slow

HTTPS, SSH, PATH = read("https://git.example.com/o/n"), read("git@git.example.com:o/n"), read("/srv/n")


@pytest.mark.parametrize(
    ("address", "said", "code"),
    [
        (HTTPS, "fatal: Authentication failed for 'https://git.example.com/o/n/'", "no-access"),
        (HTTPS, "fatal: could not read Username for 'https://git.example.com': terminal prompts disabled", "no-access"),
        (HTTPS, "fatal: unable to access 'https://…': The requested URL returned error: 403", "no-access"),
        (HTTPS, "remote: Repository not found.; fatal: repository 'https://…' not found", "no-repository-there"),
        (HTTPS, "fatal: unable to access '…': Could not resolve host: git.example.com", "host-unreachable"),
        (HTTPS, "fatal: unable to access '…': SSL certificate problem: self-signed", "host-unreachable"),
        (HTTPS, "fatal: unable to access '…': The requested URL returned error: 301", "no-repository-there"),
        (HTTPS, "fatal: unable to access '…': The requested URL returned error: 502", "host-unreachable"),
        (HTTPS, "fatal: write error: No space left on device", "disk-full"),
        (HTTPS, "fatal: something new", "repository-unreadable"),
        (SSH, "git@git.example.com: Permission denied (publickey).; fatal: Could not read from remote", "no-access"),
        (SSH, "Host key verification failed.; fatal: Could not read from remote repository.", "no-access"),
        (SSH, "ssh: connect to host git.example.com port 22: Connection refused; fatal: …", "host-unreachable"),
        (PATH, "fatal: '/srv/n' does not appear to be a git repository", "no-repository-there"),
        (PATH, "fatal: detected dubious ownership in repository at '/srv/n'", "no-access"),
    ],
)
@pytest.mark.parametrize("secret", [True, False])
def test_git_is_translated(address: object, said: str, code: str, secret: bool) -> None:
    failure = explained(address, said, secret=secret, folder="/data/mirrors")  # type: ignore[arg-type]
    assert failure.code == code
    assert failure.hint


@pytest.mark.parametrize("said", ["fatal: could not read Username", "The requested URL returned error: 403"])
def test_who_acts_without_an_account_is_told_where_to_connect_one(said: str) -> None:
    failure = explained(HTTPS, said, secret=False, folder="/f", acting=True)
    assert (failure.code, "Git connections" in (failure.hint or "")) == ("no-access", True)
    assert "you have connected none" in str(failure)
    for other in (
        explained(HTTPS, said, secret=True, folder="/f", acting=True),
        explained(HTTPS, said, secret=False, folder="/f"),
        explained(SSH, "git@git.example.com: Permission denied (publickey).", secret=False, folder="/f", acting=True),
    ):
        assert "you have connected none" not in str(other)


def test_a_silent_host_is_named_with_the_time_it_had() -> None:
    failure = too_slow(HTTPS, 20)
    assert (failure.code, str(failure)) == ("host-unreachable", "'git.example.com' did not answer within 20 seconds")


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        (
            "https://github.com/o/r/tree/main/models/a b",
            "add 'https://github.com/o/r', with the directory 'models/a b'",
        ),
        ("https://gitlab.com/g/s/r/-/tree/main", "add 'https://gitlab.com/g/s/r'"),
        (
            "https://git.example.com:8443/o/r/src/branch/main/x",
            "add 'https://git.example.com:8443/o/r', with the directory 'x'",
        ),
        ("https://bitbucket.org/o/r/src/main/x", "add 'https://bitbucket.org/o/r', with the directory 'x'"),
        ("https://git.example.com/tree/r", "check the address; of a private repository, also the token"),
    ],
)
def test_a_page_of_a_forge_is_led_to_its_repository(url: str, hint: str) -> None:
    error = explained(read(url), "fatal: repository not found", secret=False, folder="/f")
    assert (error.code, error.hint) == ("no-repository-there", hint)
