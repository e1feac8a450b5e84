"""The form of a scenario: a repository, what is then done in it, and where the answers may differ.

Knows nothing of the two programs; it is data to read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent

PYTHON_PROMPT = ">>> "


@dataclass(frozen=True)
class Differs:
    """A step that this program answers in its own way.

    `row` is the row of `docs/reference/differences.md` that tells a reader about it; `ours` is the whole
    answer, or a question that the answer must pass.
    """

    row: str
    command: str
    ours: str | Callable[[str], bool]

    def accepts(self, answer: str) -> bool:
        return self.ours(answer) if callable(self.ours) else answer == self.expected

    @property
    def expected(self) -> str:
        assert isinstance(self.ours, str)
        return dedent(self.ours).strip("\n") if "\n" in self.ours else self.ours


@dataclass(frozen=True)
class Scenario:
    """A repository made by `given` (shell, with the words of `prelude.sh`; a list is joined), and what to run.

    A text in `steps` has one command a line; neighbouring lines that begin with `>>>` are one Python
    session. All tags that exist afterwards are compared too, as a last step called `refs`.
    """

    name: str
    given: str
    steps: tuple[str | Differs, ...]

    def __init__(self, name: str, given: str | list[str], *steps: str | Differs) -> None:
        parts = [given] if isinstance(given, str) else given
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "given", "\n".join(dedent(part).strip("\n") for part in parts))
        object.__setattr__(self, "steps", tuple(split(steps)))


def split(steps: tuple[str | Differs, ...]) -> list[str | Differs]:
    """One entry a command or Python session, and `refs` at the end."""
    commands: list[str | Differs] = []
    for step in steps:
        if isinstance(step, Differs):
            commands.append(Differs(step.row, dedent(step.command).strip("\n"), step.ours))
            continue
        for line in dedent(step).strip("\n").splitlines():
            if line.startswith(PYTHON_PROMPT) and commands and goes_on(commands[-1]):
                commands[-1] = f"{commands[-1]}\n{line}"
            elif line.strip():
                commands.append(line)
    if command_of(commands[-1]) != "refs":
        commands.append("refs")
    return commands


def goes_on(step: str | Differs) -> bool:
    return isinstance(step, str) and step.startswith(PYTHON_PROMPT)


def command_of(step: str | Differs) -> str:
    return step.command if isinstance(step, Differs) else step


def saying(*parts: str) -> Callable[[str], bool]:
    """The answer contains all of these, in this order."""

    def says(answer: str) -> bool:
        position = 0
        for part in parts:
            position = answer.find(part, position)
            if position < 0:
                return False
            position += len(part)
        return True

    return says
