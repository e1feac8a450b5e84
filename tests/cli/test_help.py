"""Help that is complete, fits a terminal, and costs no repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.cli.arguments import Command
from gto.cli.commands import COMMANDS, GROUPS
from gto.cli.help import command_help, main_help
from shell import Shell

LISTED = [command for command in COMMANDS if command.group]
each_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_every_command_is_listed_under_its_group() -> None:
    text = main_help()
    for group in GROUPS:
        section = text.partition(f"\n{group}:\n")[2].partition("\n\n")[0]
        listed = [line.split("  ")[1].partition(" (")[0] for line in section.splitlines() if line[2] != " "]
        assert listed == [command.name for command in COMMANDS if command.group == group]


def test_what_is_for_programs_is_not_listed() -> None:
    assert not [command.name for command in COMMANDS if not command.group and command.name in main_help()]


@each_command
def test_a_command_explains_itself(command: Command) -> None:
    text = command_help(command)
    assert text.startswith(f"Usage: gto {command.name} [OPTIONS]")
    assert not [line for line in text.splitlines() if line != line.rstrip()]
    for argument in command.arguments:
        assert f"\n  {argument.name.upper()}" in text.partition("\nArguments:\n")[2].join("\n\n")
    for option in command.options:
        assert f"\n  {', '.join(option.flags)}" in text
    for example in command.examples:
        assert f"\n  $ {example.command}\n      {example.does}" in text


@pytest.mark.parametrize("columns", [60, 71, 80])
@each_command
def test_nothing_is_wider_than_the_terminal(command: Command, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = f"{main_help()}\n{command_help(command)}".partition("\nExamples:")[0]
    assert [line for line in text.splitlines() if len(line) > columns] == []


@each_command
def test_examples_fit_eighty_columns(command: Command) -> None:
    assert [line for line in command_help(command).splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("columns", ["0", "", "-3", "nonsense", "7", "9999"])
def test_a_strange_width_is_no_reason_to_fail(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, main_help().splitlines())) <= 80


def test_help_needs_no_repository_and_no_valid_setting(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {"GTO_EMOJIS": "perhaps", "GTO_STAGES": "{"})
    assert shell.gto("--help").out == shell.gto("-h").out == main_help() + "\n"
    for command in LISTED:
        if command.passes_on:  # and explains itself
            continue
        assert shell.gto(*command.name.split(), "--help").out == command_help(command) + "\n"


def test_an_alias_has_the_help_of_its_own_name(tmp_path: Path) -> None:
    assert Shell(tmp_path).gto("promote", "-h").lines[0] == "Usage: gto promote [OPTIONS] NAME [REF]"


def test_no_command_at_all_is_misuse_and_shows_what_there_is(tmp_path: Path) -> None:
    said = Shell(tmp_path).gto(code=2)
    assert (said.out, said.err) == ("", main_help() + "\n")


def test_misuse_says_where_help_is(tmp_path: Path) -> None:
    said = Shell(tmp_path).gto("register", code=2)
    assert said.err == (
        "Usage: gto register [OPTIONS] NAME [REF]\nTry 'gto register -h' for help.\n\nError: Missing argument 'NAME'.\n"
    )
    assert "\x1b" not in Shell(tmp_path).gto("show", "a", "\x1b[31mred", code=2).err


def test_a_command_that_does_not_exist(tmp_path: Path) -> None:
    assert "Error: No such command 'regster'. Did you mean 'register'?" in Shell(tmp_path).gto("regster", code=2).err
    assert "Error: No such command 'dance'.\n" in Shell(tmp_path).gto("dance", code=2).err
