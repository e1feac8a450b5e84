"""Files as they lie on disk, whatever lies there."""

from __future__ import annotations

import os
from pathlib import Path

from gto.git import files, objects
from gto.git.clones import visit
from gto.git.files import on_disk
from gto.git.place import locate
from servers import Remote
from shell import new_repository


def test_only_a_plain_file_is_read(tmp_path: Path) -> None:
    place = locate(str(new_repository(tmp_path).path))
    (tmp_path / ".gto").write_text("stages: [dev]\n")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert on_disk(place, ".gto") == b"stages: [dev]\n"
    assert [on_disk(place, name) for name in ("folder", "pipe", "nothing")] == [None, None, None]


def test_many_files_that_a_copy_lacks_come_in_one_round_trip(tmp_path: Path, file_remote: Remote) -> None:
    shell = new_repository(tmp_path / "clone")
    shell.commit("1", files={f"f{i}": str(i) for i in range(150)})
    shell.git("push", "--quiet", file_remote.path, "main")
    place = visit(file_remote.url)
    tree = shell.git("rev-parse", "HEAD^{tree}")
    names = [f"f{i}" for i in range(150)]
    listed = files.named(place, [tree], names)[tree]
    assert objects.kinds(place.path, [tree]) != [None]
    assert sorted(data for data in files.read(place, listed).values() if data) == sorted(
        str(i).encode() for i in range(150)
    )
