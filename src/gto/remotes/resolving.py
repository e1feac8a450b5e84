"""Which machines a name stands for, asked once: whoever asks then goes to these, and to no other.

Otherwise a name could stand for a harmless machine when we look, and for one in our own network when we go there.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gto.data.reach import PORTS, check_ips
from gto.errors import HostUnreachable
from gto.registry.names import shown

if TYPE_CHECKING:
    from gto.data.reach import Reach

_PROXIES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY")


def ips_of(scheme: str, host: str, port: int | None, reach: Reach) -> list[str]:
    """The IP addresses behind a host, each of them allowed; none where a proxy asks. AddressNotAllowed,
    HostUnreachable."""
    if scheme in ("https", "http") and is_behind_proxy():
        return []  # the proxy knows names that we don't, and is where rules about them belong
    try:
        found = socket.getaddrinfo(host, port or PORTS[scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise HostUnreachable(
            f"Nobody knows a host '{shown(host)}': {reason}", hint="check the address and the network"
        ) from None
    ips = list(dict.fromkeys(str(place[4][0]) for place in found))
    check_ips(host, ips, reach)
    return ips


def is_behind_proxy() -> bool:
    """Whether what we ask goes through a proxy."""
    return any(os.environ.get(name) for name in _PROXIES)


@dataclass(frozen=True, slots=True)
class Aimed:
    """A request of HTTP that goes to one machine: the address with its IP in it, what `Host` says, and what httpx2 has
    to be told for TLS."""

    url: str
    host: str
    extensions: dict[str, Any] = field(default_factory=dict)


def aimed(url: str, reach: Reach) -> Aimed:
    """Where a request to an http or https address really goes. AddressNotAllowed, HostUnreachable."""
    parts = urlsplit(url)
    host, named = parts.hostname or "", parts.netloc.rpartition("@")[2]
    ips = ips_of(parts.scheme, host, parts.port, reach)
    if not ips:
        return Aimed(url, named)
    ip = next((ip for ip in ips if ":" not in ip), ips[0])
    place = f"[{ip}]" if ":" in ip else ip
    port = f":{parts.port}" if parts.port else ""
    return Aimed(parts._replace(netloc=f"{place}{port}").geturl(), named, {"sni_hostname": host})
