"""The test forge's GitHub: the addresses of an Enterprise server's `/api/v3` that Studio uses, with GitHub's words.

What is said of a commit is a status; what is said under the name `train` is a check run.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from .asked import Asked, Reply, Route, paged, routed
from .hosting import Hooked, Hosted, Hosting, Installed, Pull, RefusedError, Right
from .hosting import Said as Stated

PREFIX = "/api/v3"
DATE = "2026-01-02T03:04:05Z"
RUN = "train"
_HERE = "/repos/{owner}/{repo}"
_STATES = {"passed": "success", "failed": "failure", "cancelled": "error"}
_SAID = {"success": "passed", "pending": "running", "failure": "failed", "error": "failed"}
_CONCLUSIONS = {"passed": "success", "failed": "failure", "cancelled": "cancelled", "skipped": "skipped"}


def answer(hosting: Hosting, asked: Asked) -> Reply:
    if asked.path.startswith("/app/") or asked.path.endswith("/installation"):
        return _answer_app(hosting, asked)
    if asked.login is None:
        return Reply(401, {"message": "Bad credentials", "documentation_url": "", "status": "401"})
    try:
        return routed(_ROUTES, hosting, asked)
    except RefusedError as error:
        return Reply(error.status, {"message": error.words, "documentation_url": "", "status": str(error.status)})


def _answer_app(hosting: Hosting, asked: Asked) -> Reply:
    """What is asked by the proof of an app, which is checked."""
    words = asked.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        said = json.loads(base64.urlsafe_b64decode(words.split(".")[1] + "=="))
        mine = [one for one in hosting.installed if one.app == said["iss"]]
        if not mine:
            raise RefusedError(404, "Integration not found")
        jwt.decode(words, RSAKey.import_key(mine[0].public_key), algorithms=["RS256"])
        if not said["iat"] <= time.time() < said["exp"] <= time.time() + 600:
            return Reply(401, {"message": "'Expiration time' claim ('exp') is too far in the future", "status": "401"})
        return routed(_APP_ROUTES, hosting, replace(asked, login=mine[0].app))
    except (JoseError, LookupError, ValueError):
        return Reply(401, {"message": "A JSON web token could not be decoded", "status": "401"})
    except RefusedError as error:
        return Reply(error.status, {"message": error.words, "documentation_url": "", "status": str(error.status)})


def _installations(hosting: Hosting, asked: Asked) -> Reply:
    found = [_installation(one) for one in hosting.installed if one.app == asked.login]
    return paged(asked, found, size="per_page", most=100)


def _one_installation(hosting: Hosting, asked: Asked) -> Reply:
    return Reply(200, _installation(_mine(hosting, asked)))


def _new_token(hosting: Hosting, asked: Asked) -> Reply:
    one = _mine(hosting, asked)
    if one.is_suspended:
        raise RefusedError(403, "This installation has been suspended")
    until = datetime.fromtimestamp(int(time.time()) + 3600, timezone.utc).isoformat().replace("+00:00", "Z")
    said = {"token": hosting.token(one.login, "app"), "expires_at": until, "permissions": one.permissions}
    return Reply(201, {**said, "repository_selection": "all"})


def _of_repository(hosting: Hosting, asked: Asked) -> Reply:
    hosted = hosting.repositories.get(f"{asked.parts['owner']}/{asked.parts['repo']}".lower())
    for one in hosting.installed:
        if one.app == asked.login and hosted is not None and one.login in hosted.members:
            return Reply(200, _installation(one))
    raise RefusedError(404, "Not Found")


def _of_app(hosting: Hosting, asked: Asked) -> Reply:
    reply = _listed(hosting, asked)
    nobody = {"admin": False, "push": False, "pull": False}  # rights of people, and this is none
    found = [{**one, "permissions": nobody} for one in reply.document]
    return Reply(200, {"total_count": len(found), "repositories": found}, reply.headers)


def _mine(hosting: Hosting, asked: Asked) -> Installed:
    number = asked.parts["installation_id"]
    found = [one for one in hosting.installed if one.app == asked.login and str(one.number) == number]
    if not found:
        raise RefusedError(404, "Not Found")
    return found[0]


def _installation(one: Installed) -> dict[str, Any]:
    return {
        "id": one.number,
        "app_slug": one.slug,
        "account": {"login": one.account, "id": 1, "type": "Organization"},
        "permissions": one.permissions,
        "suspended_at": DATE if one.is_suspended else None,
    }


def _user(hosting: Hosting, asked: Asked) -> Reply:
    person = hosting.people[asked.login or ""]
    said = {"id": person.id, "login": person.login, "name": person.name, "email": person.email, "type": "User"}
    return Reply(200, said, {"X-OAuth-Scopes": "repo, admin:repo_hook"})


def _listed(hosting: Hosting, asked: Asked) -> Reply:
    mine = [(name, one) for name, one in hosting.repositories.items() if asked.login in one.members]
    return paged(asked, [_repository(hosting, one, name, asked) for name, one in mine], size="per_page", most=100)


def _one(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _repository(hosting, hosted, hosted.name, asked))


def _pulls(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    ends = (asked.query["head"].partition(":")[2], asked.query["base"])
    pulls = [hosting.pull(hosted, pull.number) for pull in hosted.pulls]
    kept = [pull for pull in pulls if pull.state == "open" and (pull.head, pull.base) == ends]
    return paged(asked, [_pull(hosted, pull) for pull in kept], size="per_page", most=100)


def _new_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    return Reply(
        201, _pull(hosted, hosting.open_pull(hosted, asked.login or "", asked.body, draft=asked.body["draft"]))
    )


def _get_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _pull(hosted, hosting.pull(hosted, int(asked.parts["pull_number"]))))


def _states(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    said = [one for one in hosting.newest(hosted, asked.parts["ref"]) if one.name != RUN]
    reply = paged(asked, [_stated(one) for one in said], size="per_page", most=100)
    document = {"state": "pending", "sha": asked.parts["ref"], "total_count": len(said), "statuses": reply.document}
    return Reply(200, document, reply.headers)


def _runs(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    said = [one for one in hosting.newest(hosted, asked.parts["ref"]) if one.name == RUN]
    reply = paged(asked, [_run(one) for one in said], size="per_page", most=100)
    return Reply(200, {"total_count": len(said), "check_runs": reply.document}, reply.headers)


def _new_state(hosting: Hosting, asked: Asked) -> Reply:
    hosted, body = _seen(hosting, asked, "write"), asked.body
    texts = [str(body.get(key) or "") for key in ("target_url", "description")]
    return Reply(201, _stated(hosting.say(hosted, asked.parts["sha"], body["context"], _SAID[body["state"]], *texts)))


def _hooks(hosting: Hosting, asked: Asked) -> Reply:
    return paged(asked, [_hook(hook) for hook in _seen(hosting, asked, "admin").hooks], size="per_page", most=100)


def _new_hook(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "admin")
    if asked.body.get("name") != "web":
        raise RefusedError(422, "Validation Failed")
    hook = Hooked(next(hosting.numbers), "", "", [])
    hosted.hooks.append(hook)
    return Reply(201, _hook(_written(hook, asked.body)))


def _edit_hook(hosting: Hosting, asked: Asked) -> Reply:
    found = [hook for hook in _seen(hosting, asked, "admin").hooks if str(hook.id) == asked.parts["hook_id"]]
    if not found:
        raise RefusedError(404, "Not Found")
    return Reply(200, _hook(_written(found[0], asked.body)))


def _rulesets(hosting: Hosting, asked: Asked) -> Reply:
    rules = _seen(hosting, asked).tag_rules
    return Reply(200, [_ruleset(number, rule) for number, rule in enumerate(rules, 1)])


def _one_ruleset(hosting: Hosting, asked: Asked) -> Reply:
    number = int(asked.parts["ruleset_id"])
    rule = _seen(hosting, asked).tag_rules[number - 1]
    condition = {"ref_name": {"include": [f"refs/tags/{rule}"], "exclude": []}}
    return Reply(200, {**_ruleset(number, rule), "conditions": condition})


_ROUTES: list[tuple[Route, Callable[[Hosting, Asked], Reply]]] = [
    (Route("GET", "/user"), _user),
    (Route("GET", "/user/repos"), _listed),
    (Route("GET", "/installation/repositories"), _of_app),
    (Route("GET", _HERE), _one),
    (Route("GET", f"{_HERE}/pulls"), _pulls),
    (Route("POST", f"{_HERE}/pulls"), _new_pull),
    (Route("GET", f"{_HERE}/pulls/{{pull_number}}"), _get_pull),
    (Route("GET", f"{_HERE}/commits/{{ref}}/status"), _states),
    (Route("GET", f"{_HERE}/commits/{{ref}}/check-runs"), _runs),
    (Route("POST", f"{_HERE}/statuses/{{sha}}"), _new_state),
    (Route("GET", f"{_HERE}/hooks"), _hooks),
    (Route("POST", f"{_HERE}/hooks"), _new_hook),
    (Route("PATCH", f"{_HERE}/hooks/{{hook_id}}"), _edit_hook),
    (Route("GET", f"{_HERE}/rulesets"), _rulesets),
    (Route("GET", f"{_HERE}/rulesets/{{ruleset_id}}"), _one_ruleset),
]
_APP_ROUTES: list[tuple[Route, Callable[[Hosting, Asked], Reply]]] = [
    (Route("GET", "/app/installations"), _installations),
    (Route("GET", "/app/installations/{installation_id}"), _one_installation),
    (Route("POST", "/app/installations/{installation_id}/access_tokens"), _new_token),
    (Route("GET", f"{_HERE}/installation"), _of_repository),
]


# --- GitHub's words ---------------------------------------------------------------------------------------------------


def _repository(hosting: Hosting, hosted: Hosted, name: str, asked: Asked) -> dict[str, Any]:
    right = hosting.right(asked.login, hosted)
    return {
        "id": hosted.id,
        "name": name.partition("/")[2],
        "full_name": name,
        "private": hosted.private,
        "clone_url": hosted.url,
        "html_url": hosted.web_url,
        "default_branch": hosted.default_branch,
        "size": 1 if hosted.refs() else 0,
        "permissions": {"admin": right == "admin", "push": right in ("admin", "write"), "pull": right is not None},
    }


def _pull(hosted: Hosted, pull: Pull) -> dict[str, Any]:
    repository = {"id": hosted.id, "full_name": hosted.name}
    return {
        "id": 1_000 + pull.number,
        "number": pull.number,
        "title": pull.title,
        "body": pull.body,
        "state": "open" if pull.state == "open" else "closed",
        "draft": pull.is_draft,
        "merged_at": DATE if pull.state == "merged" else None,
        "merge_commit_sha": pull.merge_commit,
        "html_url": f"{hosted.web_url}/pull/{pull.number}",
        "head": {"label": pull.head, "ref": pull.head, "sha": pull.head_commit, "repo": repository},
        "base": {"label": pull.base, "ref": pull.base, "sha": hosted.branch(pull.base), "repo": repository},
    }


def _stated(said: Stated) -> dict[str, Any]:
    return {
        "id": said.id,
        "context": said.name,
        "state": _STATES.get(said.state, "pending"),
        "target_url": said.url,
        "description": said.description,
        "created_at": DATE,
        "updated_at": DATE,
    }


def _run(said: Stated) -> dict[str, Any]:
    conclusion = _CONCLUSIONS.get(said.state)
    return {
        "id": said.id,
        "name": said.name,
        "head_sha": said.commit,
        "status": "completed" if conclusion else {"queued": "queued"}.get(said.state, "in_progress"),
        "conclusion": conclusion,
        "html_url": said.url,
        "details_url": said.url,
        "started_at": DATE,
        "completed_at": DATE if conclusion else None,
    }


def _hook(hook: Hooked) -> dict[str, Any]:
    config = {"url": hook.url, "content_type": hook.content_type, "insecure_ssl": "0", "secret": "********"}
    return {"id": hook.id, "name": "web", "active": hook.is_active, "events": hook.events, "config": config}


def _written(hook: Hooked, body: dict[str, Any]) -> Hooked:
    config = body["config"]
    hook.url, hook.secret, hook.content_type = config["url"], config["secret"], config["content_type"]
    hook.events, hook.is_active = list(body["events"]), bool(body["active"])
    return hook


def _ruleset(number: int, rule: str) -> dict[str, Any]:
    return {"id": number, "name": rule, "target": "tag", "enforcement": "active"}


def _seen(hosting: Hosting, asked: Asked, at_least: Right = "read") -> Hosted:
    return hosting.seen(asked.login, f"{asked.parts['owner']}/{asked.parts['repo']}", at_least)
