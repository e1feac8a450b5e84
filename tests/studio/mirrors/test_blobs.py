"""Contents come in portions, each once, and what is too large does not come at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.git.place import locate
from gto_studio.mirrors import blobs
from shell import new_repository


def test_contents_come_in_portions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "CHUNK_BYTES", 25)
    shell = new_repository(tmp_path / "models")
    files = {f"f{i}": bytes([65 + i]) * (i * 5) for i in range(8)}
    shell.commit("1", files={**files, "large": b"x" * ((1 << 20) + 1)})
    id = {name: shell.git("rev-parse", f"HEAD:{name}") for name in [*files, "large"]}
    wanted = [*id.values(), *id.values(), shell.git("rev-parse", "HEAD^{tree}"), "0" * 39 + "1"]
    assert dict(blobs.read(locate(str(shell.path)), wanted)) == {
        **{id[name]: data for name, data in files.items()},
        id["large"]: None,
        shell.git("rev-parse", "HEAD^{tree}"): None,
        "0" * 39 + "1": None,
    }
    assert list(blobs.read(locate(str(shell.path)), [])) == []
