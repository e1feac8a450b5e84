"""Hooks of Git servers: by what each kind proves itself, which of its news is a push, and the script for any other.

Pure: headers, a body and a secret in, a verdict out. The proof is over the raw body, compared in a time that tells
nothing. Of the body little is ever read: where the repository is, if the hook's own address does not say which one is
meant, which is believed no further than to choose whose secret the proof is held against; and which commit CI has news
of, which is believed no further than to ask the forge about it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from gto_studio.errors import WrongAddress
from gto_studio.rules import addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Kind = Literal["github", "gitlab", "bitbucket", "gitea", "git"]
    #: Headers, body and secret → whether they belong together.
    Proof = Callable[[Mapping[str, str], bytes, str], bool]

KINDS: tuple[Kind, ...] = ("github", "gitlab", "bitbucket", "gitea", "git")
#: Names of deliveries are short; what is longer is none.
ID_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a hook amounts to. `delivery`: by what a repetition of the same news is known; None: by nothing.

    `is_push`: of commits or tags; `is_check`: of what CI says of a commit; `is_pull`: of a pull request.
    """

    is_proved: bool
    is_push: bool = False
    delivery: str | None = None
    is_check: bool = False
    is_pull: bool = False


def kind_of(forge: str) -> Kind:
    """By which address a kind of forge (`rules/addresses.Forge`) calls us. Azure cannot sign, as plain Git servers."""
    return next((kind for kind in KINDS if kind == forge), "git")


def judge(kind: Kind, headers: Mapping[str, str], body: bytes, secret: str) -> Verdict:
    """Whether a hook is from the server that has the secret, and what it has news of.

    `headers` have lower-case names.
    """
    if not _PROOFS[kind](headers, body, secret):
        return Verdict(is_proved=False)
    name = next((headers[header] for header in _DELIVERIES[kind] if headers.get(header)), "")
    known = name if name.isprintable() and len(name) <= ID_LENGTH_MAX else ""
    said = _said(kind, headers)
    return Verdict(
        True,
        _is_push(kind, headers),
        known or None,
        is_check=kind == "git" or said.startswith(_CHECKS.get(kind, ())),
        is_pull=kind == "git" or said.startswith(_PULLS.get(kind, ())),
    )


def commit_of(kind: Kind, body: bytes) -> str | None:
    """The commit of which CI has news; None: the news does not tell, or not in a form of ours."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    texts = [text.rpartition("/")[2].lower() for path in _COMMITS.get(kind, ()) for text in _at(said, path)]
    return next((text for text in texts if len(text) in (40, 64) and not text.strip("0123456789abcdef")), None)


def _said(kind: Kind, headers: Mapping[str, str]) -> str:
    """What a forge calls its news."""
    return next((headers[name] for name in _NEWS.get(kind, ()) if headers.get(name)), "")


def _is_push(kind: Kind, headers: Mapping[str, str]) -> bool:
    match kind:
        case "github" | "gitea":
            return _said(kind, headers) in ("push", "create", "delete")
        case "gitlab":
            return _said(kind, headers) in ("Push Hook", "Tag Push Hook", "System Hook")
        case "bitbucket":
            return _said(kind, headers) in ("repo:push", "repo:refs_changed", "mirror:repo_synchronized")
        case "git":
            return True


def meant(kind: Kind, body: bytes) -> tuple[addresses.Address, ...]:
    """The addresses that the repository has, as the news itself tells; none if it tells nothing that can be read."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    texts = [text for path in _ADDRESSES.get(kind, ()) for text in _at(said, path)]
    return tuple(address for address in map(_address, texts) if address)


def _address(text: str) -> addresses.Address | None:
    try:
        return addresses.read(text)
    except WrongAddress:
        return None


def _at(value: Any, path: tuple[str, ...]) -> list[str]:
    """The texts at a path of keys; a list on the way stands for each of its elements."""
    if isinstance(value, list):
        return [text for each in value for text in _at(each, path)]
    if not path:
        return [value] if isinstance(value, str) else []
    return _at(value.get(path[0]), path[1:]) if isinstance(value, dict) else []


def sign(body: bytes, secret: str) -> str:
    """HMAC-SHA256 of a body, in hexadecimal digits."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _signed(*names: str, prefix: str) -> Proof:
    def proof(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
        said = next((headers[name] for name in names if headers.get(name)), "")
        return _same(said, prefix + sign(body, secret))

    return proof


def _by_token(headers: Mapping[str, str], _: bytes, secret: str) -> bool:
    given = headers.get("x-gitlab-token", "")
    return _same(given, secret)


def _by_bearer(headers: Mapping[str, str], _: bytes, secret: str) -> bool:
    scheme, _space, said = headers.get("authorization", "").partition(" ")
    return scheme.lower() in ("bearer", "token") and _same(said.strip(), secret)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


_PROOFS: dict[Kind, Proof] = {
    "github": _signed("x-hub-signature-256", prefix="sha256="),
    "gitlab": _by_token,
    "bitbucket": _signed("x-hub-signature", prefix="sha256="),
    "gitea": _signed("x-gitea-signature", "x-forgejo-signature", "x-gogs-signature", prefix=""),
    "git": _by_bearer,
}
_DELIVERIES: dict[Kind, tuple[str, ...]] = {
    "github": ("x-github-delivery",),
    "gitlab": ("idempotency-key", "x-gitlab-event-uuid"),
    "bitbucket": ("x-request-uuid", "x-request-id"),
    "gitea": ("x-gitea-delivery", "x-forgejo-delivery", "x-gogs-delivery"),
    "git": (),
}

_NEWS: dict[Kind, tuple[str, ...]] = {
    "github": ("x-github-event",),
    "gitlab": ("x-gitlab-event",),
    "bitbucket": ("x-event-key",),
    "gitea": ("x-gitea-event", "x-forgejo-event", "x-gogs-event"),
}
#: How the names of news begin that CI has of a commit, and of news of pull requests.
_CHECKS: dict[Kind, tuple[str, ...]] = {
    "github": ("status", "check_run", "check_suite", "workflow_run"),
    "gitlab": ("Pipeline Hook", "Job Hook"),
    "bitbucket": ("repo:commit_status_",),
    "gitea": ("status", "workflow_run", "workflow_job"),
}
_PULLS: dict[Kind, tuple[str, ...]] = {
    "github": ("pull_request",),
    "gitlab": ("Merge Request Hook",),
    "bitbucket": ("pullrequest:", "pr:"),
    "gitea": ("pull_request",),
}
#: Where each kind tells of which commit CI has news. Bitbucket has it at the end of an address.
_COMMITS: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "github": (("sha",), ("check_run", "head_sha"), ("check_suite", "head_sha"), ("workflow_run", "head_sha")),
    "gitlab": (("object_attributes", "sha"), ("sha",)),
    "bitbucket": (("commit_status", "links", "commit", "href"),),
    "gitea": (("sha",), ("workflow_run", "head_sha"), ("workflow_job", "head_sha")),
}

#: Where each kind tells how the repository is reached. Bitbucket's own servers list `clone`, its cloud has one `html`.
_ADDRESSES: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "github": (("repository", "clone_url"), ("repository", "ssh_url"), ("repository", "html_url")),
    "gitlab": (("project", "git_http_url"), ("project", "git_ssh_url"), ("project", "web_url")),
    "bitbucket": (("repository", "links", "html", "href"), ("repository", "links", "clone", "href")),
    "gitea": (("repository", "clone_url"), ("repository", "ssh_url"), ("repository", "html_url")),
}


def post_receive(url: str, secret: str) -> str:
    """A `post-receive` hook for any Git server: POSIX sh and curl. A push never waits for us and never fails for us."""
    return f"""\
#!/bin/sh
# Tells Studio of a push. Put it at hooks/post-receive of the bare repository on the Git server and make it
# executable (chmod 755). Where there is such a hook already, call this one at its end.
cat >/dev/null
url={shlex.quote(url)}
printf 'header = "Authorization: Bearer %s"\\n' {shlex.quote(secret)} |
  curl --silent --show-error --max-time 5 --request POST --config - "$url" >/dev/null ||
  echo "Studio was not told of this push: it will see it at its next look" >&2
exit 0
"""
