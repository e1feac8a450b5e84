"""Help texts, drawn from the commands' data in the layout that GTO 1.x had."""

from __future__ import annotations

import os

from gto.cli.arguments import Command, Option
from gto.cli.commands import COMMANDS, GROUPS

WIDTH_MIN, WIDTH_MAX = 60, 80
#: Longest first column; what is longer has its description on the next line.
COLUMN_MAX = 30

ABOUT = """\
Git Tag Ops. Turn your Git repository into an Artifact Registry:
* Registry: Track new artifacts and their versions for releases and significant
  changes.
* Lifecycle Management: Create actionable stages for versions marking status of
  artifact or its readiness to be consumed by a specific environment.
* GitOps: Signal CI/CD automation or other downstream systems to act upon these
  new versions and lifecycle updates."""
MORE = "`gto COMMAND -h` shows examples."

GLOBAL_OPTIONS = (
    Option(("--version",), "Show version and exit", "flag"),
    Option(("-v", "--verbose"), "Print debug messages", "flag"),
    Option(("-h", "--help"), "Show this message and exit.", "flag"),
)


def main_help() -> str:
    """What `gto --help` prints."""
    width = _width()
    about = "\n".join(
        line for paragraph in ABOUT.replace("\n  ", " ").splitlines() for line in _wrap(paragraph, width - 2)
    )
    parts = ["Usage: gto [OPTIONS] COMMAND [ARGS]...", _indented(about), _options(GLOBAL_OPTIONS, width)]
    for group in GROUPS:
        rows = []
        for command in COMMANDS:
            if command.group == group:
                name = f"{command.name} ({', '.join(command.aliases)})" if command.aliases else command.name
                rows.append((name, command.summary))
        parts.append(_section(group, rows, width))
    return "\n\n".join([*parts, MORE])


def command_help(command: Command) -> str:
    """What `gto COMMAND --help` prints."""
    width = _width()
    parts = [f"Usage: {command.usage}", _indented("\n".join(_wrap(command.summary, width - 2)))]
    if command.arguments:
        rows = [(argument.name.upper(), argument.help) for argument in command.arguments]
        parts.append(_section("Arguments", rows, width))
    parts.append(_options(command.options, width))
    if command.examples:
        lines = [f"  $ {example.command}\n      {example.does}" for example in command.examples]
        parts.append("\n".join(["Examples:", *lines]))
    return "\n\n".join(parts)


def spelled(option: Option) -> str:
    """`-r, --repo TEXT`"""
    return " ".join(filter(None, (", ".join(option.flags), option.placeholder)))


def described(option: Option) -> str:
    """The option's help with what it falls back to, or that it is required."""
    if option.required:
        return f"{option.help}  [required]"
    return f"{option.help}  [default: {option.default}]" if option.shows_default else option.help


def _options(options: tuple[Option, ...], width: int) -> str:
    return _section("Options", [(spelled(option), described(option)) for option in options], width)


def _section(title: str, rows: list[tuple[str, str]], width: int) -> str:
    column = min(max(len(first) for first, _ in rows), COLUMN_MAX) + 2
    lines = [f"{title}:"]
    for first, second in rows:
        wrapped = _wrap(second, max(width - column - 2, 20))
        if len(first) > column - 2:
            lines.append(f"  {first}")
            lines += [" " * (column + 2) + line for line in wrapped]
        else:
            lines.append(f"  {first:{column}}{wrapped[0]}")
            lines += [" " * (column + 2) + line for line in wrapped[1:]]
    return "\n".join(lines)


def _wrap(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return [line.rstrip() for line in lines]


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        wide = int(columns)
    else:
        try:
            wide = os.get_terminal_size().columns
        except (OSError, ValueError):
            wide = WIDTH_MAX
    return max(min(wide, WIDTH_MAX), WIDTH_MIN)
