"""Values → what a person or a program reads: tables, JSON, sentences, warnings, errors.

Results go to stdout, everything else to stderr. Colour only on a terminal, never without the same words.
What comes out of a repository is never printed with control characters in it.
"""

from __future__ import annotations

import os
import sys
from time import sleep

from gto.errors import GtoError
from gto.registry.events import Moment
from gto.registry.names import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from threading import Thread
    from typing import TextIO

    from gto.registry.oddities import Oddity

NOTHING = "Nothing found in the current workspace"
#: So many odd tags are named one by one; of more, the number and where to read on.
ODDITIES_NAMED_MAX = 3

_RED, _GREEN, _YELLOW, _BOLD, _END = "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[1m", "\x1b[0m"


class CannotPrint(GtoError):
    """Whom or what the results went to does not take them."""

    code = "cannot-print"


class Screen:
    """Where output goes and how it may look. `emojis` as configured; colours as the terminal allows."""

    def __init__(self, *, emojis: bool) -> None:
        self.emojis = emojis
        self._named: set[Oddity] = set()

    def line(self, text: str = "") -> None:
        """A line of results."""
        self._stdout(text + "\n")

    def finish(self) -> None:
        """Let nothing that was said stay behind. CannotPrint, BrokenPipeError."""
        self._stdout("")

    def say(self, text: str) -> None:
        """A message: a line of results in which quoted words are coloured on a terminal."""
        self.line(_quotes_painted(text) if _has_colour(sys.stdout) else text)

    def good(self, text: str) -> None:
        """A message that all is well."""
        self.say(f"{'✅ ' if self.emojis else ''} {text}")

    def title(self, text: str) -> None:
        self.line(f"{'🪴 ' if self.emojis else ''} {text}")

    def error(self, error: GtoError) -> None:
        """What went wrong, why, and what to do."""
        self.failed(error.message.rstrip("\n"), error.hint)

    def failed(self, message: str, hint: str | None) -> None:
        """A failure and the next step."""
        self._stderr(f"{'❌ ' if self.emojis else ''}{shown_lines(message)}", _RED)
        for line in (hint or "").splitlines():
            self._stderr(f"hint: {shown(line)}")

    def hint(self, text: str) -> None:
        """The next step after a warning."""
        self._stderr(f"hint: {shown_lines(text)}")

    def warn(self, text: str) -> None:
        self._stderr(f"{'⚠️  ' if self.emojis else 'warning: '}{shown_lines(text)}", _YELLOW)

    def note(self, text: str) -> None:
        """Progress: only for a person who waits at a terminal."""
        if sys.stderr.isatty():
            self._stderr(f"{shown_lines(text)} …")

    def progress(self) -> Bar:
        """A bar that is drawn while something is under way, only for a person who waits at a terminal."""
        return Bar()

    def oddities(self, odd: Sequence[Oddity]) -> None:
        """Warn once about tags and files that cannot be taken at their word, however often they are met."""
        odd = [oddity for oddity in dict.fromkeys(odd) if oddity not in self._named]
        self._named.update(odd)
        named = odd[:ODDITIES_NAMED_MAX]
        for oddity in named:
            self.warn(f"{oddity.says} ({oddity.repair})")
        if len(odd) > len(named):
            self.warn(f"{len(odd) - len(named)} more tags are odd; `gto doctor` names them all")

    def _stdout(self, text: str) -> None:
        try:
            sys.stdout.write(text)
            if not text:
                sys.stdout.flush()
        except OSError as error:
            # What is left over would be tried again, and fail again, when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if isinstance(error, BrokenPipeError):
                raise
            raise CannotPrint(f"The output cannot be written: {error.strerror}") from None

    def _stderr(self, text: str, colour: str = "") -> None:
        sys.stdout.flush()
        sys.stderr.write(f"{colour}{text}{_END}\n" if colour and _has_colour(sys.stderr) else f"{text}\n")


class Bar:
    """One line at the bottom of a terminal, drawn anew ten times a second until the block ends; elsewhere nothing."""

    def __init__(self) -> None:
        self._ask: Callable[[], tuple[int, int, int, int]] | None = None
        self._is_over = False
        self._thread: Thread | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        if self._thread is not None:
            self._thread.join()
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def follow(self, ask: Callable[[], tuple[int, int, int, int]]) -> None:
        """Draw what `ask` says: bytes done and in all, files done and in all."""
        if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            from threading import Thread  # only where something is downloaded

            self._ask = ask
            self._thread = Thread(target=self._draw, daemon=True)
            self._thread.start()

    def _draw(self) -> None:
        while not self._is_over and self._ask is not None:
            done, all_, files, all_files = self._ask()
            share = min(done / all_, 1.0) if all_ else 0.0
            blocks = "█" * int(share * 30)
            size = f"{done / 1e6:,.1f} of {all_ / 1e6:,.1f} MB, {files} of {all_files} files"
            sys.stderr.write(f"\r\x1b[K{blocks:░<30} {share:4.0%}  {size}")
            sys.stderr.flush()
            sleep(0.1)


def speak_anywhere() -> None:
    """Where there is no output at all, or one without emojis and rules, speak all the same."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a TextIOWrapper, if it has errors


def json(value: object) -> str:
    """JSON as GTO 1.x prints it: indent 4, ASCII only, moments in ISO 8601."""
    from json import dumps  # 8 ms, needed by --json only

    return dumps(_jsonable(value), indent=4)


def table(rows: Sequence[Sequence[str]], headings: Sequence[str], *, plain: bool) -> str:
    """Text cells in columns: double-ruled for people, or two spaces apart for grep. No rows: a sentence."""
    if not rows:
        return NOTHING
    cells = [tuple(row) if "".join(row).isprintable() else tuple(map(shown, row)) for row in rows]
    columns = zip(headings, zip(*cells, strict=True), strict=True)
    widths = [max(len(heading) + 2, *map(len, column)) for heading, column in columns]
    fields = [f"%-{width}s" for width in widths]
    if plain:
        line = "  ".join(fields)
        return "\n".join([(line % row).rstrip() for row in (tuple(headings), *cells)])
    line = f"│ {' │ '.join(fields)} │"
    return "\n".join(
        [
            _rule("╒", "╤", "╕", widths),
            line % tuple(headings),
            _rule("╞", "╪", "╡", widths),
            *[line % row for row in cells],
            _rule("╘", "╧", "╛", widths),
        ]
    )


def cell(value: str | None) -> str:
    """Missing values are a dash; an empty text stays empty."""
    return "-" if value is None else value


def shown_lines(text: str) -> str:
    """Text of several lines, each safe for a terminal."""
    return "\n".join(shown(line) for line in text.split("\n"))


def key_values(pairs: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """`key: value` lines with the values aligned."""
    items = list(pairs.items() if hasattr(pairs, "items") else pairs)
    width = max((len(key) for key, _ in items), default=0) + 1
    return "\n".join(f"{key + ':':{width}} {value}".rstrip() for key, value in items)


def _rule(left: str, middle: str, right: str, widths: Sequence[int]) -> str:
    return left + middle.join("═" * (width + 2) for width in widths) + right


def _jsonable(value: object) -> object:
    if isinstance(value, Moment):
        return value.iso()
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(item) for item in value]
    return value


def _has_colour(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _quotes_painted(text: str) -> str:
    parts = text.split("'")
    return "'".join(f"{_GREEN}{part}{_END}" if i % 2 and i < len(parts) - 1 else part for i, part in enumerate(parts))
