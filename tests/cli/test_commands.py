"""What is true of every command there is."""

from __future__ import annotations

import shlex
from importlib import import_module

import pytest

from gto.cli.arguments import Command, read
from gto.cli.commands import BY_NAME, COMMANDS, GROUPS, HIDDEN

each_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


@each_command
def test_no_two_things_have_one_name(command: Command) -> None:
    flags = [flag for option in command.options for flag in option.flags]
    names = [option.name for option in command.options] + [a.key or a.name for a in command.arguments]
    assert len(set(flags)) == len(flags)
    assert len(set(names)) == len(names)


@each_command
def test_only_the_last_arguments_are_optional(command: Command) -> None:
    required = [argument.required for argument in command.arguments]
    assert required == sorted(required, reverse=True)
    assert not any(argument.many for argument in command.arguments[:-1])


@each_command
def test_its_own_examples_can_be_read(command: Command) -> None:
    for example in command.examples:
        words = shlex.split(example.command.partition("gto ")[2].partition(" && ")[0].partition(")")[0])
        rest = words[len(command.name.split()) :]
        assert " ".join(words).startswith(command.name)
        read(command, [word for word in rest if word not in ("|", "source")])


@each_command
def test_there_is_somebody_to_carry_it_out(command: Command) -> None:
    assert callable(import_module(f"gto.cli.{command.module}").run)
    assert command.group in (*GROUPS, HIDDEN)


@each_command
def test_it_is_found_by_each_of_its_names(command: Command) -> None:
    assert all(BY_NAME[name].module == command.module for name in (command.name, *command.aliases))


@each_command
def test_help_can_always_be_asked_for(command: Command) -> None:
    assert command.options[-1].flags == ("-h", "--help")


def test_the_names_of_gto_1_are_all_there() -> None:
    known = "check-ref show history stages doctor register assign promote deprecate parse-tag print-state"
    assert set(known.split()) <= set(BY_NAME)
