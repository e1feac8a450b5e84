"""The command tree of `gto studio`. Each command is `command` of its own module, which is loaded when it is called.

`gto` itself prints what our failures say and gives the exit codes: 0 done, 1 refused or failed, 2 misused, 3 our fault.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click
from click.shell_completion import ShellComplete

from gto_studio.errors import DatabaseAway

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

#: Of each command, inner ones by two words: what somebody types, and what it is for.
EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "open": (("gto studio", "show the repository of this folder"), ("gto studio a b --open", "two, in the browser")),
    "serve": (
        ("gto studio serve --data /srv/studio --port 0", "serve on this machine, on a port that is free"),
        ("GTO_STUDIO_ACCOUNTS=true gto studio serve --host 0.0.0.0", "serve a team, whose people sign in"),
    ),
    "users add": (("gto studio users add jane --email jane@example.com --admin", "the first account"),),
    "users change": (("gto studio users change jane --full-name 'Jane Doe'", "another name in tags"),),
    "users list": (("gto studio users list", "who has an account"),),
    "users password": (("gto studio users password jane", "let Jane in who forgot hers"),),
    "users remove": (("gto studio users remove jane", "delete an account; tags keep the name"),),
    "users role": (("gto studio users role jane lab editor", "make Jane an editor of the team lab"),),
    "tokens add": (("gto studio tokens add ci --user jane --scope models --days 90", "a token for a CI job"),),
    "tokens list": (("gto studio tokens list --user jane", "Jane's tokens, and when each was last used"),),
    "tokens revoke": (("gto studio tokens revoke 01J9ZX0000000000000000000 --user jane", "end one, by its id"),),
    "backup": (("gto studio backup studio.backup", "what exists nowhere else, in one file"),),
    "restore": (("gto studio restore studio.backup --data new", "a server as it was; the rest comes from Git"),),
    "rekey": (("gto studio rekey", "when somebody may have seen the old key"),),
    "rebuild": (("gto studio rebuild", "read everything anew"), ("gto studio rebuild models", "or one repository")),
    "check": (("gto studio check", "hold everything that is stored against Git"),),
    "hook": (("gto studio hook models > hooks/post-receive", "on the Git server, in the repository"),),
    "inspect": (
        ("gto studio inspect .", "the registry of this folder"),
        ("gto studio inspect . --commit HEAD --json", "and all that a commit says, for a program"),
    ),
    "runner": (
        ("gto studio runner --server https://studio.example.com --token-file runner.token", "run what is queued there"),
    ),
    "worker": (("gto studio worker --data /srv/worker", "one more, beside those that `serve` starts"),),
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
        return _with_examples(name, command) if isinstance(command, click.Command) else None

    def parse_args(self, context: click.Context, words: list[str]) -> list[str]:
        if not words or (words[0] not in COMMANDS and words[0] not in context.help_option_names):
            words = ["open", *words]
        return super().parse_args(context, words)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _with_examples(words: str, command: click.Command) -> click.Command:
    """The command, whose `--help` ends with its examples, as `gto`'s commands have them."""
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            _with_examples(f"{words} {name}", inner)
        return command

    def format_epilog(_: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Examples"):
            for typed, about in EXAMPLES.get(words, ()):
                formatter.write(f"  $ {typed}\n      {about}\n")

    command.format_epilog = format_epilog  # type: ignore[method-assign, assignment] # no paragraph to wrap
    return command


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
    except Exception as error:
        database = sys.modules.get("gto_studio.store.connection")  # of one that was not loaded there is no failure
        if database is not None and database.is_busy(error):
            raise DatabaseAway(database.what_it_says(error)) from error
        raise
    return code if isinstance(code, int) else DONE


def completions(words: Sequence[str]) -> list[tuple[str, str]]:
    """What the last word could be, and what each is; `:files` and `:folders` are left to the shell."""
    *before, current = words
    if not before and not current.startswith("-"):
        return [*COMMANDS.items(), (":folders", "")]
    found = ShellComplete(studio, {}, "gto studio", "").get_completions(before, current)
    kinds = {"file": ":files", "dir": ":folders"}
    return [(kinds.get(one.type, one.value), one.help or "") for one in found]
