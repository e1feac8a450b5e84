"""What git says when it cannot reach a repository → one failure with a sentence and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto.errors import HostUnreachable, NoAccess
from gto_studio.errors import DiskFull, NoRepositoryThere, RepositoryUnreadable
from gto_studio.rules.addresses import page_of

if TYPE_CHECKING:
    from gto.errors import GtoError
    from gto_studio.rules.addresses import Address

_FULL = ("No space left on device", "Disk quota exceeded")
_CERTIFICATE = ("SSL certificate problem", "server certificate verification failed", "certificate verify failed")
_MOVED = ("unable to update url base from redirection", "redirects to", "returned error: 301", "returned error: 302",
          "returned error: 307", "returned error: 308")  # fmt: skip
_NO_PASSWORD = ("could not read Username", "could not read Password", "terminal prompts disabled")
_WRONG_PASSWORD = ("Authentication failed", "returned error: 401", "returned error: 403", "Permission denied (",
                   "HTTP Basic: Access denied", "Invalid username or", "Load key",
                   "no supported authentication")  # fmt: skip
_NO_ONE = (*_NO_PASSWORD, *_WRONG_PASSWORD)
_OTHER_KEY = ("Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED")
_SILENT = ("Could not resolve host", "Could not resolve hostname", "unable to look up", "Connection refused",
           "Connection timed out", "Operation timed out", "timed out", "No route to host", "Network is unreachable",
           "Failed to connect", "Couldn't connect to server", "unable to connect to", "Connection reset",
           "Empty reply from server", "Operation too slow", "the remote end hung up", "early EOF",
           "Connection closed by", "returned error: 5", "Temporary failure in name resolution")  # fmt: skip
_NOTHING_THERE = ("not found", "does not appear to be a git repository", "not a git repository", "does not exist",
                  "access denied or repository not exported", "not valid: is this a git repository",
                  "returned error: 404",
                  "could not be found", "No such file or directory", "don't have permission")  # fmt: skip
_SHALLOW = ("source repository is shallow",)
_DISTRUST = ("dubious ownership",)


def explained(
    address: Address,
    said: str,
    *,
    secret: bool,
    folder: object,
    inside: tuple[str, str] | None = None,
    acting: bool = False,
) -> GtoError:
    """The failure behind git's words. `secret` tells whether we had a password or key to show; `inside`: of which
    repository the address is a folder, and which one, as far as the disk tells; `acting`: whether that was for somebody
    who acts there by their own right, not for Studio itself to read it."""
    url = address.url

    def says(signs: tuple[str, ...]) -> bool:
        return any(sign in said for sign in signs)

    if says(_FULL):
        return DiskFull(folder)
    if says(_CERTIFICATE):
        return HostUnreachable(
            f"'{address.host}' shows a certificate that this server does not trust: {said}",
            hint="give the server its authority: GIT_SSL_CAINFO=FILE in its environment",
        )
    if says(_MOVED):
        return NoRepositoryThere(
            f"'{url}' leads on to another address, and a password is not sent along there",
            hint="open the address in a browser, and add the repository under the one that it ends at",
        )
    if acting and not secret and address.scheme != "ssh" and says(_NO_ONE):
        return NoAccess(
            f"'{address.host}' lets nobody in here without an account, and you have connected none",
            hint="connect yours under Settings › Git connections; or an admin connects one there for the team",
        )
    if says(_NO_PASSWORD):
        return NoAccess(
            f"'{url}' asks for a user name and a password",
            hint="give a token that may read the repository; if it is public, check the address",
        )
    if says(_OTHER_KEY):
        return NoAccess(
            f"'{address.host}' shows another ssh key than the first time",
            hint=f"if that is right, take its old key out of the file known_hosts in '{folder}'",
        )
    if says(_WRONG_PASSWORD):
        what = "the user name and password (or token)" if address.scheme != "ssh" else "the ssh key"
        return NoAccess(
            f"'{address.host}' does not take {what}" if secret else f"'{address.host}' lets nobody in without a key",
            hint=f"tokens expire: give one that may read '{url}', in the repository's settings or as a Git connection",
        )
    if says(_SHALLOW):
        return RepositoryUnreadable(
            f"'{url}' is a shallow clone, which lacks most of its history",
            hint="add the repository that it was cloned from; or complete it: git fetch --unshallow --tags",
        )
    if says(_DISTRUST):
        return NoAccess(
            f"'{url}' belongs to another user of this machine, so git does not open it",
            hint="run the server as that user, or give the folder to its user",
        )
    if says(_NOTHING_THERE):
        if inside := inside or page_of(address):
            repository, directory = inside
            with_it = f", with the directory '{directory}'" if directory else ""
            return NoRepositoryThere(
                f"'{url}' is a part of a repository, and not a repository itself", hint=f"add '{repository}'{with_it}"
            )
        hint = "check the path" if address.is_local else "check the address; of a private repository, also the token"
        return NoRepositoryThere(f"There is no Git repository at '{url}'", hint=hint)
    if says(_SILENT):
        return HostUnreachable(
            f"'{address.host or url}' does not answer: {said}",
            hint="check the address and the network; it is tried again",
        )
    return RepositoryUnreadable(f"'{url}' cannot be read: {said}", hint=f"git ls-remote {url}   says more")


def too_slow(address: Address, seconds: float) -> GtoError:
    """The failure of a host that took longer than it had."""
    return HostUnreachable(
        f"'{address.host or address.url}' did not answer within {seconds:g} seconds",
        hint="check the address and the network; it is tried again",
    )
