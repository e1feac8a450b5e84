"""`gto studio` alone: a server on this machine."""

from __future__ import annotations

from pathlib import Path

from .running import running


def test_no_words_at_all_open_a_server(tmp_path: Path) -> None:
    env = {"GTO_STUDIO_DATA": str(tmp_path / "data"), "GTO_STUDIO_PORT": "0"}
    with running(env=env, folder=tmp_path) as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert server.get("/health")["status"] == "ok"
        assert server.end() == 0
    assert (tmp_path / "data" / "studio.db").is_file()
