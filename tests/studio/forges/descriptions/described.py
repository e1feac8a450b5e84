"""What was asked and answered, held against the vendor's description of it.

A file of a kind has, for each question, the parameters of its query, the form of its body, and the status and form of
its answer. `trim.py` made most of them from the vendors' own; `azure.json`, `bitbucket-server.json` and `gitlab.json`
were written by hand, from the vendors' reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from servers.forge import Question

HERE = Path(__file__).parent
#: What stands in front of a path on the test forge, and not in the description.
PREFIXES = {"gitea": "/api/v1", "github": "/api/v3", "github-app": "/api/v3", "gitlab": "/api/v4", "bitbucket": "/2.0"}

#: Whose questions a kind asks beside its own.
BESIDE = {"github-app": "github"}


def check(kind: str, questions: Iterable[Question]) -> None:
    """Every question of a test is one that the vendor knows, and every success one that the vendor might answer."""
    wrong = [line for question in questions for line in differences(kind, question)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def differences(kind: str, question: Question) -> list[str]:
    """What the description says against a question and its answer."""
    path = question.path.removeprefix(PREFIXES.get(kind, ""))
    found = next((one for form, one in forms(kind, question.method) if form.fullmatch(path)), None)
    what = f"{kind}: {question.method} {path}"
    if found is None:
        return [f"{what} is not described"]
    wrong = [f"{what} has no parameter '{name}'" for name in sorted(question.query.keys() - found["query"].keys())]
    if question.body:
        wrong += [f"{what}: of the question, {line}" for line in errors(found.get("body") or {}, question.body)]
    if question.status == found["status"] and found["answer"] is not None:
        wrong += [f"{what}: of the answer, {line}" for line in errors(found["answer"], question.document)]
    elif 200 <= question.status < 300 and question.status not in (found["status"], 203):
        wrong.append(f"{what} is answered with {found['status']}, not {question.status}")
    return wrong


def errors(schema: Mapping[str, Any], value: Any) -> list[str]:
    found = jsonschema_rs.validator_for({"$schema": "http://json-schema.org/draft-07/schema#", **schema})
    return [f"{'.'.join(map(str, one.instance_path))}: {one.message}"[:300] for one in found.iter_errors(value)]


@cache
def described(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / f"{kind}.json").read_text())
    return found


@cache
def forms(kind: str, method: str) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Those with fewer parts left open come first."""
    questions = described(kind)["questions"]
    if kind in BESIDE:
        questions = questions | described(BESIDE[kind])["questions"]
    asked = [key.partition(" ") for key in questions]
    paths = sorted((path for verb, _, path in asked if verb == method), key=lambda path: path.count("{"))
    return [(pattern(path), questions[f"{method} {path}"]) for path in paths]


def pattern(path: str) -> re.Pattern[str]:
    """Of a path as it was sent: what is in a part is encoded."""
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
