"""`gto studio runner`, as far as it needs nothing to run; tests/studio/running has the rest."""

from __future__ import annotations

from pathlib import Path

from shell import Shell


def test_a_runner_needs_a_server_and_a_token(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert "Missing option '--server'" in shell.gto("studio", "runner", code=2).err
    said = shell.refused("studio", "runner", "--server", "http://127.0.0.1:1/")
    assert "A runner needs a token" in said
    assert "its scope is `runner`" in said
    (tmp_path / "token").write_text("isat_x\n")
    said = shell.refused("studio", "runner", "--server", "nowhere", "--token-file", "token")
    assert "'nowhere' is no address of a server" in said
    said = shell.refused("studio", "runner", "--server", "http://127.0.0.1:1/", "--token-file", "token",
                         "--repository", str(tmp_path))  # fmt: skip
    assert "repository" in said
