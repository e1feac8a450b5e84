"""The parts of the reference that are made from the code, so that no command, option or error can be forgotten.

A page is written by hand, except for what stands between `<!-- made: NAME ARGUMENT -->` and `<!-- end -->`.
tests/test_docs.py compares; `make docs` writes.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from gto import errors, exceptions
from gto.cli import commands
from gto.cli.arguments import Command
from gto.cli.help import GLOBAL_OPTIONS, described, spelled
from gto.config import Config
from gto.registry import oddities, tags
from gto_studio.cli import main
from gto_studio.errors import StudioError
from gto_studio.forges.asking import Endpoint
from gto_studio.rules.apps import NEEDED
from gto_studio.settings import Settings
from gto_studio.web import openapi
from gto_studio.web.api import docs
from gto_studio.web.problems import status_of

SOURCE = Path(errors.__file__).parent
PART = re.compile(r"^(<!-- made: (\w+)(?: (.+?))? -->\n)(?s:.*?)^(<!-- end -->)$", re.MULTILINE)
#: Headings of commands.md and the groups whose commands stand under them.
HEADINGS = {group or "For programs": group for group in (*commands.GROUPS, commands.HIDDEN)}


def renewed(name: str, text: str) -> str:
    """A page with its made parts as they should be, and a section for each command that has none yet."""
    if name == "commands.md":
        text = with_every_command(text)
    made = PAGES[name]
    return PART.sub(lambda part: f"{part[1]}\n{made[part[2]](part[3] or '')}\n\n{part[4]}", text)


def with_every_command(text: str) -> str:
    for heading, group in HEADINGS.items():
        for command in commands.COMMANDS:
            part = f"<!-- made: command {command.name} -->\n"
            if command.group == group and part not in text:
                before, found, after = text.partition(f"\n## {heading}\n")
                inside, next_heading, rest = after.partition("\n## ")
                section = f"\n### `gto {command.name}`\n\n{part}<!-- end -->\n"
                text = f"{before}{found}{inside}{section}{next_heading}{rest}"
    return text


# --- commands.md ---------------------------------------------------------------------------------------------------


def index(_: str) -> str:
    """A line for each command."""
    rows = []
    for command in commands.COMMANDS:
        words = f"gto {command.name}"
        rows.append((f"[`{words}`](#{words.replace(' ', '-')})", shown(command.summary)))
    return table(("Command", ""), rows)


def global_options(_: str) -> str:
    """The options that stand in front of a command."""
    return table(("Option", ""), [(code(spelled(option)), shown(option.help)) for option in GLOBAL_OPTIONS])


def command(name: str) -> str:
    """A command: its words, what they mean, and examples."""
    found = commands.BY_NAME[name]
    parts = [f"{shown(found.summary)}", f"```sh\n{found.usage}\n```"]
    if found.aliases:
        parts.append(f"The same as {' and '.join(code(f'gto {alias}') for alias in found.aliases)}.")
    rows = [(code(argument.name.upper()), shown(argument.help)) for argument in found.arguments]
    rows += [(code(spelled(option)), about(option)) for option in found.options if option.name != "help"]
    parts.append(table(("Argument or option", ""), rows))
    parts += examples(found)
    return "\n\n".join(parts)


def about(option: commands.Option) -> str:
    text = shown(described(option))
    if isinstance(option.kind, tuple) and not all(word in text for word in option.kind):
        text += f" ({', '.join(option.kind)})"
    if option.default is not None and "default" not in text and option.takes_value:
        text += f" [default: {option.default}]"
    return text


def examples(command: Command) -> Iterator[str]:
    width = max((len(example.command) for example in command.examples), default=0)
    lines = [f"{example.command:{width}}   # {example.does}" for example in command.examples]
    if lines:
        yield "\n".join(("```sh", *lines, "```"))


# --- errors.md -----------------------------------------------------------------------------------------------------


def failures(_: str) -> str:
    """Every class of error with its code, what it means, every sentence it is raised with, and the hints."""
    raised = calls()
    parts = []
    for title, classes in families():
        parts.append(f"## {title}")
        for one in classes:
            parts += [f"### {code(one.code)}", meaning(one)]
            said = [pair for pair in raised.get(one.__name__, []) if pair[0]]
            if words_itself(one):
                said = [standard(one), *((None, hint) for _, hint in raised.get(one.__name__, ()))]
            lines = [line for pair in said for line in told(*pair)]
            parts.append("\n".join(dict.fromkeys(lines)))
    return "\n\n".join(filter(None, parts))


def meaning(one: type[errors.GtoError]) -> str:
    place = "gto.exceptions" if hasattr(exceptions, one.__name__) else one.__module__
    return f"{code(f'{place}.{one.__name__}')}. {shown(inspect.cleandoc(one.__doc__ or ''))}".rstrip(". ") + "."


def told(sentence: str | None, hint: str | None) -> Iterator[str]:
    if sentence:
        yield f"- {shown(sentence)}"
    if hint:
        yield f"  - hint: {shown(hint)}"


def families() -> Iterator[tuple[str, list[type[errors.GtoError]]]]:
    """The classes of errors.py under the headings that stand between them."""
    title, found = "", list[type[errors.GtoError]]()
    for line in inspect.getsource(errors).splitlines():
        if line.startswith("# --- "):
            if found:
                yield title, found
            title, found = line.strip("# -").capitalize().replace("git", "Git"), []
        elif declared := re.match(r"class (\w+)\((?:\w*Error|StorageFailed)\):", line):
            found.append(getattr(errors, declared[1]))
    yield title, found
    yield "Anything else", [errors.GtoError, *(one for one in elsewhere().values() if "code" in vars(one))]


@cache
def elsewhere() -> dict[str, type[errors.GtoError]]:
    """The classes of errors that are declared beside the one module that raises them."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            bases = node.bases if isinstance(node, ast.ClassDef) and path.name != "errors.py" else []
            if any(is_error(getattr(errors, ast.unparse(base), None)) for base in bases):
                module = import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))
                found[node.name] = getattr(module, node.name)
    return found


def is_error(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, errors.GtoError)


def words_itself(one: type[errors.GtoError]) -> bool:
    """Whether the class makes the sentence, rather than whoever raises it."""
    return "__init__" in vars(one) and "message" not in inspect.signature(one).parameters


def standard(one: type[errors.GtoError]) -> tuple[str, str | None]:
    """The sentence and hint of a class that words them itself, with the names of its parameters for values."""
    values: list[object] = []
    for name, parameter in inspect.signature(one).parameters.items():
        if parameter.default is inspect.Parameter.empty:
            many, number = "Sequence" in str(parameter.annotation), "float" in str(parameter.annotation)
            values.append([name.upper().removesuffix("S")] if many else 300.0 if number else name.upper())
    error = one(*values)
    return error.message, error.hint


def calls() -> dict[str, list[tuple[str | None, str | None]]]:
    """For each class of error the sentence (None where the class words it) and hint of every place that makes one."""
    found: dict[str, dict[tuple[str | None, str | None], None]] = {}
    classes = {name: thing for name, thing in vars(errors).items() if is_error(thing)} | elsewhere()
    # a class without a code of its own is told where its code is
    told_at = {name: next(c.__name__ for c in one.__mro__ if "code" in vars(c)) for name, one in classes.items()}
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        known = constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in told_at:
                sentence = text_of(node.args[0], known) if node.args else None
                hints = [text_of(keyword.value, known) for keyword in node.keywords if keyword.arg == "hint"]
                if sentence or any(hints):
                    found.setdefault(told_at[node.func.id], {})[sentence, hints[0] if hints else None] = None
    return {name: list(pairs) for name, pairs in found.items()}


def constants(tree: ast.Module) -> dict[str, str]:
    """The texts that have a name in a module."""
    named = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)]
    return {ast.unparse(node.targets[0]): str(ast.literal_eval(node.value)) for node in named}


def text_of(node: ast.expr, known: dict[str, str]) -> str | None:
    """A text in the code, with the names of what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part, known) or "…" for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return known.get(ast.unparse(node.value)) or name_of(node.value)
    return None


def name_of(node: ast.expr) -> str:
    """What a value is called: VERSION for `request.version`, `shown(version)`, or `versions[0].text`."""
    match node:
        case ast.Call(args=[first, *_]):
            return name_of(first)
        case ast.Subscript() | ast.Attribute(attr="text" | "value"):
            return name_of(node.value)
        case ast.Attribute(attr="strerror" | "message"):
            return "REASON"
        case ast.Attribute():
            return node.attr.strip("_").upper()
        case ast.Name():
            return node.id.strip("_").upper()
    return "…"


def odd(_: str) -> str:
    """What `gto doctor` can find."""
    rows = []
    for name, one in vars(oddities).items():
        if inspect.isfunction(one) and one.__annotations__.get("return") == "Oddity":
            values = [
                ["TAG", "OTHER"] if "Sequence" in str(parameter.annotation) else example_of(parameter.name)
                for parameter in inspect.signature(one).parameters.values()
                if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
            ]
            found = one(*values, **({"shallow": False} if name == "incomplete" else {}))
            state = "counts" if found.counts else "left out"
            rows.append((code(found.code), state, shown(found.says), shown(found.repair)))
    return table(("Code", "", "What is wrong", "What to do"), rows)


def example_of(parameter: str) -> str:
    return {"why": "REASON", "kind": "file", "commit": "COMMIT", "inner": "OTHER"}.get(parameter, parameter.upper())


# --- studio-errors.md ----------------------------------------------------------------------------------------------


def studio_failures(_: str) -> str:
    """Every failure of the server's own: its code, the status over HTTP, and what it means."""
    for path in sorted((SOURCE.parent / "gto_studio").rglob("*.py")):
        if "migrations" not in path.parts and path.stem != "__main__":
            import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__"))
    rows = dict[str, tuple[str, ...]]()
    for one in sorted(below(StudioError), key=lambda one: one.code):
        text = inspect.cleandoc(vars(one).get("__doc__") or "")
        status = status_of(one.__new__(one))
        rows[one.code] = (code(one.code), f"{status.value}", shown(text))
    return table(("Code", "Status", ""), list(rows.values()))


def below(one: type[errors.GtoError]) -> Iterator[type[errors.GtoError]]:
    for child in one.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from below(child)


# --- settings.md, tags.md ------------------------------------------------------------------------------------------


def settings(_: str) -> str:
    """The keys of .gto: what the Config says of them, and what holds without them."""
    said = dict(re.findall(r"(?m)^([\w, ]*\w) {2,}(\w.*)$", inspect.cleandoc(Config.__doc__ or "")))
    meaning = {name: text for names, text in said.items() for name in names.split(", ")}
    values = Config()._asdict()
    rows = [
        (code(name.lower()), code(f"GTO_{name.upper()}"), written(value), shown(meaning[name]))
        for name, value in values.items()
    ]
    return table(("Key in `.gto`", "Variable", "Default", ""), rows)


def written(value: object) -> str:
    """A value as one writes it in YAML."""
    if value in (None, (), ""):
        return "none"
    return code(str(value).lower() if isinstance(value, bool) else str(value))


def studio_settings(_: str) -> str:
    """Every setting of the server: what its field says, and what holds without it."""
    rows = []
    for name, field in Settings.model_fields.items():
        value = field.default
        # the only path is below somebody's home
        default = code("/".join(("~", *value.parts[-3:]))) if isinstance(value, Path) else written(value)
        rows.append((code(name), code(f"GTO_STUDIO_{name.upper()}"), default, shown(field.description or "")))
    return table(("Key", "Variable", "Default", ""), rows)


@cache
def studio_description() -> dict[str, Any]:
    return openapi.description()


def studio_routes(group: str) -> str:
    """The addresses of a group: what each does, who may ask, what it takes and answers."""
    lines: list[str] = []
    for path, methods in studio_description()["paths"].items():
        for method, operation in methods.items():
            if operation["tags"][0] in group.split():
                lines += [f"#### `{method.upper()} {path}`", "", *studio_operation(operation), ""]
    return "\n".join(lines[:-1])


def studio_operation(operation: dict[str, Any]) -> Iterator[str]:
    status, answer = docs.answer_of(operation)
    yield " ".join(shown(line) for line in operation["description"].split("\n\n"))
    yield ""
    body = docs.body_of(operation)
    said = [f"{operation['x-need']}."]
    said += [f"Body: {shape_link(body)}."] if body else []
    said += [f"Answer: {status}{' ' + shape_link(answer) if answer else ''}."]
    yield " ".join(said)
    asked = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
    if asked:
        rows = [(code(one["name"]), docs.kind_of(one["schema"]), shown(one.get("description", ""))) for one in asked]
        yield ""
        yield table(("Parameter", "Kind", ""), rows)


def studio_shapes(_: str) -> str:
    """Every shape and its fields."""
    parts = []
    for name, shape in sorted(studio_description()["components"]["schemas"].items()):
        rows = [
            (code(field), shape_link(docs.kind_of(schema)), shown(schema.get("description", "")))
            for field, schema in shape.get("properties", {}).items()
        ]
        about = " ".join(shown(line) for line in shape.get("description", "").split("\n\n"))
        parts.append(
            "\n".join([f"#### {name}", "", *([about, ""] if about else []), table(("Field", "Kind", ""), rows)])
        )
    return "\n\n".join(parts)


def shape_link(kind: str) -> str:
    """A kind whose shapes, which begin with a capital letter, lead to their description."""
    return " ".join(f"[{word}](#{word.lower()})" if word[:1].isupper() else word for word in kind.split(" "))


def studio_tables(kind: str) -> str:
    """Every table of a kind, `owned` or `derived`: what the comment above it says, and its columns."""
    module = import_module(f"gto_studio.store.{kind}.tables")
    source = Path(str(module.__file__)).read_text()
    says = {
        name: " ".join(line.removeprefix("#:") for line in comment.splitlines())
        for comment, name in re.findall(r"^((?:#:.*\n)+)(\w+) = Table\(", source, re.MULTILINE)
    }
    rows = []
    for one in module.metadata.tables.values():
        keys = set(one.primary_key.columns.keys())
        columns = [f"**{code(name)}**" if name in keys else code(name) for name in one.columns.keys()]  # noqa: SIM118
        rows.append((code(one.name), shown(says[one.name]), ", ".join(columns)))
    return table(("Table", "", "Columns; the key in bold"), rows)


def readings(lines: str) -> str:
    """What tag names say, by the parser itself. The names stand in the marker, between spaces."""
    rows = []
    for text in lines.split():
        name = tags.parse(text)
        parts = tags.parts(name) if name else {}
        says = ", ".join(f"{key} {code(str(value))}" for key, value in parts.items())
        rows.append((code(text), says or "no registry tag"))
    return table(("Tag", "Says"), rows)


# --- studio-commands.md --------------------------------------------------------------------------------------------


def studio_commands(_: str) -> str:
    """Every command of `gto studio`, as click knows it."""
    parts = []
    for name in main.COMMANDS:
        found = main.studio.get_command(click.Context(main.studio), name)
        if found is not None:
            parts += studio_command(f"gto studio {name}", found)
    return "\n\n".join(parts)


def studio_command(words: str, found: click.Command) -> Iterator[str]:
    """A command; a group is told by its commands."""
    context = click.Context(found, info_name=words)
    told = inspect.cleandoc(found.help or "").partition("\f")[0]
    if isinstance(found, click.Group):
        yield f"## {code(words)}\n\n{shown(told)}"
        for name, inner in sorted(found.commands.items()):
            for part in studio_command(f"{words} {name}", inner):
                yield part.replace("## ", "### ", 1) if part.startswith("## ") else part
        return
    yield f"## {code(words)}"
    yield "\n\n".join(shown(paragraph) for paragraph in told.split("\n\n"))
    yield f"```sh\n{' '.join([words, *found.collect_usage_pieces(context)])}\n```"
    rows = [
        record
        for one in found.params
        if (record := one.get_help_record(context)) and record[1] and "--help" not in record[0]
    ]
    if rows:
        yield table(("Option", ""), [(code(option), shown(about)) for option, about in rows])
    examples = main.EXAMPLES[words.removeprefix("gto studio ")]
    width = max(len(typed) for typed, _ in examples)
    yield "\n".join(("```sh", *(f"{typed.ljust(width)}  # {about}" for typed, about in examples), "```"))


# --- Markdown ------------------------------------------------------------------------------------------------------


def table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [headings, ("---",) * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def code(text: str) -> str:
    return f"`{text}`"


def shown(text: str) -> str:
    """Text as it is: what Markdown would take for its own signs is escaped, outside of `code`."""
    parts = " ".join(text.split()).split("`")
    return "`".join(part if i % 2 else re.sub(r"[*<]|\b_|_\b", r"\\\g<0>", part) for i, part in enumerate(parts))


# --- studio-forges.md ----------------------------------------------------------------------------------------------


def endpoints(module: str) -> str:
    """What a kind of forge is asked for, by what for."""
    found = [one for one in vars(import_module(f"gto_studio.forges.{module}")).values() if isinstance(one, Endpoint)]
    unique = dict.fromkeys((one.purpose, one.method, one.path, one.scope) for one in found)
    rows = [(shown(purpose), code(f"{method} {path}"), code(scope)) for purpose, method, path, scope in unique]
    return table(("What for", "What is asked", "Scope"), rows)


def permissions(_: str) -> str:
    """What a GitHub App is to be allowed."""
    return table(("Permission", "Access"), [(words, code(level)) for words, level in NEEDED.values()])


PAGES: dict[str, dict[str, Callable[[str], str]]] = {
    "commands.md": {"index": index, "global": global_options, "command": command},
    "errors.md": {"failures": failures, "odd": odd},
    "settings.md": {"settings": settings},
    "studio-commands.md": {"commands": studio_commands},
    "studio-database.md": {"tables": studio_tables},
    "studio-forges.md": {"endpoints": endpoints, "permissions": permissions},
    "studio-errors.md": {"failures": studio_failures},
    "studio-api.md": {"routes": studio_routes, "shapes": studio_shapes},
    "studio-settings.md": {"settings": studio_settings},
    "tags.md": {"readings": readings},
}
