"""The script that a Git server runs after a push: it tells Studio, and never stands in the way."""

from __future__ import annotations

from pathlib import Path

from servers import create_bare
from shell import Shell, new_repository

from .running import running


def test_a_push_is_seen_at_once(tmp_path: Path) -> None:
    bare = create_bare(tmp_path / "models.git")
    shell = new_repository(tmp_path / "clone")
    shell.commit("first")
    shell.git("push", "--quiet", str(bare), "main")
    data = tmp_path / "data"
    seldom = {"GTO_STUDIO_POLL_SECONDS": "86400"}
    with running("serve", "--port", "0", "--data", data, bare, env=seldom) as server:
        server.until("/api/repositories", lambda rows: rows[0]["sync"]["state"] == "ok")
        script = shell.gto("studio", "hook", "models", "--data", data, "--url", server.url).out
        hook = bare / "hooks" / "post-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(script)
        hook.chmod(0o755)
        shell.tag("churn@v1.0.0", minute=1)
        shell.git("push", "--quiet", str(bare), "churn@v1.0.0")
        (model,) = server.until("/api/models", bool)
        assert (model["name"], model["latest"]) == ("churn", "v1.0.0")


def test_a_repository_that_is_not_here(tmp_path: Path) -> None:
    assert "There is no such repository" in Shell(tmp_path).refused("studio", "hook", "nowhere", "--data", "data")
