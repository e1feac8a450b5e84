"""What lets in whoever sits at this machine: what DVC's settings say of a remote, else what the cloud's own tools left.

Nothing is asked, and nothing is written down. Keys that the machine has for a cloud go to that cloud: an address that
only a repository names gets no more than a signature.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from gto.data.remote_config import Remote, Settings, read_settings
from gto.errors import StorageFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A larger file is no key and no settings.
FILE_BYTES_MAX = 1_000_000


def own_settings() -> Settings:
    """DVC's settings of this machine and of this person, which hold for every repository."""
    of_all = os.environ.get("DVC_SYSTEM_CONFIG_DIR") or "/etc/xdg/dvc"
    found = Settings()
    for folder in (of_all, os.environ.get("DVC_GLOBAL_CONFIG_DIR") or _global()):
        found = read_settings(_file(os.path.join(folder, "config"))).over(found)
    return found


def let_in(remote: Remote, *, is_ours: bool) -> tuple[Remote, dict[str, str]]:
    """A remote as it is to be opened, and what lets us in there. StorageFailed for settings that name what is not here.

    `is_ours`: the person's own settings, or own repository, say where the remote is; otherwise no token that the
    machine has is sent to an `endpointurl`.
    """
    said = dict(remote.options)
    secret = {key: value for key, value in said.items() if value}
    match remote.kind:
        case "s3":
            if endpoint := os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"):
                said.setdefault("endpointurl", endpoint)
            secret |= _of_aws(said)
        case "gs":
            if is_ours or not said.get("endpointurl"):
                secret |= _of_google(said)
        case "azure":
            secret |= _of_azure(said, is_ours=is_ours or not said.get("endpointurl"))
            said["endpointurl"] = said.get("endpointurl") or secret.pop("endpointurl", "")
        case "http" | "webdav" | "ssh":
            login = urlsplit(remote.url)
            if login.username and "user" not in secret:
                secret["user"] = unquote(login.username)
            if login.password and "password" not in secret:
                secret["password"] = unquote(login.password)
            if remote.kind != "ssh" and login.username:
                netloc = login.netloc.rpartition("@")[2]
                remote = Remote(remote.name, login._replace(netloc=netloc).geturl(), said)
            if keyfile := said.get("keyfile"):
                secret["key"] = _needed(keyfile, "keyfile")
        case _:
            pass
    return Remote(remote.name, remote.url, {key: value for key, value in said.items() if value}), secret


def _of_aws(said: Mapping[str, str]) -> dict[str, str]:
    """By the chain of Amazon's own tools: environment, ~/.aws, single sign-on, the machine's role."""
    if said.get("access_key_id") or said.get("allow_anonymous_login", "").lower() == "true":
        return {}
    try:
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session
    except ImportError:
        return {}  # said by whoever opens the remote
    session = Session(profile=said.get("profile") or None)
    for setting, name in (("credentialpath", "credentials_file"), ("configpath", "config_file")):
        if path := said.get(setting):
            session.set_config_variable(name, os.path.expanduser(path))
    try:
        found = session.get_credentials()
        frozen = found.get_frozen_credentials() if found else None
        region = session.get_config_variable("region")
    except BotoCoreError as error:
        raise StorageFailed(f"Amazon's settings on this machine do not hold: {error}", hint="aws configure") from None
    secret = {"region": region} if region and not said.get("region") else {}
    if frozen and frozen.access_key:
        secret |= {"access_key_id": frozen.access_key, "secret_access_key": frozen.secret_key}
        secret |= {"session_token": frozen.token} if frozen.token else {}
    return secret


def _of_google(said: Mapping[str, str]) -> dict[str, str]:
    if path := said.get("credentialpath") or os.environ.get("GOOGLE_APPLICATION_CREDENTIALS"):
        return {"credentials": _needed(path, "credentialpath")}
    folder = os.environ.get("CLOUDSDK_CONFIG") or os.path.expanduser("~/.config/gcloud")
    left = _file(os.path.join(folder, "application_default_credentials.json"))
    return {"credentials": left.decode("utf-8", "replace")} if left else {}


def _of_azure(said: Mapping[str, str], *, is_ours: bool) -> dict[str, str]:
    environ: Mapping[str, str] = os.environ if is_ours else {}
    text = said.get("connection_string") or environ.get("AZURE_STORAGE_CONNECTION_STRING", "")
    parts = dict(part.partition("=")[::2] for part in text.split(";") if "=" in part)
    found = {
        "account_name": said.get("account_name")
        or parts.get("AccountName")
        or os.environ.get("AZURE_STORAGE_ACCOUNT", ""),
        "account_key": said.get("account_key") or parts.get("AccountKey") or environ.get("AZURE_STORAGE_KEY", ""),
        "sas_token": said.get("sas_token")
        or parts.get("SharedAccessSignature")
        or environ.get("AZURE_STORAGE_SAS_TOKEN", ""),
        "endpointurl": parts.get("BlobEndpoint", ""),
    }
    return {key: value for key, value in found.items() if value}


def _needed(path: str, setting: str) -> str:
    data = _file(os.path.expanduser(path))
    if not data:
        raise StorageFailed(f"The file that `{setting}` names is not here: '{path}'", hint="dvc remote modify --local")
    return data.decode("utf-8", "replace")


def _file(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(FILE_BYTES_MAX)
    except OSError:
        return b""


def _global() -> str:
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support/dvc")
    return os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"), "dvc")
