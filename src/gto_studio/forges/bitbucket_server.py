"""Bitbucket Data Center, on people's own servers: another program than Bitbucket Cloud, with another API.

A repository is called `PROJECT/slug`, a person's own ones `~jo/slug`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gto_studio.errors import NoRepositoryThere, NoRight, TokenExpired
from gto_studio.forges.asking import PAGE_SIZE, PAGES_MAX, Caller, Endpoint
from gto_studio.forges.bitbucket import authorization
from gto_studio.forges.contract import Account, Check, Found, PullRequest, Rights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gto.data.reach import Reach
    from gto_studio.forges.contract import CheckState, Credential, Hook, HookState, NewPullRequest, Status

_API = "/rest/api/latest"
_HERE = f"{_API}/projects/{{projectKey}}/repos/{{repositorySlug}}"

SERVER = Endpoint("GET", f"{_API}/application-properties", "PROJECT_READ", "whose token it is")
USER = Endpoint("GET", f"{_API}/users/{{userSlug}}", "PROJECT_READ", "whose token it is")
LISTED = Endpoint("GET", f"{_API}/repos", "REPO_READ", "the list of repositories, and rights")
REPOSITORY = Endpoint("GET", _HERE, "REPO_READ", "rights")
PULLS = Endpoint("GET", f"{_HERE}/pull-requests", "REPO_READ", "the open pull request of a branch")
PULL = Endpoint("GET", f"{_HERE}/pull-requests/{{pullRequestId}}", "REPO_READ", "state of a pull request")
NEW_PULL = Endpoint("POST", f"{_HERE}/pull-requests", "REPO_READ", "pull requests")
STATES = Endpoint("GET", "/rest/build-status/latest/commits/{commitId}", "REPO_READ", "CI states of a commit")
NEW_STATE = Endpoint("POST", f"{_HERE}/commits/{{commitId}}/builds", "REPO_READ", "Studio's own commit status")
HOOKS = Endpoint("GET", f"{_HERE}/webhooks", "REPO_ADMIN", "whether the hook is there")
NEW_HOOK = Endpoint("POST", f"{_HERE}/webhooks", "REPO_ADMIN", "the hook")
EDIT_HOOK = Endpoint("PUT", f"{_HERE}/webhooks/{{webhookId}}", "REPO_ADMIN", "repair of the hook")
TAG_RULES = Endpoint(
    "GET",
    "/rest/branch-permissions/latest/projects/{projectKey}/repos/{repositorySlug}/restrictions",
    "REPO_ADMIN",
    "protected tags",
)

#: It tells of no builds: those are asked about.
EVENTS = ("repo:refs_changed", "pr:opened", "pr:from_ref_updated", "pr:merged", "pr:declined")

_CHECKS: dict[str, CheckState] = {
    "INPROGRESS": "running",
    "SUCCESSFUL": "passed",
    "FAILED": "failed",
    "CANCELLED": "cancelled",
}
_STATES = {"queued": "INPROGRESS", "running": "INPROGRESS", "passed": "SUCCESSFUL", "failed": "FAILED"}


class BitbucketServer:
    """A Bitbucket Data Center, by an HTTP access token."""

    def __init__(self, web_url: str, credential: Credential, reach: Reach) -> None:
        self._web_url = web_url.rstrip("/")
        self._caller = Caller(self._web_url, {"Authorization": authorization(credential)}, reach)

    def close(self) -> None:
        self._caller.close()

    def who(self) -> Account:
        login = self._caller.answer(SERVER).headers.get("x-ausername")
        if not login:  # this one question is answered to anybody
            raise TokenExpired(self._caller.host)
        said = self._caller.ask(USER, {"userSlug": login})
        return Account(said["name"], said.get("displayName") or said["name"], said.get("emailAddress") or None)

    def repositories(self, search: str = "") -> Iterator[Found]:
        query = {"name": search} if search else {}
        own = {said["id"] for said in self._values(LISTED, {}, {**query, "permission": "REPO_WRITE"})}
        for said in self._values(LISTED, {}, {**query, "permission": "REPO_READ"}):
            yield self._found(said, may_write=said["id"] in own)

    def rights(self, name: str) -> Rights:
        try:
            said = self._caller.ask(REPOSITORY, _parts(name))
        except (NoRepositoryThere, NoRight):
            return Rights(read=False, write=False, admin=False)
        return Rights(True, self._may(said, "REPO_WRITE"), self._may(said, "REPO_ADMIN"))

    def find_pull_request(self, name: str, head: str, base: str) -> PullRequest | None:
        query = {"state": "OPEN", "direction": "OUTGOING", "at": f"refs/heads/{head}", "order": "NEWEST"}
        for said in self._values(PULLS, _parts(name), query):
            found = _pull_request(said)
            own = said["fromRef"]["repository"]["id"] == said["toRef"]["repository"]["id"]
            if own and (found.head, found.base) == (head, base):
                return found
        return None

    def open_pull_request(self, name: str, asked: NewPullRequest) -> PullRequest:
        if found := self.find_pull_request(name, asked.head, asked.base):
            return found
        parts = _parts(name)
        repository = {"slug": parts["repositorySlug"], "project": {"key": parts["projectKey"]}}
        body = {
            "title": asked.title,
            "description": asked.body,
            "fromRef": {"id": f"refs/heads/{asked.head}", "repository": repository},
            "toRef": {"id": f"refs/heads/{asked.base}", "repository": repository},
            **({"draft": True} if asked.draft else {}),
        }
        return _pull_request(self._caller.ask(NEW_PULL, parts, body=body))

    def pull_request(self, name: str, number: int) -> PullRequest:
        return _pull_request(self._caller.ask(PULL, {**_parts(name), "pullRequestId": str(number)}))

    def checks(self, name: str, commit: str) -> Sequence[Check]:  # noqa: ARG002 - it knows commits by their id alone
        found: dict[str, Check] = {}
        said = list(self._values(STATES, {"commitId": commit}, {"orderBy": "NEWEST"}))
        for one in sorted(said, key=lambda one: -(one.get("dateAdded") or 0)):
            check = _check(one)
            found.setdefault(check.name, check)
        return sorted(found.values(), key=lambda check: check.name)

    def set_status(self, name: str, commit: str, status: Status) -> None:
        parts = {**_parts(name), "commitId": commit}
        body = {
            "key": status.name,
            "name": status.name,
            "state": _STATES[status.state],
            "description": status.description,
            "url": status.url or self._web_url,  # it wants one
        }
        self._caller.answer(NEW_STATE, parts, body=body)

    def ensure_hook(self, name: str, hook: Hook) -> HookState:
        configuration = {"secret": hook.secret}
        wanted = {"name": "Studio", "url": hook.url, "active": True, "events": list(EVENTS)}
        for said in self._values(HOOKS, _parts(name)):
            if said["url"] == hook.url:
                if said["active"] and set(EVENTS).issubset(said["events"]) and not hook.anew:
                    return "right"
                parts = {**_parts(name), "webhookId": str(said["id"])}
                self._caller.ask(EDIT_HOOK, parts, body={**wanted, "configuration": configuration})
                return "repaired"
        self._caller.ask(NEW_HOOK, _parts(name), body={**wanted, "configuration": configuration})
        return "made"

    def protected_tags(self, name: str) -> Sequence[str] | None:
        """Branch permissions whose pattern is one of tags."""
        try:
            said = list(self._values(TAG_RULES, _parts(name)))
        except (NoRight, NoRepositoryThere):
            return None
        matchers = [one["matcher"] for one in said]
        patterns = {one["id"].removeprefix("refs/") for one in matchers if one["type"]["id"] == "PATTERN"}
        return sorted(pattern.removeprefix("tags/") or "**" for pattern in patterns if pattern.startswith("tags/"))

    def _may(self, repository: Mapping[str, Any], permission: str) -> bool:
        query = {"projectkey": repository["project"]["key"], "name": repository["name"], "permission": permission}
        return any(said["id"] == repository["id"] for said in self._values(LISTED, {}, query))

    def _found(self, said: Mapping[str, Any], *, may_write: bool) -> Found:
        links, key, slug = said.get("links") or {}, said["project"]["key"], said["slug"]
        web_url = f"{self._web_url}/projects/{key}/repos/{slug}"
        clone = next((link["href"] for link in links.get("clone") or () if link["name"] in ("http", "https")), web_url)
        return Found(
            name=f"{key}/{slug}",
            url=clone,
            web_url=web_url,
            private=not said.get("public"),
            may_write=may_write,
            default_branch=said.get("defaultBranch"),
        )

    def _values(
        self, endpoint: Endpoint, parts: Mapping[str, str], query: Mapping[str, str] | None = None
    ) -> Iterator[Any]:
        """The entries of all pages."""
        start = 0
        for _ in range(PAGES_MAX):
            asked = {**(query or {}), "limit": str(PAGE_SIZE), "start": str(start)}
            said = self._caller.ask(endpoint, parts, query=asked)
            yield from said.get("values") or ()
            following = said.get("nextPageStart")
            if said.get("isLastPage", True) or not isinstance(following, int) or following <= start:
                return
            start = following


def _pull_request(said: Mapping[str, Any]) -> PullRequest:
    merged = (said.get("properties") or {}).get("mergeCommit") or {}
    return PullRequest(
        number=said["id"],
        url=said["links"]["self"][0]["href"],
        title=said["title"],
        state={"OPEN": "open", "MERGED": "merged"}.get(said["state"], "closed"),  # type: ignore[arg-type]
        head=said["fromRef"]["id"].removeprefix("refs/heads/"),
        base=said["toRef"]["id"].removeprefix("refs/heads/"),
        head_commit=said["fromRef"].get("latestCommit") or None,
        merge_commit=merged.get("id") or None,
    )


def _check(said: Mapping[str, Any]) -> Check:
    state = _CHECKS.get(said["state"], "running")
    added = said.get("dateAdded")
    at = added / 1_000 if added else None  # it tells when it heard of the state, not how long the build took
    running = state == "running"
    name = said.get("name") or said["key"]
    return Check(name, state, said.get("url") or None, at if running else None, None if running else at)


def _parts(name: str) -> dict[str, str]:
    key, _, slug = name.removeprefix("scm/").partition("/")
    return {"projectKey": key, "repositorySlug": slug}
