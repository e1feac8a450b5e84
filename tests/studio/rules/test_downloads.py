"""What downloads are called, and which parts of a file are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.data.parts import attachment, range_header, wanted_range
from gto_studio.rules import downloads
from gto_studio.rules.downloads import Download


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, (0, 10)), ("bytes=0-", (0, 10)), ("bytes=2-3", (2, 4)), ("bytes=2-99", (2, 10)), ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)), ("bytes=10-", None), ("bytes=-0", None), ("bytes=3-2", (0, 10)), ("bytes=-", (0, 10)),
        ("bytes=0-1,3-4", (0, 10)), ("lines=1-2", (0, 10)), ("bytes=a-b", (0, 10)),
    ],
)  # fmt: skip
def test_a_range(header: str | None, part: tuple[int, int] | None) -> None:
    assert wanted_range(header, 10) == part


@given(st.integers(1, 1_000), st.data())
def test_what_is_asked_for_in_parts_is_understood(size: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, size - 1))
    length = data.draw(st.none() | st.integers(1, size - start))
    header = range_header(start, length).get("Range")
    assert wanted_range(header, size) == (start, size if length is None else start + length)


def test_a_name_to_save_it_under() -> None:
    assert attachment('a/b/m "x"\r\n.bin') == "attachment; filename*=UTF-8''m%20%22x%22%0D%0A.bin"


def test_names_that_git_has_not() -> None:
    for path in ("", "models", "a/1/b"):
        assert downloads.listed_path(downloads.listing_of(path)) == path
        assert downloads.part_asked(downloads.part_of(path, 3)) == (path, 3)
    assert (
        downloads.listed_path("models") is downloads.part_asked("models") is downloads.part_asked("/part/x/y") is None
    )
    assert [downloads.is_special(name) for name in ("models", downloads.listing_of("models"))] == [False, True]


def test_where_a_client_puts_the_files() -> None:
    file, other = Download("a/b/m.bin", "git", 3, "x"), Download("a/b/sub/n.bin", "dvc", 4, "y", "md5", remote="r")
    assert list(downloads.names("a/b/m.bin", [file])) == ["m.bin"]
    assert list(downloads.names("a/b", [file, other])) == ["b/m.bin", "b/sub/n.bin"]
    assert list(downloads.names("", [file])) == ["a/b/m.bin"]
    assert downloads.read(downloads.write([file, other])) == [file, other]
