"""GitHub, github.com or an Enterprise server. What CI says of a commit is in two places: statuses and check runs.

The API of github.com, and of an Enterprise at GHE.com, is at a host of its own; an Enterprise server's under `/api/v3`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gto_studio.errors import NoRepositoryThere, NoRight
from gto_studio.forges.asking import PAGE_SIZE, Caller, Endpoint
from gto_studio.forges.contract import Account, Check, Found, PullRequest, Rights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gto.data.reach import Reach
    from gto_studio.forges.contract import CheckState, Credential, Hook, HookState, NewPullRequest, Status

_HERE = "/repos/{owner}/{repo}"

USER = Endpoint("GET", "/user", "any", "whose token it is")
LISTED = Endpoint("GET", "/user/repos", "Metadata: read", "the list of repositories")
REPOSITORY = Endpoint("GET", _HERE, "Metadata: read", "rights")
PULLS = Endpoint("GET", f"{_HERE}/pulls", "Pull requests: read", "the open pull request of a branch")
PULL = Endpoint("GET", f"{_HERE}/pulls/{{pull_number}}", "Pull requests: read", "state of a pull request")
NEW_PULL = Endpoint("POST", f"{_HERE}/pulls", "Pull requests: write", "pull requests")
STATES = Endpoint("GET", f"{_HERE}/commits/{{ref}}/status", "Commit statuses: read", "CI states of a commit")
RUNS = Endpoint("GET", f"{_HERE}/commits/{{ref}}/check-runs", "Checks: read", "CI runs of a commit")
NEW_STATE = Endpoint("POST", f"{_HERE}/statuses/{{sha}}", "Commit statuses: write", "Studio's own commit status")
HOOKS = Endpoint("GET", f"{_HERE}/hooks", "Webhooks: read", "whether the hook is there")
NEW_HOOK = Endpoint("POST", f"{_HERE}/hooks", "Webhooks: write", "the hook")
EDIT_HOOK = Endpoint("PATCH", f"{_HERE}/hooks/{{hook_id}}", "Webhooks: write", "repair of the hook")
RULESETS = Endpoint("GET", f"{_HERE}/rulesets", "Metadata: read", "protected tags")
RULESET = Endpoint("GET", f"{_HERE}/rulesets/{{ruleset_id}}", "Metadata: read", "protected tags")

#: What the hook tells of.
EVENTS = ("push", "create", "delete", "pull_request", "status", "check_run", "workflow_run")
#: So many rulesets of tags are looked into.
_RULESETS_MOST = 20

_CHECKS: dict[str, CheckState] = {
    # of statuses
    "pending": "running",
    "success": "passed",
    "failure": "failed",
    "error": "failed",
    # of check runs: how far they are, or what came of them
    "queued": "queued",
    "waiting": "queued",
    "requested": "queued",
    "in_progress": "running",
    "neutral": "passed",
    "cancelled": "cancelled",
    "skipped": "skipped",
    "stale": "skipped",
    "timed_out": "failed",
    "action_required": "failed",
    "startup_failure": "failed",
}
_STATES = {"queued": "pending", "running": "pending", "passed": "success", "failed": "failure"}


class GitHub:
    """GitHub, by a fine-grained or classic token of a person, or one of OAuth."""

    def __init__(self, web_url: str, credential: Credential, reach: Reach) -> None:
        self._caller = calling(web_url, credential.secret, reach, credential.anew)

    def close(self) -> None:
        self._caller.close()

    def who(self) -> Account:
        answer = self._caller.answer(USER)
        said, scopes = answer.json(), answer.headers.get("x-oauth-scopes")
        told = None if scopes is None else tuple(filter(None, (scope.strip() for scope in scopes.split(","))))
        return Account(said["login"], said.get("name") or said["login"], said.get("email") or None, told)

    def repositories(self, search: str = "") -> Iterator[Found]:
        for page in self._caller.pages(LISTED, query={"sort": "pushed", "per_page": str(PAGE_SIZE)}):
            for said in page or ():
                if search.lower() in said["full_name"].lower():
                    yield found_of(said)

    def rights(self, name: str) -> Rights:
        try:
            may = self._caller.ask(REPOSITORY, parts_of(name)).get("permissions") or {}
        except (NoRepositoryThere, NoRight):
            return Rights(read=False, write=False, admin=False)
        return Rights(*(bool(may.get(right)) for right in ("pull", "push", "admin")))

    def find_pull_request(self, name: str, head: str, base: str) -> PullRequest | None:
        parts = parts_of(name)
        query = {"state": "open", "head": f"{parts['owner']}:{head}", "base": base, "per_page": str(PAGE_SIZE)}
        for page in self._caller.pages(PULLS, parts, query=query):
            for said in page or ():
                if said["head"]["ref"] == head and said["base"]["ref"] == base and _is_own(said):
                    return _pull_request(said)
        return None

    def open_pull_request(self, name: str, asked: NewPullRequest) -> PullRequest:
        if found := self.find_pull_request(name, asked.head, asked.base):
            return found
        body = {"title": asked.title, "body": asked.body, "head": asked.head, "base": asked.base, "draft": asked.draft}
        return _pull_request(self._caller.ask(NEW_PULL, parts_of(name), body=body))

    def pull_request(self, name: str, number: int) -> PullRequest:
        return _pull_request(self._caller.ask(PULL, {**parts_of(name), "pull_number": str(number)}))

    def checks(self, name: str, commit: str) -> Sequence[Check]:
        found: dict[str, Check] = {}
        parts, query = {**parts_of(name), "ref": commit}, {"per_page": str(PAGE_SIZE)}
        try:
            for page in self._caller.pages(RUNS, parts, query=query):
                for said in page["check_runs"]:
                    found.setdefault(said["name"], _run(said))
        except NoRight:  # a token for statuses alone
            pass
        for page in self._caller.pages(STATES, parts, query=query):
            for said in page["statuses"]:
                found.setdefault(said["context"], _status(said))
        return sorted(found.values(), key=lambda check: check.name)

    def set_status(self, name: str, commit: str, status: Status) -> None:
        body = {"context": status.name, "state": _STATES[status.state], "description": status.description}
        parts = {**parts_of(name), "sha": commit}
        self._caller.ask(NEW_STATE, parts, body={**body, **({"target_url": status.url} if status.url else {})})

    def ensure_hook(self, name: str, hook: Hook) -> HookState:
        config = {"url": hook.url, "content_type": "json", "secret": hook.secret, "insecure_ssl": "0"}
        wanted = {"active": True, "events": list(EVENTS), "config": config}
        for page in self._caller.pages(HOOKS, parts_of(name), query={"per_page": str(PAGE_SIZE)}):
            for said in page or ():
                if said["config"].get("url") != hook.url:
                    continue
                hears = "*" in said["events"] or set(EVENTS).issubset(said["events"])
                if said["active"] and hears and said["config"].get("content_type") == "json" and not hook.anew:
                    return "right"
                self._caller.ask(EDIT_HOOK, {**parts_of(name), "hook_id": str(said["id"])}, body=wanted)
                return "repaired"
        self._caller.ask(NEW_HOOK, parts_of(name), body={"name": "web", **wanted})
        return "made"

    def protected_tags(self, name: str) -> Sequence[str] | None:
        """The patterns of rulesets that are in force. Who may not administer the repository is told of them, too, but
        not whom they let past."""
        if not self.rights(name).admin:
            return None
        said = self._caller.find(RULESETS, parts_of(name), query={"targets": "tag"})
        if said is None:
            return None
        found: set[str] = set()
        for one in [one for one in said if one.get("target") == "tag" and one["enforcement"] == "active"][
            :_RULESETS_MOST
        ]:
            rules = self._caller.ask(RULESET, {**parts_of(name), "ruleset_id": str(one["id"])})
            found.update(((rules.get("conditions") or {}).get("ref_name") or {}).get("include") or ())
        return sorted(pattern.removeprefix("refs/tags/") for pattern in found)


def calling(web_url: str, token: str, reach: Reach, anew: Callable[[], str] | None = None) -> Caller:
    """Who asks the API of the GitHub at an address, by a token; `anew`: another one where it is not taken any more."""
    host = urlsplit(web_url).hostname or ""
    is_theirs = host == "github.com" or host.endswith(".ghe.com")
    base = f"https://api.{host}" if is_theirs else f"{web_url.rstrip('/')}/api/v3"
    own = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    return Caller(base, own | bearing(token), reach, anew=(lambda: bearing(anew())) if anew else None)


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _is_own(said: Mapping[str, Any]) -> bool:
    return bool((said["head"].get("repo") or {}).get("full_name") in (None, said["base"]["repo"]["full_name"]))


def found_of(said: Mapping[str, Any]) -> Found:
    return Found(
        name=said["full_name"],
        url=said["clone_url"],
        web_url=said["html_url"],
        private=bool(said["private"]),
        may_write=bool((said.get("permissions") or {}).get("push")),
        default_branch=said.get("default_branch") if said.get("size") else None,  # it is told of an empty one, too
    )


def _pull_request(said: Mapping[str, Any]) -> PullRequest:
    merged = bool(said.get("merged_at"))
    return PullRequest(
        number=said["number"],
        url=said["html_url"],
        title=said["title"],
        state="merged" if merged else "open" if said["state"] == "open" else "closed",
        head=said["head"]["ref"],
        base=said["base"]["ref"],
        head_commit=said["head"].get("sha") or None,
        merge_commit=(said.get("merge_commit_sha") or None) if merged else None,  # before, it is one of a trial
    )


def _status(said: Mapping[str, Any]) -> Check:
    state = _CHECKS.get(said["state"], "running")
    ended = said.get("updated_at") if state != "running" else None
    url = said.get("target_url") or None
    return Check(said["context"], state, url, _seconds(said.get("created_at")), _seconds(ended))


def _run(said: Mapping[str, Any]) -> Check:
    word = said.get("conclusion") if said["status"] == "completed" else said["status"]
    url = said.get("html_url") or said.get("details_url")
    started, ended = said.get("started_at"), said.get("completed_at")
    return Check(said["name"], _CHECKS.get(word or "", "running"), url, _seconds(started), _seconds(ended))


def parts_of(name: str) -> dict[str, str]:
    owner, _, repo = name.partition("/")
    return {"owner": owner, "repo": repo}


def _seconds(text: str | None) -> float | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() if text else None
