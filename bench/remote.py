"""Measures questions put to a repository behind a web server, and counts what crosses the wire."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.servers import AS_A_FORGE, HttpServer

from bench.generate import git
from bench.local import Refs, differing
from bench.measure import Contender, Stopwatch
from bench.questions import Question
from bench.results import CLONE, COLD, GTO, LS_REMOTE, PASS, TREELESS, WARM, Result, Traffic
from bench.shapes import Shape
from bench.surroundings import Surroundings


def measure(
    stopwatch: Stopwatch,
    surroundings: Surroundings,
    shape: Shape,
    repository: Path,
    question: Question,
    *,
    rounds: int,
    patience: float,
) -> Result:
    """Put one question about a bare repository to everyone, over HTTP on loopback.

    Cold is the first call on this remote, warm the second call on an unchanged one.
    """
    for key, value in AS_A_FORGE.items():
        git(repository, "config", key, value)
    server = HttpServer(repository.parent)
    url = server.url(repository.name)
    refs = Refs(repository)
    traffic: dict[str, Traffic] = {}
    clone = surroundings.scratch / "clone"

    def contender(name: str, *arguments: str) -> Contender:
        def before() -> None:
            shutil.rmtree(clone, ignore_errors=True)
            if name == COLD:
                surroundings.forget()
            server.forget()

        def after() -> None:
            exchanges = server.exchanges()
            traffic[name] = Traffic(
                conversations=sum(exchange.opens for exchange in exchanges),
                requests=len(exchanges),
                received=sum(exchange.bytes_out for exchange in exchanges),
            )
            if question.writes and name in {GTO, COLD, WARM}:
                refs.restore(name)

        return Contender(name, arguments, surroundings.scratch, surroundings.environment(name), before, after)

    contenders = [
        *(
            contender(name, *surroundings.program(name), *question.arguments, "--repo", url)
            for name in (GTO, COLD, WARM)
        ),
        contender(LS_REMOTE, "git", "ls-remote", url),
        contender(PASS, sys.executable, "-c", "pass"),
    ]
    if not question.writes:
        contenders += [
            contender(TREELESS, "git", "clone", "--quiet", "--bare", "--filter=tree:0", url, str(clone)),
            contender(CLONE, "git", "clone", "--quiet", "--bare", url, str(clone)),
        ]
    try:
        first = stopwatch.warm_up(contenders)
        difference = differing(first, refs.made)
        taken = {} if difference else stopwatch.take_turns(contenders, first, rounds, patience)
    finally:
        server.close()
        shutil.rmtree(clone, ignore_errors=True)
    return Result(shape, question.name, taken, difference, traffic)
