"""Measures questions put to a repository on this disk."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from bench.generate import git
from bench.measure import Contender, Sample, Stopwatch
from bench.questions import Question
from bench.results import COLD, FIELDS, GTO, NAMES, PASS, WARM, Result
from bench.shapes import Shape
from bench.surroundings import Surroundings

ALL_FIELDS = (
    "%(refname) %(objectname) %(objecttype) %(*objectname) %(*objecttype) "
    "%(taggername) %(taggeremail) %(taggerdate:iso-strict) %(contents)"
)


def measure(
    stopwatch: Stopwatch,
    surroundings: Surroundings,
    shape: Shape,
    repository: Path,
    question: Question,
    *,
    rounds: int,
    patience: float,
    oracle: bool = True,
) -> Result:
    """Put one question to everyone who can answer it, and compare the answers before the times."""
    refs = Refs(repository)
    contenders = [
        *([registry(surroundings, GTO, repository, question, refs)] if oracle else []),
        registry(surroundings, COLD, repository, question, refs),
        *([] if question.own else [registry(surroundings, WARM, repository, question, refs)]),
        command(surroundings, PASS, repository, sys.executable, "-c", "pass"),
    ]
    if question.whole:
        listing = ("git", "for-each-ref", "refs/tags")
        contenders += [
            command(surroundings, FIELDS, repository, *listing, f"--format={ALL_FIELDS}"),
            command(surroundings, NAMES, repository, *listing, "--format=%(refname)"),
        ]
    first = stopwatch.warm_up(contenders)
    if difference := differing(first, refs.made, question.own):
        return Result(shape, question.name, {}, difference)
    return Result(shape, question.name, stopwatch.take_turns(contenders, first, rounds, patience))


class Refs:
    """The refs of a repository as they were, so that what a measured write made can be taken back."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        self.before = self.names()
        self.made: dict[str, str] = {}

    def names(self) -> set[str]:
        return set(git(self.repository, "for-each-ref", "--format=%(refname)").split())

    def restore(self, contender: str) -> None:
        made = sorted(self.names() - self.before)
        described = "--format=%(refname) %(*objectname) %(contents:subject)"
        tags = [name for name in made if name.startswith("refs/tags/")]
        self.made[contender] = git(self.repository, "for-each-ref", described, *tags) if tags else ""
        deletions = "".join(f"delete {name}\n" for name in made)
        git(self.repository, "update-ref", "--stdin", stdin=deletions)


def registry(surroundings: Surroundings, name: str, repository: Path, question: Question, refs: Refs) -> Contender:
    """GTO or ours, cold or warm, asked a question."""
    arguments = [*surroundings.program(name), *question.arguments]
    environment = surroundings.environment(name)
    contender = Contender(name, arguments, repository, environment)
    if name == COLD:
        contender = contender.prepared(surroundings.forget)
    if question.writes:
        contender = contender.cleaned(lambda: refs.restore(name))
    return contender


def command(surroundings: Surroundings, name: str, repository: Path, *arguments: str) -> Contender:
    return Contender(name, arguments, repository, surroundings.environment(name))


def differing(answers: Mapping[str, Sample], made: Mapping[str, str], own: bool = False) -> str:
    """How answers differ from the first of them, in a few words; empty when they do not.

    Only registries are compared, not what git says beside them; and what a program says of itself may differ.
    """
    told = {name: answers[name] for name in (GTO, COLD, WARM) if name in answers}
    for name, sample in told.items():
        if sample.status != 0 or not sample.output:
            last_words = sample.errors.strip().rpartition("\n")[2] or f"exit {sample.status}, no output"
            return f"{name} failed: {last_words}"
    if own:
        return ""
    reference, *others = told
    expected = told[reference].output, made.get(reference)
    different = [name for name in others if (told[name].output, made.get(name)) != expected]
    return f"{' and '.join(different)}: not the answer of {reference}" if different else ""
