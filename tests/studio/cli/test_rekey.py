"""A new key for stored secrets, by whoever has the server's shell."""

from __future__ import annotations

from pathlib import Path

from gto_studio.settings import Settings
from gto_studio.wiring import build
from shell import new_repository
from studio.rows import a_repository


def test_the_key_is_renewed_and_the_server_still_opens_what_it_stored(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    parts = build(settings)
    with parts.store.writing() as connection:
        a_repository(connection, secret=parts.secrets.seal("a"), hook_secret=parts.secrets.seal("b"))
    before = (tmp_path / "data" / "key").read_text()
    said = new_repository(tmp_path / "models").gto("studio", "rekey", "--data", str(tmp_path / "data"))
    assert said.out == "Encrypted 2 secrets by the new key\n"
    assert (tmp_path / "data" / "key").read_text() != before
    parts.close()
    build(settings).close()  # would refuse to start otherwise
