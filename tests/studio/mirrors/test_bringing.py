"""Files too large do not come, whichever server has them: little is sent, nothing is left, and it is remembered."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gto.errors import GitFailed, RemoteUnreachable
from gto.git.place import Place, locate
from gto_studio.mirrors import blobs, bringing
from gto_studio.mirrors.visiting import visit
from servers import Remote
from shell import new_repository
from studio.following import conditions
from studio.mirrors.test_visiting import Calls, looked, size, source_of

MIB = 1 << 20


def pushed(remote: Remote, tmp_path: Path, files: dict[str, bytes]) -> dict[str, str]:
    """The id of each file, in a commit on the remote."""
    shell = new_repository(tmp_path / "clone", env=remote.env)
    shell.git("config", "core.compression", "0")
    shell.commit("Train", files=files)
    shell.git("push", "--quiet", remote.path, "main")
    return {name: shell.git("rev-parse", f"HEAD:{name}") for name in files}


def objects_of(place: Place) -> Path:
    return Path(place.common_dir, "objects")


def test_what_is_too_large_stays_away_and_the_rest_comes(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = {f"m{i}.json": b"%d" % i for i in range(4)}
    ids = pushed(remote, tmp_path, {**small, "a.json": os.urandom(5 * MIB)})
    large = {ids.pop("a.json")}
    wanted = [*large, *ids.values()]
    monkeypatch.setattr(bringing, "TOGETHER_BYTES", 2 * MIB)
    with visit(source_of(remote), conditions(tmp_path)) as mirror:
        expected = {**dict.fromkeys(large), **{ids[name]: data for name, data in small.items()}}
        assert dict(blobs.read(mirror.place, wanted)) == expected
        assert size(objects_of(mirror.place)) < MIB
        assert not list(objects_of(mirror.place).glob("tmp_*"))
    with visit(source_of(remote), conditions(tmp_path)) as mirror:
        calls = Calls(monkeypatch)
        assert dict(blobs.read(mirror.place, wanted)) == expected
        assert not calls.of("fetch")
        assert [len(data or b"") for _, data in blobs.read(mirror.place, large, bytes_max=6 * MIB)] == [5 * MIB]


def test_little_more_is_sent_than_may_be(http_remote: Remote, tmp_path: Path) -> None:
    ids = pushed(http_remote, tmp_path, {"m.json": os.urandom(40 * MIB)})
    with visit(source_of(http_remote), conditions(tmp_path)) as mirror:
        before = http_remote.bytes_out
        assert dict(blobs.read(mirror.place, ids.values(), bytes_max=10_000_000)) == dict.fromkeys(ids.values())
        assert http_remote.bytes_out - before < 20 * MIB
        assert size(objects_of(mirror.place)) < MIB


def test_exactly_as_large_as_may_be(file_remote: Remote, tmp_path: Path) -> None:
    ids = pushed(file_remote, tmp_path, {"fits": os.urandom(MIB), "does not": os.urandom(MIB + 1)})
    with visit(source_of(file_remote), conditions(tmp_path)) as mirror:
        read = dict(blobs.read(mirror.place, ids.values(), bytes_max=MIB))
    assert [len(read[id] or b"") for id in ids.values()] == [MIB, 0]


def test_more_than_may_come_at_once_comes_in_parts(
    file_remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "TOGETHER_BYTES", MIB)
    files = {f"f{i}": os.urandom(400_000) for i in range(8)}
    ids = pushed(file_remote, tmp_path, files)
    with visit(source_of(file_remote), conditions(tmp_path)) as mirror:
        assert dict(blobs.read(mirror.place, ids.values())) == {ids[name]: data for name, data in files.items()}


def test_a_mirror_forgets_with_itself_and_a_broken_line_is_no_trouble(file_remote: Remote, tmp_path: Path) -> None:
    [id] = pushed(file_remote, tmp_path, {"m.json": b"{}"}).values()
    place = looked(source_of(file_remote), conditions(tmp_path)).place
    Path(place.common_dir, "gto-too-large").write_text(f"{id}\n{id} x\n{id} 1\nhalf a li")
    assert dict(blobs.read(place, [id], bytes_max=1)) == {id: None}
    assert not bringing.bring(locate(place.path), [id], bytes_max=1)  # nobody's copy: nothing is asked
    with visit(source_of(file_remote), conditions(tmp_path)) as mirror:
        assert dict(blobs.read(mirror.place, [id])) == {id: b"{}"}


def test_what_a_killed_worker_left_half_brought_goes(file_remote: Remote, tmp_path: Path) -> None:
    pushed(file_remote, tmp_path, {"m.json": b"{}"})
    where = conditions(tmp_path)
    place = looked(source_of(file_remote), where).place
    (left := objects_of(place) / f"{bringing.APART}x" / "pack").mkdir(parents=True)
    (left / "pack-1.pack").write_bytes(b"half")
    (where.folder / "R1.visit" / "lock").write_text("visiting\n")
    looked(source_of(file_remote), where)
    assert not left.parent.exists()


def test_a_host_that_is_gone_is_no_file_too_large(file_remote: Remote, tmp_path: Path) -> None:
    [id] = pushed(file_remote, tmp_path, {"m.json": b"{}"}).values()
    with visit(source_of(file_remote), conditions(tmp_path)) as mirror:
        file_remote.path.rename(tmp_path / "gone")
        with pytest.raises(RemoteUnreachable):
            list(blobs.read(mirror.place, [id]))
        assert not Path(mirror.place.common_dir, "gto-too-large").exists()


def test_a_mirror_that_cannot_be_written(file_remote: Remote, tmp_path: Path) -> None:
    [id] = pushed(file_remote, tmp_path, {"m.json": b"{}"}).values()
    with visit(source_of(file_remote), conditions(tmp_path)) as mirror:
        shutil.rmtree(objects_of(mirror.place) / "pack")  # somebody else found it damaged
        with pytest.raises(GitFailed, match="Cannot write in"):
            list(blobs.read(mirror.place, [id]))
