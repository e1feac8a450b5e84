from __future__ import annotations

import pytest

from gto.annotations.yaml import read_yaml_mapping
from gto.errors import CannotEdit
from gto_studio.errors import WrongInput
from gto_studio.rules.edits.asked import Version
from gto_studio.rules.edits.data import edited, files_of, tracks

DVC = """\
# ours
outs:
- md5: 0a0a0a0a
  size: 7   # bytes
  hash: md5
  path: data.csv
"""
LOCK = """\
schema: '2.0'
stages:
  prepare:
    cmd: python prepare.py
    deps:
    - path: raw.csv
      md5: 11111111
    outs:
    - path: raw.csv.copy
      md5: 22222222
      size: 9
    - path: raw.csv
      md5: 33333333.dir
      size: 10
      nfiles: 2
"""


def test_where_a_path_may_be_tracked() -> None:
    assert files_of("a/b/data.csv") == ("a/b/data.csv.dvc", "a/b/dvc.lock", "a/dvc.lock", "dvc.lock")
    assert files_of("data.csv") == ("data.csv.dvc", "dvc.lock")
    assert tracks(DVC.encode(), "sub/data.csv.dvc", "sub/data.csv")
    assert not tracks(DVC.encode(), "sub/data.csv.dvc", "data.csv")
    assert not tracks(None, "data.csv.dvc", "data.csv")
    assert tracks(LOCK.encode(), "dvc.lock", "raw.csv.copy")
    with pytest.raises(CannotEdit):
        tracks(b"outs: [", "data.csv.dvc", "data.csv")


def test_the_hash_and_what_goes_with_it_are_changed_and_no_other_line() -> None:
    found = edited(DVC.encode(), "data.csv.dvc", "data.csv", Version("0b0b0b0b", size=8)).decode()
    assert found == DVC.replace("0a0a0a0a", "0b0b0b0b").replace("size: 7 ", "size: 8 ")
    unknown = edited(DVC.encode(), "data.csv.dvc", "data.csv", Version("0b0b0b0b")).decode()
    assert unknown == DVC.replace("0a0a0a0a", "0b0b0b0b").replace("  size: 7   # bytes\n", "")
    assert edited(DVC.encode(), "data.csv.dvc", "data.csv", Version("0a0a0a0a")) == DVC.encode()
    new = Version("44444444.dir", 12, 3)
    locked = edited(LOCK.encode(), "dvc.lock", "raw.csv", new).decode()
    assert locked == LOCK.replace("33333333", "44444444").replace("size: 10", "size: 12").replace(
        "files: 2", "files: 3"
    )


def test_a_hash_that_reads_as_a_number_stays_a_text() -> None:
    found = edited(DVC.encode(), "data.csv.dvc", "data.csv", Version("12345678"))
    outs = read_yaml_mapping(found)["outs"]
    assert isinstance(outs, list)
    assert isinstance(outs[0], dict)
    assert outs[0]["md5"] == "12345678"


def test_versions_that_a_cloud_keeps_are_not_told_by_a_hash() -> None:
    text = f"{DVC}  cloud:\n    store:\n      etag: abcdef\n      version_id: v1\n"
    with pytest.raises(WrongInput, match="kept by versions of its cloud storage") as caught:
        edited(text.encode(), "data.csv.dvc", "data.csv", Version("0b0b0b0b"))
    assert caught.value.hint == "take data.csv.dvc as the other commit has it: git checkout COMMIT -- data.csv.dvc"
    assert edited(text.encode(), "data.csv.dvc", "data.csv", Version("0a0a0a0a")) == text.encode()


def test_what_is_no_version_of_it() -> None:
    with pytest.raises(WrongInput) as caught:
        edited(LOCK.encode(), "dvc.lock", "raw.csv", Version("44444444"))
    assert caught.value.fields == {"data:raw.csv": "it is a folder, and that is a file"}
    with pytest.raises(WrongInput):
        edited(DVC.encode(), "data.csv.dvc", "other.csv", Version("44444444"))
