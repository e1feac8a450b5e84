"""Gitea and Forgejo: one program in two hands, with the same addresses under `/api/v1`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from gto_studio.errors import NoRepositoryThere, NoRight
from gto_studio.forges.asking import PAGE_SIZE, Caller, Endpoint
from gto_studio.forges.contract import Account, Check, Found, PullRequest, Rights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gto.data.reach import Reach
    from gto_studio.forges.contract import CheckState, Credential, Hook, HookState, NewPullRequest, Status

USER = Endpoint("GET", "/user", "read:user", "whose token it is")
SEARCH = Endpoint("GET", "/repos/search", "read:repository", "the list of repositories")
REPOSITORY = Endpoint("GET", "/repos/{owner}/{repo}", "read:repository", "rights")
PULLS = Endpoint("GET", "/repos/{owner}/{repo}/pulls", "read:repository", "the open pull request of a branch")
PULL = Endpoint("GET", "/repos/{owner}/{repo}/pulls/{index}", "read:repository", "state of a pull request")
NEW_PULL = Endpoint("POST", "/repos/{owner}/{repo}/pulls", "write:repository", "pull requests")
STATES = Endpoint("GET", "/repos/{owner}/{repo}/commits/{ref}/status", "read:repository", "CI states of a commit")
NEW_STATE = Endpoint("POST", "/repos/{owner}/{repo}/statuses/{sha}", "write:repository", "Studio's own commit status")
HOOKS = Endpoint("GET", "/repos/{owner}/{repo}/hooks", "read:repository", "whether the hook is there")
NEW_HOOK = Endpoint("POST", "/repos/{owner}/{repo}/hooks", "write:repository", "the hook")
EDIT_HOOK = Endpoint("PATCH", "/repos/{owner}/{repo}/hooks/{id}", "write:repository", "repair of the hook")
TAG_RULES = Endpoint("GET", "/repos/{owner}/{repo}/tag_protections", "read:repository", "protected tags")

#: What the hook tells of; older servers know only the first.
EVENTS = ("push", "create", "delete", "pull_request", "status")
_NEEDED = frozenset(EVENTS[:3])

_CHECKS: dict[str, CheckState] = {
    "pending": "running",
    "success": "passed",
    "warning": "passed",
    "failure": "failed",
    "error": "failed",
    "skipped": "skipped",
}
_STATES = {"queued": "pending", "running": "pending", "passed": "success", "failed": "failure"}


class Gitea:
    """A Gitea or Forgejo server, by a person's access token or one of OAuth."""

    def __init__(self, web_url: str, credential: Credential, reach: Reach) -> None:
        self._web_url = web_url.rstrip("/")
        self._caller = Caller(f"{self._web_url}/api/v1", {"Authorization": f"token {credential.secret}"}, reach)

    def close(self) -> None:
        self._caller.close()

    def who(self) -> Account:
        said = self._caller.ask(USER)
        return Account(said["login"], said.get("full_name") or said["login"], said.get("email") or None)

    def repositories(self, search: str = "") -> Iterator[Found]:
        query = {"uid": str(self._caller.ask(USER)["id"]), "limit": str(PAGE_SIZE), "sort": "updated", "order": "desc"}
        for page in self._caller.pages(SEARCH, query={**query, **({"q": search} if search else {})}):
            yield from map(_found, page["data"] or ())

    def rights(self, name: str) -> Rights:
        try:
            may = self._caller.ask(REPOSITORY, _parts(name)).get("permissions") or {}
        except (NoRepositoryThere, NoRight):
            return Rights(read=False, write=False, admin=False)
        return Rights(*(bool(may.get(right)) for right in ("pull", "push", "admin")))

    def find_pull_request(self, name: str, head: str, base: str) -> PullRequest | None:
        query = {"state": "open", "sort": "recentupdate", "limit": str(PAGE_SIZE)}
        for page in self._caller.pages(PULLS, _parts(name), query=query):
            for said in page or ():
                ours = (said["head"].get("repo") or {}).get("full_name") in (None, said["base"]["repo"]["full_name"])
                if ours and said["head"]["ref"] == head and said["base"]["ref"] == base:
                    return _pull_request(said)
        return None

    def open_pull_request(self, name: str, asked: NewPullRequest) -> PullRequest:
        if found := self.find_pull_request(name, asked.head, asked.base):
            return found
        title = f"WIP: {asked.title}" if asked.draft else asked.title
        body = {"title": title, "body": asked.body, "head": asked.head, "base": asked.base}
        return _pull_request(self._caller.ask(NEW_PULL, _parts(name), body=body))

    def pull_request(self, name: str, number: int) -> PullRequest:
        return _pull_request(self._caller.ask(PULL, {**_parts(name), "index": str(number)}))

    def checks(self, name: str, commit: str) -> Sequence[Check]:
        found: dict[str, Check] = {}
        query = {"limit": str(PAGE_SIZE)}
        for page in self._caller.pages(STATES, {**_parts(name), "ref": commit}, query=query):
            for said in (page or {}).get("statuses") or ():
                check = self._check(said)
                found.setdefault(check.name, check)
        return sorted(found.values(), key=lambda check: check.name)

    def set_status(self, name: str, commit: str, status: Status) -> None:
        body = {"context": status.name, "state": _STATES[status.state], "description": status.description}
        parts = {**_parts(name), "sha": commit}
        self._caller.ask(NEW_STATE, parts, body={**body, **({"target_url": status.url} if status.url else {})})

    def ensure_hook(self, name: str, hook: Hook) -> HookState:
        config = {"url": hook.url, "content_type": "json", "secret": hook.secret}
        wanted = {"config": config, "events": list(EVENTS), "active": True}
        for page in self._caller.pages(HOOKS, _parts(name), query={"limit": str(PAGE_SIZE)}):
            for said in page or ():
                if said["config"].get("url") != hook.url:
                    continue
                is_right = said["active"] and _NEEDED.issubset(said["events"])
                if is_right and said["config"].get("content_type") == "json" and not hook.anew:
                    return "right"
                self._caller.ask(EDIT_HOOK, {**_parts(name), "id": str(said["id"])}, body=wanted)
                return "repaired"
        self._caller.ask(NEW_HOOK, _parts(name), body={"type": "gitea", **wanted})
        return "made"

    def protected_tags(self, name: str) -> Sequence[str] | None:
        try:
            said = self._caller.find(TAG_RULES, _parts(name))
        except NoRight:
            return None
        return None if said is None else sorted(one["name_pattern"] for one in said)

    def _check(self, said: Mapping[str, Any]) -> Check:
        state = _CHECKS.get(said["status"], "running")
        url = said.get("target_url")
        ended = said.get("updated_at") if state not in ("queued", "running") else None
        where = urljoin(f"{self._web_url}/", url) if url else None
        return Check(said["context"], state, where, _seconds(said.get("created_at")), _seconds(ended))


def _found(said: Mapping[str, Any]) -> Found:
    return Found(
        name=said["full_name"],
        url=said["clone_url"],
        web_url=said["html_url"],
        private=bool(said["private"]),
        may_write=bool((said.get("permissions") or {}).get("push")),
        default_branch=said.get("default_branch") if not said.get("empty") else None,
    )


def _pull_request(said: Mapping[str, Any]) -> PullRequest:
    return PullRequest(
        number=said["number"],
        url=said["html_url"],
        title=said["title"],
        state="merged" if said.get("merged") else "open" if said["state"] == "open" else "closed",
        head=said["head"]["ref"],
        base=said["base"]["ref"],
        head_commit=said["head"].get("sha") or None,
        merge_commit=(said.get("merge_commit_sha") or None) if said.get("merged") else None,
    )


def _parts(name: str) -> dict[str, str]:
    owner, _, repo = name.partition("/")
    return {"owner": owner, "repo": repo}


def _seconds(text: str | None) -> float | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() if text else None
