"""The page that describes the API, for people: made from the OpenAPI description, without scripts or other hosts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STYLE = """\
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { max-width: 1120px; margin: 0 auto; padding: 16px; }
h2 { margin-top: 32px; border-bottom: 1px solid; }
h3 { font: 600 14px/1.5 ui-monospace, monospace; margin: 24px 0 4px; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 4px 0; }
td, th { border: 1px solid; padding: 2px 8px; text-align: left; vertical-align: top; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
p { margin: 4px 0; }
"""


def style() -> Response:
    """How that page looks."""
    return Response(STYLE, media_type="text/css")


def page(request: Request) -> Response:
    """This API, for people to read."""
    return Response(html(request.app.openapi()), media_type="text/html")


def html(description: Mapping[str, Any]) -> str:
    """The description as a page."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<title>Studio: API</title>",
        '<link rel="stylesheet" href="/api/docs.css"></head><body><main><h1>Studio: API</h1>',
        *(f"<p>{escape(line)}</p>" for line in description["info"]["description"].splitlines()),
        '<p>The same for programs, as OpenAPI 3.1: <a href="/api/openapi.json">openapi.json</a></p>',
    ]
    tag = None
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if operation["tags"][0] != tag:
                tag = operation["tags"][0]
                parts.append(f"<h2>{escape(tag)}</h2>")
            parts += _operation(method, path, operation)
    parts.append("<h2>Shapes</h2>")
    for name, shape in sorted(description["components"]["schemas"].items()):
        parts += _shape(name, shape)
    return "".join([*parts, "</main></body></html>\n"])


def kind_of(schema: Mapping[str, Any]) -> str:
    """What a value may be, in a few words: `string`, `list of Model`, `string or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(map(kind_of, schema[key])))
    if "enum" in schema:
        return " or ".join(f"`{one}`" for one in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    kind = schema.get("type")
    if kind == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    if kind == "object":
        inner = schema.get("additionalProperties")
        return f"object of {kind_of(inner)}" if isinstance(inner, dict) and inner else "object"
    return str(kind) if kind else "anything"


def answer_of(operation: Mapping[str, Any]) -> tuple[str, str]:
    """Status and kind of the good answer."""
    status, said = next((code, one) for code, one in operation["responses"].items() if code.startswith("2"))
    schema = said.get("content", {}).get("application/json", {}).get("schema", {})
    return status, kind_of(schema) if schema else ""


def body_of(operation: Mapping[str, Any]) -> str:
    """The kind of the body, empty if there is none."""
    content = operation.get("requestBody", {}).get("content", {})
    return kind_of(content["application/json"]["schema"]) if "application/json" in content else ""


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    status, answer = answer_of(operation)
    yield f'<h3 id="{escape(operation["operationId"])}">{method.upper()} {escape(path)}</h3>'
    yield f"<p>{_code(operation['description'])}</p><p>{_code(operation['x-need'])}</p>"
    parameters = operation.get("parameters", ())
    if parameters:
        yield "<table><tr><th>parameter</th><th>in</th><th>kind</th><th></th></tr>"
        for one in parameters:
            cells = (f"`{one['name']}`", one["in"], kind_of(one["schema"]), one.get("description", ""))
            yield "<tr>" + "".join(f"<td>{_code(cell)}</td>" for cell in cells) + "</tr>"
        yield "</table>"
    if body := body_of(operation):
        yield f"<p>Body: {_linked(body)}</p>"
    yield f"<p>Answer: {status} {_linked(answer)}</p>"


def _shape(name: str, shape: Mapping[str, Any]) -> Iterator[str]:
    yield f'<h3 id="shape-{escape(name)}">{escape(name)}</h3><p>{_code(shape.get("description", ""))}</p><table>'
    for field, schema in shape.get("properties", {}).items():
        yield f"<tr><td><code>{escape(field)}</code></td><td>{_linked(kind_of(schema))}</td></tr>"
    yield "</table>"


def _code(text: str) -> str:
    """Text in which what stands between backquotes is code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


def _linked(kind: str) -> str:
    """A kind whose shapes, which begin with a capital letter, lead to their description."""
    words = [f'<a href="#shape-{word}">{word}</a>' if word[:1].isupper() else word for word in _code(kind).split(" ")]
    return " ".join(words)
