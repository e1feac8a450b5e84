"""Stories: Markdown whose console examples are run, from top to bottom, by one person in one folder.

A story holds if telling it again changes nothing. The rules of the form are in CONTRIBUTING.md.
Knows nothing of gto: a command is whatever bash finds.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from surroundings import clock, minutes_later, settle

SECONDS_MAX = 600
FENCE = re.compile(r"(?P<indent> *)(?P<marks>`{3,}|~{3,})(?P<language>.*)")
SETUP = "<!-- story: setup"
END_OF_STEP = "\x1e"


@dataclass(frozen=True)
class Step:
    """One command; it takes one minute of the story's time."""

    line: int
    command: str
    hidden: bool = False


class BrokenStory(Exception):
    """The story cannot be told: its form is wrong, or its session ended early."""


def retell(story: str, folder: Path) -> str:
    """Run the story's commands in a new folder; give the story with what they print now."""
    pieces = read(story)
    outputs = iter(play([piece for piece in pieces if isinstance(piece, Step)], folder))
    told = [piece if isinstance(piece, str) else next(outputs) for piece in pieces]
    return "".join(told)


def read(story: str) -> list[str | Step]:
    """Take a story apart: what stays as it is, and each command in place of its output."""
    pieces: list[str | Step] = []
    lines = enumerate(story.splitlines(keepends=True), 1)
    for number, line in lines:
        pieces.append(line)
        if fence := FENCE.fullmatch(line.rstrip()):
            body, end = block(lines, number, until=fence["indent"] + fence["marks"])
            pieces += [*example(body, fence), end]
        elif line.rstrip() == SETUP:
            body, end = block(lines, number, until="-->")
            shown = "".join(text for _, text in body)
            pieces += [shown, Step(number, shown, hidden=True), end]
        elif line.startswith("<!-- story"):
            raise BrokenStory(f"line {number}: write `{SETUP}` alone on its line, then commands, then `-->`")
    return pieces


def block(lines: Iterator[tuple[int, str]], start: int, *, until: str) -> tuple[list[tuple[int, str]], str]:
    body = []
    for number, line in lines:
        if line.rstrip() == until:
            return body, line
        body.append((number, line))
    raise BrokenStory(f"line {start}: nothing closes this block")


def example(body: Sequence[tuple[int, str]], fence: re.Match[str]) -> list[str | Step]:
    """The steps of a console block; any other block is only text, and must not look like one."""
    if fence["language"].strip() != "console":
        if prompt := next((number for number, line in body if line.startswith("$ ")), None):
            raise BrokenStory(f"line {prompt}: only `console` blocks are run; a prompt elsewhere is never checked")
        return [line for _, line in body]
    if fence["indent"]:
        raise BrokenStory(f"line {body[0][0]}: a console block stands at the margin, to be run")
    return list(steps(body))


def steps(body: Iterable[tuple[int, str]]) -> Iterator[str | Step]:
    start, typed, typing = 0, "", False
    for number, line in body:
        if line.startswith("$ "):
            if typed:
                yield Step(start, typed)
            start, typed, typing = number, line[2:], True
            yield line
        elif not typed:
            raise BrokenStory(f"line {number}: a console block starts with a command, as in `$ git status`")
        elif typing and (line.startswith("> ") or line == ">\n"):
            typed += line[2:] or "\n"
            yield line
        else:
            typing = False
    if typed:
        yield Step(start, typed)


def play(steps: Sequence[Step], folder: Path) -> list[str]:
    """Run the steps in one bash session without a terminal; give what each of them shows."""
    home = folder.resolve() / "home"
    environment = {"PATH": path_to_this_environment()} | inherited("PYTHONPATH", "TMPDIR") | settle(home)
    project = home / "project"
    project.mkdir()
    session, transcript = folder / "session.sh", folder / "transcript"
    session.write_text("".join(timed(step, minute) for minute, step in enumerate(steps)))
    finished = run(["bash", "--noprofile", "--norc", str(session)], project, environment, transcript)
    told = transcript.read_text(errors="backslashreplace").replace(str(home), "~").split(END_OF_STEP)
    if len(told) < 2 * len(steps) + 1:
        why = "ended the session" if finished else f"took the story over {SECONDS_MAX} seconds"
        raise BrokenStory(f"line {steps[len(told) // 2].line}: this command {why}, after printing:\n{told[-1]}")
    return [shown(step, told[2 * i], int(told[2 * i + 1])) for i, step in enumerate(steps)]


def timed(step: Step, minute: int) -> str:
    # eval, so that a command which bash can't even parse fails alone
    dates = " ".join(f"{name}={text}" for name, text in clock(minutes_later(minute)).items())
    return f"export {dates}\neval {shlex.quote(step.command)}\nprintf '\\036%d\\036' $?\n"


def run(command: list[str], folder: Path, environment: dict[str, str], transcript: Path) -> bool:
    """Run to the end, or until time is up; leave nothing running. Give whether it came to its end.

    The transcript is a file, since what a story leaves in the background would keep a pipe open.
    """
    with transcript.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(SECONDS_MAX)
        except subprocess.TimeoutExpired:
            return False
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return True


def shown(step: Step, output: str, status: int) -> str:
    lines = [line.rstrip() + "\n" for line in output.splitlines()]
    if step.hidden:
        if status:
            raise BrokenStory(f"line {step.line}: this set-up failed with {status}:\n{''.join(lines)}")
        return ""
    return "".join(lines) + (f"[exit {status}]\n" if status else "")


def path_to_this_environment() -> str:
    """Put the `gto` beside this Python before any other."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def inherited(*names: str) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}
