from __future__ import annotations

import hashlib

import pytest

from gto.data.objects import is_intact, keys, members

HASH = "0123456789abcdef0123456789abcdef"


def test_where_an_object_is() -> None:
    assert keys(HASH, "md5") == (f"files/md5/01/{HASH[2:]}", f"01/{HASH[2:]}")
    assert keys(f"{HASH}.dir", "md5-dos2unix") == (f"01/{HASH[2:]}.dir", f"files/md5/01/{HASH[2:]}.dir")


@pytest.mark.parametrize("hash", ["", "../../etc/passwd", HASH.upper(), HASH + "/..", f"{HASH}.dirs", HASH[:31]])
def test_what_is_no_hash_leads_nowhere(hash: str) -> None:
    assert keys(hash, "md5") == ()


def test_the_files_of_a_folder() -> None:
    assert members(b'[{"md5": "aa", "relpath": "a.txt"}, {"relpath": "b"}, 3]') == {"a.txt": "aa"}
    assert [dict(members(data)) for data in (b"", b"{}", b"[" * 100_000, b"\xff")] == [{}] * 4


def test_bytes_are_held_against_their_hash() -> None:
    data = b"a\n"
    assert is_intact(data, hashlib.md5(data).hexdigest(), "md5")
    assert not is_intact(b"b\n", hashlib.md5(data).hexdigest(), "md5")
    assert is_intact(b"a\r\n", hashlib.md5(data).hexdigest(), "md5-dos2unix")
