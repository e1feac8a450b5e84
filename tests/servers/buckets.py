"""A bucket that keeps every version of its objects, on loopback, and what DVC writes of data that it pushed there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

KEYS = {"access_key_id": "AKIAEXAMPLE", "secret_access_key": "secret"}


@dataclass(frozen=True)
class Bucket:
    """`s3://data/pre`, which is `version_aware`; `config` is the `.dvc/config` that says so."""

    endpoint: str
    client: Any

    @property
    def config(self) -> str:
        return (
            "[core]\n    remote = store\n['remote \"store\"']\n    url = s3://data/pre\n"
            f"    endpointurl = {self.endpoint}\n    version_aware = true\n"
        )

    @property
    def config_local(self) -> str:
        return "['remote \"store\"']\n" + "".join(f"    {name} = {value}\n" for name, value in KEYS.items())

    def push(self, path: str, data: bytes) -> str:
        """Put a new version there; what a pointer file says of it, in YAML's short form."""
        put = self.client.put_object(Bucket="data", Key=f"pre/{path}", Body=data)
        version = f"{{etag: {put['ETag']}, version_id: {put['VersionId']}}}"
        return f"md5: {hashlib.md5(data).hexdigest()}, size: {len(data)}, cloud: {{store: {version}}}"

    def pushed(self, name: str, files: Mapping[str, bytes]) -> str:
        """The pointer file of a folder."""
        listed = [f"  - {{relpath: {path}, {self.push(f'{name}/{path}', data)}}}\n" for path, data in files.items()]
        return f"outs:\n- path: {name}\n  hash: md5\n  files:\n{''.join(listed)}"


@contextmanager
def versioned() -> Iterator[Bucket]:
    boto3 = pytest.importorskip("boto3")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        login = {f"aws_{name}": value for name, value in KEYS.items()}
        client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **login)
        client.create_bucket(Bucket="data")
        client.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
        yield Bucket(endpoint, client)
        client.close()
    finally:
        server.stop()
