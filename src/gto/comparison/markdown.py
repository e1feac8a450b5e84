"""What comes out of a repository, put into Markdown so that it stays what it is."""

from __future__ import annotations

from gto.registry.names import shown


def code(text: str) -> str:
    """Text as code, also in a table's cell, whatever is in it."""
    text = shown(text).replace("|", "\\|")
    marks = "`"
    while marks in text:
        marks += "`"
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{marks}{space}{text}{space}{marks}"


def plain(text: str) -> str:
    """Text as text, whatever is in it."""
    return "".join(f"\\{character}" if character in _MARKS else character for character in shown(text))


_MARKS = frozenset("\\`*_{}[]<>()#+!|~&")
