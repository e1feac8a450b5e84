"""What people, teams and sign-in must be like. No clock, no SQL, no hashing inside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Network, ip_address

from gto_studio.errors import WrongInput, WrongSettings

#: In addresses, so that it cannot be mistaken for one of ours or contain a sign with a meaning there.
USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9])?")
EMAIL = re.compile(r"[^@\s<>\x00-\x1f\x7f]+@[^@\s<>\x00-\x1f\x7f]+")
PASSWORD_LEAST, PASSWORD_MOST = 10, 1_000
NAME_MOST = 200
CONTROL = re.compile(r"[\x00-\x1f\x7f<>]")


def check_person(
    *, username: str | None = None, name: str | None = None, email: str | None = None, password: str | None = None
) -> None:
    """Raise WrongInput with every field that cannot be; None: not asked about.

    Names and addresses end up in tags, so they must not hold what Git's own format uses: `<`, `>` and line ends.
    """
    wrong: dict[str, str] = {}
    if username is not None and not USERNAME.fullmatch(username):
        wrong["username"] = "lower-case letters, digits, '-', '_' and '.', beginning and ending with a letter or digit"
    if name is not None and (not name.strip() or len(name) > NAME_MOST or CONTROL.search(name)):
        wrong["name"] = f"one line of at most {NAME_MOST} characters without '<' and '>'"
    if email is not None and (not EMAIL.fullmatch(email) or len(email) > NAME_MOST):
        wrong["email"] = "an address such as jane@example.com"
    if password is not None and not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        wrong["password"] = f"at least {PASSWORD_LEAST} characters"
    if wrong:
        raise WrongInput("Some fields cannot be used", fields=wrong)


def check_team(*, slug: str | None = None, name: str | None = None) -> None:
    """Raise WrongInput with every field that cannot be."""
    wrong: dict[str, str] = {}
    if slug is not None and not USERNAME.fullmatch(slug):
        wrong["slug"] = "lower-case letters, digits, '-', '_' and '.', beginning and ending with a letter or digit"
    if name is not None and (not name.strip() or len(name) > NAME_MOST or CONTROL.search(name)):
        wrong["name"] = f"one line of at most {NAME_MOST} characters without '<' and '>'"
    if wrong:
        raise WrongInput("Some fields cannot be used", fields=wrong)


# --- brute force ----------------------------------------------------------------------------------------------------

#: So many failures are forgiven without waiting: people mistype.
FREE = {"person": 5, "address": 20}
#: Failures older than this are forgotten.
MEMORY_SECONDS = 3_600.0
LONGEST_SECONDS = 900.0


def wait_seconds(kind: str, failures: int, last: float, now: float) -> float:
    """How long somebody has to wait after `failures`, the last of them at `last`; 0.0: not at all.

    The delay doubles with each failure, up to a quarter of an hour; it is counted for each name that was tried and for
    each address that it was tried from, because guessers vary either.
    """
    beyond = failures - FREE[kind]
    if beyond < 0:
        return 0.0
    delay = min(LONGEST_SECONDS, 2.0 ** min(beyond, 20))
    return max(0.0, last + delay - now)


def network(address: str) -> str:
    """Whose an address is: of IPv6 the network, as whoever has one address there has all of them."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or IPv6Network((ip, 64), strict=False))


# --- where a server may listen --------------------------------------------------------------------------------------


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address to listen on."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_bind(host: str, *, accounts: bool, people: int, ways: int) -> None:
    """Raise WrongSettings where a server would be open to everybody who reaches it.

    `people`: how many accounts there are; `ways`: how many providers of sign-in are set up.
    """
    if not accounts and not is_loopback(host):
        raise WrongSettings(
            f"Without accounts, everybody who reaches {host} would be the owner of this server",
            hint="turn accounts on with GTO_STUDIO_ACCOUNTS=true, or listen on 127.0.0.1",
        )
    if accounts and not people and not ways:
        raise WrongSettings(
            "There are no accounts yet, so nobody could sign in",
            hint="make the first one: gto studio users add NAME --admin",
        )


# --- where a browser may be sent ------------------------------------------------------------------------------------


def inner_path(text: str | None) -> str:
    """A path on this server to go on to after signing in; anything else becomes `/`.

    Browsers read `//host`, `/\\host` and control characters before a host as another server.
    """
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text:
        return "/"
    if any(ord(character) <= 32 or ord(character) == 127 for character in text):
        return "/"
    return text


# --- whose account is it, that a provider of sign-in speaks of ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """What a provider says of whoever signed in there."""

    issuer: str
    subject: str
    username: str
    name: str
    email: str | None
    email_verified: bool


@dataclass(frozen=True, slots=True)
class Link:
    """The claim is that of a person who is here already, by e-mail."""

    person: str


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody new, who may have an account."""


def whose(claim: Claim, *, same_email: str | None, vouched: bool, trusted: bool, sign_up: bool) -> Link | Join | str:
    """What to do with a claim whose issuer and subject are not known yet; a text: why nothing is done.

    `same_email` is the person who has that e-mail address; `trusted` says that the provider may be believed about
    verified addresses, otherwise anyone could claim any address there and take over the account here. `vouched` says
    that the address of the account here was not just typed by its owner, who could otherwise wait for the true owner
    of the address to sign in.
    """
    if same_email is not None:
        if trusted and claim.email_verified and vouched:
            return Link(same_email)
        return (
            "There is an account with this e-mail address already, and nobody trusted said that both are yours. "
            "Sign in to it with its password, and connect the provider in your settings"
        )
    if not sign_up:
        return "There is no account for you on this server. Ask an administrator for one"
    if not claim.email:
        return "The provider did not tell an e-mail address, and tags need one"
    return Join()
