"""A kind of forge, its address and a credential → the forge, to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gto_studio.errors import WrongInput
from gto_studio.forges.azure import Azure
from gto_studio.forges.believing import Believed
from gto_studio.forges.bitbucket import Bitbucket
from gto_studio.forges.bitbucket_server import BitbucketServer
from gto_studio.forges.gitea import Gitea
from gto_studio.forges.github import GitHub
from gto_studio.forges.github_app import GitHubApp
from gto_studio.forges.gitlab import GitLab

if TYPE_CHECKING:
    from collections.abc import Callable

    from gto.data.reach import Reach
    from gto_studio.forges.contract import Credential, Forge


def _bitbucket(web_url: str, credential: Credential, reach: Reach) -> Forge:
    """Bitbucket is two programs; which one, its address tells."""
    is_cloud = urlsplit(web_url).hostname == "bitbucket.org"
    return Bitbucket(web_url, credential, reach) if is_cloud else BitbucketServer(web_url, credential, reach)


def _github(web_url: str, credential: Credential, reach: Reach) -> Forge:
    return (GitHubApp if credential.kind == "app" else GitHub)(web_url, credential, reach)


#: How each kind is asked.
_KINDS: dict[str, Callable[[str, Credential, Reach], Forge]] = {
    "azure": Azure,
    "bitbucket": _bitbucket,
    "gitea": Gitea,
    "github": _github,
    "gitlab": GitLab,
}


def opened(kind: str, web_url: str, credential: Credential, reach: Reach) -> Forge:
    """The forge at an address such as `https://codeberg.org`. Nothing is asked yet. WrongInput for an unknown kind."""
    if kind not in _KINDS:
        raise WrongInput(f"Studio cannot ask a forge of the kind '{kind}'", fields={"forge": "unknown"})
    return Believed(_KINDS[kind](web_url, credential, reach), web_url)


def for_git(kind: str, credential: Credential) -> tuple[str | None, str]:
    """(name, password) by which git is let in with the same credential; None: any name will do."""
    if credential.kind == "app":
        return "x-access-token", credential.secret
    return credential.username if kind in ("bitbucket", "gitea") else None, credential.secret
