"""Where messages go that GTO 1.x's functions print when told so with `stdout=True`: nowhere, unless a caller says.

    with gto.ui.cli_echo():
        gto.api.register(".", "churn", "HEAD", stdout=True)

A choice holds for the thread or task that made it, and for nobody else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

EMOJI_LOAD = "⏳️"
EMOJI_FAIL = "❌ "
EMOJI_OK = "✅ "
EMOJI_GTO = "🪴 "
EMOJI_COPY = "🐏"
EMOJI_SAVE = "💾"
EMOJI_APPLY = "🍏"
EMOJI_LINK = "🔗"
EMOJI_CASE = "💼️"
EMOJI_NAILS = "💅"

Echo = Callable[..., None]

_echo: ContextVar[Echo | None] = ContextVar("gto.ui.echo", default=None)


def echo(*message: object) -> None:
    """Say something to whoever listens."""
    heard = _echo.get()
    if heard is not None:
        heard(*message)


@contextmanager
def set_echo(echo_func: Echo | None = print) -> Iterator[None]:
    """Let this function hear what is said; None for nobody."""
    before = _echo.set(echo_func)
    try:
        yield
    finally:
        _echo.reset(before)


def cli_echo() -> AbstractContextManager[None]:
    """Let it be printed on stdout."""
    return set_echo(print)


def stderr_echo() -> AbstractContextManager[None]:
    """Let it be printed on stderr."""
    return set_echo(lambda *message: print(*message, file=sys.stderr))  # noqa: T201 - its purpose


def no_echo() -> AbstractContextManager[None]:
    """Let nobody hear it."""
    return set_echo(None)


def emoji(name: str) -> str:
    return name


def color(text: str, col: str) -> str:
    """The text; colours are the business of a terminal."""
    del col
    return text


def bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"
