"""Which machine a name stands for, asked once: git is then sent to that machine and to no other.

Otherwise a name could stand for a harmless machine when we look, and for one in our own network when git does.
"""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from gto.registry.names import shown
from gto_studio.errors import HostUnreachable
from gto_studio.rules.addresses import PORTS, check_reach

if TYPE_CHECKING:
    from gto_studio.rules.addresses import Address, Reach

_PROXIES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY")


def allowed_ips(address: Address, reach: Reach) -> list[str]:
    """The IP addresses behind a host, each of them allowed. AddressNotAllowed, HostUnreachable."""
    if address.is_local:
        check_reach(address, (), reach)
        return []
    if address.scheme in ("https", "http") and any(os.environ.get(name) for name in _PROXIES):
        return []  # the proxy knows names that we don't, and is where rules about them belong
    try:
        found = socket.getaddrinfo(address.host, address.port or PORTS[address.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise HostUnreachable(
            f"Nobody knows a host '{shown(address.host)}': {reason}", hint="check the address and the network"
        ) from None
    ips = list(dict.fromkeys(str(place[4][0]) for place in found))
    check_reach(address, ips, reach)
    return ips


def pinned(address: Address, ips: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What keeps git at these machines: configuration, and options of ssh."""
    if not ips:
        return {}, ()
    port = address.port or PORTS[address.scheme]
    if address.scheme in ("https", "http"):
        places = ",".join(f"[{ip}]" if ":" in ip else ip for ip in ips)
        return {"http.curloptResolve": f"{address.host}:{port}:{places}"}, ()
    ip = next((ip for ip in ips if ":" not in ip), ips[0])
    if address.scheme == "ssh":
        alias = address.host if port == PORTS["ssh"] else f"[{address.host}]:{port}"
        return {}, (f"HostName={ip}", f"HostKeyAlias={alias}", "CheckHostIP=no")
    place = f"[{ip}]" if ":" in ip else ip
    spelled = f"[{address.host}]" if ":" in address.host else address.host
    usual = f":{address.port}" if address.port else ""
    return {f"url.git://{place}:{port}/.insteadOf": f"git://{spelled}{usual}/"}, ()
