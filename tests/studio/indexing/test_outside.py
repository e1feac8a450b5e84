"""What DVC keeps, read from a cache or a remote on this machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from gto.data.reach import Reach
from gto.data.remote_config import Config, Remote, address_of, read_config
from gto.git.place import locate
from gto.remotes.opening import Surroundings
from gto_studio.dvc.asking import Failure, Kept, Parsed
from gto_studio.indexing.outside import Attached, Outside
from gto_studio.indexing.reading import readings
from servers.buckets import KEYS, versioned
from servers.files_over_http import served
from shell import new_repository


def put(folder: Path, data: bytes, *, layout: str = "files/md5", suffix: str = "") -> str:
    """Keep bytes as DVC does; their hash."""
    hash = hashlib.md5(data).hexdigest() + suffix
    place = folder / layout / hash[:2] / hash[2:]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return hash


def put_folder(folder: Path, files: Mapping[str, bytes]) -> str:
    listing = [{"md5": put(folder, data), "relpath": path} for path, data in files.items()]
    return put(folder, json.dumps(listing).encode(), suffix=".dir")


def outside(
    url: str, tmp_path: Path, *, repository: str | None = None, reach: Reach | None = None, **attached: Attached
) -> Outside:
    around = Surroundings(reach or Reach(private=True, local=True), tmp_path / "known_hosts", repository)
    return Outside({"": Config("store", (Remote("store", url),))}, attached, around)


def test_files_and_folders_of_either_layout(tmp_path: Path) -> None:
    store = tmp_path / "store"
    new, old = put(store, b"new"), put(store, b"old", layout=".")
    folder = put_folder(store, {"a.csv": b"x\n1\n", "sub/b.csv": b"y\n2\n"})
    wanted = [
        Kept("new.bin", new),
        Kept("old.bin", old, "md5-dos2unix"),
        Kept("d", folder, inside="sub/b.csv"),
        Kept("d", folder, inside="gone.csv"),
        Kept("lost", "0" * 32, size=7),
        Kept("evil", "../../etc/passwd"),
    ]
    found = outside(str(store), tmp_path)(wanted)
    assert [found[one] for one in wanted[:3]] == [b"new", b"old", b"y\n2\n"]
    problems = [found[one] for one in wanted[3:]]
    assert [isinstance(one, Failure) and one.type for one in problems] == ["Missing", "NotInGit", "NotInGit"]
    assert (problems[1].hash, problems[1].size) == ("0" * 32, 7)  # type: ignore[union-attr]


def test_the_cache_of_a_repository_on_this_disk_needs_no_remote(tmp_path: Path) -> None:
    hash = put(tmp_path / "repo/.dvc/cache", b"cached")
    assert outside("https://nowhere.invalid", tmp_path, repository=str(tmp_path / "repo"))([Kept("a", hash)]) == {
        Kept("a", hash): b"cached"
    }


def test_a_relative_remote_is_seen_from_the_dvc_folder_and_of_a_repository_elsewhere_nowhere(tmp_path: Path) -> None:
    kept = Kept("a", put(tmp_path / "store", b"data"))
    assert outside("../../store", tmp_path, repository=str(tmp_path / "repo"))([kept])[kept] == b"data"
    assert isinstance(outside("../../store", tmp_path)([kept])[kept], Failure)
    assert isinstance(outside(str(tmp_path / "store"), tmp_path, reach=Reach())([kept])[kept], Failure)


def test_what_does_not_fit_its_hash_is_not_shown(tmp_path: Path) -> None:
    hash = put(tmp_path / "store", b"data")
    (tmp_path / "store/files/md5" / hash[:2] / hash[2:]).write_bytes(b"other")
    found = outside(str(tmp_path / "store"), tmp_path)([Kept("a", hash)])[Kept("a", hash)]
    assert isinstance(found, Failure)
    assert "does not fit its hash" in found.msg


def test_credentials_go_to_the_address_that_they_were_attached_for_and_to_no_other(tmp_path: Path) -> None:
    store = tmp_path / "store"
    kept = [Kept(f"{i}", put(store, b"%d" % i)) for i in range(20)]
    with served(store, login="olga:secret") as url:
        secret = Attached(address_of(Remote("store", url)), {"user": "olga", "password": "secret"})
        reading = outside(url, tmp_path, store=secret)
        assert reading(kept) == {one: one.path.encode() for one in kept}
        reading.close()
        moved = outside(url, tmp_path, store=replace(secret, address="https://example.com"))
        for said in moved(kept).values():
            assert isinstance(said, Failure)
            assert "was changed since" in said.msg
        for said in outside(url, tmp_path)(kept).values():
            assert isinstance(said, Failure)
            assert "does not let us read" in said.msg


def test_a_remote_that_is_not_there_is_asked_once(tmp_path: Path) -> None:
    kept = [Kept(f"{i}", f"{i:032x}") for i in range(100)]
    found = outside("http://127.0.0.1:1", tmp_path)(kept)
    assert {isinstance(one, Failure) and one.type for one in found.values()} == {"NotInGit"}


def test_of_no_remote_at_all(tmp_path: Path) -> None:
    around = Surroundings(Reach(), tmp_path / "known_hosts")
    found = Outside({}, {}, around)([Kept("a", "0" * 32)])
    assert "names no remote" in found[Kept("a", "0" * 32)].msg  # type: ignore[union-attr]


def test_every_version_of_a_folder_on_a_remote_that_keeps_versions(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    with versioned() as bucket, ExitStack() as stack:
        yaml = "metrics: [d/m.json, o, one.json]\nplots: [d/sub]\nstages: {t: {cmd: x, outs: [o]}}\n"
        for number in (1, 2):
            bucket.push("d/old.json", b"never named")
            lock = bucket.pushed("o", {"n.json": b'{"n": %d}' % number}).replace("\n", "\n    ").strip()
            one = bucket.push("one.json", b'{"f": %d}' % number)
            shell.commit(str(number), minute=number, files={
                "dvc.yaml": yaml,
                "d.dvc": bucket.pushed("d", {"m.json": b'{"acc": 0.%d}' % number, "sub/c.csv": b"x,y\n1,2\n"}),
                "one.json.dvc": f"outs: [{{path: one.json, hash: md5, {one}}}]\n",
                "dvc.lock": f"schema: '2.0'\nstages:\n  t:\n    cmd: x\n    {lock}\n",
            })  # fmt: skip
        config = read_config(bucket.config.encode())
        secret = Attached(address_of(config.remotes[0]), KEYS)
        around = Surroundings(Reach(private=True, local=True), tmp_path / "known_hosts")
        outside = Outside({"": config}, {"store": secret}, around)
        stack.callback(outside.close)
        trees = shell.git("log", "--format=%T").split()
        said = dict(readings(locate(str(shell.path)), trees, Parsed(), outside=outside))
        assert [{file: one["data"] for file, one in said[tree].metrics.items()} for tree in trees] == [
            {"d/m.json": {"acc": 0.2}, "o/n.json": {"n": 2}, "one.json": {"f": 2}},
            {"d/m.json": {"acc": 0.1}, "o/n.json": {"n": 1}, "one.json": {"f": 1}},
        ]
        assert [plot.name for plot in said[trees[0]].plots] == ["d/sub/c.csv"]
        assert not said[trees[0]].lacking
        table, gone = (replace(said[trees[0]].kept["d"], inside=name) for name in ("sub/c.csv", "gone"))
        found = outside([table, gone])
        assert found[table] == b"x,y\n1,2\n"
        assert isinstance(found[gone], Failure)
