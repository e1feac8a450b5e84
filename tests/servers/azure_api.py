"""The test forge's Azure DevOps: the addresses that Studio uses of an organisation `azure`, with Azure's words.

What is said of a commit is a status; what is said under the name `train` is a run of Azure Pipelines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .asked import Asked, Reply, Route, routed
from .hosting import Hooked, Hosted, Hosting, Pull, RefusedError, Right
from .hosting import Said as Stated

ORGANISATION = "azure"
PREFIX = f"/{ORGANISATION}"
DATE = "2026-01-02T03:04:05.6789012Z"
_GIT = "/{project}/_apis/git/repositories/{repositoryId}"
_HOOKS = "/_apis/hooks/subscriptions"
_MAY: dict[str, tuple[Right, ...]] = {"2": ("read", "write", "admin"), "4": ("write", "admin"), "8192": ("admin",)}
_STATES = {"passed": "succeeded", "failed": "failed", "cancelled": "error", "skipped": "notApplicable"}
_SAID = {"succeeded": "passed", "failed": "failed", "error": "failed", "pending": "running"}
_RESULTS = {"passed": "succeeded", "failed": "failed", "cancelled": "canceled"}
PIPELINE = "train"


def answer(hosting: Hosting, asked: Asked) -> Reply:
    if asked.login is None:  # as for whoever it does not know: a page for signing in, and a status of success
        return Reply(203, {"page": "Sign in"})
    if "api-version" not in asked.query:
        return _refused(400, "No api-version was supplied for the request.")
    try:
        return routed(_ROUTES, hosting, asked)
    except RefusedError as error:
        return _refused(error.status, error.words)


def _refused(status: int, words: str) -> Reply:
    return Reply(status, {"$id": "1", "message": words, "typeKey": "GitException", "errorCode": 0})


def _listing(entries: list[Any]) -> Reply:
    return Reply(200, {"count": len(entries), "value": entries})


def _who(hosting: Hosting, asked: Asked) -> Reply:
    person = hosting.people[asked.login or ""]
    account = {"$type": "System.String", "$value": person.login}
    said = {"id": str(person.id), "providerDisplayName": person.name, "properties": {"Account": account}}
    return Reply(200, {"authenticatedUser": said, "instanceId": "1"})


def _listed(hosting: Hosting, asked: Asked) -> Reply:
    mine = [(name, one) for name, one in hosting.repositories.items() if asked.login in one.members]
    return _listing([_repository(one, name) for name, one in mine])


def _one(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _repository(hosted, hosted.name))


def _may(hosting: Hosting, asked: Asked) -> Reply:
    said = []
    for token in asked.query["tokens"].split(asked.query["delimiter"]):
        hosted = hosting.repositories[token.removeprefix("repoV2/").replace("project-", "", 1)]
        said.append(hosting.right(asked.login, hosted) in _MAY[asked.parts["permissions"]])
    return _listing(said)


def _pulls(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    wanted = [asked.query[f"searchCriteria.{end}RefName"] for end in ("source", "target")]
    pulls = [hosting.pull(hosted, pull.number) for pull in hosted.pulls]
    kept = [p for p in pulls if p.state == "open" and [f"refs/heads/{p.head}", f"refs/heads/{p.base}"] == wanted]
    return _listing([_pull(hosted, pull) for pull in kept])


def _new_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    body = asked.body
    ends = {"head": body["sourceRefName"], "base": body["targetRefName"]}
    wanted = {key: ref.removeprefix("refs/heads/") for key, ref in ends.items()}
    wanted |= {"title": body["title"], "body": body["description"]}
    made = hosting.open_pull(hosted, asked.login or "", wanted, draft=body["isDraft"])
    return Reply(201, _pull(hosted, made))


def _get_pull(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    return Reply(200, _pull(hosted, hosting.pull(hosted, int(asked.parts["pullRequestId"]))))


def _states(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked)
    said = [one for one in hosting.newest(hosted, asked.parts["commitId"]) if one.name != PIPELINE]
    return _listing([_stated(one) for one in said])


def _builds(hosting: Hosting, asked: Asked) -> Reply:
    id = asked.query["repositoryId"]
    hosted = next(one for name, one in hosting.repositories.items() if _guid(name) == id)
    return _listing([_run(one) for one in reversed(hosted.said) if one.name == PIPELINE])


def _new_state(hosting: Hosting, asked: Asked) -> Reply:
    hosted = _seen(hosting, asked, "write")
    body = asked.body
    name, state = body["context"]["name"], _SAID[body["state"]]
    made = hosting.say(hosted, asked.parts["commitId"], name, state, body.get("targetUrl", ""), body["description"])
    return Reply(201, _stated(made))


def _hooks(hosting: Hosting, asked: Asked) -> Reply:
    mine = [(name, one) for name, one in hosting.repositories.items() if one.members.get(asked.login or "") == "admin"]
    every = {id(hook): (name, hook) for name, one in mine for hook in one.hooks}
    return _listing([_subscription(name, hook, event) for name, hook in every.values() for event in hook.events])


def _new_hook(hosting: Hosting, asked: Asked) -> Reply:
    """A subscription hears of one event; those of one address are kept together."""
    name = next(name for name in hosting.repositories if _project(name) == asked.body["publisherInputs"]["projectId"])
    hosted = hosting.seen(asked.login, name, "admin")
    url = asked.body["consumerInputs"]["url"]
    hook = next((hook for hook in hosted.hooks if hook.url == url), None)
    if hook is None:
        hook = Hooked(next(hosting.numbers), url, "", [], kind="git")
        hosted.hooks.append(hook)
    hook.events.append(asked.body["eventType"])
    return Reply(200, _subscription(name, _written(hook, asked.body), asked.body["eventType"]))


def _edit_hook(hosting: Hosting, asked: Asked) -> Reply:
    number, _, event = asked.parts["subscriptionId"].partition("-")
    for name, hosted in hosting.repositories.items():
        for hook in hosted.hooks:
            if str(hook.id) == number and asked.body["id"] == asked.parts["subscriptionId"]:
                hosting.seen(asked.login, name, "admin")
                return Reply(200, _subscription(name, _written(hook, asked.body), event))
    raise RefusedError(404, "The subscription does not exist")


_ROUTES: list[tuple[Route, Callable[[Hosting, Asked], Reply]]] = [
    (Route("GET", "/_apis/connectionData"), _who),
    (Route("GET", "/_apis/git/repositories"), _listed),
    (Route("GET", "/_apis/permissions/{securityNamespaceId}/{permissions}"), _may),
    (Route("GET", _GIT), _one),
    (Route("GET", f"{_GIT}/pullrequests"), _pulls),
    (Route("POST", f"{_GIT}/pullrequests"), _new_pull),
    (Route("GET", f"{_GIT}/pullrequests/{{pullRequestId}}"), _get_pull),
    (Route("GET", f"{_GIT}/commits/{{commitId}}/statuses"), _states),
    (Route("POST", f"{_GIT}/commits/{{commitId}}/statuses"), _new_state),
    (Route("GET", "/{project}/_apis/build/builds"), _builds),
    (Route("GET", _HOOKS), _hooks),
    (Route("POST", _HOOKS), _new_hook),
    (Route("PUT", f"{_HOOKS}/{{subscriptionId}}"), _edit_hook),
]


# --- Azure's words ----------------------------------------------------------------------------------------------------


def _project(name: str) -> str:
    return f"project-{name.partition('/')[0]}"


def _guid(name: str) -> str:
    return name.partition("/")[2]


def _repository(hosted: Hosted, name: str) -> dict[str, Any]:
    project, _, slug = name.partition("/")
    return {
        "id": _guid(name),
        "name": slug,
        "project": {"id": _project(name), "name": project, "visibility": "private" if hosted.private else "public"},
        "webUrl": hosted.url,
        "remoteUrl": hosted.url,
        "isDisabled": False,
        **({"defaultBranch": f"refs/heads/{hosted.default_branch}"} if hosted.refs() else {}),
    }


def _pull(hosted: Hosted, pull: Pull) -> dict[str, Any]:
    return {
        "pullRequestId": pull.number,
        "title": pull.title,
        "description": pull.body,
        "isDraft": pull.is_draft,
        "status": {"open": "active", "merged": "completed"}.get(pull.state, "abandoned"),
        "sourceRefName": f"refs/heads/{pull.head}",
        "targetRefName": f"refs/heads/{pull.base}",
        "lastMergeSourceCommit": {"commitId": pull.head_commit},
        **({"lastMergeCommit": {"commitId": pull.merge_commit}} if pull.merge_commit else {}),
        "repository": {"id": _guid(hosted.name), "name": hosted.name.partition("/")[2]},
    }


def _stated(said: Stated) -> dict[str, Any]:
    return {
        "id": said.id,
        "state": _STATES.get(said.state, "pending"),
        "description": said.description,
        "targetUrl": said.url,
        "context": {"name": said.name, "genre": "ci"},
        "creationDate": DATE,
        "updatedDate": DATE,
    }


def _run(said: Stated) -> dict[str, Any]:
    result = _RESULTS.get(said.state)
    waits = {"queued": "notStarted", "running": "inProgress"}
    return {
        "id": said.id,
        "definition": {"id": 1, "name": said.name},
        "sourceVersion": said.commit,
        "status": "completed" if result else waits[said.state],
        **({"result": result, "finishTime": DATE} if result else {}),
        "startTime": DATE,
        "_links": {"web": {"href": said.url}},
    }


def _subscription(name: str, hook: Hooked, event: str) -> dict[str, Any]:
    inputs = {"projectId": _project(name)} | ({"repository": _guid(name)} if event.startswith("git.") else {})
    return {
        "id": f"{hook.id}-{event}",
        "status": "enabled" if hook.is_active else "disabledBySystem",
        "publisherId": "tfs",
        "eventType": event,
        "resourceVersion": "1.0",
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "publisherInputs": inputs,
        "consumerInputs": {"url": hook.url, "httpHeaders": "********"},
    }


def _written(hook: Hooked, body: dict[str, Any]) -> Hooked:
    hook.secret = body["consumerInputs"]["httpHeaders"].removeprefix("Authorization: Bearer ")
    hook.is_active = True
    return hook


def _seen(hosting: Hosting, asked: Asked, at_least: Right = "read") -> Hosted:
    return hosting.seen(asked.login, f"{asked.parts['project']}/{asked.parts['repositoryId']}", at_least)
