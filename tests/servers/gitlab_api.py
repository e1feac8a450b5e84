"""The test forge's GitLab: the addresses of `/api/v4` that Studio uses, with GitLab's words and statuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .asked import Asked, Reply, Route, paged, routed
from .hosting import Hooked, Hosted, Hosting, Pull, RefusedError, Right
from .hosting import Said as Stated

PREFIX = "/api/v4"
DATE = "2026-01-02T03:04:05.678Z"
_LEVELS = {"read": 20, "write": 30, "admin": 40}
_STATES = {"passed": "success", "cancelled": "canceled", "queued": "pending"}
_SAID = {"pending": "queued", "running": "running", "success": "passed", "failed": "failed", "canceled": "cancelled"}
#: What a hook hears of, in GitLab's words and in those of `hosting`.
_EVENTS = {
    "push_events": "push",
    "tag_push_events": "create",
    "merge_requests_events": "pull_request",
    "pipeline_events": "status",
}


def answer(hosting: Hosting, asked: Asked) -> Reply:
    if asked.login is None:
        return Reply(401, {"message": "401 Unauthorized"})
    try:
        return routed(_ROUTES, hosting, asked)
    except RefusedError as error:
        return Reply(error.status, {"message": error.words})


def _user(hosting: Hosting, asked: Asked) -> Reply:
    person = hosting.people[asked.login or ""]
    return Reply(200, {"id": person.id, "username": person.login, "name": person.name, "email": person.email})


def _projects(hosting: Hosting, asked: Asked) -> Reply:
    text = asked.query.get("search", "").lower()
    mine = [
        _project(hosting, hosted, name, asked.login)
        for name, hosted in hosting.repositories.items()
        if asked.login in hosted.members and text in name
    ]
    return paged(asked, mine, size="per_page", most=100)


def _one(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _project(hosting, hosted, hosted.name, asked.login))


def _requests(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    ends = (asked.query["source_branch"], asked.query["target_branch"])
    pulls = [hosting.pull(hosted, pull.number) for pull in hosted.pulls]
    kept = [pull for pull in pulls if pull.state == "open" and (pull.head, pull.base) == ends]
    return paged(asked, [_request(hosted, pull) for pull in kept], size="per_page")


def _new_request(hosting: Hosting, asked: Asked) -> Reply:
    hosted, body = _seen(hosting, asked, "write"), asked.body
    wanted = {"title": body["title"], "body": body["description"]}
    wanted |= {"head": body["source_branch"], "base": body["target_branch"]}
    made = hosting.open_pull(hosted, asked.login or "", wanted, draft=body["title"].startswith("Draft:"))
    return Reply(201, _request(hosted, made))


def _get_request(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _request(hosted, hosting.pull(hosted, int(asked.parts["merge_request_iid"]))))


def _states(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    said = [_stated(one) for one in hosted.said if one.commit == asked.parts["sha"]]
    return paged(asked, said, size="per_page", most=100)


def _new_state(hosting: Hosting, asked: Asked) -> Reply:
    hosted, body = _seen(hosting, asked, "write"), asked.body
    before = next((one for one in hosting.newest(hosted, asked.parts["sha"]) if one.name == body["name"]), None)
    if before and before.state == _SAID[body["state"]]:
        raise RefusedError(400, f"Cannot transition status via :{body['state']} from :{body['state']}")
    texts = [str(body.get(key) or "") for key in ("target_url", "description")]
    return Reply(201, _stated(hosting.say(hosted, asked.parts["sha"], body["name"], _SAID[body["state"]], *texts)))


def _hooks(hosting: Hosting, asked: Asked) -> Reply:
    return paged(asked, [_hook(hook) for hook in _seen(hosting, asked, "admin").hooks], size="per_page")


def _new_hook(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "admin")
    hook = Hooked(next(hosting.numbers), "", "", [], kind="gitlab")
    hosted.hooks.append(hook)
    return Reply(201, _hook(_written(hook, asked.body)))


def _edit_hook(hosting: Hosting, asked: Asked) -> Reply:
    found = [hook for hook in _seen(hosting, asked, "admin").hooks if str(hook.id) == asked.parts["hook_id"]]
    if not found:
        raise RefusedError(404, "404 Not found")
    return Reply(200, _hook(_written(found[0], asked.body)))


def _tag_rules(hosting: Hosting, asked: Asked) -> Reply:
    rules = _seen(hosting, asked, "admin").tag_rules
    level = {"access_level": 40, "access_level_description": "Maintainers"}
    return paged(asked, [{"name": rule, "create_access_levels": [level]} for rule in rules], size="per_page")


_ROUTES: list[tuple[Route, Callable[[Hosting, Asked], Reply]]] = [
    (Route("GET", "/user"), _user),
    (Route("GET", "/projects"), _projects),
    (Route("GET", "/projects/{id}"), _one),
    (Route("GET", "/projects/{id}/merge_requests"), _requests),
    (Route("POST", "/projects/{id}/merge_requests"), _new_request),
    (Route("GET", "/projects/{id}/merge_requests/{merge_request_iid}"), _get_request),
    (Route("GET", "/projects/{id}/repository/commits/{sha}/statuses"), _states),
    (Route("POST", "/projects/{id}/statuses/{sha}"), _new_state),
    (Route("GET", "/projects/{id}/hooks"), _hooks),
    (Route("POST", "/projects/{id}/hooks"), _new_hook),
    (Route("PUT", "/projects/{id}/hooks/{hook_id}"), _edit_hook),
    (Route("GET", "/projects/{id}/protected_tags"), _tag_rules),
]


# --- GitLab's words ---------------------------------------------------------------------------------------------------


def _project(hosting: Hosting, hosted: Hosted, name: str, login: str | None) -> dict[str, Any]:
    right = hosting.right(login, hosted)
    mine = hosted.members.get(login or "")
    access = {"access_level": _LEVELS[right], "notification_level": 3} if right and mine else None
    return {
        "id": hosted.id,
        "path_with_namespace": name,
        "name": name.rpartition("/")[2],
        "visibility": "private" if hosted.private else "public",
        "http_url_to_repo": hosted.url,
        "web_url": hosted.web_url,
        "default_branch": hosted.default_branch,
        "empty_repo": not hosted.refs(),
        "permissions": {"project_access": access, "group_access": None},
    }


def _request(hosted: Hosted, pull: Pull) -> dict[str, Any]:
    return {
        "id": 1_000 + pull.number,
        "iid": pull.number,
        "title": pull.title,
        "description": pull.body,
        "draft": pull.is_draft,
        "state": {"open": "opened"}.get(pull.state, pull.state),
        "source_branch": pull.head,
        "target_branch": pull.base,
        "source_project_id": hosted.id,
        "target_project_id": hosted.id,
        "sha": pull.head_commit,
        "merge_commit_sha": pull.merge_commit,
        "squash_commit_sha": None,
        "web_url": f"{hosted.web_url}/-/merge_requests/{pull.number}",
    }


def _stated(said: Stated) -> dict[str, Any]:
    state = _STATES.get(said.state, said.state)
    ended = state not in ("pending", "running")
    return {
        "id": said.id,
        "sha": said.commit,
        "name": said.name,
        "status": state,
        "target_url": said.url or None,
        "description": said.description,
        "created_at": DATE,
        "started_at": DATE if state != "pending" else None,
        "finished_at": DATE if ended else None,
        "allow_failure": False,
    }


def _hook(hook: Hooked) -> dict[str, Any]:
    events = {theirs: ours in hook.events for theirs, ours in _EVENTS.items()}
    awake = "executable" if hook.is_active else "disabled"
    return {"id": hook.id, "url": hook.url, "alert_status": awake, "enable_ssl_verification": True, **events}


def _written(hook: Hooked, body: dict[str, Any]) -> Hooked:
    hook.url, hook.secret, hook.is_active = body["url"], body.get("token", hook.secret), True
    hook.events = [ours for theirs, ours in _EVENTS.items() if body.get(theirs)]
    if "create" in hook.events:
        hook.events.append("delete")
    return hook


def _seen(hosting: Hosting, asked: Asked, at_least: Right = "read") -> Hosted:
    return hosting.seen(asked.login, asked.parts["id"], at_least)
