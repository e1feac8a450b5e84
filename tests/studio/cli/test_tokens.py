"""Tokens, by whoever has the server's shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto_studio.cli.main import run
from gto_studio.errors import NotFound


@pytest.fixture
def gto(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GTO_STUDIO_DATA", str(tmp_path / "data"))

    def studio(*words: str, code: int = 0) -> str:
        assert run(words) == code
        said = capsys.readouterr()
        return said.out if code == 0 else said.err

    return studio


def test_a_token_is_made_listed_and_revoked(gto) -> None:
    secret = gto("tokens", "add", "ci", "--scope", "read", "--scope", "models").strip()
    assert secret.startswith("isat_")
    id, hint, name, scopes, used = gto("tokens", "list").rstrip("\n").split("\t")
    assert secret.startswith(hint.rstrip("…"))
    assert (name, scopes, used) == ("ci", "models,read", "never")
    assert gto("tokens", "revoke", id) == "Revoked; it proves nothing any more\n"
    assert gto("tokens", "list") == ""
    with pytest.raises(NotFound, match="no such token"):
        gto("tokens", "revoke", id)


def test_with_accounts_it_has_to_be_somebodys(gto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GTO_STUDIO_ACCOUNTS", "true")
    assert "--user NAME" in gto("tokens", "add", "ci", "--scope", "read", code=2)
    with pytest.raises(NotFound, match="no account 'jane'"):
        gto("tokens", "list", "--user", "jane")
