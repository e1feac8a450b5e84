from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.data.remote_config import Config, Remote, address_of, kind_of, label, read_config, read_document

CONFIG = b"""\
[core]
    remote = store
    autostage = true
['remote "store"']
    url = s3://bucket/data
    endpointurl = https://minio.example.com
    access_key_id = AKIASECRET
    secret_access_key = secret
['remote "web"']
    url = https://olga:secret@example.com/data
[remote "old"]
    url = ssh://olga:secret@example.com/data
    port = 2222
['remote "empty"']
"""


def test_the_remotes_of_a_project() -> None:
    found = read_config(CONFIG)
    assert found.default == "store"
    assert found.remotes == (
        Remote("store", "s3://bucket/data", {"endpointurl": "https://minio.example.com"}),
        Remote("web", "https://example.com/data"),
        Remote("old", "ssh://olga@example.com/data", {"port": "2222"}),
    )
    assert b"secret" not in repr(found).encode()


def test_which_remote_is_meant() -> None:
    found = read_config(CONFIG)
    assert [one and one.name for one in map(found.find, (None, "web", "nobody"))] == ["store", "web", None]
    assert Config(None, (Remote("only", "/x"),)).find(None) == Remote("only", "/x")
    assert Config(None, (Remote("a", "/x"), Remote("b", "/y"))).find(None) is None


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("s3://b/x", "s3"), ("gs://b", "gs"), ("azure://c/x", "azure"), ("ssh://h/x", "ssh"), ("https://h/x", "http"),
        ("webdavs://h/x", "webdav"), ("/srv/data", "local"), ("../data", "local"), ("file:///srv", "local"),
        ("gdrive://x", "other"),
    ],
)  # fmt: skip
def test_the_kind_of_storage(url: str, kind: str) -> None:
    assert kind_of(url) == kind


def test_credentials_are_bound_to_an_address() -> None:
    one = Remote("r", "s3://b/x", {"region": "eu"})
    assert address_of(one) == address_of(Remote("r", "s3://b/x", {"region": "us"}))
    assert address_of(one) != address_of(Remote("r", "s3://b/x", {"endpointurl": "http://evil.example.com"}))
    assert (label("", "r"), label("sub", "r")) == ("r", "sub:r")


@given(st.binary(max_size=300))
def test_no_file_is_too_strange(data: bytes) -> None:
    found = read_config(data)
    assert read_document(found.document()) == found
