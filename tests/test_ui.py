"""`gto.ui`: who hears what is said, and that nobody else does."""

from __future__ import annotations

import asyncio
from threading import Thread

import pytest

from gto import ui


def test_nobody_hears_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    ui.echo("nobody")
    with ui.cli_echo():
        ui.echo("out", 1)
        with ui.no_echo():
            ui.echo("nobody")
        with ui.stderr_echo():
            ui.echo("err")
        ui.echo("out again")
    ui.echo("nobody")
    assert capsys.readouterr() == ("out 1\nout again\n", "err\n")


def test_anybody_may_listen() -> None:
    heard: list[object] = []
    with ui.set_echo(lambda *message: heard.append(message)):
        ui.echo("a")
    assert heard == [("a",)]


def test_a_listener_is_forgotten_when_something_fails() -> None:
    heard: list[object] = []
    with pytest.raises(ValueError, match="x"), ui.set_echo(heard.append):
        raise ValueError("x")
    ui.echo("a")
    assert heard == []


def test_threads_and_tasks_do_not_hear_each_other() -> None:
    heard: list[object] = []

    async def listen() -> None:
        with ui.set_echo(heard.append):
            await asyncio.sleep(0)
            ui.echo("mine")

    async def speak() -> None:
        ui.echo("theirs")

    async def both() -> None:
        await asyncio.gather(listen(), speak())

    asyncio.run(both())
    with ui.set_echo(heard.append):
        thread = Thread(target=ui.echo, args=("a thread's",))
        thread.start()
        thread.join()
    assert heard == ["mine"]


def test_texts() -> None:
    assert (ui.bold("x"), ui.color("x", "red"), ui.emoji("x")) == ("\x1b[1mx\x1b[0m", "x", "x")
    assert ui.EMOJI_OK == "✅ "
