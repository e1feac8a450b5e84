"""Which machine a name stands for, asked once: git is then sent to that machine and to no other.

Otherwise a name could stand for a harmless machine when we look, and for one in our own network when git does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto.data.reach import PORTS, check_local
from gto.remotes.resolving import ips_of

if TYPE_CHECKING:
    from gto.data.reach import Reach
    from gto_studio.rules.addresses import Address


def allowed_ips(address: Address, reach: Reach) -> list[str]:
    """The IP addresses behind an address's host, each of them allowed. AddressNotAllowed, HostUnreachable."""
    if address.is_local:
        check_local(reach)
        return []
    return ips_of(address.scheme, address.host, address.port, reach)


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
