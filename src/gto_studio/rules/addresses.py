"""Addresses of repositories: taken apart, compared, turned into links, and whether the server may go there.

An address is https, http, ssh (also `user@host:path`), git, file, or a path on the server's disk. A password in it is
taken out before anything else happens. Knows no network: whoever connects says which IP addresses a name stands for.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Literal

from gto.data.reach import PORTS, check_ips, check_local
from gto.registry.names import shown
from gto_studio.errors import WrongAddress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gto.data.reach import Reach

    Forge = Literal["github", "gitlab", "bitbucket", "gitea", "azure", "git"]

LENGTH_MAX = 2_000
_SCHEMES = {**{scheme: scheme for scheme in PORTS}, "git+ssh": "ssh", "ssh+git": "ssh", "file": "file"}

#: Hosts that are a forge; then how the names of people's own servers begin.
_HOSTS: dict[str, Forge] = {
    "github.com": "github",
    "gitlab.com": "gitlab",
    "bitbucket.org": "bitbucket",
    "codeberg.org": "gitea",
    "gitea.com": "gitea",
    "dev.azure.com": "azure",
    "ssh.dev.azure.com": "azure",
}
_BEGINNINGS: dict[str, Forge] = {"github": "github", "gitlab": "gitlab", "gitea": "gitea", "forgejo": "gitea"}
#: Where upper and lower case name the same repository.
_CASELESS = ("github", "gitlab", "bitbucket", "gitea", "azure")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a repository is. `url` is what git is given: never with a password in it."""

    url: str
    scheme: str  # https, http, ssh, git, file
    host: str  # lower case, without brackets; empty for a path
    port: int | None  # None: the usual one
    path: str  # of a host: without slashes around it and without `.git`; of the disk: absolute
    user: str | None = None  # who logs in by ssh

    @property
    def is_local(self) -> bool:
        return self.scheme == "file"


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person entered: the address, and the name and password that stood in it."""

    address: Address
    username: str | None = None
    password: str | None = None


def enter(text: str) -> Entered:
    """Read what a person entered. WrongAddress."""
    text = text.strip()
    if not text or len(text) > LENGTH_MAX or not text.isprintable() or text.startswith("-"):
        raise WrongAddress(without_secret(text))
    if text.startswith("/"):
        return Entered(_on_disk(text))
    if "://" in text:
        return _with_scheme(text)
    host, colon, path = text.partition(":")
    if not colon or "/" in host or "::" in text or not path.strip("/"):
        raise WrongAddress(without_secret(text))
    user, at, host = host.rpartition("@")
    if (at and not user) or (not at and "@" in path):  # `name:password@host:path` is no form of address
        raise WrongAddress(without_secret(text))
    return Entered(Address(text, "ssh", _host(host, text), None, _trimmed(path), user or None))


def read(url: str) -> Address:
    """A stored address. WrongAddress."""
    return enter(url).address


def told(text: str) -> Address:
    """An address as a client sends it; also `github:owner/name`, as they were once told to write it. WrongAddress."""
    kind, _, rest = text.strip().partition(":")
    host = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}.get(kind)
    return enter(f"https://{host}/{rest}" if host else text).address


def forge_of(address: Address) -> Forge:
    """Which forge an address belongs to, as far as its host tells; `git` is any other server."""
    if address.host in _HOSTS:
        return _HOSTS[address.host]
    if address.host.endswith(".visualstudio.com"):
        return "azure"
    labels = address.host.split(".")
    return next((forge for start, forge in _BEGINNINGS.items() if start in labels[:-1]), "git")


def name_of(address: Address) -> str:
    """What to call the repository: `owner/name`, or its folder's name."""
    if address.is_local:
        name = address.path.removesuffix("/.git").rstrip("/").rpartition("/")[2]
        return name.removesuffix(".git") or name or "/"
    if forge_of(address) == "azure":
        return "/".join(_azure(address)[1:])
    parts = address.path.split("/")
    return address.path if forge_of(address) == "gitlab" else "/".join(parts[-2:])


def web_url_of(address: Address) -> str | None:
    """Where people look at the repository; None if nobody knows."""
    forge = forge_of(address)
    if address.is_local or forge == "git":
        return None
    if forge == "azure":
        organisation, project, name = _azure(address)
        return "https://dev.azure.com/" + "/".join(quoted(part) for part in (organisation, project, "_git", name))
    scheme = "http" if address.scheme == "http" else "https"
    port = f":{address.port}" if address.port and address.scheme in ("http", "https") else ""
    return f"{scheme}://{address.host}{port}/{quoted(address.path, '/')}"


def page_of(address: Address) -> tuple[str, str] | None:
    """(repository, directory) of which an address on a forge is a page, such as `…/tree/main/models`; None: of none."""
    for mark in ("/-/tree/", "/-/blob/", "/tree/", "/blob/", "/src/branch/", "/src/"):
        repository, found, rest = address.path.partition(mark)
        if found and "/" in repository and address.scheme in ("https", "http"):
            port = f":{address.port}" if address.port else ""
            return f"{address.scheme}://{address.host}{port}/{quoted(repository, '/')}", rest.partition("/")[2]
    return None


def same(one: Address, other: Address) -> bool:
    """Whether two addresses lead to one repository, as far as they tell by themselves."""
    if one.is_local or other.is_local:
        return one.is_local and other.is_local and _without_git(one.path) == _without_git(other.path)
    if forge_of(one) == forge_of(other) == "azure":
        return [part.lower() for part in _azure(one)] == [part.lower() for part in _azure(other)]
    if one.scheme == other.scheme and one.port != other.port:
        return False
    caseless = forge_of(one) in _CASELESS
    paths = [path.lower() if caseless else path for path in (one.path, other.path)]
    return one.host == other.host and paths[0] == paths[1]


def without_secret(url: str) -> str:
    """An address for people's eyes: without what may be a password."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return shown(url if url.startswith("/") else _after_password(url))
    host, slash, path = rest.partition("/")
    return shown(f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}")


def _after_password(url: str) -> str:
    before, at, after = url.partition("@")
    return f"{before.partition(':')[0]}@{after}" if at else url


# --- links ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses on a forge, for people; all None where there is no forge."""

    forge: Forge
    web_url: str | None

    def commit(self, id: str) -> str | None:
        forms = {"gitlab": "/-/commit/{}", "bitbucket": "/commits/{}"}
        return self._at(forms.get(self.forge, "/commit/{}"), id)

    def checks(self, id: str) -> str | None:
        """What CI says of a commit."""
        forms = {"github": "/commit/{}/checks", "gitlab": "/-/commit/{}/pipelines", "bitbucket": "/commits/{}"}
        return self._at(forms.get(self.forge, "/commit/{}"), id)

    def tag(self, tag: str) -> str | None:
        forms = {
            "github": "/releases/tag/{}",
            "gitlab": "/-/tags/{}",
            "bitbucket": "/commits/tag/{}",
            "gitea": "/src/tag/{}",
            "azure": "?version=GT{}",
        }
        return self._at(forms.get(self.forge, ""), tag)

    def file(self, commit: str, path: str) -> str | None:
        """A file as it is in a commit."""
        forms = {
            "github": "/blob/{}/{}",
            "gitlab": "/-/blob/{}/{}",
            "bitbucket": "/src/{}/{}",
            "gitea": "/src/commit/{}/{}",
            "azure": "?version=GC{}&path=/{}",
        }
        return self._at(forms.get(self.forge, ""), commit, path, safe="/")

    def difference(self, old: str, new: str) -> str | None:
        """What lies between two commits."""
        forms = {
            "github": "/compare/{}...{}",
            "gitlab": "/-/compare/{}...{}",
            "bitbucket": "/branches/compare/{1}%0D{0}",
            "gitea": "/compare/{}...{}",
            "azure": "/branchCompare?baseVersion=GC{}&targetVersion=GC{}",
        }
        return self._at(forms.get(self.forge, ""), old, new)

    def pull_request(self, base: str, head: str) -> str | None:
        """The form in which a person opens a pull request."""
        forms = {
            "github": "/compare/{}...{}?expand=1",
            "gitlab": "/-/merge_requests/new?merge_request[target_branch]={}&merge_request[source_branch]={}",
            "bitbucket": "/pull-requests/new?dest={}&source={}",
            "gitea": "/compare/{}...{}",
            "azure": "/pullrequestcreate?targetRef={}&sourceRef={}",
        }
        return self._at(forms.get(self.forge, ""), base, head)

    def _at(self, form: str, *parts: str, safe: str = "") -> str | None:
        if self.web_url is None or self.forge == "git":
            return None
        return self.web_url + form.format(*(quoted(part, safe) for part in parts))


_UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"


def quoted(text: str, safe: str = "") -> str:
    """Text as a part of an address."""
    kept = (_UNRESERVED + safe).encode()
    return "".join(chr(b) if b in kept else f"%{b:02X}" for b in text.encode("utf-8", "surrogateescape"))


# --- where the server may go ------------------------------------------------------------------------------------


def is_ip(host: str) -> bool:
    """Whether a host is spelled as a number, so that no name has to be looked up."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def check_reach(address: Address, ips: Iterable[str], reach: Reach) -> None:
    """Whether the server may go to an address whose host stands for these IP addresses. AddressNotAllowed."""
    if address.is_local:
        check_local(reach)
    else:
        check_ips(address.host, ips, reach)


# --- taking an address apart ------------------------------------------------------------------------------------


def _with_scheme(text: str) -> Entered:
    word, _, rest = text.partition("://")
    scheme = _SCHEMES.get(word.lower())
    if scheme is None:
        raise WrongAddress(without_secret(text))
    if scheme == "file":
        if not rest.startswith("/"):
            raise WrongAddress(without_secret(text))
        return Entered(_on_disk(_decoded(rest)))
    where, _, path = rest.partition("/")
    if "?" in rest or "#" in rest or "\\" in rest or not path.strip("/"):
        raise WrongAddress(without_secret(text))
    login, _, place = where.rpartition("@")
    username, _, password = login.partition(":")
    host, port = _host_and_port(place, text)
    if port == PORTS[scheme]:
        port = None
    kept = f"{quoted(_decoded(username))}@" if scheme == "ssh" and username else ""
    spelled = f"[{host}]" if ":" in host else host
    url = f"{scheme}://{kept}{spelled}{f':{port}' if port else ''}/{path}"
    address = Address(url, scheme, host, port, _trimmed(_decoded(path)), _decoded(username) or None if kept else None)
    return Entered(address, _decoded(username) or None, _decoded(password) or None)


def _on_disk(text: str) -> Address:
    path = "/" + posixpath.normpath(text).lstrip("/")
    return Address(path, "file", "", None, path)


def _host_and_port(place: str, text: str) -> tuple[str, int | None]:
    if place.startswith("["):
        inner, bracket, after = place[1:].partition("]")
        try:
            host = str(IPv6Address(inner))
        except ValueError:
            raise WrongAddress(without_secret(text)) from None
        if not bracket or (after and not after.startswith(":")):
            raise WrongAddress(without_secret(text))
        digits = after[1:]
    else:
        name, _, digits = place.partition(":")
        host = _host(name, text)
    if digits and not (digits.isascii() and digits.isdecimal() and 0 < int(digits[:6]) < 1 << 16):
        raise WrongAddress(without_secret(text))
    return host, int(digits) if digits else None


def _host(text: str, whole: str) -> str:
    host = text.lower().rstrip(".")
    if not host or len(host) > 253 or host.startswith("-") or host.strip(_UNRESERVED) or ".." in host:
        raise WrongAddress(without_secret(whole))
    return host


def _trimmed(path: str) -> str:
    """A path on a host: `//o//n.git/` → `o/n`."""
    return "/".join(part for part in path.split("/") if part).removesuffix(".git")


def _without_git(path: str) -> str:
    return path.removesuffix("/.git")


def _azure(address: Address) -> tuple[str, str, str]:
    """(organisation, project, name) from any of the ways in which Azure spells them."""
    parts = [part for part in address.path.split("/") if part not in ("_git", "v3", "DefaultCollection")]
    if address.host.endswith(".visualstudio.com") and not address.host.startswith("vs-ssh."):
        parts.insert(0, address.host.partition(".")[0])
    if len(parts) == 2:  # a project's repository of the same name
        parts.append(parts[-1])
    organisation, project, name = [*parts, "", "", ""][:3]
    return organisation, project, name


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    found = bytearray()
    data = text.encode()
    i = 0
    while i < len(data):
        digits = data[i + 1 : i + 3]
        if data[i : i + 1] == b"%" and len(digits) == 2 and not digits.strip(b"0123456789abcdefABCDEF"):
            found.append(int(digits, 16))
            i += 3
        else:
            found.append(data[i])
            i += 1
    decoded = found.decode("utf-8", "replace")
    if not decoded.isprintable():
        raise WrongAddress(shown(text))
    return decoded
