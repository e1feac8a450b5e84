"""The test forge's Bitbucket Data Center: the addresses of `/rest` that Studio uses, with its words and statuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .asked import Asked, Reply, Route, routed
from .hosting import Hooked, Hosted, Hosting, Pull, RefusedError, Right

PREFIX = "/rest"
MILLISECONDS = 1_767_323_045_000
_API = "/api/latest"
_HERE = f"{_API}/projects/{{projectKey}}/repos/{{repositorySlug}}"
_RULES = "/branch-permissions/latest/projects/{projectKey}/repos/{repositorySlug}/restrictions"
_MAY: dict[str, tuple[Right, ...]] = {
    "REPO_READ": ("read", "write", "admin"), "REPO_WRITE": ("write", "admin"), "REPO_ADMIN": ("admin",)
}  # fmt: skip
_STATES = {"passed": "SUCCESSFUL", "failed": "FAILED", "cancelled": "CANCELLED"}
_SAID = {"SUCCESSFUL": "passed", "FAILED": "failed", "CANCELLED": "cancelled", "INPROGRESS": "running"}


def answer(hosting: Hosting, asked: Asked) -> Reply:
    if asked.login is None:
        return _refused(401, "Authentication failed.")
    try:
        return routed(_ROUTES, hosting, asked)
    except RefusedError as error:
        return _refused(error.status, error.words)


def _refused(status: int, words: str) -> Reply:
    return Reply(status, {"errors": [{"context": None, "message": words, "exceptionName": None}]})


def _server(_: Hosting, asked: Asked) -> Reply:
    return Reply(200, {"version": "9.4.0", "displayName": "Bitbucket"}, {"X-AUSERNAME": asked.login or ""})


def _user(hosting: Hosting, asked: Asked) -> Reply:
    person = hosting.people[asked.parts["userSlug"]]
    said = {"name": person.login, "slug": person.login, "emailAddress": person.email, "displayName": person.name}
    return Reply(200, {**said, "id": person.id, "active": True, "type": "NORMAL"})


def _listed(hosting: Hosting, asked: Asked) -> Reply:
    may, text = _MAY[asked.query["permission"]], asked.query.get("name", "").lower()
    project = asked.query.get("projectkey")
    found = [
        _repository(hosted, name)
        for name, hosted in hosting.repositories.items()
        if hosted.members.get(asked.login or "") in may
        and text in name.partition("/")[2]
        and project in (None, name.partition("/")[0])
    ]
    return _page(asked, found)


def _one(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _repository(hosted, hosted.name))


def _pulls(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    pulls = [hosting.pull(hosted, pull.number) for pull in hosted.pulls]
    kept = [pull for pull in pulls if pull.state == "open" and f"refs/heads/{pull.head}" == asked.query["at"]]
    return _page(asked, [_pull(hosted, pull) for pull in kept])


def _new_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    body = asked.body
    wanted = {"title": body["title"], "body": body["description"]}
    for mine, theirs in (("head", "fromRef"), ("base", "toRef")):
        wanted[mine] = body[theirs]["id"].removeprefix("refs/heads/")
    made = hosting.open_pull(hosted, asked.login or "", wanted, draft=bool(body.get("draft")))
    return Reply(201, _pull(hosted, made))


def _get_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _pull(hosted, hosting.pull(hosted, int(asked.parts["pullRequestId"]))))


def _states(hosting: Hosting, asked: Asked) -> Reply:
    """Of a commit, in whichever repository it is."""
    said = [
        {
            "state": _STATES.get(one.state, "INPROGRESS"),
            "key": one.name,
            "name": one.name,
            "url": one.url or "https://ci.example.com/",
            "description": one.description,
            "dateAdded": MILLISECONDS + one.id,
        }
        for hosted in hosting.repositories.values()
        if hosting.right(asked.login, hosted)
        for one in hosted.said
        if one.commit == asked.parts["commitId"]
    ]
    return _page(asked, said)


def _new_state(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    body = asked.body
    if body["state"] not in _SAID or not body["url"]:
        raise RefusedError(400, "The build status is invalid")
    hosting.say(hosted, asked.parts["commitId"], body["key"], _SAID[body["state"]], body["url"], body["description"])
    return Reply(204, None)


def _hooks(hosting: Hosting, asked: Asked) -> Reply:
    return _page(asked, [_hook(hook) for hook in _seen(hosting, asked, "admin").hooks])


def _new_hook(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "admin")
    hook = Hooked(next(hosting.numbers), "", "", [], kind="bitbucket")
    hosted.hooks.append(hook)
    return Reply(201, _hook(_written(hook, asked.body)))


def _edit_hook(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "admin")
    found = [hook for hook in hosted.hooks if str(hook.id) == asked.parts["webhookId"]]
    if not found:
        raise RefusedError(404, "Not found")
    return Reply(200, _hook(_written(found[0], asked.body)))


def _tag_rules(hosting: Hosting, asked: Asked) -> Reply:
    said = []
    for id, pattern in enumerate(_seen(hosting, asked, "admin").tag_rules, 1):
        place = f"tags/{pattern.removeprefix('refs/tags/')}"
        matcher = {"id": place, "displayId": place, "type": {"id": "PATTERN", "name": "Pattern"}, "active": True}
        said.append({"id": id, "type": "no-creates", "matcher": matcher, "users": [], "groups": []})
    branch = {"id": "refs/heads/main", "displayId": "main", "type": {"id": "BRANCH", "name": "Branch"}, "active": True}
    return _page(asked, [*said, {"id": 99, "type": "read-only", "matcher": branch, "users": [], "groups": []}])


_ROUTES: list[tuple[Route, Callable[[Hosting, Asked], Reply]]] = [
    (Route("GET", f"{_API}/application-properties"), _server),
    (Route("GET", f"{_API}/users/{{userSlug}}"), _user),
    (Route("GET", f"{_API}/repos"), _listed),
    (Route("GET", _HERE), _one),
    (Route("GET", f"{_HERE}/pull-requests"), _pulls),
    (Route("POST", f"{_HERE}/pull-requests"), _new_pull),
    (Route("GET", f"{_HERE}/pull-requests/{{pullRequestId}}"), _get_pull),
    (Route("GET", "/build-status/latest/commits/{commitId}"), _states),
    (Route("POST", f"{_HERE}/commits/{{commitId}}/builds"), _new_state),
    (Route("GET", f"{_HERE}/webhooks"), _hooks),
    (Route("POST", f"{_HERE}/webhooks"), _new_hook),
    (Route("PUT", f"{_HERE}/webhooks/{{webhookId}}"), _edit_hook),
    (Route("GET", _RULES), _tag_rules),
]


# --- Data Center's words ----------------------------------------------------------------------------------------------


def _page(asked: Asked, entries: Sequence[Any]) -> Reply:
    """One page of a list; where the next one starts, its body says."""
    start, length = int(asked.query.get("start") or 0), min(int(asked.query.get("limit") or 25), 1_000)
    is_last = start + length >= len(entries)
    values = list(entries[start : start + length])
    document = {"values": values, "size": len(values), "limit": length, "start": start, "isLastPage": is_last}
    return Reply(200, {**document, "nextPageStart": None if is_last else start + length})


def _repository(hosted: Hosted, name: str) -> dict[str, Any]:
    key, _, slug = name.partition("/")
    return {
        "id": sum(map(ord, name)) * 1_000 + hosted.id,
        "slug": slug,
        "name": slug,
        "project": {"key": key, "name": key},
        "public": not hosted.private,
        "links": {"clone": [{"name": "http", "href": hosted.url}], "self": [{"href": f"{hosted.web_url}/browse"}]},
        **({"defaultBranch": hosted.default_branch} if hosted.refs() else {}),
    }


def _pull(hosted: Hosted, pull: Pull) -> dict[str, Any]:
    repository = _repository(hosted, hosted.name)

    def end(branch: str, commit: str) -> dict[str, Any]:
        return {"id": f"refs/heads/{branch}", "displayId": branch, "latestCommit": commit, "repository": repository}

    return {
        "id": pull.number,
        "title": pull.title,
        "description": pull.body,
        "draft": pull.is_draft,
        "state": {"open": "OPEN", "merged": "MERGED"}.get(pull.state, "DECLINED"),
        "fromRef": end(pull.head, pull.head_commit),
        "toRef": end(pull.base, hosted.branch(pull.base) or ""),
        "links": {"self": [{"href": f"{hosted.web_url}/pull-requests/{pull.number}"}]},
        **({"properties": {"mergeCommit": {"id": pull.merge_commit}}} if pull.merge_commit else {}),
    }


def _hook(hook: Hooked) -> dict[str, Any]:
    return {"id": hook.id, "name": "Studio", "url": hook.url, "active": hook.is_active, "events": hook.events}


def _written(hook: Hooked, body: dict[str, Any]) -> Hooked:
    hook.url, hook.events, hook.is_active = body["url"], list(body["events"]), bool(body["active"])
    hook.secret = body.get("configuration", {}).get("secret", hook.secret)
    return hook


def _seen(hosting: Hosting, asked: Asked, at_least: Right = "read") -> Hosted:
    return hosting.seen(asked.login, f"{asked.parts['projectKey']}/{asked.parts['repositorySlug']}", at_least)
