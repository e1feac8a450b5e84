"""The command tree of `gto studio`. Each command is `command` of its own module, which is loaded when it is called.

`gto` itself prints what our failures say and gives the exit codes: 0 done, 1 refused or failed, 2 misused, 3 our fault.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click
from click.shell_completion import ShellComplete

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Every command: the module of that name in this folder, and what `--help` says of it.
COMMANDS = {
    "open": "Show repositories on this machine, and print the address; what runs without a command.",
    "serve": "Run the server: pages, JSON, and worker processes beside it.",
    "users": "Make and change accounts, and who is in which team.",
    "tokens": "Make, list and revoke API tokens.",
    "backup": "Write what exists nowhere but in the database to a file.",
    "restore": "Fill an empty database from such a file.",
    "rekey": "Encrypt stored secrets by a new key.",
    "rebuild": "Read repositories anew: what was derived from Git is emptied and filled.",
    "check": "Compare what is stored with what Git gives.",
    "hook": "Print a post-receive script, by which a Git server tells Studio of a push.",
    "inspect": "Print what Studio reads of a repository, without a server.",
    "runner": "Run queued experiments on this machine, with the data that is here.",
    "worker": "Read repositories and carry out what people ask for.",
}

DONE, MISUSED = 0, 2


class Tree(click.Group):
    """Commands by name; words that name none are repositories to open."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = import_module(f"gto_studio.cli.{name}").command
        return command if isinstance(command, click.Command) else None

    def parse_args(self, context: click.Context, words: list[str]) -> list[str]:
        if not words or (words[0] not in COMMANDS and words[0] not in context.help_option_names):
            words = ["open", *words]
        return super().parse_args(context, words)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Tree,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="",
    subcommand_metavar="[PATH_OR_URL]... | COMMAND [ARGS]...",
)
def studio() -> None:
    """Show the models of many repositories to many people, in the browser.

    Given paths or addresses of repositories (or nothing), it shows them on this machine alone. `gto studio serve` runs
    a server for many.
    """


def run(words: Sequence[str]) -> int:
    """Carry out `gto studio WORDS…` and give its exit code. GtoError for what a person can mend."""
    try:
        code = studio.main(list(words), prog_name="gto studio", standalone_mode=False)
    except click.UsageError as error:
        error.show(sys.stderr)
        return MISUSED
    except click.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else DONE


def completions(words: Sequence[str]) -> list[tuple[str, str]]:
    """What the last word could be, and what each is; `:files` and `:folders` are left to the shell."""
    *before, current = words
    if not before and not current.startswith("-"):
        return [*COMMANDS.items(), (":folders", "")]
    found = ShellComplete(studio, {}, "gto studio", "").get_completions(before, current)
    kinds = {"file": ":files", "dir": ":folders"}
    return [(kinds.get(one.type, one.value), one.help or "") for one in found]
