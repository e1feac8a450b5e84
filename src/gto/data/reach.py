"""Which machines may be asked: never one that a cloud keeps secrets on, and a private one only where that is meant.

An address of data stands in a repository, where anybody may have written it.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Literal

from gto.errors import AddressNotAllowed
from gto.registry.names import shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Address

#: Where a server of each kind is, unless the address says otherwise.
PORTS = {"https": 443, "http": 80, "ssh": 22, "git": 9418}
#: Machines of a cloud ask here who they are; nobody else has any business there.
_METADATA = {ip_address("fd00:ec2::254"), ip_address("100.100.100.200"), ip_address("192.0.0.192")}
_NAT64 = IPv6Network("64:ff9b::/96")
#: Provider networks and benchmarks: not private by name, and not the internet either.
_SHARED = (ip_network("100.64.0.0/10"), ip_network("198.18.0.0/15"))


@dataclass(frozen=True, slots=True)
class Reach:
    """Where we may go: to private and loopback addresses, and into folders of our own disk."""

    private: bool = False
    local: bool = False


#: Of who sits at the machine, and could go there by other means.
ANYWHERE = Reach(private=True, local=True)


def check_local(reach: Reach) -> None:
    """Whether folders of our own disk may be looked into. AddressNotAllowed."""
    if not reach.local:
        raise AddressNotAllowed(
            "Repositories on the server's own disk may not be added",
            hint="an administrator may allow it: GTO_STUDIO_ALLOW_LOCAL_PATHS=true",
        )


def check_ips(host: str, ips: Iterable[str], reach: Reach) -> None:
    """Whether we may go to a host that stands for these IP addresses. AddressNotAllowed."""
    for ip in ips:
        kind = _kind(ip)
        if kind == "private" and not reach.private:
            raise AddressNotAllowed(
                f"'{shown(host)}' is an address of a private network, which may not be asked",
                hint="an administrator may allow it: GTO_STUDIO_ALLOW_PRIVATE_ADDRESSES=true",
            )
        if kind == "never":
            raise AddressNotAllowed(f"'{shown(host)}' is no address of a server", hint=None)


def _kind(text: str) -> Literal["public", "private", "never"]:
    ip: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ip_address(int(ip) & 0xFFFFFFFF)  # type: ignore[assignment]  # 32 bits: an IPv4 address
        if inner is not None:
            return _kind(str(inner))
    if ip in _METADATA or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return "never"
    if ip.is_loopback or not ip.is_global or any(ip in net for net in _SHARED if net.version == ip.version):
        return "private"
    return "public"
