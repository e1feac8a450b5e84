"""Words → values: a command is data, and one small reader serves them all.

From the same data come the help (`help`), the completion (`completion`) and the reference in the docs. Written here
because every library that does it costs two to three times what Python itself takes to start
(docs/decisions/0002-start-up.md). The rules are the usual ones: options stand anywhere, `--option=value` and `-oVALUE`
work, `--` ends options, long options are not abbreviated.
"""

from __future__ import annotations

from gto.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


#: Longer numbers are not what anybody means.
DIGITS_MAX = 18


class UsageError(Exception):
    """The command line was misused; the sentence says how."""


class HelpWanted(Exception):
    """The command's help was asked for."""


class Option(Record):
    """One option. `kind` is "flag", "text", "number" or a tuple of the words it takes.

    The first long flag, without its dashes, is the name of its value.
    """

    flags: tuple[str, ...]
    help: str
    kind: str | tuple[str, ...] = "text"
    default: str | int | None = None
    required: bool = False
    shows_default: bool = False
    repeats: bool = False
    metavar: str = ""
    refusal: str = ""
    completes: str = ""

    @property
    def name(self) -> str:
        long = next((flag for flag in self.flags if flag.startswith("--")), self.flags[0])
        return long.lstrip("-").replace("-", "_")

    @property
    def takes_value(self) -> bool:
        return self.kind != "flag"

    @property
    def placeholder(self) -> str:
        """What stands for the value in help: TEXT, INTEGER, or what the option says itself."""
        if not self.takes_value:
            return ""
        return self.metavar or ("INTEGER" if self.kind == "number" else "TEXT")


class Argument(Record):
    """One positional argument; `many` takes all that follow. Its value is found under `key`, or else its name."""

    name: str
    help: str
    key: str = ""
    required: bool = True
    many: bool = False
    completes: str = ""

    @property
    def usage(self) -> str:
        shown = self.name.upper() + ("..." if self.many else "")
        return shown if self.required else f"[{shown}]"


class Example(Record):
    """A command line worth showing, and what it does."""

    command: str
    does: str


class Command(Record):
    """A command: its words, what it takes, and the module that carries it out (`run(values) -> exit code`).

    `passes_on`: another program reads what follows the name; all of it is the value of the one argument.
    """

    name: str
    module: str
    group: str
    summary: str
    options: tuple[Option, ...] = ()
    arguments: tuple[Argument, ...] = ()
    examples: tuple[Example, ...] = ()
    aliases: tuple[str, ...] = ()
    passes_on: bool = False

    @property
    def usage(self) -> str:
        return " ".join((f"gto {self.name}", "[OPTIONS]", *(argument.usage for argument in self.arguments)))


class Values:
    """The values given on a command line, by name. Typed questions, because a word can be text, number or flag."""

    __slots__ = ("_given",)

    def __init__(self, given: dict[str, object]) -> None:
        self._given = given

    def text(self, name: str) -> str | None:
        """A text, None if it wasn't given."""
        value = self._given.get(name)
        return value if isinstance(value, str) else None

    def need(self, name: str) -> str:
        """A text that the reader has made sure of."""
        value = self._given[name]
        if not isinstance(value, str):
            raise TypeError(name)
        return value

    def flag(self, name: str) -> bool:
        return self._given.get(name) is True

    def number(self, name: str) -> int:
        value = self._given.get(name)
        return value if isinstance(value, int) else 0

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._given.get(name, ())
        return tuple(value) if isinstance(value, (list, tuple)) else ()

    def chosen(self, *names: str) -> list[str]:
        """Those of the flags that were given."""
        return [name for name in names if self.flag(name)]


def read(command: Command, words: Sequence[str]) -> Values:
    """Read a command's words. UsageError says what is wrong with them; HelpWanted if they ask for help."""
    if command.passes_on:
        return Values({command.arguments[0].name: list(words)})
    by_flag = {flag: option for option in command.options for flag in option.flags}
    given: dict[str, object] = {o.name: [] if o.repeats else o.default for o in command.options}
    seen: set[str] = set()
    positional: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        if word == "--":
            positional += left
            break
        if word == "-" or not word.startswith("-"):
            positional.append(word)
            continue
        for option, value in _option(word, left, by_flag):
            seen.add(option.name)
            _store(given, option, value)
    if "help" in seen:
        raise HelpWanted
    for option in command.options:
        if option.required and option.name not in seen:
            raise UsageError(f"Missing option '{option.flags[-1]}'.")
    _place(command, positional, given)
    return Values(given)


def _option(word: str, left: list[str], by_flag: dict[str, Option]) -> list[tuple[Option, str | None]]:
    """The option(s) in a word, with their values; takes a value from the following words where it needs one."""
    flag, equals, attached = word.partition("=") if word.startswith("--") else (word[:2], "", word[2:])
    option = by_flag.get(flag)
    if option is None:
        near = _nearest(flag, by_flag)
        raise UsageError(f"No such option: {flag}" + (f". Did you mean {near}?" if near else ""))
    if option.takes_value:
        if equals or attached:
            return [(option, attached)]
        if not left:
            raise UsageError(f"Option '{flag}' requires an argument.")
        return [(option, left.pop(0))]
    if equals:
        raise UsageError(f"Option '{flag}' does not take a value.")
    if attached and not word.startswith("--"):
        return [(option, None), *_option(f"-{attached}", left, by_flag)]
    return [(option, None)]


def _store(given: dict[str, object], option: Option, value: str | None) -> None:
    if value is None:
        given[option.name] = True
    elif option.kind == "number":
        digits = value.removeprefix("-")
        if not digits.isdecimal() or not digits.isascii() or len(digits) > DIGITS_MAX:
            raise UsageError(f"Invalid value for '{_spelled(option)}': '{value}' is not a valid integer.")
        given[option.name] = int(value)
    elif isinstance(option.kind, tuple) and value not in option.kind:
        refusal = option.refusal or f"'{value}' is not one of {', '.join(map(repr, option.kind))}."
        raise UsageError(f"Invalid value for '{_spelled(option)}': {refusal}")
    elif option.repeats:
        texts = given[option.name]
        given[option.name] = [*texts, value] if isinstance(texts, list) else [value]
    else:
        given[option.name] = value


def _place(command: Command, positional: list[str], given: dict[str, object]) -> None:
    for argument in command.arguments:
        name = argument.key or argument.name
        if argument.many:
            given[name], positional = positional, []
        elif positional:
            given[name] = positional.pop(0)
        elif argument.required:
            raise UsageError(f"Missing argument '{argument.name.upper()}'.")
    if positional:
        word = "argument" if len(positional) == 1 else "arguments"
        raise UsageError(f"Got unexpected extra {word} ({' '.join(positional)})")


def _spelled(option: Option) -> str:
    return " / ".join(option.flags)


def _nearest(flag: str, flags: dict[str, Option]) -> str | None:
    """The known flag that a misspelt one most likely means."""
    candidates: list[tuple[int, str]] = [(_distance(flag, known), known) for known in flags]
    distance, best = min(candidates, default=(9, ""))
    return best if distance <= 2 and len(flag) > 3 else None


def _distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def nearest_word(word: str, known: Sequence[str], distance: Callable[[str, str], int] = _distance) -> str | None:
    """The known command that a misspelt one most likely means."""
    best = min(known, key=lambda other: distance(word, other), default="")
    return best if best and distance(word, best) <= 2 else None
