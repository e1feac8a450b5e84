"""What a clone of a DVC project is told of where its data is. That DVC reads it so: tests/studio/running."""

from __future__ import annotations

from gto.data.remote_config import read_config
from gto_studio.rules.workplace_config import local_config

COMMITTED = b"""[core]
    remote = store
    autostage = true
['remote "store"']
    url = ../../store
['remote "cloud"']
    url = s3://bucket/data
"""
LOCAL = b"""['remote "cloud"']
    access_key_id = AKIA
['remote "mine"']
    url = /mnt/mine
"""


def test_paths_lead_where_they_led() -> None:
    found = local_config(COMMITTED, LOCAL, cache="/src/.dvc/cache", relative_to="/src/.dvc")
    assert found.has_remote
    said = {remote.name: remote.url for remote in read_config(found.text.encode()).remotes}
    assert said == {"store": "/store", "mine": "/mnt/mine"}
    assert "access_key_id = AKIA" in found.text
    assert "dir = /src/.dvc/cache" in found.text


def test_a_cache_elsewhere() -> None:
    for committed, local, cache in (
        (b"[cache]\ndir = ../../cache\n", b"", "/cache"),
        (b"[cache]\ndir = ../../cache\n", b"[cache]\n    dir = '/big/disk'\n    type = symlink\n", "/big/disk"),
        (b"", b"", "/given"),
    ):
        found = local_config(committed, local, cache="/given", relative_to="/src/.dvc")
        assert f"dir = {cache}\n" in found.text
        assert not found.has_remote
    assert local_config(b"", b"", cache=None, relative_to="/src/.dvc").text == ""


def test_a_copy_of_our_own_has_nothing_beside_it() -> None:
    found = local_config(COMMITTED, b"", cache="/kept", relative_to=None)
    assert found.text.split() == ["[cache]", "dir", "=", "/kept"]
    assert found.has_remote


def test_what_is_no_config() -> None:
    found = local_config(b"\xff[", b"no section = 1", cache="/c", relative_to="/src/.dvc")
    assert (found.text.split(), found.has_remote) == (["[cache]", "dir", "=", "/c"], False)
