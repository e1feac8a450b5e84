"""GitLab, gitlab.com or a server of one's own: the same addresses under `/api/v4`. A pull request is a merge request,
and jobs of pipelines are among the statuses of a commit.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from gto_studio.errors import ForgeRefused, NoRepositoryThere, NoRight
from gto_studio.forges.asking import PAGE_SIZE, Caller, Endpoint
from gto_studio.forges.contract import Account, Check, Found, PullRequest, Rights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gto.data.reach import Reach
    from gto_studio.forges.contract import CheckState, Credential, Hook, HookState, NewPullRequest, Status

USER = Endpoint("GET", "/user", "read_user", "whose token it is")
PROJECTS = Endpoint("GET", "/projects", "read_api", "the list of repositories")
PROJECT = Endpoint("GET", "/projects/{id}", "read_api", "rights")
REQUESTS = Endpoint("GET", "/projects/{id}/merge_requests", "read_api", "the open merge request of a branch")
REQUEST = Endpoint("GET", "/projects/{id}/merge_requests/{merge_request_iid}", "read_api", "state of a merge request")
NEW_REQUEST = Endpoint("POST", "/projects/{id}/merge_requests", "api", "merge requests")
STATES = Endpoint("GET", "/projects/{id}/repository/commits/{sha}/statuses", "read_api", "CI states of a commit")
NEW_STATE = Endpoint("POST", "/projects/{id}/statuses/{sha}", "api", "Studio's own commit status")
HOOKS = Endpoint("GET", "/projects/{id}/hooks", "api", "whether the hook is there")
NEW_HOOK = Endpoint("POST", "/projects/{id}/hooks", "api", "the hook")
EDIT_HOOK = Endpoint("PUT", "/projects/{id}/hooks/{hook_id}", "api", "repair of the hook")
TAG_RULES = Endpoint("GET", "/projects/{id}/protected_tags", "api", "protected tags")

#: What the hook tells of.
EVENTS = ("push_events", "tag_push_events", "merge_requests_events", "pipeline_events")
#: Levels of access, as GitLab counts them.
REPORTER, DEVELOPER, MAINTAINER = 20, 30, 40

_CHECKS: dict[str, CheckState] = {
    "created": "queued",
    "waiting_for_resource": "queued",
    "preparing": "queued",
    "pending": "queued",
    "scheduled": "queued",
    "running": "running",
    "canceling": "running",
    "success": "passed",
    "failed": "failed",
    "canceled": "cancelled",
    "skipped": "skipped",
    "manual": "skipped",
}
_STATES = {"queued": "pending", "running": "running", "passed": "success", "failed": "failed"}


class GitLab:
    """A GitLab server, by an access token or one of OAuth."""

    def __init__(self, web_url: str, credential: Credential, reach: Reach) -> None:
        headers = {"Authorization": f"Bearer {credential.secret}"}
        self._caller = Caller(f"{web_url.rstrip('/')}/api/v4", headers, reach)

    def close(self) -> None:
        self._caller.close()

    def who(self) -> Account:
        said = self._caller.ask(USER)
        return Account(said["username"], said.get("name") or said["username"], said.get("email") or None)

    def repositories(self, search: str = "") -> Iterator[Found]:
        query = {"membership": "true", "order_by": "last_activity_at", "per_page": str(PAGE_SIZE)}
        for page in self._caller.pages(PROJECTS, query={**query, **({"search": search} if search else {})}):
            yield from map(_found, page or ())

    def rights(self, name: str) -> Rights:
        try:
            said = self._caller.ask(PROJECT, {"id": name})
        except (NoRepositoryThere, NoRight):
            return Rights(read=False, write=False, admin=False)
        level = _level(said)
        readable = level >= REPORTER or said["visibility"] != "private"
        return Rights(readable, level >= DEVELOPER, level >= MAINTAINER)

    def find_pull_request(self, name: str, head: str, base: str) -> PullRequest | None:
        query = {"state": "opened", "source_branch": head, "target_branch": base, "per_page": str(PAGE_SIZE)}
        for page in self._caller.pages(REQUESTS, {"id": name}, query=query):
            for said in page or ():
                if said["source_project_id"] == said["target_project_id"]:
                    return _pull_request(said)
        return None

    def open_pull_request(self, name: str, asked: NewPullRequest) -> PullRequest:
        if found := self.find_pull_request(name, asked.head, asked.base):
            return found
        body = {
            "title": f"Draft: {asked.title}" if asked.draft else asked.title,
            "description": asked.body,
            "source_branch": asked.head,
            "target_branch": asked.base,
        }
        return _pull_request(self._caller.ask(NEW_REQUEST, {"id": name}, body=body))

    def pull_request(self, name: str, number: int) -> PullRequest:
        return _pull_request(self._caller.ask(REQUEST, {"id": name, "merge_request_iid": str(number)}))

    def checks(self, name: str, commit: str) -> Sequence[Check]:
        found: dict[str, Check] = {}
        parts, query = {"id": name, "sha": commit}, {"per_page": str(PAGE_SIZE)}
        said = [one for page in self._caller.pages(STATES, parts, query=query) for one in page or ()]
        for one in sorted(said, key=lambda one: -one["id"]):  # a job that ran again has a higher one
            check = _check(one)
            found.setdefault(check.name, check)
        return sorted(found.values(), key=lambda check: check.name)

    def set_status(self, name: str, commit: str, status: Status) -> None:
        body = {"name": status.name, "state": _STATES[status.state], "description": status.description}
        body |= {"target_url": status.url} if status.url else {}
        try:
            self._caller.ask(NEW_STATE, {"id": name, "sha": commit}, body=body)
        except ForgeRefused as error:
            if "transition" not in error.message:  # it has that state already
                raise

    def ensure_hook(self, name: str, hook: Hook) -> HookState:
        wanted = {"url": hook.url, "token": hook.secret, **dict.fromkeys(EVENTS, True)}
        for page in self._caller.pages(HOOKS, {"id": name}, query={"per_page": str(PAGE_SIZE)}):
            for said in page or ():
                if said["url"] != hook.url:
                    continue
                is_awake = said.get("alert_status") in (None, "executable")
                if is_awake and all(said.get(event) for event in EVENTS) and not hook.anew:
                    return "right"
                self._caller.ask(EDIT_HOOK, {"id": name, "hook_id": str(said["id"])}, body=wanted)
                return "repaired"
        self._caller.ask(NEW_HOOK, {"id": name}, body=wanted)
        return "made"

    def protected_tags(self, name: str) -> Sequence[str] | None:
        try:
            pages = list(self._caller.pages(TAG_RULES, {"id": name}, query={"per_page": str(PAGE_SIZE)}))
        except (NoRight, NoRepositoryThere):
            return None
        return sorted(one["name"] for page in pages for one in page or ())


def _level(said: Mapping[str, Any]) -> int:
    """The highest level of access that the account has there."""
    rights = said.get("permissions") or {}
    return max((one["access_level"] for one in rights.values() if one), default=0)


def _found(said: Mapping[str, Any]) -> Found:
    return Found(
        name=said["path_with_namespace"],
        url=said["http_url_to_repo"],
        web_url=said["web_url"],
        private=said["visibility"] != "public",
        may_write=_level(said) >= DEVELOPER,
        default_branch=said.get("default_branch") if not said.get("empty_repo") else None,
    )


def _pull_request(said: Mapping[str, Any]) -> PullRequest:
    merged = said["state"] == "merged"
    return PullRequest(
        number=said["iid"],
        url=said["web_url"],
        title=said["title"],
        state="merged" if merged else "closed" if said["state"] == "closed" else "open",
        head=said["source_branch"],
        base=said["target_branch"],
        head_commit=said.get("sha") or None,
        # of a fast-forward there is no commit of its own
        merge_commit=(said.get("merge_commit_sha") or said.get("squash_commit_sha") or said.get("sha"))
        if merged
        else None,
    )


def _check(said: Mapping[str, Any]) -> Check:
    state = _CHECKS.get(said["status"], "running")
    if state == "failed" and said.get("allow_failure"):  # its pipeline passes all the same
        state = "skipped"
    started = said.get("started_at") or said.get("created_at")
    ended = said.get("finished_at") if state not in ("queued", "running") else None
    return Check(said["name"], state, said.get("target_url") or None, _seconds(started), _seconds(ended))


def _seconds(text: str | None) -> float | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() if text else None
