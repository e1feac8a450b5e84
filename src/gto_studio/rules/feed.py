"""The feed of events: where one of its pages ended, as text; and what may stand in a cell of its CSV."""

from __future__ import annotations

#: What makes a spreadsheet take a cell for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
#: Ids of repositories.
ID_LENGTH_MAX = 26
NUMBER_MAX = 1 << 62


def cursor_of(place: tuple[int, str, int]) -> str:
    """Seconds, repository and position of the last event of a page, as text."""
    return ".".join(map(str, place))


def place_of(cursor: str) -> tuple[int, str, int] | None:
    """The reverse of `cursor_of`; None for anything that it never gave."""
    seconds, _, rest = cursor.partition(".")
    repository, _, position = rest.partition(".")
    if not (_is_number(seconds) and _is_number(position)):
        return None
    if not (repository.isascii() and repository.isalnum() and len(repository) <= ID_LENGTH_MAX):
        return None
    return int(seconds), repository, int(position)


def as_cell(value: str | None) -> str:
    """A value that no spreadsheet runs: an apostrophe goes before what it would take for a formula."""
    text = value or ""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) < len(str(NUMBER_MAX))
