"""Accounts, by whoever has the server's shell."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from gto.errors import GtoError
from gto_studio.cli.main import run
from gto_studio.errors import Conflict, NotFound, WrongSettings
from gto_studio.identity import signing_in
from gto_studio.settings import Settings
from gto_studio.wiring import build

JANE = ("users", "add", "jane", "--email", "jane@example.com", "--admin", "--password-stdin")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GTO_STUDIO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GTO_STUDIO_ACCOUNTS", "true")
    return tmp_path / "data"


@pytest.fixture
def gto(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Runs `gto studio WORDS…` in this process; what it printed."""

    def studio(*words: str, stdin: str = "", code: int = 0) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        assert run(words) == code
        said = capsys.readouterr()
        return said.out if code == 0 else said.err

    return studio


def test_accounts_without_anybody_do_not_start(gto) -> None:
    with pytest.raises(WrongSettings, match="nobody could sign in") as refused:
        gto("serve", "--port", "0")
    assert refused.value.hint == "make the first one: gto studio users add NAME --admin"


def test_an_account_from_its_beginning_to_its_end(gto, data: Path) -> None:
    assert gto(*JANE, stdin="a long password\n") == "Made the account jane of an administrator\n"
    with pytest.raises(Conflict, match="username 'jane'"):
        gto(*JANE, stdin="a long password\n")
    assert gto("users", "list") == "jane\tjane\tjane@example.com\tadmin\n"
    parts = build(Settings(data=data, accounts=True))
    assert signing_in.check(parts.store, "jane", "a long password", "here", 0.0).admin
    parts.close()

    with pytest.raises(Conflict, match="no administrator left"):
        gto("users", "remove", "jane")
    gto("users", "add", "joe", "--email", "joe@example.com", "--no-password")
    assert gto("users", "role", "joe", "red", "editor") == "joe has the role editor in red\n"
    gto("users", "change", "joe", "--admin", "--full-name", "Joe D")
    gto("users", "change", "jane", "--disable")
    assert gto("users", "list").splitlines() == [
        "jane\tjane\tjane@example.com\tadmin, disabled",
        "joe\tJoe D\tjoe@example.com\tadmin",
    ]
    gto("users", "password", "joe", "--password-stdin", stdin="another password\n")
    gto("users", "remove", "jane")
    with pytest.raises(NotFound, match="There is no account 'jane'"):
        gto("users", "remove", "jane")


@pytest.mark.parametrize("words", [("--email", "x"), ("--email", "jane@example.com", "--full-name", "a\nb")])
def test_what_cannot_be_an_account_is_refused(gto, words: tuple[str, ...]) -> None:
    with pytest.raises(GtoError, match="cannot be used"):
        gto("users", "add", "jane", "--no-password", *words)


def test_a_password_is_not_asked_for_where_nobody_can_answer(gto) -> None:
    assert "--password-stdin" in gto("users", "add", "jane", "--email", "jane@example.com", code=2)
