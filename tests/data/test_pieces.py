"""What a path stands for, and whether bytes are the right ones."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.data import tracked
from gto.data.pieces import Check, Piece, dvc_pieces, opened, tracked_by

HASH = "a" * 32


def test_what_a_commit_tracks_and_where_it_may_be() -> None:
    files = {
        "a/m.bin.dvc": b"outs: [{path: m.bin, md5: %s, hash: md5, size: 5, remote: other}]" % HASH.encode(),
        "a/git.txt.dvc": b"outs: [{path: git.txt, md5: %s, cache: false}]" % HASH.encode(),
        "b/dvc.yaml": b"stages: {train: {wdir: deep}, each: {foreach: [1], do: {wdir: each}}}",
        "b/dvc.lock": (
            b"schema: '2.0'\nstages:\n"
            b"  train: {outs: [{path: o, md5: %s.dir}]}\n"
            b"  each@1: {outs: [{path: e, md5: %s}]}\n"
        )
        % (HASH.encode(), HASH.encode()),
        "broken.dvc": b"outs: [",
    }
    known = tracked_by(files)
    assert [one.path for one in known] == ["a/m.bin", "a/git.txt", "b/deep/o", "b/each/e"]
    assert list(dvc_pieces("a", known, ["", "a"])) == [
        Piece("a/m.bin", "dvc", HASH, "md5", 5, project="a", remote="other")
    ]
    (inner,) = dvc_pieces("b/deep/o/x", known, [])
    assert (inner.is_folder, inner.inside) == (True, "x")
    listing = json.dumps([{"md5": HASH, "relpath": path} for path in ("x", "x/y", "xy", "../x/z", "/x/z")]).encode()
    assert [one.path for one in opened(inner, listing)] == ["b/deep/o/x", "b/deep/o/x/y"]
    assert [one.path for one in opened(inner._replace(inside=""), listing)] == [
        "b/deep/o/x", "b/deep/o/x/y", "b/deep/o/xy",
    ]  # fmt: skip


def test_a_folder_on_a_remote_that_keeps_versions() -> None:
    said = b"""
outs:
- path: d
  files:
  - {relpath: a.txt, md5: %s, size: 3, cloud: {store: {version_id: v1, etag: e}}}
  - {relpath: ../out.txt, md5: %s}
""" % (HASH.encode(), HASH.encode())
    found = list(dvc_pieces("d", tracked_by({"d.dvc": said}), [""]))
    assert [(one.path, one.versions, one.size) for one in found] == [("d/a.txt", (("store", "v1", "e"),), 3)]


@pytest.mark.parametrize("kind", ["md5", tracked.OLD_MD5, "git", "lfs"])
@given(data=st.binary(max_size=60) | st.text("a\r\n", max_size=30).map(str.encode), cut=st.integers(0, 60))
def test_bytes_are_known_by_their_hash_however_they_come(kind: str, data: bytes, cut: int) -> None:
    if kind == "git":
        piece = Piece("p", "git", hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest(), size=len(data))
    elif kind == "lfs":
        piece = Piece("p", "lfs", hashlib.sha256(data).hexdigest())
    else:
        hashed = data.replace(b"\r\n", b"\n") if kind == tracked.OLD_MD5 else data
        piece = Piece("p", "dvc", hashlib.md5(hashed).hexdigest(), kind)
    for sent, expected in ((data, True), (data + b"x", False)):
        check = Check(piece)
        check.update(sent[:cut])
        check.update(sent[cut:])
        assert check.is_right() is expected


def test_where_no_hash_is_known_the_size_must_do() -> None:
    check = Check(Piece("p", "dvc", "", "etag", size=3))
    check.update(b"ab")
    assert not check.is_right()
    check.update(b"c")
    assert check.is_right()
