"""Azure DevOps: dev.azure.com, and servers of one's own with the same addresses under a collection.

A repository is called `organisation/project/name`. What a commit's CI says is in two places: statuses that anybody
posts, and runs of Azure Pipelines. Tags are protected by permissions, which have no patterns.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gto_studio.errors import NoRepositoryThere, NoRight, TokenExpired, WrongInput
from gto_studio.forges.asking import PAGE_SIZE, Caller, Endpoint
from gto_studio.forges.contract import Account, Check, Found, PullRequest, Rights
from gto_studio.rules.addresses import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gto.data.reach import Reach
    from gto_studio.forges.contract import CheckState, Credential, Hook, HookState, NewPullRequest, Status

VERSION = "7.1"
_GIT = "/{organization}/{project}/_apis/git/repositories/{repositoryId}"

WHO = Endpoint("GET", "/{organization}/_apis/connectionData", "any", "whose token it is")
LISTED = Endpoint("GET", "/{organization}/_apis/git/repositories", "vso.code", "the list of repositories")
REPOSITORY = Endpoint("GET", _GIT, "vso.code", "rights")
MAY = Endpoint("GET", "/{organization}/_apis/permissions/{securityNamespaceId}/{permissions}", "any", "rights")
PULLS = Endpoint("GET", f"{_GIT}/pullrequests", "vso.code", "the open pull request of a branch")
PULL = Endpoint("GET", f"{_GIT}/pullrequests/{{pullRequestId}}", "vso.code", "state of a pull request")
NEW_PULL = Endpoint("POST", f"{_GIT}/pullrequests", "vso.code_write", "pull requests")
STATES = Endpoint("GET", f"{_GIT}/commits/{{commitId}}/statuses", "vso.code", "CI states of a commit")
BUILDS = Endpoint("GET", "/{organization}/{project}/_apis/build/builds", "vso.build", "CI runs of a commit")
NEW_STATE = Endpoint("POST", f"{_GIT}/commits/{{commitId}}/statuses", "vso.code_status", "Studio's own commit status")
HOOKS = Endpoint("GET", "/{organization}/_apis/hooks/subscriptions", "vso.code", "whether the hook is there")
NEW_HOOK = Endpoint("POST", "/{organization}/_apis/hooks/subscriptions", "vso.code", "the hook")
EDIT_HOOK = Endpoint(
    "PUT", "/{organization}/_apis/hooks/subscriptions/{subscriptionId}", "vso.code", "repair of the hook"
)

#: Each is a subscription of its own.
EVENTS = ("git.push", "git.pullrequest.created", "git.pullrequest.updated", "build.complete")
#: Where rights to Git repositories are asked about, and which bits they are.
GIT_RIGHTS = "2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87"
READ, WRITE, ADMIN = "2", "4", "8192"
#: Rights to so many repositories are asked about at once.
_TOGETHER = 20
#: Of the runs of a repository, so many of the latest are looked through for those of a commit.
_LATEST = 200

_CHECKS: dict[str, CheckState] = {
    "notSet": "queued",
    "pending": "running",
    "succeeded": "passed",
    "partiallySucceeded": "passed",
    "failed": "failed",
    "error": "failed",
    "notApplicable": "skipped",
    "canceled": "cancelled",
    "notStarted": "queued",
    "postponed": "queued",
    "inProgress": "running",
    "cancelling": "running",
}
_STATES = {"queued": "pending", "running": "pending", "passed": "succeeded", "failed": "failed"}


class Azure:
    """Azure DevOps, by a personal access token or one of OAuth. `web_url` is that of the organisation."""

    def __init__(self, web_url: str, credential: Credential, reach: Reach) -> None:
        parts = urlsplit(web_url)
        host = parts.hostname or ""
        if host.endswith(".visualstudio.com"):  # as organisations were called once; the API is the same
            self._origin, self._organisation = "https://dev.azure.com", host.partition(".")[0]
        else:
            self._origin, self._organisation = f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")
        pair = base64.b64encode(f":{credential.secret}".encode()).decode()
        proof = f"Basic {pair}" if credential.kind == "token" else f"Bearer {credential.secret}"
        # without the second one it sends whom it does not know to a page for signing in
        headers = {"Authorization": proof, "X-TFS-FedAuthRedirect": "Suppress"}
        self._caller = Caller(self._origin, headers, reach)

    def close(self) -> None:
        self._caller.close()

    def who(self) -> Account:
        said = self._ask(WHO, self._here(), version=f"{VERSION}-preview")["authenticatedUser"]
        login = ((said.get("properties") or {}).get("Account") or {}).get("$value") or said["id"]
        return Account(login, said.get("providerDisplayName") or login, login if "@" in login else None)

    def repositories(self, search: str = "") -> Iterator[Found]:
        here = self._here()
        said = [
            one
            for one in self._ask(LISTED, here)["value"]
            if search.lower() in f"{one['project']['name']}/{one['name']}".lower() and not one.get("isDisabled")
        ]
        for start in range(0, len(said), _TOGETHER):
            some = said[start : start + _TOGETHER]
            for one, may_write in zip(some, self._may(here["organization"], WRITE, some), strict=True):
                yield _found(here["organization"], one, may_write=may_write)

    def rights(self, name: str) -> Rights:
        try:
            said = self._ask(REPOSITORY, _parts(name))
            organisation = _parts(name)["organization"]
            return Rights(*(self._may(organisation, bit, [said])[0] for bit in (READ, WRITE, ADMIN)))
        except (NoRepositoryThere, NoRight):
            return Rights(read=False, write=False, admin=False)

    def find_pull_request(self, name: str, head: str, base: str) -> PullRequest | None:
        query = {
            "searchCriteria.status": "active",
            "searchCriteria.sourceRefName": f"refs/heads/{head}",
            "searchCriteria.targetRefName": f"refs/heads/{base}",
            "$top": str(PAGE_SIZE),
        }
        said = self._ask(PULLS, _parts(name), query=query)["value"]
        own = [one for one in said if not one.get("forkSource")]
        return self._pull_request(name, own[0]) if own else None

    def open_pull_request(self, name: str, asked: NewPullRequest) -> PullRequest:
        if found := self.find_pull_request(name, asked.head, asked.base):
            return found
        body = {
            "title": asked.title,
            "description": asked.body,
            "sourceRefName": f"refs/heads/{asked.head}",
            "targetRefName": f"refs/heads/{asked.base}",
            "isDraft": asked.draft,
        }
        return self._pull_request(name, self._ask(NEW_PULL, _parts(name), body=body))

    def pull_request(self, name: str, number: int) -> PullRequest:
        return self._pull_request(name, self._ask(PULL, {**_parts(name), "pullRequestId": str(number)}))

    def checks(self, name: str, commit: str) -> Sequence[Check]:
        parts = _parts(name)
        found: dict[str, Check] = {}
        query = {"repositoryType": "TfsGit", "queryOrder": "queueTimeDescending", "$top": str(_LATEST)}
        repository = self._ask(REPOSITORY, parts)["id"]
        for said in self._ask(BUILDS, parts, query={**query, "repositoryId": repository})["value"]:
            if said.get("sourceVersion") == commit:
                found.setdefault(said["definition"]["name"], _run(said))
        for said in self._ask(STATES, {**parts, "commitId": commit}, query={"latestOnly": "true"})["value"]:
            check = _status(said)
            found.setdefault(check.name, check)
        return sorted(found.values(), key=lambda check: check.name)

    def set_status(self, name: str, commit: str, status: Status) -> None:
        body = {
            "state": _STATES[status.state],
            "description": status.description,
            "context": {"name": status.name, "genre": "studio"},
            **({"targetUrl": status.url} if status.url else {}),
        }
        self._ask(NEW_STATE, {**_parts(name), "commitId": commit}, body=body)

    def ensure_hook(self, name: str, hook: Hook) -> HookState:
        """Its hooks cannot sign: they carry the secret itself, as hooks of plain Git servers do."""
        parts = _parts(name)
        here, repository = {"organization": parts["organization"]}, self._ask(REPOSITORY, parts)
        there = {
            said["eventType"]: said
            for said in self._ask(HOOKS, here, query={"consumerId": "webHooks"})["value"]
            if (said.get("consumerInputs") or {}).get("url") == hook.url
            and (said.get("publisherInputs") or {}).get("repository", repository["id"]) == repository["id"]
        }
        done: set[HookState] = set()
        for event in EVENTS:
            old = there.get(event)
            if old and old.get("status") == "enabled" and not hook.anew:
                continue
            body = _subscription(event, repository, hook)
            if old:
                self._ask(EDIT_HOOK, {**here, "subscriptionId": old["id"]}, body={**body, "id": old["id"]})
            else:
                self._ask(NEW_HOOK, here, body=body)
            done.add("repaired" if there else "made")
        return "repaired" if "repaired" in done else "made" if done else "right"

    def protected_tags(self, name: str) -> None:  # noqa: ARG002 - the contract's
        return None

    def _ask(
        self,
        endpoint: Endpoint,
        parts: Mapping[str, str],
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        version: str = VERSION,
    ) -> Any:
        answer = self._caller.answer(endpoint, parts, query={**(query or {}), "api-version": version}, body=body)
        if answer.status == 203:  # a page for signing in, said to be a success
            raise TokenExpired(self._caller.host)
        return answer.json()

    def _may(self, organisation: str, bit: str, repositories: Sequence[Mapping[str, Any]]) -> list[bool]:
        """Whether the account has a right in each of these repositories."""
        tokens = ",".join(f"repoV2/{said['project']['id']}/{said['id']}" for said in repositories)
        parts = {"organization": organisation, "securityNamespaceId": GIT_RIGHTS, "permissions": bit}
        said = self._ask(MAY, parts, query={"tokens": tokens, "delimiter": ","})["value"]
        return [bool(one) for one in said]

    def _here(self) -> dict[str, str]:
        if not self._organisation or "/" in self._organisation:
            raise WrongInput(
                "The address of Azure DevOps has to name an organisation",
                fields={"url": "https://dev.azure.com/ORGANISATION"},
            )
        return {"organization": self._organisation}

    def _pull_request(self, name: str, said: Mapping[str, Any]) -> PullRequest:
        parts = _parts(name)
        where = "/".join(quoted(parts[key]) for key in ("organization", "project"))
        url = f"{self._origin}/{where}/_git/{quoted(parts['repositoryId'])}/pullrequest/{said['pullRequestId']}"
        return PullRequest(
            number=said["pullRequestId"],
            url=url,
            title=said["title"],
            state={"active": "open", "completed": "merged"}.get(said["status"], "closed"),  # type: ignore[arg-type]
            head=said["sourceRefName"].removeprefix("refs/heads/"),
            base=said["targetRefName"].removeprefix("refs/heads/"),
            head_commit=(said.get("lastMergeSourceCommit") or {}).get("commitId"),
            merge_commit=(said.get("lastMergeCommit") or {}).get("commitId") if said["status"] == "completed" else None,
        )


def _subscription(event: str, repository: Mapping[str, Any], hook: Hook) -> dict[str, Any]:
    inputs = {"projectId": repository["project"]["id"]}
    if event.startswith("git."):
        inputs["repository"] = repository["id"]
    return {
        "publisherId": "tfs",
        "eventType": event,
        "resourceVersion": "1.0",
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "publisherInputs": inputs,
        "consumerInputs": {"url": hook.url, "httpHeaders": f"Authorization: Bearer {hook.secret}"},
    }


def _found(organisation: str, said: Mapping[str, Any], *, may_write: bool) -> Found:
    branch = said.get("defaultBranch")
    return Found(
        name=f"{organisation}/{said['project']['name']}/{said['name']}",
        url=said["webUrl"],
        web_url=said["webUrl"],
        private=said["project"].get("visibility") != "public",
        may_write=may_write,
        default_branch=branch.removeprefix("refs/heads/") if branch else None,
    )


def _run(said: Mapping[str, Any]) -> Check:
    word = said["result"] if said["status"] == "completed" else said["status"]
    url = ((said.get("_links") or {}).get("web") or {}).get("href")
    started, ended = said.get("startTime"), said.get("finishTime")
    return Check(said["definition"]["name"], _CHECKS.get(word, "running"), url, _seconds(started), _seconds(ended))


def _status(said: Mapping[str, Any]) -> Check:
    state = _CHECKS.get(said["state"], "running")
    context = said["context"]
    ended = said.get("updatedDate") if state not in ("queued", "running") else None
    return Check(context["name"], state, said.get("targetUrl"), _seconds(said.get("creationDate")), _seconds(ended))


def _parts(name: str) -> dict[str, str]:
    organisation, project, repository = [*name.split("/"), "", "", ""][:3]
    return {"organization": organisation, "project": project, "repositoryId": repository or project}


def _seconds(text: str | None) -> float | None:
    """Of a time with up to seven digits behind the second."""
    if not text:
        return None
    found = re.fullmatch(r"([^.]+?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?", text)
    if found is None:
        return None
    digits, zone = (found[2] or "")[:6], found[3] or "Z"
    return datetime.fromisoformat(f"{found[1]}.{digits:0<6}{zone.replace('Z', '+00:00')}").timestamp()
