"""The name and password that git has for an address: from its credential helpers, as for a fetch."""

from __future__ import annotations

from gto.git.run import git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.git.place import Place


def login_for(place: Place, url: str) -> tuple[str, str] | None:
    """(user, password) for an address, asked of git's helpers; None: they know none. Nobody is asked at a terminal."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    login, at, host = host.rpartition("@")
    user, _, password = login.partition(":")
    if at and password:
        return user, password
    if "\n" in url:
        return None
    asked = f"protocol={scheme}\nhost={host}\npath={path}\n{f'username={user}' if user else ''}\n\n"
    # the helpers are the person's own, and may be programs
    said = git("credential", "fill", at=place.path, stdin=asked.encode(), reading=False, codes=range(-64, 256))
    if said.code != 0:
        return None
    found = dict(line.partition("=")[::2] for line in said.text.splitlines())
    return (found.get("username", ""), found["password"]) if found.get("password") else None
