"""A memory can be missing but not wrong, and never in the way."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gto.git import cache

VALUE = ("digest", (("nn@v1.0.0", "nn#prod"), (1, 2)), {"line": ("odd", ("t",), None, True)}, b"\xff", 1.5)

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.tuples(inner, inner) | st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "cache" / "gto"))
    return tmp_path / "cache" / "gto"


@given(plain)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_remembered_is_recalled(value: object) -> None:
    cache.remember("one", value)
    assert cache.recall("one") == value


def test_what_was_not_is_none() -> None:
    assert cache.recall("one") is None


def test_the_last_memory_counts_and_others_stay(folder: Path) -> None:
    cache.remember("one", 1)
    cache.remember("two", 2)
    cache.remember("one", 3)
    assert (cache.recall("one"), cache.recall("two")) == (3, 2)
    assert sorted(file.name for file in folder.iterdir()) == ["one", "two"]


def test_one_that_is_damaged_at_any_byte_is_forgotten(folder: Path) -> None:
    cache.remember("one", VALUE)
    whole = (folder / "one").read_bytes()
    for place, byte in enumerate(whole):
        (folder / "one").write_bytes(whole[:place] + bytes([byte ^ 0x41]) + whole[place + 1 :])
        assert cache.recall("one") is None, place
    (folder / "one").write_bytes(whole)
    assert cache.recall("one") == VALUE


def test_one_that_is_cut_off_anywhere_is_forgotten(folder: Path) -> None:
    cache.remember("one", VALUE)
    whole = (folder / "one").read_bytes()
    for length in range(len(whole)):
        (folder / "one").write_bytes(whole[:length])
        assert cache.recall("one") is None, length


def test_one_of_another_python_or_version_of_ours_is_forgotten(folder: Path) -> None:
    cache.remember("one", VALUE)
    header, rest = (folder / "one").read_bytes().split(b"\n", 1)
    for other in (header.replace(b".", b"", 1), header.replace(b"python", b"Python"), header + b"1"):
        (folder / "one").write_bytes(other + b"\n" + rest)
        assert cache.recall("one") is None


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    for where in (tmp_path / "file", tmp_path / "file" / "cache", Path("/proc/nothing")):
        monkeypatch.setenv("GTO_CACHE_DIR", str(where))
        cache.remember("one", VALUE)
        assert cache.recall("one") is None
    assert (tmp_path / "file").read_text() == ""


def test_a_folder_in_the_place_of_a_memory_is_left_alone(folder: Path) -> None:
    (folder / "one" / "inside").mkdir(parents=True)
    cache.remember("one", VALUE)
    assert cache.recall("one") is None
    assert [file.name for file in folder.iterdir()] == ["one"]


def test_only_the_person_can_look_into_it(folder: Path) -> None:
    cache.remember("one", VALUE)
    assert folder.stat().st_mode & 0o077 == 0


def test_several_threads_leave_a_whole_memory(folder: Path) -> None:
    values = [(i, "x" * 100_000 * i) for i in range(8)]
    threads = [Thread(target=cache.remember, args=("one", value)) for value in values]
    for thread in threads:
        thread.start()
    seen = [cache.recall("one") for _ in range(50)]
    for thread in threads:
        thread.join()
    assert all(value is None or value in values for value in seen)
    assert cache.recall("one") in values


def test_it_lies_where_caches_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GTO_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", "/there")
    assert cache.folder() == "/there/gto"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", "/home/jo")
    assert cache.folder() == "/home/jo/.cache/gto"


def test_keys_are_file_names_that_tell_texts_apart() -> None:
    texts = ["", "a", "b", "/a/b", "\udcff", "ä", "x" * 10_000]
    keys = [cache.key(text) for text in texts]
    assert len(set(keys)) == len(texts)
    assert all(len(key) == 32 and key.isalnum() for key in keys)
    assert keys == [cache.key(text) for text in texts]
