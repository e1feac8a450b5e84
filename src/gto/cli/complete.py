"""`gto __complete`: what a shell asks when Tab is pressed (see `completion`). Silent whatever happens.

The shell gives the words so far, the last of them the one that is being typed, and gets lines `WORD TAB ABOUT`; or a
line that hands the question back to it, since files are its own business. bash gives its whole line instead, because
it takes words apart at `=`, `:` and `@`, and takes only the rest of a word.
"""

from __future__ import annotations

from gto.cli.arguments import Option
from gto.cli.commands import BY_NAME, COMMANDS
from gto.cli.help import GLOBAL_OPTIONS
from gto.record import Record
from gto.registry.names import shown
from gto.verbs import candidates
from gto.verbs.candidates import Candidate
from gto.verbs.repository import is_address, open_repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.cli.arguments import Argument, Command, Values
    from gto.cli.render import Screen

SHELLS = ("bash", "zsh", "fish")
#: Answers that stand for what the shell knows better.
FILES, FOLDERS = ":files", ":folders"


def run(values: Values, screen: Screen) -> None:
    match values.texts("words"):
        case ("bash", line, breaks):
            begun = split(line)
            for one in candidates_for(begun.words[1:]):
                screen.line(one.word if one.word in (FILES, FOLDERS) else for_bash(one.word, begun, breaks))
        case (_, *before, current):
            for one in candidates_for([*before, current.lstrip("'\"")]):
                screen.line(f"{one.word}\t{shown(one.about)}" if one.about else one.word)
        case _:
            pass


def candidates_for(words: Sequence[str]) -> list[Candidate]:
    """What the last of the words could be."""
    try:
        return [one for one in _all_for(words) if one.word.startswith(words[-1]) or one.word in (FILES, FOLDERS)]
    except Exception:  # noqa: BLE001 - nobody wants an error in the middle of a line
        return []


# --- where in a command line we are -------------------------------------------------------------------------------


class Spot(Record):
    """The command, what was given to it, and the option or the argument that comes next."""

    command: Command
    given: dict[str, str]
    option: Option | None
    argument: Argument | None
    options_ended: bool


def _all_for(words: Sequence[str]) -> list[Candidate]:
    *before, current = words
    while before and before[0].startswith("-"):
        before = before[1:]
    if not before:
        return _options(GLOBAL_OPTIONS) if current.startswith("-") else _commands()
    if before[0] == "studio":
        from gto.cli import studio  # another package's business, and slow

        return [Candidate(word, about) for word, about in studio.completions([*before[1:], current])]
    spot = _spot(before)
    if spot is None:
        return []
    if spot.option is not None:
        return _values(spot.option, spot, current)
    if current.startswith("-") and not spot.options_ended:
        flag, equals, begun = current.partition("=")
        option = next((o for o in spot.command.options if flag in o.flags and o.takes_value), None)
        if equals and option is not None:
            return [one._replace(word=f"{flag}={one.word}") for one in _values(option, spot, begun)]
        return _options([o for o in spot.command.options if o.repeats or o.name not in spot.given])
    found = [Candidate(c.name.partition(" ")[2], c.summary) for c in COMMANDS if before == c.name.split(" ")[:-1]]
    return found + (_values(spot.argument, spot, current) if spot.argument else [])


def _spot(before: Sequence[str]) -> Spot | None:
    """Read the words before the one that is being typed, as the command itself would."""
    two = BY_NAME.get(" ".join(before[:2]))
    command = two or BY_NAME.get(before[0])
    if command is None:
        return None
    left = list(before[2 if two else 1 :])
    by_flag = {flag: option for option in command.options for flag in option.flags}
    arguments = list(command.arguments)
    given: dict[str, str] = {}
    while left:
        word = left.pop(0)
        if word == "--":
            for argument, rest in zip(tuple(arguments), left, strict=False):
                given[argument.name] = rest
                arguments.remove(argument)
            return Spot(command, given, None, arguments[0] if arguments else None, options_ended=True)
        if not word.startswith("-"):
            if arguments:
                argument = arguments[0] if arguments[0].many else arguments.pop(0)
                given[argument.name] = word
            continue
        flag, equals, value = word.partition("=")
        option = by_flag.get(flag)
        if option is None:
            continue
        if option.takes_value and not equals:
            if not left:
                return Spot(command, given, option, None, options_ended=False)
            value = left.pop(0)
        given[option.name] = value
    return Spot(command, given, None, arguments[0] if arguments else None, options_ended=False)


# --- what could stand there ---------------------------------------------------------------------------------------


def _commands() -> list[Candidate]:
    return [Candidate(name, c.summary) for c in COMMANDS if c.group for name in (c.name, *c.aliases) if " " not in name]


def _options(options: Sequence[Option]) -> list[Candidate]:
    return [Candidate(flag, option.help) for option in options for flag in option.flags if flag.startswith("--")]


def _values(taken: Option | Argument, spot: Spot, begun: str) -> list[Candidate]:
    """The values of an option or an argument."""
    if isinstance(taken, Option) and isinstance(taken.kind, tuple):
        return [Candidate(word) for word in taken.kind]
    match taken.completes:
        case "":
            return []
        case "shell":
            return [Candidate(shell) for shell in SHELLS]
        case "file":
            return [Candidate(FILES)]
        case "folder":
            return [Candidate(FOLDERS)]
        case kind:
            folder = spot.given.get("repo", ".")
            return [] if is_address(folder) else _names(folder, kind, spot, begun)


def _names(folder: str, kind: str, spot: Spot, begun: str) -> list[Candidate]:
    """Names out of the repository."""
    repository = open_repository(folder)
    artifact = spot.given.get("name", "")
    match kind:
        case "artifact":
            return candidates.artifacts(repository)
        case "shortcut":
            return candidates.shortcuts(repository, begun)
        case "version":
            return candidates.versions(repository, artifact)
        case "operand":
            return candidates.operands(repository, artifact)
        case "stage":
            return candidates.stages(repository, artifact, spot.given.get("version") if artifact else None)
        case "tag":
            prefix = "refs/tags/" if begun.startswith("refs/") else ""
            return [one._replace(word=prefix + one.word) for one in candidates.events(repository)]
        case "ref":
            return candidates.refs(repository)
        case "remote":
            return candidates.remotes(repository)
        case "type":
            return candidates.types(repository)
        case _:
            return []


# --- bash ---------------------------------------------------------------------------------------------------------


class Begun(Record):
    """A line that is being typed: its words, the last one as it stands in the line, and the quote it is in."""

    words: list[str]
    raw: str
    quote: str


_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-"


def split(line: str) -> Begun:
    """Take a line apart as bash does: at spaces that are not quoted. It may end inside a quote."""
    words, word, start, quote = [], "", 0, ""
    i = 0
    while i < len(line):
        sign = line[i]
        if quote:
            if sign == quote:
                quote = ""
            elif sign == "\\" and quote == '"' and line[i + 1 : i + 2] in ('"', "\\", "$", "`"):
                i += 1
                word += line[i]
            else:
                word += sign
        elif sign in "'\"":
            quote = sign
        elif sign == "\\":
            i += 1
            word += line[i : i + 1]
        elif sign in " \t":
            if line[start:i].strip():
                words.append(word)
            word, start = "", i + 1
        else:
            word += sign
        i += 1
    return Begun([*words, word], line[start:], quote)


def for_bash(word: str, begun: Begun, breaks: str) -> str:
    """What bash is to put in the place of the part that it takes for the last word."""
    if begun.quote:
        return word
    # readline takes an `@` as the beginning of what is behind it, any other sign as the end of what is before it
    done = max((begun.raw.rfind(sign) + (sign != "@") for sign in breaks if sign in begun.raw), default=0)
    part = word[len(split(begun.raw[:done]).words[-1]) :]
    return "".join(sign if sign in _PLAIN or (sign == "#" and done + i) else f"\\{sign}" for i, sign in enumerate(part))
