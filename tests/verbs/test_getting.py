"""Getting the files of an artifact, whole: from Git, from Git LFS, from DVC's cache and remotes."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

import gto
from gto.errors import (
    ArtifactNotFound,
    CannotWrite,
    FileInTheWay,
    HostUnreachable,
    NoActiveAssignment,
    NoData,
    NotFound,
    StorageFailed,
    WrongData,
)
from gto.git import objects as git_objects
from gto.verbs.getting import Got, find, get
from servers.buckets import versioned
from servers.ranges import Shop, open_shop
from shell import Shell, new_repository

BIG = bytes(range(256)) * 2_000  # 512 kB: more than one piece


def keep(folder: Path, data: bytes, *, layout: str = "files/md5", suffix: str = "") -> str:
    """Keep bytes as DVC does; their hash."""
    hash = hashlib.md5(data).hexdigest() + suffix
    place = folder / layout / hash[:2] / hash[2:]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return hash


def keep_folder(folder: Path, files: Mapping[str, bytes]) -> str:
    listing = [{"md5": keep(folder, data), "relpath": path} for path, data in files.items()]
    return keep(folder, json.dumps(listing).encode(), suffix=".dir")


def config(url: str) -> str:
    return f"[core]\n    remote = store\n['remote \"store\"']\n    url = {url}\n"


def tracked(name: str, hash: str, *, older: bool = False) -> str:
    return f"outs:\n- path: {name}\n  md5: {hash}\n" + ("" if older else "  hash: md5\n")


def committed(folder: Path, url: str, files: Mapping[str, str], *artifacts: str) -> Shell:
    """A repository with these files, and artifacts `name=path`, each registered."""
    shell = new_repository(folder)
    entries = dict(one.split("=") for one in artifacts)
    said = "artifacts:\n" + "".join(f"  {name}:\n    path: {path}\n" for name, path in entries.items())
    shell.commit("first", files={".dvc/config": config(url), "dvc.yaml": said, **files})
    for name in entries:
        shell.git("tag", "-a", f"{name}@v1.0.0", "-m", "x")
    return shell


def bring(at: Path | str, name: str, out: Path, **options: object) -> list[Got]:
    repository = gto.open(str(at))
    return get(repository, find(repository, name), str(out), **options)  # type: ignore[arg-type]


def on_disk(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.mark.parametrize("at", ["here", "there"])
def test_files_and_folders_from_everywhere_come_as_they_were_kept(at: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    folder = keep_folder(store, {"a.txt": b"a", "sub/b.txt": b"b"})
    old = keep(store, b"old", layout=".")
    lock = "schema: '2.0'\nstages:\n  train:\n    cmd: x\n    outs:\n    - {path: out.bin, md5: %s, hash: md5}\n"
    shell = committed(
        tmp_path / "project",
        str(store),
        {
            "models/big.bin.dvc": tracked("big.bin", keep(store, BIG)),
            "models/old.bin.dvc": tracked("old.bin", old, older=True),
            "models/plain.txt": "plain",
            "data.dvc": tracked("data", folder),
            "sub/dvc.yaml": "stages:\n  train: {cmd: x, wdir: deep, outs: [out.bin]}\n",
            "sub/dvc.lock": lock % keep(store, b"out"),
            "var/dvc.yaml": "stages:\n  train: {cmd: x, wdir: '${where}', outs: [out.bin]}\n",
            "var/params.yaml": "where: deeper\n",
            "var/dvc.lock": lock % keep(store, b"var"),
        },
        *(
            "big=models/big.bin",
            "all=models",
            "data=data",
            "part=data/sub",
            "out=sub/deep/out.bin",
            "var=var/deeper/out.bin",
            "root=.",
        ),
    )
    (shell.path / "models/run").write_text("#!/bin/sh")
    (shell.path / "models/run").chmod(0o755)
    shell.git("add", "models/run")
    shell.commit("second")
    shell.git("tag", "-a", "all@v1.1.0", "-m", "x")
    address = shell.path if at == "here" else shell.path.as_uri()
    out = tmp_path / "out"
    for name in ("big", "all", "data", "part", "out", "var"):
        bring(address, name, out / name)
    assert on_disk(out) == {
        "big/big.bin": BIG,
        "all/models/big.bin": BIG,
        "all/models/old.bin": b"old",
        "all/models/plain.txt": b"plain",
        "all/models/run": b"#!/bin/sh",
        "data/data/a.txt": b"a",
        "data/data/sub/b.txt": b"b",
        "part/sub/b.txt": b"b",
        "out/out.bin": b"out",
        "var/out.bin": b"var",
    }
    assert os.access(out / "all/models/run", os.X_OK)
    assert {one.was_here for one in bring(address, "all", out / "all")} == {True}
    assert {"models/big.bin", "data/a.txt", "sub/deep/out.bin", "dvc.yaml"} <= {
        one.piece.path for one in bring(address, "root", out / "root")
    }


def test_which_version_is_meant(tmp_path: Path) -> None:
    shell = committed(tmp_path / "project", "/nowhere", {"m.txt": "one"}, "m=m.txt", "gone=gone.txt", "far=s3://b/x")
    shell.git("tag", "-a", "m#prod#1", "-m", "x")
    shell.commit("second", files={"m.txt": "two"})
    shell.git("tag", "-a", "m@v2.0.0", "-m", "x")
    shell.commit("third", files={"m.txt": "three", "dvc.yaml": "artifacts:\n  new: {path: m.txt}\n"})
    shell.git("tag", "-a", "m@v0.1.0", "-m", "x")
    repository = gto.open(str(shell.path))
    found = {
        name: get(repository, find(repository, name), str(tmp_path / name.replace("#", "_")))[0].path
        for name in ("m", "m@latest", "m@v1.0.0", "m#prod", "new")
    }
    said = {name: Path(path).read_text() for name, path in found.items()}
    assert said == {"m": "two", "m@latest": "two", "m@v1.0.0": "one", "m#prod": "one", "new": "three"}
    assert find(repository, "m", rev="HEAD~1").commit == shell.git("rev-parse", "HEAD~1")
    for name, error in {
        "nobody": ArtifactNotFound,
        "m#dev": NoActiveAssignment,
        "m@v7.0.0": NotFound,
        "far": NoData,
        "m@v0.1.0": NoData,  # nothing is written about it there
    }.items():
        with pytest.raises(error):
            find(repository, name)
    with pytest.raises(NoData, match="neither in Git nor"):
        get(repository, find(repository, "gone"), str(tmp_path / "x"))


def served_model(tmp_path: Path, shop: Shop) -> Path:
    return committed(
        tmp_path / "project", shop.url, {"m.bin.dvc": tracked("m.bin", keep(shop.folder, BIG))}, "m=m.bin"
    ).path


def test_a_download_that_broke_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with open_shop(tmp_path / "store") as shop:
        project, out = served_model(tmp_path, shop), tmp_path / "out"
        shop.breaks = 3
        assert bring(project, "m", out)[0].size == len(BIG)
        assert [part for _, part in shop.asked[1:]] == ["bytes=100000-", "bytes=200000-", "bytes=300000-"]
        (out / "m.bin").unlink()
        shop.breaks, shop.bytes_until_break, shop.asked = 1_000, 0, []
        half = out / f".m.bin.{hashlib.md5(BIG).hexdigest()[:12]}.part"
        half.write_bytes(BIG[:200_000])
        with pytest.raises(HostUnreachable):
            bring(project, "m", out)
        assert half.read_bytes() == BIG[:200_000]
        shop.breaks = 0
        bring(project, "m", out)
        assert shop.asked[-1][1] == "bytes=200000-"
        assert on_disk(out) == {"m.bin": BIG}


def test_a_server_that_gives_whole_files_only_gives_them_again(tmp_path: Path) -> None:
    with open_shop(tmp_path / "store") as shop:
        project = served_model(tmp_path, shop)
        shop.breaks, shop.whole_only = 1, True
        bring(project, "m", tmp_path / "out")
        assert on_disk(tmp_path / "out") == {"m.bin": BIG}


def test_what_does_not_fit_its_hash_is_not_kept(tmp_path: Path) -> None:
    with open_shop(tmp_path / "store") as shop:
        project = served_model(tmp_path, shop)
        for place in shop.folder.rglob("*"):
            if place.is_file():
                place.write_bytes(b"something else")
        with pytest.raises(WrongData):
            bring(project, "m", tmp_path / "out")
        assert on_disk(tmp_path / "out") == {}


def test_a_file_of_ones_own_is_not_replaced_unasked(tmp_path: Path) -> None:
    shell = committed(tmp_path / "project", "/nowhere", {"m.txt": "model"}, "m=m.txt")
    out = tmp_path / "out"
    out.mkdir()
    (out / "m.txt").write_text("mine")
    with pytest.raises(FileInTheWay):
        bring(shell.path, "m", out)
    assert (out / "m.txt").read_text() == "mine"
    bring(shell.path, "m", out, replace=True)
    assert (out / "m.txt").read_text() == "model"
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        bring(shell.path, "m", tmp_path / "file")


def test_a_listing_that_leads_out_of_its_folder_is_not_followed(tmp_path: Path) -> None:
    store = tmp_path / "store"
    hash = keep_folder(store, {"../../evil.txt": b"evil", "/abs.txt": b"evil", "good.txt": b"good"})
    shell = committed(tmp_path / "project", str(store), {"data.dvc": tracked("data", hash)}, "data=data")
    bring(shell.path, "data", tmp_path / "out/deep")
    assert on_disk(tmp_path / "out") == {"deep/data/good.txt": b"good"}


def test_what_nobody_pushed_says_so(tmp_path: Path) -> None:
    shell = committed(
        tmp_path / "project", str(tmp_path / "store"), {"m.bin.dvc": tracked("m.bin", "a" * 32)}, "m=m.bin"
    )
    with pytest.raises(StorageFailed, match="not on the remote 'store'"):
        bring(shell.path, "m", tmp_path / "out")
    shell.commit("no remote", files={".dvc/config": ""})
    shell.git("tag", "-a", "m@v2.0.0", "-m", "x")
    with pytest.raises(StorageFailed, match="names no remote"):
        bring(shell.path, "m", tmp_path / "out")


def test_the_own_settings_of_a_person_let_in(tmp_path: Path) -> None:
    """Where the data is stands in the repository; a remote of the same name in config.local wins."""
    store = tmp_path / "store"
    files = {"m.bin.dvc": tracked("m.bin", keep(store, BIG)), ".dvc/.gitignore": "/config.local\n"}
    shell = committed(tmp_path / "project", str(tmp_path / "moved"), files, "m=m.bin")
    (shell.path / ".dvc/config.local").write_text(config(str(store)))
    bring(shell.path, "m", tmp_path / "out")
    assert on_disk(tmp_path / "out") == {"m.bin": BIG}


@pytest.mark.parametrize("at", ["here", "there"])
def test_each_version_of_a_folder_on_a_remote_that_keeps_versions(at: str, tmp_path: Path) -> None:
    with versioned() as bucket:
        files = {".dvc/.gitignore": "/config.local\n", "d.dvc": bucket.pushed("d", {"a": b"1", "sub/b": b"b"})}
        shell = committed(tmp_path / "project", "", files | {".dvc/config": bucket.config}, "m=d", "part=d/sub")
        (shell.path / ".dvc/config.local").write_text(bucket.config_local)
        shell.commit("second", files={"d.dvc": bucket.pushed("d", {"a": b"22", "sub/b": b"b"})})
        shell.git("tag", "-a", "m@v2.0.0", "-m", "x")
        own = tmp_path / "own"
        address: Path | str = shell.path
        with pytest.MonkeyPatch.context() as patch:
            if at == "there":
                own.mkdir()
                (own / "config").write_text(bucket.config_local)
                patch.setenv("DVC_GLOBAL_CONFIG_DIR", str(own))
                address = shell.path.as_uri()
            for name in ("m@v1.0.0", "m@v2.0.0", "part"):
                bring(address, name, tmp_path / "out" / name)
    assert on_disk(tmp_path / "out") == {
        "m@v1.0.0/d/a": b"1", "m@v1.0.0/d/sub/b": b"b",
        "m@v2.0.0/d/a": b"22", "m@v2.0.0/d/sub/b": b"b",
        "part/sub/b": b"b",
    }  # fmt: skip


def test_a_text_that_dvc_2_hashed_with_other_ends_of_lines(tmp_path: Path) -> None:
    store, text = tmp_path / "store", b"a\r\nb\r\n" * 200_000
    hash = hashlib.md5(text.replace(b"\r\n", b"\n")).hexdigest()
    place = store / hash[:2] / hash[2:]
    place.parent.mkdir(parents=True)
    place.write_bytes(text)
    shell = committed(tmp_path / "p", str(store), {"m.csv.dvc": tracked("m.csv", hash, older=True)}, "m=m.csv")
    bring(shell.path, "m", tmp_path / "out")
    assert on_disk(tmp_path / "out") == {"m.csv": text}


def test_git_lfs_by_its_server_and_from_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oid = hashlib.sha256(BIG).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {len(BIG)}\n"
    with open_shop(tmp_path / "lfs") as shop:
        shop.folder.mkdir()
        (shop.folder / oid).write_bytes(BIG)
        said = f"[lfs]\n\turl = {shop.url}/info/lfs\n"
        shell = committed(tmp_path / "p", "/nowhere", {"m.bin": pointer, ".lfsconfig": said}, "m=m.bin")
        bring(shell.path.as_uri(), "m", tmp_path / "one")
        shop.lfs_login = f"Basic {base64.b64encode(b'jo:secret').decode()}"
        with pytest.raises(gto.errors.NoAccess):
            bring(shell.path, "m", tmp_path / "none")
        helper = "!f() { echo username=jo; echo password=secret; }; f"
        shell.git("config", "credential.helper", helper)
        bring(shell.path, "m", tmp_path / "two")
        (shop.folder / oid).unlink()
        with pytest.raises(StorageFailed, match="server of Git LFS has no"):
            bring(shell.path, "m", tmp_path / "three")
    here = shell.path / ".git/lfs/objects" / oid[:2] / oid[2:4]
    here.mkdir(parents=True)
    (here / oid).write_bytes(BIG)
    bring(shell.path, "m", tmp_path / "four")
    for out in ("one", "two", "four"):
        assert on_disk(tmp_path / out) == {"m.bin": BIG}


def test_a_file_in_git_may_be_larger_than_any_other_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = new_repository(tmp_path / "r")
    shell.commit("model", files={"dvc.yaml": "artifacts: {net: {path: net.bin}}", "net.bin": BIG})
    shell.tag("net@v1.0.0")
    monkeypatch.setattr(git_objects, "ANSWER_BYTES_MAX", 100_000)
    monkeypatch.setattr(git_objects.wholes, "__defaults__", (100_000,))
    repository = gto.open(str(shell.path))
    get(repository, find(repository, "net"), str(tmp_path / "out"))
    assert (tmp_path / "out" / "net.bin").read_bytes() == BIG
