"""Git is sent to the machine that was looked at, whatever the name stands for a moment later."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from gto.data.reach import Reach
from gto_studio.errors import AddressNotAllowed, HostUnreachable
from gto_studio.mirrors.resolving import allowed_ips, pinned
from gto_studio.rules.addresses import read
from servers import HttpServer, create_bare

ANYWHERE = Reach(private=True, local=True)


@pytest.mark.parametrize(
    ("url", "config", "options"),
    [
        ("https://h.example/o", {"http.curloptResolve": "h.example:443:1.2.3.4,[::1]"}, ()),
        ("http://h.example:8080/o", {"http.curloptResolve": "h.example:8080:1.2.3.4,[::1]"}, ()),
        ("git://h.example/o", {"url.git://1.2.3.4:9418/.insteadOf": "git://h.example/"}, ()),
        ("git://h.example:9000/o", {"url.git://1.2.3.4:9000/.insteadOf": "git://h.example:9000/"}, ()),
        ("ssh://git@h.example/o", {}, ("HostName=1.2.3.4", "HostKeyAlias=h.example", "CheckHostIP=no")),
        ("ssh://h.example:2222/o", {}, ("HostName=1.2.3.4", "HostKeyAlias=[h.example]:2222", "CheckHostIP=no")),
    ],
)
def test_each_protocol_is_pinned(url: str, config: dict[str, str], options: tuple[str, ...]) -> None:
    assert pinned(read(url), ["1.2.3.4", "::1"]) == (config, options)
    assert pinned(read(url), []) == ({}, ())


def test_git_goes_where_it_is_pinned_to(tmp_path: Path) -> None:
    create_bare(tmp_path / "models.git")
    server = HttpServer(tmp_path)
    address = read(f"http://no-such-host.invalid:{server.port}/models.git")
    config, _ = pinned(address, ["127.0.0.1"])
    words = [word for key, value in config.items() for word in ("-c", f"{key}={value}")]
    done = subprocess.run(["git", *words, "ls-remote", address.url], env=os.environ, capture_output=True, text=True)
    server.close()
    assert (done.returncode, done.stderr) == (0, "")


def test_a_name_is_looked_up_once_and_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert "127.0.0.1" in allowed_ips(read("http://127.0.0.1/x"), ANYWHERE)
    with pytest.raises(AddressNotAllowed):
        allowed_ips(read("http://localhost/x"), Reach())
    with pytest.raises(AddressNotAllowed):
        allowed_ips(read("http://2130706433/x"), Reach())  # 127.0.0.1 as a number
    with pytest.raises(HostUnreachable):
        allowed_ips(read("git@no-such-host.invalid:x"), ANYWHERE)
    assert allowed_ips(read("/srv/x"), ANYWHERE) == []


def test_a_proxy_knows_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert allowed_ips(read("https://no-such-host.invalid/x"), Reach()) == []
