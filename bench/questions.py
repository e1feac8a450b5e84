"""What is asked of a registry while the clock runs, as command lines.

Knows nothing of who answers, or how long it takes.
"""

from __future__ import annotations

from dataclasses import dataclass

from bench.shapes import Shape


@dataclass(frozen=True)
class Question:
    name: str
    arguments: tuple[str, ...]
    # makes tags, which have to be taken back before the next run
    writes: bool = False
    # reads every tag, so listing them is what git would need for it
    whole: bool = False
    # the answer is about the program, not about the repository
    own: bool = False


def questions(shape: Shape) -> list[Question]:
    """All questions, put to one shape."""
    name = shape.artifact
    return [
        Question("show", ("show",), whole=True),
        Question("show --json", ("show", "--json"), whole=True),
        Question("stages", ("stages",), whole=True),
        Question("history", ("history",), whole=True),
        Question("show NAME", ("show", name)),
        Question("show NAME@latest --ref", ("show", f"{name}@latest", "--ref")),
        Question("show NAME#prod --version", ("show", f"{name}#prod", "--version")),
        Question("check-ref", ("check-ref", f"{name}@{shape.newest}")),
        Question("register", ("register", name), writes=True),
        Question("assign", ("assign", name, "--version", shape.newest, "--stage", "prod"), writes=True),
    ]


STARTING = [Question("--help", ("--help",), own=True), Question("--version", ("--version",), own=True)]


def chosen(shape: Shape, names: set[str]) -> list[Question]:
    """Some of the questions, by name."""
    return [question for question in questions(shape) if question.name in names]
