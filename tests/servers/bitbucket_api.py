"""The test forge's Bitbucket Cloud: the addresses of `/2.0` that Studio uses, with Bitbucket's words and statuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from .asked import Asked, Reply, Route, routed
from .hosting import Hooked, Hosted, Hosting, Pull, RefusedError, Right
from .hosting import Said as Stated

PREFIX = "/2.0"
DATE = "2026-01-02T03:04:05.678901+00:00"
_HERE = "/repositories/{workspace}/{repo_slug}"
_ROLES: dict[str, tuple[Right, ...]] = {
    "member": ("read", "write", "admin"), "contributor": ("write", "admin"), "admin": ("admin",)
}  # fmt: skip
_STATES = {"passed": "SUCCESSFUL", "failed": "FAILED", "cancelled": "STOPPED"}
_SAID = {"SUCCESSFUL": "passed", "FAILED": "failed", "STOPPED": "cancelled", "INPROGRESS": "running"}


def answer(hosting: Hosting, asked: Asked) -> Reply:
    if asked.login is None:
        return _refused(401, "Token is invalid, expired, or not supported for this endpoint.")
    try:
        return routed(_ROUTES, hosting, asked)
    except RefusedError as error:
        return _refused(error.status, error.words)


def _refused(status: int, words: str) -> Reply:
    return Reply(status, {"type": "error", "error": {"message": words}})


def _user(hosting: Hosting, asked: Asked) -> Reply:
    person = hosting.people[asked.login or ""]
    return Reply(
        200, {"type": "user", "username": person.login, "display_name": person.name, "uuid": f"{{{person.id}}}"}
    )


def _workspaces(hosting: Hosting, asked: Asked) -> Reply:
    owners = sorted(
        {name.partition("/")[0] for name, one in hosting.repositories.items() if asked.login in one.members}
    )
    said = [{"type": "workspace_access", "workspace": {"type": "workspace_base", "slug": owner}} for owner in owners]
    return _page(asked, said)


def _listed(hosting: Hosting, asked: Asked) -> Reply:
    role, said = asked.query.get("role", "member"), asked.query.get("q", "")
    wanted = re.fullmatch(r'full_name (~|=) "((?:[^"\\]|\\.)*)"', said)
    if said and not wanted:
        raise RefusedError(400, "Invalid query")
    text = wanted[2].lower() if wanted else ""
    found = [
        _repository(hosted, name)
        for name, hosted in hosting.repositories.items()
        if name.startswith(f"{asked.parts['workspace'].lower()}/")
        and hosted.members.get(asked.login or "") in _ROLES[role]
        and (name == text if wanted and wanted[1] == "=" else text in name)
    ]
    return _page(asked, found)


def _one(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _repository(hosted, hosted.name))


def _commit(hosting: Hosting, asked: Asked) -> Reply:
    return Reply(200, {"type": "commit", "hash": _id(_seen(hosting, asked), asked.parts["commit"])})


def _pulls(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    form = r'source\.branch\.name = "(.*)" AND destination\.branch\.name = "(.*)" AND state = "OPEN"'
    wanted = re.fullmatch(form, asked.query["q"])
    if not wanted:
        raise RefusedError(400, "Invalid query")
    pulls = [hosting.pull(hosted, pull.number) for pull in hosted.pulls]
    kept = [pull for pull in pulls if (pull.state, pull.head, pull.base) == ("open", wanted[1], wanted[2])]
    return _page(asked, [_pull(hosted, pull) for pull in kept])


def _new_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    body = asked.body
    wanted = {
        "title": body["title"],
        "body": body["description"],
        "head": body["source"]["branch"]["name"],
        "base": body["destination"]["branch"]["name"],
    }
    made = hosting.open_pull(hosted, asked.login or "", wanted, draft=bool(body.get("draft")))
    return Reply(201, _pull(hosted, made))


def _get_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _pull(hosted, hosting.pull(hosted, int(asked.parts["pull_request_id"]))))


def _states(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    said = hosting.newest(hosted, _id(hosted, asked.parts["commit"]))
    return _page(asked, [_stated(one) for one in said])


def _new_state(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    body = asked.body
    if body["state"] not in _SAID or len(body["key"]) > 40:
        raise RefusedError(400, "Bad request")
    commit = _id(hosted, asked.parts["commit"])
    made = hosting.say(hosted, commit, body["name"], _SAID[body["state"]], body["url"], body["description"])
    return Reply(201, _stated(made))


def _hooks(hosting: Hosting, asked: Asked) -> Reply:
    return _page(asked, [_hook(hook) for hook in _seen(hosting, asked, "admin").hooks])


def _new_hook(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "admin")
    hook = Hooked(next(hosting.numbers), "", "", [], kind="bitbucket")
    hosted.hooks.append(hook)
    return Reply(201, _hook(_written(hook, asked.body)))


def _edit_hook(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "admin")
    found = [hook for hook in hosted.hooks if f"{{{hook.id}}}" == asked.parts["uid"]]
    if not found:
        raise RefusedError(404, "Not found")
    return Reply(200, _hook(_written(found[0], asked.body)))


_ROUTES: list[tuple[Route, Callable[[Hosting, Asked], Reply]]] = [
    (Route("GET", "/user"), _user),
    (Route("GET", "/user/workspaces"), _workspaces),
    (Route("GET", "/repositories/{workspace}"), _listed),
    (Route("GET", _HERE), _one),
    (Route("GET", f"{_HERE}/commit/{{commit}}"), _commit),
    (Route("GET", f"{_HERE}/pullrequests"), _pulls),
    (Route("POST", f"{_HERE}/pullrequests"), _new_pull),
    (Route("GET", f"{_HERE}/pullrequests/{{pull_request_id}}"), _get_pull),
    (Route("GET", f"{_HERE}/commit/{{commit}}/statuses"), _states),
    (Route("POST", f"{_HERE}/commit/{{commit}}/statuses/build"), _new_state),
    (Route("GET", f"{_HERE}/hooks"), _hooks),
    (Route("POST", f"{_HERE}/hooks"), _new_hook),
    (Route("PUT", f"{_HERE}/hooks/{{uid}}"), _edit_hook),
]


# --- Bitbucket's words ------------------------------------------------------------------------------------------------


def _page(asked: Asked, entries: Sequence[Any]) -> Reply:
    """One page of a list; where the next one is, its body says."""
    number, length = int(asked.query.get("page") or 1), min(int(asked.query.get("pagelen") or 10), 100)
    document: dict[str, Any] = {"values": list(entries[(number - 1) * length : number * length]), "pagelen": length}
    document |= {"page": number, "size": len(entries)}
    if number * length < len(entries):
        document["next"] = f"{asked.here}?{urlencode({**asked.query, 'page': str(number + 1)})}"
    return Reply(200, document)


def _repository(hosted: Hosted, name: str) -> dict[str, Any]:
    scheme, mark, rest = hosted.url.partition("://")
    return {
        "type": "repository",
        "uuid": f"{{{hosted.id}}}",
        "full_name": name,
        "name": name.partition("/")[2],
        "is_private": hosted.private,
        "mainbranch": {"type": "branch", "name": hosted.default_branch} if hosted.refs() else None,
        "links": {
            "html": {"href": hosted.web_url},
            "clone": [{"name": "ssh", "href": "ssh://git@git.example.com/x.git"},
                      {"name": "https", "href": f"{scheme}{mark}jo@{rest}"}],
        },
    }  # fmt: skip


def _pull(hosted: Hosted, pull: Pull) -> dict[str, Any]:
    repository = {"type": "repository", "full_name": hosted.name}

    def end(branch: str, commit: str) -> dict[str, Any]:
        return {"branch": {"name": branch}, "commit": {"hash": commit[:12]}, "repository": repository}

    return {
        "type": "pullrequest",
        "id": pull.number,
        "title": pull.title,
        "description": pull.body,
        "state": {"open": "OPEN", "merged": "MERGED"}.get(pull.state, "DECLINED"),
        "source": end(pull.head, pull.head_commit),
        "destination": end(pull.base, hosted.branch(pull.base) or ""),
        "merge_commit": {"hash": pull.merge_commit[:12]} if pull.merge_commit else None,
        "links": {"html": {"href": f"{hosted.web_url}/pull-requests/{pull.number}"}},
    }


def _stated(said: Stated) -> dict[str, Any]:
    return {
        "type": "build",
        "key": said.name,
        "name": said.name,
        "state": _STATES.get(said.state, "INPROGRESS"),
        "url": said.url or "https://ci.example.com/",
        "description": said.description,
        "created_on": DATE,
        "updated_on": DATE,
    }


def _hook(hook: Hooked) -> dict[str, Any]:
    return {
        "type": "webhook_subscription", "uuid": f"{{{hook.id}}}", "url": hook.url, "description": "Studio",
        "active": hook.is_active, "events": hook.events,
    }  # fmt: skip


def _written(hook: Hooked, body: dict[str, Any]) -> Hooked:
    hook.url, hook.events, hook.is_active = body["url"], list(body["events"]), bool(body["active"])
    hook.secret = body.get("secret", hook.secret)
    return hook


def _seen(hosting: Hosting, asked: Asked, at_least: Right = "read") -> Hosted:
    return hosting.seen(asked.login, f"{asked.parts['workspace']}/{asked.parts['repo_slug']}", at_least)


def _id(hosted: Hosted, commit: str) -> str:
    try:
        return hosted.git("rev-parse", "--verify", f"{commit}^{{commit}}").strip()
    except AssertionError:
        raise RefusedError(404, "Commit not found") from None
