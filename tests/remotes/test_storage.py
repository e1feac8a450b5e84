"""One suite for every kind of storage, each on a real server on this machine."""

from __future__ import annotations

import base64
import getpass
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from gto.data.reach import Reach
from gto.data.remote_config import Remote
from gto.errors import AddressNotAllowed, GtoError, HostUnreachable, NoAccess, TooLargeThere
from gto.remotes import storage as limits
from gto.remotes.opening import Surroundings, opened
from gto.remotes.web import Web
from servers.clouds import azure, google
from servers.files_over_http import served
from servers.ssh import SshServer, missing_sshd

KEY = "files/md5/ab/cdef"
DATA = b"step,loss\n0,1\n"


@dataclass
class Kept:
    """A remote that has an object of DATA under KEY, with what lets us in."""

    remote: Remote
    secret: dict[str, str] = field(default_factory=dict)
    #: Other credentials than those, which are refused.
    wrong: dict[str, str] | None = None


def _filled(folder: Path) -> Path:
    (folder / KEY).parent.mkdir(parents=True)
    (folder / KEY).write_bytes(DATA)
    return folder


def _local(folder: Path, _: ExitStack) -> Kept:
    return Kept(Remote("r", str(_filled(folder))))


def _http(folder: Path, stack: ExitStack) -> Kept:
    url = stack.enter_context(served(_filled(folder), login="olga:secret"))
    return Kept(Remote("r", url), {"user": "olga", "password": "secret"}, {"user": "olga", "password": "no"})


def _webdav(folder: Path, stack: ExitStack) -> Kept:
    found = _http(folder, stack)
    found.remote = Remote("r", found.remote.url.replace("http://", "webdav://"))
    return found


def _ssh(folder: Path, stack: ExitStack) -> Kept:
    if reason := missing_sshd():
        pytest.skip(reason)
    server = SshServer(folder / "ssh")
    stack.callback(server.close)
    data = _filled(folder / "data")
    url = f"ssh://{getpass.getuser()}@127.0.0.1:{server.port}{data}"
    return Kept(Remote("r", url), {"key": (server.folder / "client_key").read_text()}, {"password": "no"})


def _s3(folder: Path, stack: ExitStack) -> Kept:
    boto3 = pytest.importorskip("boto3")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    stack.callback(server.stop)
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    keys = {"access_key_id": "AKIAEXAMPLE", "secret_access_key": "secret"}
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys["access_key_id"],
        aws_secret_access_key=keys["secret_access_key"],
    )
    client.create_bucket(Bucket="data")
    client.put_object(Bucket="data", Key=f"my prefix/{KEY}", Body=DATA)
    client.close()
    return Kept(Remote("r", "s3://data/my prefix", {"endpointurl": endpoint}), keys)


def _gs(_: Path, stack: ExitStack) -> Kept:
    cloud, account = stack.enter_context(google())
    cloud.objects[f"data/my prefix/{KEY}"] = DATA
    wrong = json.dumps({**json.loads(account), "client_email": "nobody@example.com"})
    remote = Remote("r", "gs://data/my prefix", {"endpointurl": cloud.url})
    return Kept(remote, {"credentials": account}, {"credentials": wrong})


def _azure(_: Path, stack: ExitStack) -> Kept:
    key, other = (base64.b64encode(word).decode() for word in (b"the key", b"another"))
    cloud = stack.enter_context(azure("acc", key))
    cloud.objects[f"data/my prefix/{KEY}"] = DATA
    remote = Remote("r", "azure://data/my prefix", {"endpointurl": cloud.url, "account_name": "acc"})
    return Kept(remote, {"account_key": key}, {"account_key": other})


KINDS: dict[str, Callable[[Path, ExitStack], Kept]] = {
    "local": _local,
    "http": _http,
    "webdav": _webdav,
    "ssh": _ssh,
    "s3": _s3,
    "gs": _gs,
    "azure": _azure,
}
#: Kinds of storage that sign addresses of their own.
SIGNING = ("s3", "gs", "azure")


@pytest.fixture(params=KINDS)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    with ExitStack() as stack:
        yield KINDS[request.param](tmp_path / "remote", stack)


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    return Surroundings(Reach(private=True, local=True), tmp_path / "known_hosts")


def read(kept: Kept, around: Surroundings, key: str = KEY, secret: dict[str, str] | None = None) -> bytes | None:
    storage = opened(kept.remote, "", kept.secret if secret is None else secret, around)
    try:
        return storage.read(key)
    finally:
        storage.close()


def test_an_object_is_read_and_one_that_is_not_there_is_none(kept: Kept, around: Surroundings) -> None:
    storage = opened(kept.remote, "", kept.secret, around)
    assert storage.read(KEY) == DATA
    assert storage.read("files/md5/00/none") is None
    assert storage.read(KEY) == DATA
    storage.close()


def test_an_object_comes_piece_by_piece_and_from_the_middle_on(kept: Kept, around: Surroundings) -> None:
    storage = opened(kept.remote, "", kept.secret, around)
    for start, length, expected in ((0, None, DATA), (5, None, DATA[5:]), (5, 4, DATA[5:9]), (len(DATA), None, b"")):
        stream = storage.open(KEY, start=start, length=length)
        assert stream is not None
        with stream:
            got = b"".join(stream.pieces)
            if stream.start == 0:  # of a server that gives whole objects only
                got = got[start:][: len(expected)]
            assert got == expected
            assert stream.size == len(DATA) or start == len(DATA)  # behind the end not every server says it
    assert storage.open("files/md5/00/none", start=3) is None
    storage.close()


def test_an_address_that_the_storage_signs_needs_nothing_else(kept: Kept, around: Surroundings) -> None:
    storage = opened(kept.remote, "", kept.secret, around)
    link = storage.link(KEY, seconds=600, name="models/é m.bin")
    storage.close()
    if kept.remote.kind not in SIGNING:
        assert link is None
        return
    assert link is not None
    with urlopen(Request(link, headers={"Range": "bytes=5-8"})) as answer:
        assert (answer.status, answer.read()) == (206, DATA[5:9])
    for secret in kept.secret.values():
        assert quote(secret, safe="") not in link or secret == kept.secret.get("access_key_id")
    if kept.remote.kind != "s3":  # moto looks at no signature
        changed = link.replace("cdef", "cdeg")
        with pytest.raises(HTTPError, match="403"):
            urlopen(changed)


def test_a_large_object_is_not_read(kept: Kept, around: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(DATA) < limits.OBJECT_BYTES_MAX
    monkeypatch.setattr(limits, "OBJECT_BYTES_MAX", len(DATA) - 1)
    with pytest.raises(TooLargeThere):
        read(kept, around)


def test_a_server_goes_nowhere_that_it_may_not(kept: Kept, around: Surroundings) -> None:
    with pytest.raises(AddressNotAllowed):
        read(kept, Surroundings(Reach(), around.known_hosts))


def test_wrong_credentials_let_nobody_in(kept: Kept, around: Surroundings) -> None:
    if kept.wrong is None:
        pytest.skip("it takes none, or any")
    with pytest.raises(NoAccess) as wrong:
        read(kept, around, secret=kept.wrong)
    with pytest.raises(NoAccess) as missing:
        read(kept, around, secret={})
    assert wrong.value.message != missing.value.message  # who gave some looks elsewhere than who gave none


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "ssh://jo@127.0.0.1:1/x", "s3://data/x"])
def test_nobody_answers(url: str, around: Surroundings) -> None:
    options = {"endpointurl": "http://127.0.0.1:1"} if url.startswith("s3") else {}
    with pytest.raises(HostUnreachable) as caught:
        read(Kept(Remote("r", url, options), {"password": "x"}), around)
    if url.startswith("http"):
        assert caught.value.message == "'127.0.0.1' cannot be reached: Connection refused"


@pytest.mark.parametrize("url", ["gdrive://abc", "oss://bucket", "hdfs://host/x", "what", "http://"])
def test_an_address_that_leads_nowhere_says_so(url: str, tmp_path: Path) -> None:
    with pytest.raises(GtoError):
        read(Kept(Remote("r", url)), Surroundings(Reach(private=True), tmp_path / "known_hosts"))


def test_a_redirect_is_looked_at_and_gets_no_password(tmp_path: Path, around: Surroundings) -> None:
    folder = _filled(tmp_path / "remote")
    with served(folder, login="olga:secret") as locked, served(folder) as open_to_all:
        leading = {f"/{KEY}": f"{open_to_all}/{KEY}", "/there": f"{locked}/{KEY}", "/file": "file:///etc/passwd"}
        with served(folder, leading=leading) as first:
            secret = {"user": "olga", "password": "secret"}
            assert read(Kept(Remote("r", first), secret), around) == DATA
            with pytest.raises(NoAccess):
                read(Kept(Remote("r", first), secret), around, "there")
            with pytest.raises(GtoError, match="no way to ask"):
                read(Kept(Remote("r", first), secret), around, "file")


def test_a_name_that_leads_elsewhere_a_moment_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: a name of a harmless machine when it is looked at, of one in our own network when it is asked."""
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    real, looked_up = socket.getaddrinfo, list[str]()

    def rebinding(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "data.example":
            return real(host, *args, **kwargs)
        looked_up.append(host)
        return real("127.0.0.1" if len(looked_up) == 1 else "127.0.0.254", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with served(_filled(tmp_path / "remote")) as url:
        web = Web(Reach(private=True))
        assert web.get(f"{url.replace('127.0.0.1', 'data.example')}/{KEY}") == DATA
        web.close()
    assert looked_up == ["data.example"]
