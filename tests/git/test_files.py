"""Files as they lie on disk, whatever lies there."""

from __future__ import annotations

import os
from pathlib import Path

from gto.git.files import on_disk
from gto.git.place import locate
from shell import new_repository


def test_only_a_plain_file_is_read(tmp_path: Path) -> None:
    place = locate(str(new_repository(tmp_path).path))
    (tmp_path / ".gto").write_text("stages: [dev]\n")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert on_disk(place, ".gto") == b"stages: [dev]\n"
    assert [on_disk(place, name) for name in ("folder", "pipe", "nothing")] == [None, None, None]
