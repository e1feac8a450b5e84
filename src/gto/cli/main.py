"""The command line's frame: find the command, read its words, run it, and say what went wrong. Exit codes live here."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

from gto import config
from gto.cli.arguments import Command, HelpWanted, UsageError, nearest_word, read
from gto.cli.commands import BY_NAME
from gto.cli.help import command_help, main_help
from gto.cli.render import CannotPrint, Screen, speak_anywhere
from gto.errors import GtoError
from gto.registry.names import shown
from gto.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, REFUSED, MISUSED, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str]) -> int:
    """Run `gto ARGUMENTS…` and give its exit code."""
    screen = Screen(emojis=config.emojis(os.environ))
    try:
        code = _lead(list(arguments), screen)
        screen.finish()
    except BrokenPipeError:  # whoever was reading has read enough
        return REFUSED
    except CannotPrint as error:
        screen.error(error)
        return REFUSED
    return code


def app() -> None:
    """The console script. Its memory is given back when it ends, so nothing is collected before (20 ms of 60), nor
    then (a twentieth of every call)."""
    gc.disable()
    speak_anywhere()
    code = main(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def _lead(words: list[str], screen: Screen) -> int:
    """Follow the words in front of the command, then run it."""
    traceback = False
    try:
        while words and words[0].startswith("-"):
            flag = words.pop(0)
            if flag in ("-h", "--help"):
                screen.line(main_help())
                return DONE
            if flag in ("--traceback", "--tb"):
                traceback = True
            elif flag == "--version":
                if not words:
                    screen.title(f"GTO Version: {__version__}")
                    return DONE
            elif flag in ("-v", "--verbose"):
                import_module("gto.cli.logs").be_verbose()
            else:
                raise UsageError(f"No such option: {flag}")
        if not words:
            sys.stderr.write(main_help() + "\n")
            return MISUSED
    except UsageError as error:
        return _misused("gto [OPTIONS] COMMAND [ARGS]...", "gto", error)
    try:
        return _run(words, screen)
    except (BrokenPipeError, CannotPrint):
        raise
    except GtoError as error:
        if traceback:
            raise
        screen.error(error)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if traceback:
            raise
        import_module("gto.cli.logs").apologise(screen, error, words)
        return OUR_FAULT


def _run(words: list[str], screen: Screen) -> int:
    command, rest = _find(words)
    if command is None:
        near = nearest_word(words[0], [name for name, c in BY_NAME.items() if c.group])
        hint = f" Did you mean '{near}'?" if near else ""
        error = UsageError(f"No such command '{words[0]}'.{hint}")
        return _misused("gto [OPTIONS] COMMAND [ARGS]...", "gto", error)
    try:
        values = read(command, rest)
    except HelpWanted:
        screen.line(command_help(command))
        return DONE
    except UsageError as error:
        return _misused(command.usage, f"gto {command.name}", error)
    code = import_module(f"gto.cli.{command.module}").run(values, screen)
    return int(code or DONE)


def _find(words: list[str]) -> tuple[Command | None, list[str]]:
    """The command at the front (two words win over one, as in `ci init`) and the words after it."""
    two = BY_NAME.get(" ".join(words[:2])) if len(words) > 1 else None
    return (two, words[2:]) if two else (BY_NAME.get(words[0]), words[1:])


def _misused(usage: str, command: str, error: UsageError) -> int:
    sys.stderr.write(f"Usage: {usage}\nTry '{command} -h' for help.\n\nError: {shown(str(error))}\n")
    return MISUSED
