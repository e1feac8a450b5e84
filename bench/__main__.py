"""The command line of the bench: `make bench`, or `make bench ARGS=--full`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from bench import local, remote, report
from bench.generate import generate
from bench.measure import ROUNDS, Stopwatch
from bench.questions import STARTING, Question, chosen, questions
from bench.results import COLD, GTO, Result
from bench.shapes import ANNOTATED, FOREIGN, ONE_ARTIFACT, REMOTE, Shape, sized
from bench.surroundings import Surroundings
from bench.targets import HUGE

#: Seconds.
PATIENCE = 8.0
QUICK = (100, 1_000)
FULL = (10, 100, 1_000, 10_000, 100_000)


def main() -> None:
    options = arguments().parse_args()
    with tempfile.TemporaryDirectory(prefix="gto-bench-") as folder:
        scratch = Path(folder)
        surroundings = Surroundings.prepare(scratch, options.gto, options.oracle)
        refuse_others(surroundings)
        load = os.getloadavg()[0]
        results = []
        with closing(Stopwatch(scratch)) as stopwatch:
            for result in measure(options, stopwatch, surroundings, options.repositories or scratch):
                tell(result)
                results.append(result)
    text = report.page(results, command_line(options), options.rounds, options.patience, load)
    print(text)
    if options.write:
        earlier = options.write.read_text() if options.write.exists() else ""
        options.write.write_text(text + report.by_hand(earlier))


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--quick", action="store_true", help="100 and 1,000 tags and a remote: under five minutes (default)"
    )
    size.add_argument("--full", action="store_true", help="10 to 100,000 tags and every shape: about an hour")
    size.add_argument("--sizes", type=int, nargs="+", metavar="TAGS", help="these numbers of tags, and nothing else")
    parser.add_argument(
        "--loose", type=int, nargs="+", metavar="TAGS", help="these numbers of tags as loose refs and objects"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each command after its warm-up")
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, metavar="S", help="a command slower than this is run once"
    )
    parser.add_argument("--gto", metavar="COMMAND", help="ours (default: gto beside this Python)")
    parser.add_argument(
        "--oracle", metavar="PATH", help="GTO 1.10.1 (default: $GTO_ORACLE, else the one `make` installs)"
    )
    parser.add_argument(
        "--repositories", type=Path, metavar="DIR", help="keep generated repositories here for the next run"
    )
    parser.add_argument("--write", type=Path, metavar="PAGE", help="also write the page to this file")
    return parser


def command_line(options: argparse.Namespace) -> str:
    """What a reader types to get this page; where things lie on this machine is left out."""
    size = "--full" if options.full else "--quick"
    if options.sizes:
        size = f"--sizes {' '.join(map(str, options.sizes))}"
    if options.loose:
        size = f"{size} --loose {' '.join(map(str, options.loose))}"
    rounds = f" --rounds {options.rounds}" if options.rounds != ROUNDS else ""
    patience = f" --patience {options.patience:g}" if options.patience != PATIENCE else ""
    return f"make bench ARGS='{size}{rounds}{patience}'"


def measure(
    options: argparse.Namespace, stopwatch: Stopwatch, surroundings: Surroundings, repositories: Path
) -> Iterator[Result]:
    for shape, asked in plan(options):
        repository = repositories / f"{shape.name}.git" if shape.weights else repositories / shape.name
        if not repository.exists():
            generate(shape, repository, bare=bool(shape.weights))
        for question in asked:
            if shape.weights:
                yield remote.measure(
                    stopwatch,
                    surroundings,
                    shape,
                    repository,
                    question,
                    rounds=options.rounds,
                    patience=options.patience,
                )
            else:
                yield local.measure(
                    stopwatch,
                    surroundings,
                    shape,
                    repository,
                    question,
                    rounds=options.rounds,
                    patience=options.patience,
                    oracle=shape.tags < HUGE,
                )


def plan(options: argparse.Namespace) -> Iterator[tuple[Shape, Sequence[Question]]]:
    """Which questions are put to which shapes."""
    for tags in options.sizes or (FULL if options.full else QUICK):
        yield sized(tags), questions(sized(tags))
    for tags in options.loose or (() if options.sizes else (1_000, 10_000) if options.full else (1_000,)):
        loose = sized(tags, packed=False)
        yield loose, chosen(loose, {"show", "history", "register"} if options.full or options.loose else {"show"})
    if options.sizes:
        return
    for shape in (ONE_ARTIFACT, ANNOTATED, FOREIGN) if options.full else (ANNOTATED,):
        yield shape, chosen(shape, {"show", "show NAME", "register"} if options.full else {"show"})
    yield sized(10), STARTING
    yield REMOTE, chosen(REMOTE, {"show", "register"})


def refuse_others(surroundings: Surroundings) -> None:
    """Stop before measuring a program that does not run, or one against itself."""
    for name in (GTO, COLD):
        program = [*surroundings.program(name), "--version"]
        try:
            said = subprocess.run(
                program,
                env=surroundings.environment(name),
                cwd=surroundings.scratch,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            ).stdout
        except (OSError, subprocess.CalledProcessError) as failure:
            sys.exit(f"{name} does not run ({failure}); name another program with --gto or --oracle")
        if ("1.10.1" in said) != (name == GTO):
            sys.exit(f"{' '.join(program)} says {said.strip()!r}, so it is not {name}")


def tell(result: Result) -> None:
    """Progress, for whoever waits."""
    times = ", ".join(f"{name} {report.milliseconds(taken.cpu)}" for name, taken in result.taken.items())
    print(f"{result.shape.name}: {result.question}: {result.difference or times}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
