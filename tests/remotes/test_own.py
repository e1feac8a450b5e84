"""What lets in whoever sits at this machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gto.data.remote_config import Remote
from gto.errors import StorageFailed
from gto.remotes.own import let_in, own_settings

ELSEWHERE = {"endpointurl": "https://elsewhere.example.com"}


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test see the keys of this machine."""
    for name in os.environ:
        if name.startswith(("AWS_", "AZURE_", "GOOGLE_", "CLOUDSDK_", "DVC_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("DVC_SYSTEM_CONFIG_DIR", str(tmp_path / "none"))


def test_settings_of_the_machine_and_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, text in (
        ("all", "[core]\nremote = a\n['remote \"a\"']\nurl = /a\n"),
        (".config/dvc", "[core]\nremote=b\n"),
    ):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "config").write_text(text)
    monkeypatch.setenv("DVC_SYSTEM_CONFIG_DIR", str(tmp_path / "all"))
    found = own_settings()
    assert (found.default, dict(found.remotes)) == ("b", {"a": {"url": "/a"}})


def test_amazon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("botocore")
    remote = Remote("r", "s3://bucket/x", ELSEWHERE)
    assert let_in(remote, is_ours=False)[1].keys() == {"endpointurl"}
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/credentials").write_text("[team]\naws_access_key_id = A\naws_secret_access_key = S\n")
    (tmp_path / ".aws/config").write_text("[profile team]\nregion = eu-west-1\n")
    _, secret = let_in(Remote("r", "s3://bucket", {"profile": "team"}), is_ours=False)
    assert (secret["access_key_id"], secret["secret_access_key"], secret["region"]) == ("A", "S", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "E")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "S")
    assert let_in(remote, is_ours=False)[1]["access_key_id"] == "E"
    named = Remote("r", "s3://bucket", {"access_key_id": "N", "secret_access_key": "S"})
    assert let_in(named, is_ours=False)[1]["access_key_id"] == "N"
    with pytest.raises(StorageFailed, match="nobody"):
        let_in(Remote("r", "s3://bucket", {"profile": "nobody"}), is_ours=False)


def test_google(tmp_path: Path) -> None:
    folder = tmp_path / ".config/gcloud"
    folder.mkdir(parents=True)
    (folder / "application_default_credentials.json").write_text("{}")
    assert let_in(Remote("r", "gs://bucket"), is_ours=False)[1] == {"credentials": "{}"}
    assert "credentials" not in let_in(Remote("r", "gs://bucket", ELSEWHERE), is_ours=False)[1]
    assert "credentials" in let_in(Remote("r", "gs://bucket", ELSEWHERE), is_ours=True)[1]
    with pytest.raises(StorageFailed):
        let_in(Remote("r", "gs://bucket", {"credentialpath": "/no/such/file"}), is_ours=True)


def test_azure(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "AccountName=acc;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:1/acc"
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", text)
    remote, secret = let_in(Remote("r", "azure://box"), is_ours=False)
    assert (secret["account_key"], remote.options["endpointurl"]) == ("a2V5", "http://127.0.0.1:1/acc")
    assert "account_key" not in let_in(Remote("r", "azure://box", ELSEWHERE), is_ours=False)[1]


def test_a_login_in_an_address() -> None:
    remote, secret = let_in(Remote("r", "https://jo:s%40@example.com/x"), is_ours=True)
    assert (remote.url, secret) == ("https://example.com/x", {"user": "jo", "password": "s@"})
