"""Bitbucket Cloud, at bitbucket.org: an API of its own at another host, lists that name their next page in the body.

Questions across all workspaces ended in 2026 (CHANGE-2770), so lists are asked workspace by workspace. Tags cannot be
protected there.
"""

from __future__ import annotations

import base64
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from gto_studio.errors import NoRepositoryThere, NoRight
from gto_studio.forges.asking import PAGE_SIZE, PAGES_MAX, Caller, Endpoint
from gto_studio.forges.contract import Account, Check, Found, PullRequest, Rights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gto.data.reach import Reach
    from gto_studio.forges.contract import CheckState, Credential, Hook, HookState, NewPullRequest, Status

API = "https://api.bitbucket.org/2.0"
_HERE = "/repositories/{workspace}/{repo_slug}"

USER = Endpoint("GET", "/user", "read:user", "whose token it is")
WORKSPACES = Endpoint("GET", "/user/workspaces", "read:workspace", "the list of repositories")
LISTED = Endpoint("GET", "/repositories/{workspace}", "read:repository", "the list of repositories, and rights")
REPOSITORY = Endpoint("GET", _HERE, "read:repository", "rights")
COMMIT = Endpoint("GET", f"{_HERE}/commit/{{commit}}", "read:repository", "the whole id of a commit")
PULLS = Endpoint("GET", f"{_HERE}/pullrequests", "read:pullrequest", "the open pull request of a branch")
PULL = Endpoint("GET", f"{_HERE}/pullrequests/{{pull_request_id}}", "read:pullrequest", "state of a pull request")
NEW_PULL = Endpoint("POST", f"{_HERE}/pullrequests", "write:pullrequest", "pull requests")
STATES = Endpoint("GET", f"{_HERE}/commit/{{commit}}/statuses", "read:repository", "CI states of a commit")
NEW_STATE = Endpoint(
    "POST", f"{_HERE}/commit/{{commit}}/statuses/build", "read:repository", "Studio's own commit status"
)
HOOKS = Endpoint("GET", f"{_HERE}/hooks", "read:webhook", "whether the hook is there")
NEW_HOOK = Endpoint("POST", f"{_HERE}/hooks", "write:webhook", "the hook")
EDIT_HOOK = Endpoint("PUT", f"{_HERE}/hooks/{{uid}}", "write:webhook", "repair of the hook")

EVENTS = (
    "repo:push",
    "repo:commit_status_created",
    "repo:commit_status_updated",
    "pullrequest:created",
    "pullrequest:updated",
    "pullrequest:fulfilled",
    "pullrequest:rejected",
)
#: A status is known by a key of so many letters.
KEY_MAX = 40
#: An id in a pull request is this short.
_WHOLE_ID = 40

_CHECKS: dict[str, CheckState] = {
    "INPROGRESS": "running",
    "SUCCESSFUL": "passed",
    "FAILED": "failed",
    "STOPPED": "cancelled",
}
_STATES = {"queued": "INPROGRESS", "running": "INPROGRESS", "passed": "SUCCESSFUL", "failed": "FAILED"}


class Bitbucket:
    """Bitbucket Cloud, by an API token of a person (with the e-mail address as username), or by an access token."""

    def __init__(self, web_url: str, credential: Credential, reach: Reach, *, api: str = API) -> None:
        self._web_url = web_url.rstrip("/")
        self._caller = Caller(api, {"Authorization": authorization(credential)}, reach)

    def close(self) -> None:
        self._caller.close()

    def who(self) -> Account:
        said = self._caller.ask(USER)
        login = said.get("username") or said.get("nickname") or said["uuid"]
        return Account(login, said.get("display_name") or login)

    def repositories(self, search: str = "") -> Iterator[Found]:
        query = {"sort": "-updated_on", **({"q": f"full_name ~ {_quoted(search)}"} if search else {})}
        for workspace in [said["workspace"]["slug"] for said in self._values(WORKSPACES, {})]:
            parts = {"workspace": workspace}
            own = {said["full_name"] for said in self._values(LISTED, parts, {**query, "role": "contributor"})}
            for said in self._values(LISTED, parts, {**query, "role": "member"}):
                yield _found(said, may_write=said["full_name"] in own)

    def rights(self, name: str) -> Rights:
        try:
            self._caller.ask(REPOSITORY, _parts(name))
        except (NoRepositoryThere, NoRight):
            return Rights(read=False, write=False, admin=False)
        return Rights(True, self._is(name, "contributor"), self._is(name, "admin"))

    def find_pull_request(self, name: str, head: str, base: str) -> PullRequest | None:
        asked = (f"source.branch.name = {_quoted(head)}", f"destination.branch.name = {_quoted(base)}")
        query = {"q": " AND ".join((*asked, 'state = "OPEN"')), "sort": "-updated_on"}
        for said in self._values(PULLS, _parts(name), query):
            if _is_own(said):
                return self._pull_request(name, said)
        return None

    def open_pull_request(self, name: str, asked: NewPullRequest) -> PullRequest:
        if found := self.find_pull_request(name, asked.head, asked.base):
            return found
        body = {
            "title": asked.title,
            "description": asked.body,
            "source": {"branch": {"name": asked.head}},
            "destination": {"branch": {"name": asked.base}},
            **({"draft": True} if asked.draft else {}),
        }
        return self._pull_request(name, self._caller.ask(NEW_PULL, _parts(name), body=body))

    def pull_request(self, name: str, number: int) -> PullRequest:
        parts = {**_parts(name), "pull_request_id": str(number)}
        return self._pull_request(name, self._caller.ask(PULL, parts))

    def checks(self, name: str, commit: str) -> Sequence[Check]:
        found: dict[str, Check] = {}
        for said in self._values(STATES, {**_parts(name), "commit": commit}, {"sort": "-updated_on"}):
            check = _check(said)
            found.setdefault(check.name, check)
        return sorted(found.values(), key=lambda check: check.name)

    def set_status(self, name: str, commit: str, status: Status) -> None:
        body = {
            "key": status.name[:KEY_MAX],
            "name": status.name,
            "state": _STATES[status.state],
            "description": status.description,
            "url": status.url or f"{self._web_url}/{name}/commits/{commit}",  # it wants one
        }
        self._caller.ask(NEW_STATE, {**_parts(name), "commit": commit}, body=body)

    def ensure_hook(self, name: str, hook: Hook) -> HookState:
        wanted = {"description": "Studio", "url": hook.url, "active": True, "events": list(EVENTS)}
        with_secret = {**wanted, "secret": hook.secret}
        for said in self._values(HOOKS, _parts(name)):
            if said["url"] == hook.url:
                is_right = said["active"] and set(EVENTS).issubset(said["events"]) and said.get("secret_set", True)
                if is_right and not hook.anew:
                    return "right"
                self._caller.ask(EDIT_HOOK, {**_parts(name), "uid": said["uuid"]}, body=with_secret)
                return "repaired"
        self._caller.ask(NEW_HOOK, _parts(name), body=with_secret)
        return "made"

    def protected_tags(self, name: str) -> None:  # noqa: ARG002 - the contract's
        return None

    def _is(self, name: str, role: str) -> bool:
        """Whether the account has a role in a repository."""
        parts = _parts(name)
        query = {"role": role, "q": f"full_name = {_quoted(name)}"}
        return any(True for _ in self._values(LISTED, {"workspace": parts["workspace"]}, query))

    def _pull_request(self, name: str, said: Mapping[str, Any]) -> PullRequest:
        merge = (said.get("merge_commit") or {}).get("hash")
        return PullRequest(
            number=said["id"],
            url=said["links"]["html"]["href"],
            title=said["title"],
            state={"OPEN": "open", "MERGED": "merged"}.get(said["state"], "closed"),  # type: ignore[arg-type]
            head=said["source"]["branch"]["name"],
            base=said["destination"]["branch"]["name"],
            head_commit=self._whole(name, (said["source"].get("commit") or {}).get("hash")),
            merge_commit=self._whole(name, merge) if said["state"] == "MERGED" else None,
        )

    def _whole(self, name: str, commit: str | None) -> str | None:
        """An id, which comes shortened in a pull request."""
        if not commit or len(commit) >= _WHOLE_ID:
            return commit or None
        said = self._caller.find(COMMIT, {**_parts(name), "commit": commit})
        return said["hash"] if said else None

    def _values(
        self, endpoint: Endpoint, parts: Mapping[str, str], query: Mapping[str, str] | None = None
    ) -> Iterator[Any]:
        """The entries of all pages."""
        asked: dict[str, str] = {**(query or {}), "pagelen": str(PAGE_SIZE)}
        for _ in range(PAGES_MAX):
            said = self._caller.ask(endpoint, parts, query=asked)
            yield from said.get("values") or ()
            following = said.get("next")
            if not following:
                return
            asked = dict(parse_qsl(urlsplit(following).query))  # where it leads is not believed, only how far we are


def authorization(credential: Credential) -> str:
    """How a token is sent: with the name that belongs to it, or alone."""
    if credential.username and credential.kind == "token":
        pair = f"{credential.username}:{credential.secret}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"
    return f"Bearer {credential.secret}"


def _quoted(text: str) -> str:
    """A text in Bitbucket's language of questions."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_own(said: Mapping[str, Any]) -> bool:
    """Whether a pull request is from the repository itself, not from a fork."""
    names = [(said[end].get("repository") or {}).get("full_name") for end in ("source", "destination")]
    return names[0] is None or names[0] == names[1]


def _found(said: Mapping[str, Any], *, may_write: bool) -> Found:
    links = said["links"]
    clone = next((link["href"] for link in links["clone"] if link["name"] == "https"), links["html"]["href"])
    scheme, mark, rest = clone.partition("://")
    host, slash, path = rest.partition("/")
    return Found(
        name=said["full_name"],
        url=f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}",  # it comes with the person's name in it
        web_url=links["html"]["href"],
        private=bool(said["is_private"]),
        may_write=may_write,
        default_branch=(said.get("mainbranch") or {}).get("name"),
    )


def _check(said: Mapping[str, Any]) -> Check:
    state = _CHECKS.get(said["state"], "running")
    ended = said.get("updated_on") if state != "running" else None
    name = said.get("name") or said["key"]
    return Check(name, state, said.get("url") or None, _seconds(said.get("created_on")), _seconds(ended))


def _parts(name: str) -> dict[str, str]:
    workspace, slug = islice((*name.split("/"), "", ""), 2)
    return {"workspace": workspace, "repo_slug": slug}


def _seconds(text: str | None) -> float | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() if text else None
