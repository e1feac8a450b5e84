"""The test forge's Gitea: the addresses of `/api/v1` that Studio uses, with Gitea's words and statuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .asked import Asked, Reply, Route, paged, routed
from .hosting import Hooked, Hosted, Hosting, Pull, RefusedError
from .hosting import Said as Stated

PREFIX = "/api/v1"
DATE = "2026-01-02T03:04:05Z"
_STATES = {"passed": "success", "failed": "failure", "cancelled": "error", "skipped": "skipped"}
_SAID = {"success": "passed", "warning": "passed", "pending": "running", "failure": "failed", "error": "failed"}


def answer(hosting: Hosting, asked: Asked) -> Reply:
    if asked.login is None:
        return Reply(401, {"message": "token is required"})
    try:
        return routed(_ROUTES, hosting, asked)
    except RefusedError as error:
        return Reply(error.status, {"message": error.words, "url": f"{hosting.address}/api/swagger"})


def _user(hosting: Hosting, asked: Asked) -> Reply:
    return Reply(200, _person(hosting, asked.login or ""))


def _search(hosting: Hosting, asked: Asked) -> Reply:
    text, uid = asked.query.get("q", "").lower(), asked.query.get("uid")
    mine = [
        hosted
        for hosted in hosting.repositories.values()
        if hosting.right(asked.login, hosted)
        and text in hosted.name.lower()
        and (uid is None or any(str(hosting.people[login].id) == uid for login in hosted.members))
    ]
    reply = paged(asked, [_repository(hosting, hosted, asked) for hosted in mine], size="limit")
    return Reply(200, {"ok": True, "data": reply.document}, reply.headers)


def _get_repository(hosting: Hosting, asked: Asked) -> Reply:
    return Reply(200, _repository(hosting, _seen(hosting, asked), asked))


def _pulls(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    wanted = asked.query.get("state", "open")
    found = [hosting.pull(hosted, pull.number) for pull in reversed(hosted.pulls)]
    kept = [pull for pull in found if wanted == "all" or (pull.state == "open") == (wanted == "open")]
    return paged(asked, [_pull(hosting, hosted, pull, asked) for pull in kept], size="limit")


def _get_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _pull(hosting, hosted, hosting.pull(hosted, int(asked.parts["index"])), asked))


def _new_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    is_draft = str(asked.body.get("title", "")).startswith("WIP:")
    return Reply(
        201, _pull(hosting, hosted, hosting.open_pull(hosted, asked.login or "", asked.body, draft=is_draft), asked)
    )


def _edit_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    if asked.body.get("state") == "closed":
        hosting.close_pull(hosted, int(asked.parts["index"]))
    return Reply(201, _pull(hosting, hosted, hosting.pull(hosted, int(asked.parts["index"])), asked))


def _merge(hosting: Hosting, asked: Asked) -> Reply:
    hosting.merge(_seen(hosting, asked, "write"), int(asked.parts["index"]), asked.login or "")
    return Reply(200, None)


def _status(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    said = hosting.newest(hosted, _commit(hosted, asked.parts["ref"]))
    reply = paged(asked, [_stated(one) for one in said], size="limit")
    states = {one["status"] for one in reply.document}
    worst = next((state for state in ("error", "failure", "pending") if state in states), "success" if states else "")
    document = {"state": worst, "sha": asked.parts["ref"], "total_count": len(said), "statuses": reply.document}
    return Reply(200, document, reply.headers)


def _new_status(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    state = _SAID.get(asked.body.get("state", ""))
    if state is None:
        raise RefusedError(422, "[State]: Required")
    commit = _commit(hosted, asked.parts["sha"])
    texts = [str(asked.body.get(key) or "") for key in ("context", "target_url", "description")]
    return Reply(201, _stated(hosting.say(hosted, commit, texts[0] or "default", state, texts[1], texts[2])))


def _hooks(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "admin")
    return paged(asked, [_hook(hook) for hook in hosted.hooks], size="limit")


def _new_hook(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "admin")
    config = asked.body.get("config") or {}
    if asked.body.get("type") not in ("gitea", "forgejo") or not config.get("url") or not config.get("content_type"):
        raise RefusedError(422, "Missing config option: url")
    hook = Hooked(next(hosting.numbers), "", "", [])
    hosted.hooks.append(hook)
    return Reply(201, _hook(_written(hook, asked.body)))


def _edit_hook(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "admin")
    found = [hook for hook in hosted.hooks if str(hook.id) == asked.parts["id"]]
    if not found:
        raise RefusedError(404, "Not Found")
    return Reply(200, _hook(_written(found[0], asked.body)))


def _tag_rules(hosting: Hosting, asked: Asked) -> Reply:
    rules = enumerate(_seen(hosting, asked, "admin").tag_rules, 1)
    kept = {"whitelist_usernames": [], "whitelist_teams": [], "created_at": DATE, "updated_at": DATE}
    return Reply(200, [{"id": id, "name_pattern": pattern, **kept} for id, pattern in rules])


_ROUTES: list[tuple[Route, Callable[[Hosting, Asked], Reply]]] = [
    (Route("GET", "/user"), _user),
    (Route("GET", "/repos/search"), _search),
    (Route("GET", "/repos/{owner}/{repo}"), _get_repository),
    (Route("GET", "/repos/{owner}/{repo}/pulls"), _pulls),
    (Route("POST", "/repos/{owner}/{repo}/pulls"), _new_pull),
    (Route("GET", "/repos/{owner}/{repo}/pulls/{index}"), _get_pull),
    (Route("PATCH", "/repos/{owner}/{repo}/pulls/{index}"), _edit_pull),
    (Route("POST", "/repos/{owner}/{repo}/pulls/{index}/merge"), _merge),
    (Route("GET", "/repos/{owner}/{repo}/commits/{ref}/status"), _status),
    (Route("POST", "/repos/{owner}/{repo}/statuses/{sha}"), _new_status),
    (Route("GET", "/repos/{owner}/{repo}/hooks"), _hooks),
    (Route("POST", "/repos/{owner}/{repo}/hooks"), _new_hook),
    (Route("PATCH", "/repos/{owner}/{repo}/hooks/{id}"), _edit_hook),
    (Route("GET", "/repos/{owner}/{repo}/tag_protections"), _tag_rules),
]


# --- Gitea's words ----------------------------------------------------------------------------------------------------


def _person(hosting: Hosting, login: str) -> dict[str, Any]:
    person = hosting.people[login]
    return {"id": person.id, "login": login, "full_name": person.name, "email": person.email}


def _repository(hosting: Hosting, hosted: Hosted, asked: Asked) -> dict[str, Any]:
    owner, _, name = hosted.name.partition("/")
    right = hosting.right(asked.login, hosted)
    return {
        "id": hosted.id,
        "owner": _person(hosting, owner),
        "name": name,
        "full_name": hosted.name,
        "private": hosted.private,
        "empty": not hosted.refs(),
        "clone_url": hosted.url,
        "html_url": hosted.web_url,
        "default_branch": hosted.default_branch,
        "permissions": {"admin": right == "admin", "push": right in ("admin", "write"), "pull": right is not None},
    }


def _pull(hosting: Hosting, hosted: Hosted, pull: Pull, asked: Asked) -> dict[str, Any]:
    repository = _repository(hosting, hosted, asked)
    return {
        "id": pull.number,
        "number": pull.number,
        "title": pull.title,
        "body": pull.body,
        "user": _person(hosting, pull.by),
        "state": "open" if pull.state == "open" else "closed",
        "draft": pull.is_draft,
        "merged": pull.state == "merged",
        "merge_commit_sha": pull.merge_commit,
        "html_url": f"{hosted.web_url}/pulls/{pull.number}",
        "head": {"label": pull.head, "ref": pull.head, "sha": pull.head_commit, "repo": repository},
        "base": {"label": pull.base, "ref": pull.base, "sha": hosted.branch(pull.base), "repo": repository},
        "created_at": DATE,
        "updated_at": DATE,
    }


def _stated(said: Stated) -> dict[str, Any]:
    return {
        "id": said.id,
        "context": said.name,
        "status": _STATES.get(said.state, "pending"),
        "target_url": said.url,
        "description": said.description,
        "created_at": DATE,
        "updated_at": DATE,
    }


def _hook(hook: Hooked) -> dict[str, Any]:
    config = {"url": hook.url, "content_type": hook.content_type}
    return {"id": hook.id, "type": "gitea", "config": config, "events": hook.events, "active": hook.is_active}


def _written(hook: Hooked, body: dict[str, Any]) -> Hooked:
    config = body.get("config") or {}
    hook.url = config.get("url", hook.url)
    hook.secret = config.get("secret", hook.secret)
    hook.content_type = config.get("content_type", hook.content_type)
    hook.events = list(body.get("events", hook.events))
    hook.is_active = bool(body.get("active", hook.is_active))
    return hook


def _seen(hosting: Hosting, asked: Asked, at_least: Any = "read") -> Hosted:
    return hosting.seen(asked.login, f"{asked.parts['owner']}/{asked.parts['repo']}", at_least)


def _commit(hosted: Hosted, ref: str) -> str:
    try:
        return hosted.git("rev-parse", "--verify", f"{ref}^{{commit}}").strip()
    except AssertionError:
        raise RefusedError(404, "object does not exist") from None
